"""Every route is asked for everything with every wrong credential; nothing is readable."""

from __future__ import annotations

import base64
from collections.abc import Callable
from itertools import product
from pathlib import Path

import httpx
import pytest

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office, Running, error
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.people import admin
from thuis_tui.service.web.app import create_app

OPEN = {
    "/v1/health/live",
    "/v1/health/ready",
    wire.ENROL,
    wire.CHALLENGE,
    wire.TOKEN,
    wire.ESCROW,  # signed, but by a device that gets no token any more
}
"""The addresses that need no token; a new route that is not named here must refuse strangers."""

MARKER = "Merkwaardig-geheim"


def routes() -> list[tuple[str, str]]:
    """Return method and path of every route there is."""
    found: list[tuple[str, str]] = []

    def walk(holder: object) -> None:
        for route in getattr(holder, "routes", []):
            if hasattr(route, "methods") and hasattr(route, "path"):
                found.extend((method, str(route.path)) for method in sorted(route.methods or ()))
            else:
                inner = getattr(route, "original_router", None) or getattr(route, "app", None)
                assert inner is not None, f"what is {route!r}?"
                walk(inner)

    import tempfile

    with tempfile.TemporaryDirectory() as place:
        app = create_app(Configuration(data_dir=Path(place)))
        walk(app)
        app.state.storage.close()
    assert len(found) >= 8, found
    return found


ROUTES = routes()
SIGNED = [route for route in ROUTES if route[1] not in OPEN]

Credential = Callable[[Laptop, Laptop, Office, str, str, bytes], dict[str, str]]


