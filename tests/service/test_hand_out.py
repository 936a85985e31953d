"""What is given of a dossier is in the access log before it leaves, or it does not leave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.service.office import Laptop, Office, lines
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.web.streaming import PIECE


def _dossier(alice: Laptop, notes: int, size: int) -> str:
    """A dossier of Alice's with so many notes of so many bytes."""
    client = new_id()
    scope = f"c:{client}"
    alice.push((scope, [alice.client(client)]))
    left = notes
    while left:
        part = min(left, 100, 400_000 // size)
        alice.push((scope, [alice.note(client, "Geheim. " + "x" * size) for _ in range(part)]))
        left -= part
    return client


def _handed(office: Office) -> set[tuple[str, str]]:
    return {
        (scope, device)
        for scope, device in office.rows("SELECT scope, device FROM access_log WHERE event = 'hand_out'")
    }


def _begun(laptop: Laptop, body: bytes) -> int:
    """Ask for a pull, and return with which status the answer began; 0 when none did."""
    headers = laptop.headers("POST", wire.PULL, body)
    try:
        with laptop.http.stream("POST", wire.PULL, content=body, headers=headers) as answer:
            return answer.status_code
    except httpx.TransportError:  # a fault of the service cuts the line
        return 0


@contextmanager
def _without(office: Office, table: str) -> Iterator[None]:
    """Have the service find no such table for a while."""
    office.storage.write(Transaction.run, f"ALTER TABLE {table} RENAME TO away")
    try:
        yield
    finally:
        office.storage.write(Transaction.run, f"ALTER TABLE away RENAME TO {table}")


@pytest.mark.parametrize(("notes", "size"), [(400, 1000), (60, 6000)], ids=["many", "few and great"])
def test_no_byte_leaves_that_cannot_be_logged(
    office: Office, alice: Laptop, bob: Laptop, notes: int, size: int
) -> None:
    assert notes * size > PIECE, "so long that it is sent while it is made"
    client = _dossier(alice, notes, size)
    office.grant(bob.caseworker, client)
    etag = bob.etag()
    asked = wire.encode(wire.PullRequest({f"c:{client}": wire.Cursor()}, scopes_etag=etag))
    with _without(office, "handed_out"):
        assert _begun(bob, asked) != 200
    for _ in range(2):
        pages = lines(bob.ask({f"c:{client}": wire.Cursor()}, scopes_etag=etag))
        assert sum(len(page.ops) for page in pages) == notes + 1
    assert _handed(office) == {(f"c:{client}", bob.device)}


def test_of_what_does_not_fit_an_answer_nothing_is_said(office: Office, alice: Laptop, bob: Laptop) -> None:
    first, second = (_dossier(alice, 150, 2000) for _ in range(2))
    for client in (first, second):
        office.grant(bob.caseworker, client)
    cursors = {f"c:{client}": wire.Cursor() for client in (first, second)}
    pages = lines(bob.ask(cursors, scopes_etag=bob.etag(), max_bytes=250_000))
    assert {page.scope for page in pages} == {f"c:{first}"}
    assert _handed(office) == {(f"c:{first}", bob.device)}
    # Of a dossier that the asking laptop wrote itself nothing is given: it has it.
    scope = f"c:{first}"
    lines(alice.ask({scope: wire.Cursor(chain=alice.chain(scope).chain)}, scopes_etag=alice.etag()))
    assert _handed(office) == {(f"c:{first}", bob.device)}
