"""The service, tried with made-up requests: never a fault, always the one shape of refusal."""

from __future__ import annotations

import json
import os
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet
from schemathesis.core.transport import Response

from tests.service.office import Laptop, Office, Running, error
from thuis_tui.log import wire
from thuis_tui.service.configuration import Configuration, Limits
from thuis_tui.service.web.description import describe

SEVERAL = int(os.environ.get("THUIS_EXAMPLES", "200"))
ALL = list(HealthCheck)


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    """SQLite alone, as what is made up hardly reaches the database; and nobody has to wait."""
    return Configuration(data_dir=tmp_path / "service", limits=Limits(failures=10**6, address_failures=10**6))


def ask(laptop: Laptop, case: schemathesis.Case, *, signed: bool) -> httpx.Response:
    """Send a made-up request, and see that the answer is one of ours."""
    body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body, default=repr).encode()
    target = str(httpx.URL("http://x" + case.formatted_path, params=case.query or None).raw_path, "latin-1")
    headers = {"content-type": "application/json"}
    if signed:
        headers |= laptop.headers(case.method, target, body)
    with laptop.http.stream(case.method, target, content=body, headers=headers) as answer:
        if not answer.headers.get("content-type", "").startswith("text/event-stream"):  # that one goes on
            answer.read()
    assert answer.status_code < 500, answer
    assert wire.TIME_HEADER in answer.headers
    if answer.status_code >= 400:
        error(answer)
    return answer


def alone(running: Running, alice: Laptop, examples: int) -> int:
    """Try every operation by itself, unsigned and signed."""
    tried = 0

    def send(case: schemathesis.Case) -> None:
        nonlocal tried
        tried += 1
        for signed in (False, True):
            ask(alice, case, signed=signed)

    schema = schemathesis.openapi.from_dict(describe(running.app))
    for found in schema.get_all_operations():
        cases = found.ok().as_strategy()
        settings(max_examples=examples, deadline=None, suppress_health_check=ALL)(given(cases)(send))()
    return tried


def linked(running: Running, office: Office, examples: int) -> dict[str, int]:
    """Follow the links of the description: enrol, then a challenge, then a token. Tells what succeeded."""
    succeeded: dict[str, int] = {}
    caseworker = office.caseworker("Amina")

    class Machine(schemathesis.openapi.from_dict(describe(running.app)).as_state_machine()):  # type: ignore[misc]
        laptop: Laptop

        def setup(self) -> None:
            self.laptop = office.new_laptop()
            self.laptop.token = "none"

        def call(self, case: schemathesis.Case, **_: object) -> Response:
            """Fill in what no generator can know: a code, a key, a signature."""
            if isinstance(case.body, dict):
                if case.path == wire.ENROL:
                    case.body |= {"code": office.code(caseworker), "public_key": self.laptop.public_key}
                if case.path == wire.TOKEN:
                    case.body["signature"] = self.laptop.sign(str(case.body.get("challenge")).encode())
            answer = ask(self.laptop, case, signed=True)
            if answer.status_code < 300:
                succeeded[case.path] = succeeded.get(case.path, 0) + 1
            if case.path == wire.TOKEN and answer.status_code == 200:
                self.laptop.token = answer.json()["token"]
            return Response.from_any(answer)

        def validate_response(self, response: object, case: object, **_: object) -> None:
            """It was, when it came."""

    Machine.run(
        settings=settings(
            max_examples=examples, stateful_step_count=5, deadline=None, suppress_health_check=ALL
        )
    )
    return succeeded


def test_made_up_requests_never_make_it_fail(running: Running, alice: Laptop) -> None:
    assert alone(running, alice, 4) >= 8


def test_made_up_requests_in_their_order_never_make_it_fail(running: Running, office: Office) -> None:
    assert linked(running, office, 6)[wire.CHALLENGE]


@pytest.mark.soak
def test_made_up_requests_for_long(running: Running, office: Office, alice: Laptop) -> None:
    assert alone(running, alice, SEVERAL) >= SEVERAL
    assert linked(running, office, SEVERAL)[wire.TOKEN]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
_SCOPE = st.sampled_from(["ref", f"c:{'0' * 32}", f"u:{'0' * 32}", "c:x"]) | st.text(max_size=40)
_OPERATION = st.fixed_dictionaries(
    {},
    optional={
        "n": st.integers(0, 3) | _JSON,
        "prev": st.just("") | _JSON,
        "id": st.just("0" * 32) | _JSON,
        "tx": st.just("") | _JSON,
        "ent": st.just(f"client:{'0' * 32}") | _JSON,
        "field": st.sampled_from(["", "alias", "removed"]) | _JSON,
        "kind": st.sampled_from(["create", "set", "remove"]) | _JSON,
        "val": _JSON,
        "base": st.lists(st.just("0" * 32), max_size=2) | _JSON,
        "hlc": st.integers(0, 5) | _JSON,
        "actor": st.text(max_size=5) | _JSON,
        "sv": st.just(1) | _JSON,
    },
)
_PUSH = st.fixed_dictionaries(
    {
        "scopes": st.lists(
            st.fixed_dictionaries(
                {
                    "scope": _SCOPE,
                    "gen": st.integers(-1, 3),
                    "chain": st.just("0" * 32) | st.text(max_size=40),
                    "ops": st.lists(_OPERATION | _JSON, max_size=4),
                }
            ),
            max_size=3,
        )
    }
)
_PULL = st.fixed_dictionaries(
    {},
    optional={
        "scopes": st.dictionaries(
            _SCOPE, st.fixed_dictionaries({}, optional={"seq": st.integers(-3, 2**70)})
        ),
        "max_bytes": st.integers(-1, 2**70),
        "scopes_etag": st.text(max_size=250),
        "vector": st.text(max_size=40),
        "min_seq": _JSON,
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(push=_PUSH | _JSON, pull=_PULL | _JSON)
def test_signed_rubbish_never_makes_it_fail(alice: Laptop, push: object, pull: object) -> None:
    for path, made in ((wire.PUSH, push), (wire.PULL, pull)):
        answer = alice.post(path, json.dumps(made).encode())
        assert answer.status_code in (200, 204, 413, 422), answer.text
