"""A field is erased on request: on the service, on laptops that are there or away, and after a restore."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.service.office import Office
from tests.sync.decrypted import content
from tests.sync.laptops import KEY, Laptop
from thuis_tui.log import digest
from thuis_tui.service.keeping import durability, erasure
from thuis_tui.service.logs import ledger
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.store import drafts, pending
from thuis_tui.store.drafts import Draft

MARK = "Uitwisbaarwoord"
EVERY_TABLE = "SELECT name FROM sqlite_master WHERE type='table'"


def found(laptop: Laptop) -> list[str]:
    """Where the planted word still is: in a table, or in any page of the file."""
    places = []
    for (table,) in laptop.rows(EVERY_TABLE):
        if table in ("client_search", "note_search"):
            continue
        for row in laptop.rows(f'SELECT * FROM "{table}"'):
            text = b" ".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)
            places += [table] * (MARK.lower().encode() in text.lower())
    return places + ["page"] * (MARK.lower().encode() in content(laptop.path, KEY).lower())


def kept(office: Office) -> list[str]:
    """Where the service still has it."""
    return [
        table
        for table, column in (("log", "row"), ("quarantine", "raw"))
        for (value,) in office.rows(f"SELECT {column} FROM {table}")
        if MARK.encode() in bytes(value)
    ]


@pytest.fixture
def client(alice: Laptop, bob: Laptop, office: Office) -> str:
    """A dossier of Alice and Bob whose address has the word: first as it was made, then changed twice."""
    client = alice.client("Jansen")
    alice.set(client, "address", f"{MARK}laan 1")
    alice.set(client, "address", f"{MARK}laan 2")
    alice.sync()
    office.grant(bob.actor, client)
    bob.sync()
    bob.set(client, "address", f"{MARK}laan 3")
    bob.sync()
    alice.sync()
    return client


def erase(office: Office, client: str, ent: str = "", field: str = "address") -> erasure.Erased:
    return office.storage.write(
        erasure.erase, f"c:{client}", ent or f"client:{client}", field, "Functionaris", "verzoek art. 17"
    )


def whole(office: Office) -> bool:
    office.storage.read(durability.verify)
    return all(
        office.storage.read(ledger.verify, scope) for (scope,) in office.rows("SELECT scope FROM scope_head")
    )


def address(laptop: Laptop) -> list[tuple[object, ...]]:
    return laptop.rows("SELECT address FROM client WHERE surname='Jansen'")


def test_it_leaves_the_service_and_every_laptop_and_the_log_still_verifies(
    alice: Laptop, bob: Laptop, client: str, office: Office
) -> None:
    draft = Draft(
        id="d" * 32,
        kind="field",
        client=client,
        subject=f"client:{client} address",
        fields={"value": f"{MARK}pad"},
        kept_at="2026",
    )
    alice.database.write(lambda w: drafts.keep(w, draft)).result()
    alice.reopen()
    assert {"client", "operation", "register", "history", "draft", "page"} <= set(found(alice))
    before = office.rows("SELECT seq, id, hash, link FROM log WHERE scope = ? ORDER BY seq", f"c:{client}")
    assert erase(office, client) == erasure.Erased(3, 0)
    assert kept(office) == []
    after = office.rows("SELECT seq, id, hash, link FROM log WHERE scope = ? ORDER BY seq", f"c:{client}")
    assert after[: len(before)] == before
    assert whole(office)
    for laptop in (alice, bob):
        laptop.sync()
        assert found(laptop) == []
        assert address(laptop) == [(None,)]
    for laptop in (alice, bob):
        laptop.set(client, "address", "Nieuwelaan 4")
        laptop.sync()
        assert laptop.waiting() == 0
    alice.sync()
    assert alice.digests()[f"c:{client}"] == bob.digests()[f"c:{client}"]
    assert alice.database.read(pending.counts).result().refused == 0
    with pytest.raises(NotPossible, match="no such value"):
        erase(office, client, field="postcode")
    assert erase(office, client).operations == 2


def test_the_words_of_a_note_are_not_found_any_more(alice: Laptop, client: str, office: Office) -> None:
    note = alice.note(client, f"Gesproken over {MARK}.")
    alice.sync()
    match = f"SELECT rowid FROM note_search WHERE note_search MATCH '\"{MARK.lower()}\"'"
    assert alice.rows(match)
    erase(office, client, f"note:{note}", "body")
    erase(office, client)
    alice.sync()
    assert alice.rows(match) == []
    assert found(alice) == []
    assert whole(office)


def test_what_was_written_on_top_of_it_by_who_was_away_waits_for_a_person(
    alice: Laptop, bob: Laptop, client: str, office: Office
) -> None:
    bob.set(client, "address", f"{MARK}laan 5")
    bob.set(client, "surname", "Jansen-Bakker")
    erase(office, client)
    bob.sync()
    assert office.rows("SELECT reason FROM quarantine") == [("erased",)]
    alice.sync()
    assert alice.rows("SELECT surname, address FROM client WHERE id=?", client) == [("Jansen-Bakker", None)]
    assert found(alice) == []
    assert kept(office) == ["quarantine"]
    assert erase(office, client) == erasure.Erased(0, 1)
    assert kept(office) == []
    bob.sync()
    assert found(bob) == []


def test_a_log_that_was_changed_without_saying_so_does_not_verify(client: str, office: Office) -> None:
    erase(office, client)
    scope = f"c:{client}"
    assert office.storage.read(ledger.verify, scope)
    change = "UPDATE log SET row = CAST(replace(CAST(row AS TEXT), ?, ?) AS BLOB) WHERE scope = ? AND seq = ?"
    for seq, was, now in ((2, "null", '"iets"'), (1, "Jansen", "Pieters")):
        office.storage.write(lambda tx, told: tx.run(change, told), (was, now, scope, seq))
        assert not office.storage.read(ledger.verify, scope)
        office.storage.write(lambda tx, told: tx.run(change, told), (now, was, scope, seq))
        assert office.storage.read(ledger.verify, scope)


def test_a_laptop_that_still_has_it_cannot_bring_it_back(alice: Laptop, client: str, office: Office) -> None:
    """As after a restore of a backup from before the words came, with the erasures done again."""
    scope = f"c:{client}"
    (decision,) = _decided(office, client)
    office.storage.write(_forget, scope)
    assert office.storage.write(erasure.again, [decision]) == 1
    office.storage.write(durability.begin_anew, "a" * 32)
    assert MARK.encode() in b"".join(raw for (raw,) in alice.rows("SELECT payload FROM operation"))
    alice.sync()
    assert alice.waiting() == 0
    assert len(office.rows("SELECT 1 FROM log WHERE scope = ? AND row LIKE '%address%'", scope)) >= 3
    assert kept(office) == []
    assert office.rows("SELECT reason FROM quarantine") == []
    assert whole(office)


def _decided(office: Office, client: str) -> list[erasure.Decision]:
    erase(office, client)
    return office.storage.read(lambda tx: list(erasure.decisions(tx)))


def _forget(tx: erasure.Transaction, scope: str) -> None:
    """Set the log of a dossier back to its first operation, and what was decided with it."""
    tx.run("DELETE FROM log WHERE scope = ? AND seq > 1", (scope,))
    (first,) = tx.rows("SELECT link, chain, n, hash FROM log WHERE scope = ?", (scope,))
    tx.run(
        "UPDATE chain SET n = ?, hash = ?, durable = 0 WHERE scope = ? AND chain = ?",
        (*first[2:], scope, first[1]),
    )
    tx.run("DELETE FROM chain WHERE scope = ? AND chain <> ?", (scope, first[1]))
    tx.run("DELETE FROM register WHERE scope = ? AND field <> ''", (scope,))
    tx.run("DELETE FROM register WHERE scope = ? AND substr(ent, 1, 7) <> 'client:'", (scope,))
    for table in ("erasure", "erased"):
        tx.run(f"DELETE FROM {table} WHERE scope = ?", (scope,))
    (ent,) = tx.rows("SELECT ent, heads FROM register WHERE scope = ?", (scope,))
    sum_ = digest.to_hex(digest.term(ent[0], "", ent[1].split()))
    tx.run("UPDATE scope_head SET seq = 1, digest = ?, log_hash = ? WHERE scope = ?", (sum_, first[0], scope))


def test_what_was_not_wiped_before_a_crash_is_wiped_after_it(
    alice: Laptop, client: str, office: Office, tmp_path: Path
) -> None:
    erase(office, client)
    reading, over = threading.Event(), threading.Event()

    def look(connection: Connection) -> None:
        connection.exec_driver_sql("SELECT count(*) FROM client").scalar_one()
        reading.set()
        over.wait()

    # Somebody reads the whole time: what was blanked stays in the file.
    reader = alice.database.read(look)
    reading.wait()
    alice.sync()
    crashed = tmp_path / "crashed.db"
    for end in ("", "-wal"):
        shutil.copy(f"{alice.path}{end}", f"{crashed}{end}")
    over.set()
    reader.result()
    assert MARK.lower().encode() in content(crashed, KEY).lower()
    # Opening it folds the log of the last time into the file, and needs nobody who remembers to.
    again = Laptop(crashed)
    try:
        assert found(again) == []
    finally:
        again.close()
