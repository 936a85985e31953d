"""A service that talks nonsense: nothing of it is kept; it is told once and asked again later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.service.office import Office
from tests.sync.laptops import Laptop
from tests.sync.line import BadLine, changed
from thuis_tui.log import wire
from thuis_tui.store import incidents

Change = Callable[[list[dict[str, Any]]], object]


def without(head: bytes, *names: bytes) -> bytes:
    parts = head.split(b"\r\n")
    return b"\r\n".join(p for p in parts if p.lower().partition(b":")[0] not in names)


def plain(head: bytes, body: bytes) -> tuple[bytes, bytes]:
    """The body as it was before it was packed and cut in pieces, and a head that says so."""
    if b"chunked" in head.lower():
        whole = b""
        while body:
            size, _, body = body.partition(b"\r\n")
            whole, body = whole + body[: int(size, 16)], body[int(size, 16) + 2 :]
        body = whole
    if b"content-encoding: zstd" in head.lower():
        body = wire.decompress(body, 2**26)
    return without(head, b"content-encoding", b"content-length", b"transfer-encoding"), body


def sized(head: bytes, body: bytes) -> tuple[bytes, bytes]:
    return head + f"\r\nContent-Length: {len(body)}".encode(), body


def lines(change: Change):
    """Change the lines of an answer; they stay JSON, or what `change` makes of them."""

    def fault(head: bytes, body: bytes) -> tuple[bytes, bytes]:
        head, body = plain(head, body)
        found = [msgspec.json.decode(line) for line in body.split(b"\n") if line]
        change(found)
        return sized(head, b"".join(msgspec.json.encode(line) + b"\n" for line in found))

    return changed(fault)


def text(change: Callable[[bytes], bytes]):
    def fault(head: bytes, body: bytes) -> tuple[bytes, bytes]:
        head, body = plain(head, body)
        return sized(head, change(body))

    return changed(fault)


def deep(body: bytes) -> bytes:
    return body.replace(b'"body":"', b'"deep":' + b"[" * 5000 + b"]" * 5000 + b',"body":"', 1)


def dossier(found: list[dict[str, Any]]) -> dict[str, Any]:
    return next(line for line in found if line.get("scope", "").startswith("c:"))


PAGES: dict[str, Change] = {
    "another scope": lambda found: dossier(found).update(scope="c:" + "9" * 32),
    "no scope": lambda found: dossier(found).update(scope="everything"),
    "seq going back": lambda found: dossier(found)["ops"].reverse(),
    "seq jumping": lambda found: dossier(found)["ops"].pop(1),
    "unknown kind": lambda found: dossier(found)["ops"][1].__setitem__(4, "explode"),
    "a record that is a list": lambda found: dossier(found)["ops"][1].__setitem__(5, [1]),
    "no record": lambda found: dossier(found)["ops"][1].__setitem__(2, "note:1"),
    "an unknown line": lambda found: found.insert(0, {"t": "advertisement", "scope": "c:1"}),
    "an id that is none": lambda found: dossier(found)["ops"][1].__setitem__(1, "1; DROP TABLE note"),
    "ten million letters": lambda found: dossier(found)["ops"][1].__setitem__(5, {"body": "x" * 10_000_000}),
    "a list": lambda found: found.insert(0, [1, 2]),
}


def kept(laptop: Laptop) -> Any:
    cursor = laptop.rows("SELECT scope, gen, epoch, seq, digest, loaded FROM scope WHERE scope LIKE 'c:%'")
    registers = laptop.rows("SELECT * FROM register WHERE scope LIKE 'c:%'")
    tables = ("note", "client", "conflict", "confirmation")
    return cursor, registers, [laptop.rows(f"SELECT * FROM {table}") for table in tables]


def told(laptop: Laptop) -> list[tuple[str, str]]:
    return [(one.kind, one.scope) for one in laptop.database.read(incidents.listing).result()]


def shared(office: Office, one: Laptop, other: Laptop) -> str:
    client = one.client()
    for number in range(3):
        one.note(client, f"note {number}")
    one.sync()
    office.grant(other.actor, client)
    other.sync_until_listed()
    return client


@pytest.mark.parametrize("name", PAGES)
def test_a_pull_of_nonsense_is_rejected_whole_and_told_once(
    name: str, alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = shared(office, alice, bob)
    before = kept(bob)
    fault = lines(PAGES[name])
    line.fail(wire.PULL, fault)
    bob.sync()
    assert not line.faults
    assert kept(bob) == before
    assert [kind for kind, _ in told(bob)] == [incidents.NONSENSE]
    state = bob.sync()
    assert state.problem is None
    assert len(bob.bodies()) == 3
    assert len(told(bob)) == 1
    assert bob.digests()[f"c:{client}"] == alice.digests()[f"c:{client}"]
    assert bob.runner.repairs == 0


def test_an_answer_nested_too_deeply_is_no_answer(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    shared(office, alice, bob)
    line.fail(wire.PULL, text(deep))
    state = bob.sync()
    assert (state.problem, bob.bodies()) == ("service_error", [])
    assert told(bob) == [(incidents.NONSENSE, "")]
    assert bob.sync().problem is None
    assert len(bob.bodies()) == 3


def test_nonsense_of_one_dossier_does_not_hold_up_another_and_is_asked_again_later_and_later(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    bad, good = shared(office, alice, bob), shared(office, alice, bob)

    def spoil(found: list[dict[str, Any]]) -> None:
        for page in found:
            if page.get("scope") == f"c:{bad}":
                page["ops"][1][4] = "explode"

    waits = []
    for _ in range(4):
        line.faults.clear()
        line.fail(wire.PULL, *[lines(spoil)] * 5)
        assert bob.sync().problem is None
        assert len(bob.bodies()) == 3
        waits.append(bob.seconds_to_wait())
    assert waits == sorted(waits)
    assert waits[-1] > 2 * waits[0] > 0
    assert told(bob) == [(incidents.NONSENSE, f"c:{bad}")]
    line.faults.clear()
    bob.sync()
    assert len(bob.bodies()) == 6
    assert bob.digests()[f"c:{good}"] == alice.digests()[f"c:{good}"]


LISTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "of somebody else": lambda found: found["caseworker"].update(id="9" * 32),
    "of somebody else, and empty": lambda found: found.update(
        scopes=[], caseworker={"id": "9" * 32, "name": "X"}
    ),
    "with what is no scope": lambda found: found["scopes"][0].update(scope="../x"),
    "with a scope twice": lambda found: found["scopes"].append(found["scopes"][0]),
    "with a scope without a life": lambda found: found["scopes"][0].update(epoch=""),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_scopes_that_cannot_be_ours_closes_nothing(name: str, alice: Laptop, line: BadLine) -> None:
    client = alice.client()
    alice.note(client, "stays")
    alice.sync()
    before = alice.rows("SELECT scope, state FROM scope ORDER BY scope")
    alice.forget_scopes()
    line.fail(wire.SCOPES, lines(lambda found: LISTS[name](found[0])))
    assert alice.sync().problem == "service_error"
    assert alice.rows("SELECT scope, state FROM scope ORDER BY scope") == before
    assert alice.bodies() == ["stays"]
    assert told(alice) == [(incidents.NONSENSE, "")]
    assert alice.sync().problem is None
    assert alice.bodies() == ["stays"]