def nothing(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    return {}


def no_proof(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    return {"authorization": f"Bearer {owner.token}"}


def own_proof(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    """Another device's token with one's own proof."""
    signed = thief.sign(wire.proof_text(method, path, body, owner.token))
    return {"authorization": f"Bearer {owner.token}", wire.PROOF_HEADER: signed}


def own_token(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    """One's own token with another device's proof."""
    return {**owner.headers(method, path, body), "authorization": f"Bearer {thief.token}"}


def other_path(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    """A request of the owner that was seen, sent to another address."""
    return owner.headers(method, "/v1/elsewhere", body)


def other_method(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    return owner.headers("PUT", path, body)


def other_body(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    return owner.headers(method, path, body + b" ")


def other_query(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    return owner.headers(method, f"{path}?all=1", body)


def revoked(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    office.storage.write(admin.revoke_device, owner.device)
    return owner.headers(method, path, body)


def basic(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    return {**owner.headers(method, path, body), "authorization": f"Basic {owner.token}"}


def unsigned_token(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    """A token of one's own making, with the algorithm that needs no key."""
    _, claims, _ = owner.token.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    thief.token = f"{none}.{claims}."
    return thief.headers(method, path, body)


def rubbish(
    thief: Laptop, owner: Laptop, office: Office, method: str, path: str, body: bytes
) -> dict[str, str]:
    return {
        "authorization": "Bearer ' OR 1=1 --",
        wire.PROOF_HEADER: "ééé".encode("latin-1").decode("latin-1"),
    }


WRONG: list[Credential] = [
    nothing,
    no_proof,
    own_proof,
    own_token,
    other_path,
    other_method,
    other_body,
    other_query,
    basic,
    unsigned_token,
    rubbish,
    revoked,
]


@pytest.fixture
def marked(alice: Laptop) -> Laptop:
    """A laptop whose dossier holds words that nobody else may ever see."""
    client = new_id()
    alice.push((f"c:{client}", [alice.client(client, MARKER), alice.note(client, MARKER)]))
    return alice


def bodies(owner: Laptop) -> list[bytes]:
    scope = next(iter(owner.chains))
    cursors = {scope: wire.Cursor(), "ref": wire.Cursor(), f"u:{owner.caseworker}": wire.Cursor()}
    return [b"", wire.compress(wire.encode(wire.PullRequest(cursors))), b'{"scopes":{}}']


@pytest.mark.parametrize("route", SIGNED, ids=" ".join)
def test_no_route_answers_a_stranger(
    route: tuple[str, str], office: Office, marked: Laptop, bob: Laptop, subtests: pytest.Subtests
) -> None:
    method, path = route[0], route[1].replace("{scope}", next(iter(marked.chains)))
    # Who was revoked stays so: last, and once.
    assert WRONG[-1] is revoked
    for wrong, body in product(WRONG, bodies(marked)[: 1 if method == "GET" else 3]):
        with subtests.test(wrong.__name__, body=body):
            headers = wrong(bob, marked, office, method, path, body)
            answer = bob.http.request(
                method,
                path,
                content=body,
                headers={name: value.encode("latin-1") for name, value in headers.items()}
                | {"content-encoding": b"zstd"},
            )
            assert answer.status_code in (401, 403), answer.text
            assert error(answer) in ("token_expired", "not_allowed", "device_revoked")
            assert MARKER not in answer.text
        if wrong is revoked:
            break


def test_the_routes_are_those_we_know() -> None:
    of_a_scope = {wire.SNAPSHOT + "{scope}", wire.DIGEST + "{scope}"}
    beside = {wire.PURGED, wire.EVENTS}
    assert {path for _, path in SIGNED} == {wire.PUSH, wire.PULL, wire.SCOPES} | of_a_scope | beside


def test_a_token_that_has_expired_opens_nothing(marked: Laptop, clock: Clock) -> None:
    clock.ahead = 3600
    for method, path in SIGNED:
        assert marked.send(method, path.replace("{scope}", "ref")).status_code == 401


NAMES = [
    "c:%' OR '1'='1",
    "c:" + "a" * 31 + "'",
    "c:*",
    "%",
    "ref' UNION SELECT * FROM device --",
    "../service.db",
    "c:" + "A" * 32,
    "c:" + "٠" * 32,
    "c:" + "0" * 32 + "\n",
    "C:" + "0" * 32,
    "u:",
    "",
    "ref\0",
    "c:" + "0" * 3200,
]


def test_a_scope_that_is_no_scope_is_malformed(
    office: Office, marked: Laptop, bob: Laptop, subtests: pytest.Subtests
) -> None:
    for name in NAMES:
        with subtests.test(name=name):
            pulled = bob.post(wire.PULL, wire.encode({"scopes": {name: {}}}))
            assert (pulled.status_code, error(pulled)) == (422, "malformed")
            pushed = bob.post(
                wire.PUSH, wire.encode({"scopes": [{"scope": name, "gen": 0, "chain": new_id(), "ops": []}]})
            )
            assert (pushed.status_code, error(pushed)) == (422, "malformed")


PATHS = [
    "/",
    "/v1",
    "/v1/",
    "/v1/sync",
    "/v1/sync/pull/",
    "/v1/sync/../sync/pull",
    "/v1/sync/%2e%2e/pull",
    "/v1//sync/pull",
    "/V1/sync/pull",
    "/v1/sync/pull%00",
    "/v1/admin",
    "/docs",
    "/redoc",
    "/openapi.json",
    "/service.db",
    "/../service.db",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/v1/sync/snapshot",
    "/v1/sync/digest/",
    "/v1/sync/digest/ref/ref",
]


def test_other_paths_lead_nowhere(running: Running, marked: Laptop, subtests: pytest.Subtests) -> None:
    for path, method in product(PATHS, ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")):
        with subtests.test(path=path, method=method):
            url = httpx.URL(running.url).copy_with(raw_path=path.encode())
            answer = marked.http.request(method, url, headers=marked.headers(method, path, b""))
            # 401: the path was tidied on the way, and then the proof is of another path.
            assert answer.status_code in (401, 404, 405), (method, path, answer.text)
            assert error(answer) in ("not_found", "malformed", "not_allowed")
