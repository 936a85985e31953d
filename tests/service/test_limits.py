"""Bounds and hostile bodies: refused in one shape, before they cost anything, and never with a fault."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import zlib
from itertools import product

import pytest
import zstandard

from tests.service.office import Laptop, Running, error
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id

MEGABYTE = 1024 * 1024


def test_a_body_that_is_too_large_is_refused(alice: Laptop, subtests: pytest.Subtests) -> None:
    body = os.urandom(MEGABYTE + 1)
    headers = {"content-type": "application/json"}

    def pieces() -> object:
        yield from (body[at : at + 65536] for at in range(0, len(body), 65536))

    for path in (wire.ENROL, wire.TOKEN, wire.PUSH, wire.PULL):
        with subtests.test(path=path):
            answer = alice.send("POST", path, body, **headers)
            assert (answer.status_code, error(answer)) == (413, "too_large")
            answer = alice.http.post(path, content=pieces(), headers=headers)  # type: ignore[arg-type]
            assert answer.status_code == 413


def zstd_bomb(size: int) -> bytes:
    out = io.BytesIO()
    with zstandard.ZstdCompressor(level=19).stream_writer(out, closefd=False) as writer:
        for _ in range(size // MEGABYTE):
            writer.write(bytes(MEGABYTE))
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "make"),
    [
        ("zstd", zstd_bomb),
        ("zstd", lambda size: wire.compress(bytes(size))),  # a frame that says how long it is
        ("gzip", lambda size: gzip.compress(bytes(size))),
    ],
)
def test_what_unpacks_to_too_much_is_refused(alice: Laptop, encoding: str, make: object) -> None:
    body = make(64 * MEGABYTE)  # type: ignore[operator]
    assert len(body) < MEGABYTE
    for path in (wire.PUSH, wire.PULL):
        answer = alice.send("POST", path, body, **{"content-encoding": encoding})
        assert (answer.status_code, error(answer)) == (413, "too_large"), path


UNREADABLE = [
    ("zstd", b"niet samengeperst", 422),
    ("zstd", wire.compress(b'{"scopes":{}}')[:-3], 422),
    ("zstd", wire.compress(b'{"scopes":{}}') + wire.compress(b"{}"), 422),
    ("zstd", wire.compress(b'{"scopes":{}}') + b"x", 422),
    ("gzip", gzip.compress(b'{"scopes":{}}', mtime=0)[:-3], 422),
    ("gzip", zlib.compress(b"{}"), 422),
    ("br", b"x", 415),
    ("zstd, zstd", b"x", 415),
    ("identity", b"", 422),
    ("identity", b"\xff\xfe", 422),
    ("identity", b"[" * 100_000, 422),
    ("identity", b'{"scopes":' + b"[" * 200_000, 422),
    ("identity", b"null", 422),
    ("identity", b"{}{}", 422),
    ("identity", b'{"scopes":{"ref":{"seq":1e400}}}', 422),
    ("identity", b'{"scopes":{"ref":{"seq":-2}}}', 422),
    ("identity", b'{"scopes":{"ref":{"seq":99999999999999999999}}}', 422),
    ("identity", b'{"scopes":{},"max_bytes":0}', 422),
]


def test_a_body_that_cannot_be_read_is_refused(alice: Laptop, subtests: pytest.Subtests) -> None:
    for (encoding, body, status), path in product(UNREADABLE, (wire.PUSH, wire.PULL)):
        with subtests.test(encoding, body=body[:40], path=path):
            answer = alice.send("POST", path, body, **{"content-encoding": encoding})
            assert answer.status_code == status, answer.text
            assert error(answer) == "malformed"


def test_too_many_operations_at_once(alice: Laptop, dossier: str) -> None:
    raw = alice.note(dossier)
    answer = alice.post(wire.PUSH, alice.push_body((f"c:{dossier}", [raw] * (wire.MAX_OPERATIONS + 1))))
    assert (answer.status_code, error(answer)) == (413, "too_large")


def test_an_operation_that_is_too_large_is_parked(alice: Laptop, dossier: str) -> None:
    (outcome,) = alice.push((f"c:{dossier}", [alice.note(dossier, "x" * (256 * 1024))]))
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.n, outcome.acked) == ("malformed", 2, 1)


def test_too_many_scopes_in_one_pull(alice: Laptop) -> None:
    cursors = {f"c:{n:032x}": wire.Cursor() for n in range(5_001)}
    answer = alice.post(wire.PULL, wire.encode(wire.PullRequest(cursors)))
    assert (answer.status_code, error(answer)) == (413, "too_large")


OPERATIONS = [
    b"1",
    b"null",
    b"[]",
    b'"tekst"',
    b"{}",
    b'{"n":2}',
    b'{"n":"2"}',
    b'{"n":99999999999999999999999}',
]


def test_rubbish_for_an_operation_is_parked(alice: Laptop, dossier: str, subtests: pytest.Subtests) -> None:
    for raw in OPERATIONS:
        with subtests.test(raw=raw):
            (outcome,) = alice.push((f"c:{dossier}", [raw]))
            assert outcome.error is not None
            assert (outcome.error.code, outcome.error.n, outcome.acked) == ("malformed", 2, 1)


def test_an_operation_that_is_no_json_refuses_the_request(
    alice: Laptop, dossier: str, subtests: pytest.Subtests
) -> None:
    good = alice.note(dossier)
    for value in (b"[" * 5_000 + b"]" * 5_000, b'"\\ud800"', b'"\n"', b"01", b"NaN"):
        with subtests.test(value=value[:40]):
            raw = good.replace(b'"Gesproken over de woning."', value)
            answer = alice.post(wire.PUSH, alice.push_body((f"c:{dossier}", [raw])))
            assert (answer.status_code, error(answer)) == (422, "malformed")
            assert alice.pull(f"c:{dossier}")[0].head == 1


def test_text_that_is_no_utf8_is_parked(alice: Laptop, dossier: str) -> None:
    raw = alice.note(dossier).replace(b"woning", b"won\xffng")
    (outcome,) = alice.push((f"c:{dossier}", [raw]))
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.n, outcome.error.field) == ("malformed", 2, "val")


def test_rubbish_in_every_part_of_an_operation(alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    good = json.loads(alice.note(dossier))
    values = [None, "", -1, 0, 2**63, 2**70, 1.5, "x", "é\0", ["x"], {"a": {"b": []}}, True]
    for name in good:
        for value in values:
            raw = json.dumps(good | {name: value}).encode()
            (outcome,) = alice.push((scope, [raw]))
            assert outcome.acked in (1, 2)
            if outcome.acked == 2:  # it was kept, so a new dossier has to take the next
                other = new_id()
                alice.push((f"c:{other}", [alice.client(other)]))
                scope = f"c:{other}"
                good |= {"prev": alice.chain(scope).hash, "n": 2}
    assert alice.send("GET", wire.SCOPES).status_code == 200


def test_a_request_that_is_cut_off_leaves_no_trace(running: Running, alice: Laptop, dossier: str) -> None:
    body = wire.compress(alice.push_body((f"c:{dossier}", [alice.note(dossier)])))
    headers = alice.headers("POST", wire.PUSH, body) | {"content-encoding": "zstd", "host": "x"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    host, port = running.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(
            f"POST {wire.PUSH} HTTP/1.1\r\n{head}content-length: {len(body)}\r\n\r\n".encode() + body[:-1]
        )
    (page,) = alice.pull(f"c:{dossier}")
    assert page.head == 1


def test_what_is_no_http_is_closed(running: Running) -> None:
    host, port = running.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(b"\x16\x03\x01 hallo\r\n\r\n")
        answer = b""
        while piece := line.recv(4096):
            answer += piece
    assert answer.startswith((b"HTTP/1.1 400", b""))
