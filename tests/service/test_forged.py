"""What is forged, replayed, or moved in time is refused with a kind of its own, which is counted."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office, Running, error
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration


@pytest.fixture
def running(tmp_path: Path, clock: Clock) -> Iterator[Running]:
    server = Running(Configuration(data_dir=tmp_path / "service", now=clock))
    yield server
    server.stop()


@pytest.fixture
def configuration(running: Running) -> Configuration:
    return running.configuration


def counted(running: Running, kind: str) -> float:
    for line in running.app.state.metrics.text().decode().splitlines():
        if line.startswith("thuis_refusals_total") and f'kind="{kind}"' in line:
            return float(line.rpartition(" ")[2])
    return 0.0


def test_tokens_that_we_did_not_seal(running: Running, alice: Laptop, bob: Laptop) -> None:
    claims = {"sub": alice.device, "aud": "t", "exp": int(time.time()) + 3600}
    good = alice.token
    head, body, seal = good.split(".")
    later = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    public = bob.key.public_key().public_bytes_raw()
    forged = [
        jwt.encode(claims, b"another secret of thirty-two bytes", "HS256"),
        jwt.encode(claims, public, "HS256"),  # a public key taken for a secret one
        jwt.encode(claims, Ed25519PrivateKey.generate(), "EdDSA"),
        f"{head}.{later}.{seal}",
        f"{none}.{later}.",
        f"{head}.{body}.{seal[:-2]}AA",
        f"{head}.{body}",
        good * 20,
        "",
    ]
    for n, token in enumerate(forged, 1):
        alice.token = token or "x"
        answer = alice.send("GET", wire.SCOPES)
        assert (answer.status_code, error(answer)) == (401, "token_expired"), token
        assert counted(running, "not_signed_in") == n


def test_a_clock_that_is_moved(running: Running, alice: Laptop, clock: Clock) -> None:
    old = alice.token
    clock.ahead = 700
    assert alice.send("GET", wire.SCOPES).status_code == 401, "ten minutes later it opens nothing"
    assert alice.sign_in().status_code == 200
    clock.ahead = -700
    assert alice.send("GET", wire.SCOPES).status_code == 200, (
        "the service's clock was put back: nobody is shut out"
    )
    clock.ahead = 1400
    alice.token = old
    assert alice.send("GET", wire.SCOPES).status_code == 401
    assert counted(running, "not_signed_in") == 2


def test_what_was_seen_on_the_line_is_of_no_use(running: Running, office: Office, alice: Laptop) -> None:
    client = new_id()
    scope = f"c:{client}"
    body = wire.compress(alice.push_body((scope, [alice.client(client)])))
    headers = alice.headers("POST", wire.PUSH, body) | {"content-encoding": wire.ZSTD}
    for _ in range(3):
        assert alice.http.post(wire.PUSH, content=body, headers=headers).status_code == 200
    assert office.rows("SELECT count(*) FROM log WHERE scope = ?", scope) == [(1,)], "it is taken once"
    challenge = alice.challenge()
    seen = {"device": alice.device, "challenge": challenge, "signature": alice.sign(challenge.encode())}
    thief = office.new_laptop()
    thief.token = thief.http.post(wire.TOKEN, json=seen).json()["token"]
    answer = thief.send("GET", wire.SCOPES)
    assert (answer.status_code, error(answer)) == (401, "not_allowed"), "a token is nothing without the key"
    assert counted(running, "not_proved") == 1


@pytest.mark.parametrize("key", [b"", b"x" * 31, b"\0" * 32, b"\xff" * 32, b"\1" + b"\0" * 31])
def test_keys_that_are_none(running: Running, office: Office, key: bytes) -> None:
    """Points of a small order sign for everybody; nobody gets in with one."""
    laptop = office.new_laptop()
    body = {
        "code": office.code(office.caseworker(f"Iemand {key.hex()[:4]}")),
        "public_key": base64.b64encode(key).decode(),
        "device_name": "laptop",
    }
    answer = laptop.http.post(wire.ENROL, json=body)
    assert (answer.status_code, error(answer)) == (422, "malformed")
    assert counted(running, "malformed") == 1


@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "text/xml", ""],
)
def test_bodies_of_another_kind(running: Running, office: Office, kind: str) -> None:
    """What a web page could make a browser send."""
    body = json.dumps({"code": "x", "public_key": "A" * 43 + "=", "device_name": "x"})
    answer = office.new_laptop().http.post(wire.ENROL, content=body, headers={"content-type": kind})
    assert (answer.status_code, error(answer)) == (422, "malformed")
    assert counted(running, "malformed") == 1


def test_headers_that_say_otherwise(running: Running, alice: Laptop) -> None:
    tricks = {
        "x-http-method-override": "POST",
        "x-original-url": wire.PUSH,
        "x-rewrite-url": wire.PUSH,
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "https",
        "forwarded": "for=127.0.0.1;proto=https",
        "host": "elsewhere.example",
    }
    answer = alice.send("GET", wire.SCOPES, **tricks)
    assert answer.status_code == 200
    assert "strict-transport-security" not in answer.headers, "only a proxy that is known is believed"
    twice = [(name, value) for name, value in alice.headers("GET", wire.SCOPES, b"").items()]
    answer = alice.http.get(wire.SCOPES, headers=[("authorization", "Bearer x"), *twice])
    assert answer.status_code == 401
