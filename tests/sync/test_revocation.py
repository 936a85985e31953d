"""A dossier is taken away: hidden at once, the rest pushed, erased when that is safe, and nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.service.office import Office
from tests.sync.decrypted import content
from tests.sync.laptops import KEY, Laptop
from tests.sync.line import BadLine, lost, says
from thuis_tui.log import wire
from thuis_tui.log.wire import Person, PullLine, PullRow, ScopeGrant, ScopesReply
from thuis_tui.store import drafts, fold, pending, purge, shadow, write
from thuis_tui.store.drafts import Draft
from thuis_tui.sync.messages import Learn

MARKERS = (b"Qwertzaar", b"Adreswoord", b"plantwoord", b"verbetering", b"conceptzin", b"redenwoord")
WRITTEN = 16
"""Operations of the dossier below."""
EVERY_TABLE = "SELECT name FROM sqlite_master WHERE type='table'"


def backed_up(office: Office) -> None:
    """What a verified backup does to every chain."""
    office.storage.write(lambda tx: tx.run("UPDATE chain SET durable = n"))


def state(laptop: Laptop, client: str) -> str:
    return str(laptop.rows("SELECT state FROM scope WHERE scope=?", f"c:{client}")[0][0])


def found(laptop: Laptop) -> list[str]:
    """Where any of the planted words still is: in a table, or in any page of the file."""
    places = []
    for (table,) in laptop.rows(EVERY_TABLE):
        if table in ("client_search", "note_search"):
            continue
        for row in laptop.rows(f'SELECT * FROM "{table}"'):
            text = b" ".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)
            places += [f"{table}: {mark.decode()}" for mark in MARKERS if mark.lower() in text.lower()]
    every = content(laptop.path, KEY).lower()
    return places + [f"page: {mark.decode()}" for mark in MARKERS if mark.lower() in every]


def dossier(laptop: Laptop) -> str:
    client = laptop.client("Qwertzaar")
    laptop.set(client, "address", "Adreswoordlaan 1")
    for number in range(12):
        laptop.note(client, f"plantwoord{number} en nog meer " + "tekst " * 40)
    note = laptop.note(client, "plantwoord met verbetering")
    values = {
        "client": client,
        "note": note,
        "reason": "redenwoord",
        "body": "verbetering van de tekst",
        "author": laptop.actor,
        "recorded_at": "2026-03-01T12:00:00Z",
        "recorded_offset": 60,
    }
    laptop.database.write(lambda w: write.create(w, f"c:{client}", "amendment", values)).result()
    draft = Draft(id="d" * 32, kind="note", client=client, fields={"body": "conceptzin"}, kept_at="2026")
    laptop.database.write(lambda w: drafts.keep(w, draft)).result()
    return client


@pytest.fixture
def client(alice: Laptop) -> str:
    """A dossier that Alice made, beside another that stays hers."""
    other = alice.client("Blijvers")
    alice.note(other, "blijft staan")
    client = dossier(alice)
    alice.sync()
    return client


def shown(laptop: Laptop) -> tuple[list[Any], ...]:
    return (
        laptop.rows("SELECT id FROM client WHERE surname='Qwertzaar'"),
        laptop.rows("SELECT id FROM note WHERE body LIKE 'plantwoord%'"),
        laptop.rows("SELECT id FROM amendment"),
        laptop.rows("SELECT rowid FROM note_search WHERE note_search MATCH '\"plantwoord\"*'"),
        laptop.rows("SELECT rowid FROM client_search WHERE client_search MATCH '\"qwertzaar\"*'"),
        laptop.database.read(drafts.kept).result(),
    )


def test_it_is_hidden_at_once_and_kept_until_the_backup(alice: Laptop, client: str, office: Office) -> None:
    assert all(shown(alice))
    office.revoke(alice.actor, client, "moved")
    alice.sync()
    assert not any(shown(alice))
    assert alice.bodies() == ["blijft staan"]
    assert state(alice, client) == "revoked"
    (kept,) = alice.database.read(purge.withheld).result()
    assert (kept.scope, kept.waiting, kept.parked) == (f"c:{client}", 0, 0)
    assert kept.unbacked == WRITTEN
    # Folding everything anew, as the doctor does, brings nothing back.
    alice.database.write(fold.rebuild).result()
    assert not any(shown(alice))


def test_what_was_not_sent_arrives_late_and_is_not_lost(alice: Laptop, client: str, office: Office) -> None:
    office.revoke(alice.actor, client)
    alice.note(client, "nog niet verstuurd")
    alice.sync()
    assert alice.waiting() == 0
    late = office.rows("SELECT reason FROM quarantine WHERE scope = ?", f"c:{client}")
    assert late == [("late",)]
    # What is written there after all, because it was still on the screen, goes the same way and is not shown.
    alice.note(client, "plantwoord dat nog op het scherm stond")
    assert alice.bodies() == ["blijft staan"]
    alice.sync()
    assert len(office.rows("SELECT 1 FROM quarantine WHERE scope = ?", f"c:{client}")) == 2
    assert alice.waiting() == 0


def test_no_planted_word_is_left_in_the_file(alice: Laptop, client: str, office: Office) -> None:
    alice.reopen()  # the log folded in: the words are in pages of the file itself
    assert {place.partition(":")[0] for place in found(alice)} >= {"client", "note", "draft", "page"}
    office.revoke(alice.actor, client)
    alice.note(client, "plantwoord dat te laat komt")
    alice.sync()
    assert found(alice)
    backed_up(office)
    alice.sync()
    assert found(alice) == []
    assert alice.bodies() == ["blijft staan"]
    assert alice.rows("SELECT count(*) FROM operation WHERE scope=?", f"c:{client}") == [(0,)]
    assert len(office.rows("SELECT 1 FROM log WHERE scope = ?", f"c:{client}")) == WRITTEN
    assert len(office.rows("SELECT 1 FROM quarantine WHERE scope = ?", f"c:{client}")) == 1
    alice.reopen()
    assert found(alice) == []
    # A form that is still open on the screen keeps its draft once more.
    draft = Draft(id="d" * 32, kind="note", client=client, fields={"body": "conceptzin"}, kept_at="2026")
    alice.database.write(lambda w: drafts.keep(w, draft)).result()
    assert found(alice) == []


def test_a_dossier_of_others_goes_at_once(alice: Laptop, bob: Laptop, client: str, office: Office) -> None:
    office.grant(bob.actor, client)
    bob.sync()
    assert "history: Adreswoord" in found(bob)
    office.revoke(bob.actor, client)
    bob.sync()
    assert found(bob) == []
    assert state(bob, client) == "gone"


def test_what_the_file_let_go_of_is_in_the_history_until_the_dossier_goes(
    alice: Laptop, client: str, office: Office
) -> None:
    backed_up(office)
    alice.note(client, "nog een")
    alice.sync()
    alice.database.write(pending.forget_durable).result()
    assert alice.rows("SELECT count(*) FROM operation WHERE field='address'") == [(0,)]
    assert "history: Adreswoord" in found(alice)
    office.revoke(alice.actor, client)
    alice.sync()
    assert "history: Adreswoord" not in found(alice)
    backed_up(office)
    alice.sync()
    assert found(alice) == []


def test_the_service_has_a_receipt_whatever_the_line_does(
    alice: Laptop, bob: Laptop, client: str, office: Office, line: BadLine
) -> None:
    office.grant(bob.actor, client)
    bob.sync()
    office.revoke(bob.actor, client)
    line.fail(wire.PURGED, lost, says("404 Not Found", b"{}", Thuis_Time="2026-11-22T20:00:00.000Z"))
    bob.sync()
    assert state(bob, client) == "purged"
    bob.reopen()
    assert bob.sync().problem is None  # refused: that is no reason to stop the work of people
    assert state(bob, client) == "purged"
    bob.sync()
    assert state(bob, client) == "gone"
    receipts = office.rows("SELECT caseworker, gen FROM purge_receipt WHERE scope = ?", f"c:{client}")
    assert receipts == [(bob.actor, 1)]
    line.seen.clear()
    bob.sync()
    assert wire.PURGED not in line.seen


def test_a_reader_in_the_way_only_delays_it(alice: Laptop, bob: Laptop, client: str, office: Office) -> None:
    office.grant(bob.actor, client)
    bob.sync()
    office.revoke(bob.actor, client)
    with bob.database.engine.begin() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM note").scalar_one()
        bob.sync()
        assert state(bob, client) == "erased"
    bob.sync()
    assert state(bob, client) == "gone"
    assert found(bob) == []


def test_a_new_grant_brings_it_back_whole(alice: Laptop, bob: Laptop, client: str, office: Office) -> None:
    scope = f"c:{client}"
    office.grant(bob.actor, client)
    bob.sync()
    bob.note(client, "van bob")
    bob.sync()
    before = bob.bodies()
    for safe in (False, True):  # before it was erased, and after
        office.revoke(bob.actor, client)
        if safe:
            backed_up(office)
        bob.sync()
        assert bob.bodies() == []
        assert (state(bob, client) == "revoked") is not safe
        office.grant(bob.actor, client)
        bob.sync()
        assert bob.bodies() == before
        assert bob.rows("SELECT rowid FROM note_search WHERE note_search MATCH 'bob'")
        alice.sync()
        assert bob.digests()[scope] == alice.digests()[scope]
        assert bob.runner.repairs == 0
        bob.note(client, f"weer geschreven {safe}")
        bob.sync()
        before = bob.bodies()
    assert len(office.rows("SELECT 1 FROM log WHERE scope = ? AND superseded = 0", scope)) == WRITTEN + 3


def test_late_answers_bring_nothing_back(alice: Laptop, bob: Laptop, client: str, office: Office) -> None:
    scope = f"c:{client}"
    office.grant(bob.actor, client)
    bob.sync()
    facts = bob.rows("SELECT gen, epoch, head FROM scope WHERE scope=?", scope)[0]
    gen, epoch, head = facts
    row = PullRow(1, "1" * 32, "note:" + "2" * 32, "", "create", b'{"body":"plantwoord"}')  # type: ignore[arg-type]
    page = PullLine(scope=scope, gen=gen, epoch=epoch, from_=0, head=1, ops=[row])
    grants = [
        ScopeGrant(name, *bob.rows("SELECT gen, epoch, head FROM scope WHERE scope=?", name)[0])
        for (name,) in bob.rows("SELECT scope FROM scope")
    ]
    office.revoke(bob.actor, client)
    bob.sync()
    for _ in range(2):  # once hidden or erased, and once more after a restart
        late = Learn(ScopesReply(grants, Person(bob.actor, "Bob"), ""), "an etag from before")
        bob.runner._exchange.perform([late])
        (told,) = bob.database.write(lambda w: shadow.apply_pages(w, [page])).result()
        assert told.stale
        assert state(bob, client) != "active"
        assert found(bob) == []
        bob.reopen()
    bob.sync()
    assert found(bob) == []
    assert bob.rows("SELECT head FROM scope WHERE scope=?", scope) == [(0,)] != [(head,)]


def test_what_only_an_earlier_chain_has_is_made_safe_first(
    alice: Laptop, client: str, office: Office
) -> None:
    scope = f"c:{client}"
    alice.database.write(lambda w: pending.replace_chain(w, scope)).result()
    alice.note(client, "op een nieuwe keten")
    alice.sync()
    office.revoke(alice.actor, client)
    office.storage.write(
        lambda tx: tx.run("UPDATE chain SET durable = n WHERE scope = ? AND n = 1", (scope,))
    )
    alice.sync()
    assert state(alice, client) == "revoked"
    backed_up(office)
    alice.sync()
    assert state(alice, client) == "gone"
    assert len(office.rows("SELECT DISTINCT id FROM log WHERE scope = ?", scope)) == WRITTEN + 1


def test_a_parked_operation_is_nowhere_else_and_stays(alice: Laptop, client: str, office: Office) -> None:
    note = alice.note(client, "plantwoord dat de dienst niet lezen kan")
    alice.damage(f"note:{note}")
    alice.sync()
    office.revoke(alice.actor, client)
    alice.sync()
    backed_up(office)
    alice.sync()
    (kept,) = alice.database.read(purge.withheld).result()
    assert kept.parked == 1
    assert not any(shown(alice))


def test_a_backup_taken_back_makes_it_sent_again(
    alice: Laptop, client: str, office: Office, line: BadLine, tmp_path: Path
) -> None:
    """The service says that it has less than it had: what we wrote is still here and goes again."""
    office.revoke(alice.actor, client)
    alice.sync()
    alice.database.write(lambda w: purge.told(w, f"c:{client}", _chain(alice, client), 3, 0)).result()
    assert alice.waiting() == WRITTEN - 3
    line.seen.clear()
    alice.sync()
    assert wire.PUSH in line.seen
    assert alice.waiting() == 0


def _chain(laptop: Laptop, client: str) -> str:
    return str(laptop.rows("SELECT chain FROM scope WHERE scope=?", f"c:{client}")[0][0])
