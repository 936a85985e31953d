"""The service, tried with made-up requests: never a fault, always the one shape of refusal."""

from __future__ import annotations

import json

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet

from tests.service.office import Laptop, Running, error
from thuis_tui.log import wire


def test_made_up_requests_never_make_it_fail(running: Running, alice: Laptop) -> None:
    """From the OpenAPI description: unsigned, and signed by a laptop that is known."""
    schema = schemathesis.openapi.from_dict(running.app.openapi())
    tried = 0

    def send(case: schemathesis.Case) -> None:
        nonlocal tried
        tried += 1
        body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body).encode()
        plain = {"content-type": "application/json"}
        for headers in (plain, plain | alice.headers(case.method, case.formatted_path, body)):
            with alice.http.stream(case.method, case.formatted_path, content=body, headers=headers) as answer:
                if not answer.headers["content-type"].startswith("text/event-stream"):  # that one goes on
                    answer.read()
            assert answer.status_code < 500, answer
            assert wire.TIME_HEADER in answer.headers
            if answer.status_code >= 400:
                error(answer)

    for found in schema.get_all_operations():
        cases = found.ok().as_strategy()
        settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))(
            given(cases)(send)
        )()
    assert tried >= 8


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


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(push=_PUSH | _JSON, pull=_PULL | _JSON)
def test_signed_rubbish_never_makes_it_fail(alice: Laptop, push: object, pull: object) -> None:
    for path, made in ((wire.PUSH, push), (wire.PULL, pull)):
        answer = alice.post(path, json.dumps(made).encode())
        assert answer.status_code in (200, 204, 413, 422), answer.text
