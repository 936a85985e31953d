"""Each write is an operation and what it shows, together."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.store.world import AUTHOR, add_client, add_note, decoded, note_values, rows, shown
from thuis_tui.log.chain import operation_hash
from thuis_tui.log.operation import MAX_OPERATION
from thuis_tui.store import fold, write
from thuis_tui.store.database import Database
from thuis_tui.store.errors import TooLong, UnknownRecord


def operations(database: Database) -> list[Any]:
    return [decoded(row["payload"]) for row in rows(database, "SELECT payload FROM operation ORDER BY rowid")]


def test_a_create_is_an_operation_with_all_values_and_a_row(database: Database) -> None:
    client = add_client(database, alias="Zo")
    (operation,) = operations(database)
    assert (operation.kind, operation.field, operation.base, operation.n) == ("create", "", (), 1)
    assert (operation.actor, operation.ent) == (AUTHOR, f"client:{client}")
    assert msgspec.json.decode(operation.val) == {
        "first_name": "Zoë",
        "surname": "Berg",
        "phone": "0612345678",
        "alias": "Zo",
    }
    (row,) = rows(database, "SELECT * FROM client")
    assert (row["id"], row["surname"], row["alias"], row["note_count"]) == (client, "Berg", "Zo", 0)
    assert row["sort_name"].startswith("berg")


def test_the_operations_of_a_scope_are_one_chain(database: Database) -> None:
    client = add_client(database)
    for at in range(5):
        add_note(database, client, f"Gesprek {at}")
    found = rows(database, "SELECT scope, chain, n, payload, hash FROM operation ORDER BY n")
    before = ""
    for number, row in enumerate(found, 1):
        operation = decoded(row["payload"])
        assert (operation.n, row["n"], operation.prev) == (number, number, before)
        before = operation_hash(row["scope"], row["chain"], row["payload"])
        assert before == row["hash"]
    assert rows(database, "SELECT n, hash, acked FROM scope") == [{"n": 6, "hash": before, "acked": 0}]


def test_a_note_counts_for_its_client_and_its_latest_moment_shows(database: Database) -> None:
    client = add_client(database)
    for moment in ("2026-01-02T10:00:00Z", "2026-03-01T10:00:00Z", "2025-12-31T10:00:00Z"):
        add_note(database, client, occurred_at=moment)
    assert rows(database, "SELECT note_count, last_note_at FROM client") == [
        {"note_count": 3, "last_note_at": "2026-03-01T10:00:00Z"}
    ]
    (row,) = rows(database, "SELECT life_domains, duration_minutes FROM note LIMIT 1")
    assert row == {"life_domains": "[1,4]", "duration_minutes": 45}


def test_setting_a_field_names_the_values_it_replaces(database: Database) -> None:
    client = add_client(database)
    scope, ent = f"c:{client}", f"client:{client}"
    first = database.write(lambda w: write.set_field(w, scope, ent, "address", "Kade 1")).result()
    second = database.write(lambda w: write.set_field(w, scope, ent, "address", "Kade 2")).result()
    created, one, two = operations(database)
    assert (one.id, one.base) == (first, (created.id,))
    assert (two.id, two.base) == (second, (first,))
    assert rows(database, "SELECT address, conflicts FROM client") == [{"address": "Kade 2", "conflicts": 0}]


def test_an_answer_that_is_no_value_is_kept_as_an_answer(database: Database) -> None:
    client = add_client(database, bsn={"answer": "refused"}, birth_date={"answer": "unknown"})
    (row,) = rows(database, "SELECT bsn, birth_date, answers FROM client")
    assert (row["bsn"], row["birth_date"]) == (None, None)
    assert msgspec.json.decode(row["answers"]) == {"bsn": "refused", "birth_date": "unknown"}
    scope, ent = f"c:{client}", f"client:{client}"
    database.write(lambda w: write.set_field(w, scope, ent, "bsn", "999900006")).result()
    (row,) = rows(database, "SELECT bsn, answers FROM client")
    assert (row["bsn"], msgspec.json.decode(row["answers"])) == ("999900006", {"birth_date": "unknown"})


def test_a_removed_record_leaves_the_view_and_stays_in_the_log(database: Database) -> None:
    client = add_client(database)
    note = add_note(database, client)
    database.write(lambda w: write.remove(w, f"c:{client}", note, "verkeerd dossier")).result()
    assert rows(database, "SELECT id FROM note") == []
    assert rows(database, "SELECT note_count, last_note_at FROM client") == [
        {"note_count": 0, "last_note_at": None}
    ]
    *_, removal = operations(database)
    assert msgspec.json.decode(removal.val)["reason"] == "verkeerd dossier"
    before = shown(database)
    database.write(fold.rebuild).result()
    assert shown(database) == before


def test_what_is_not_there_cannot_be_changed(database: Database) -> None:
    client = add_client(database)
    with pytest.raises(UnknownRecord):
        database.write(
            lambda w: write.set_field(w, f"c:{client}", "client:" + "0" * 32, "address", "x")
        ).result()
    with pytest.raises(UnknownRecord):
        database.write(lambda w: write.remove(w, f"c:{client}", "note:" + "0" * 32, "x")).result()
    assert len(operations(database)) == 1


def test_an_operation_that_could_never_be_sent_is_not_written(database: Database) -> None:
    client = add_client(database)
    with pytest.raises(TooLong):
        add_note(database, client, "x" * MAX_OPERATION)
    assert len(operations(database)) == 1


def test_hostile_text_comes_back_equal(database: Database) -> None:
    client = add_client(database)
    bodies = [
        "[/x] [bijlage] [red]",
        "'; DROP TABLE note; --",
        '"* NEAR(a b) AND OR NOT ^',
        "\u0000nul",
        "👩‍👩‍👧‍👦 e\u0301 \u200d \u202e",
        "../../etc/passwd",
        "\u0305\u19b0\u19c8",
        "x" * 20_000,
        "%s %d {0} ${x}",
    ]
    for body in bodies:
        note = add_note(database, client, body).partition(":")[2]
        assert rows(database, "SELECT body FROM note WHERE id=?", note) == [{"body": body}]
    before = shown(database)
    database.write(fold.rebuild).result()
    assert shown(database) == before


def test_several_writes_can_share_one_transaction(database: Database, tmp_path: Path) -> None:
    def file(writing: Any) -> tuple[str, str]:
        client, group = writing.ids(), writing.ids()
        write.create(writing, f"c:{client}", "client", {"surname": "Berg"}, id=client, tx=group)
        write.create(writing, f"c:{client}", "note", note_values(client), tx=group)
        return client, group

    client, group = database.write(file).result()
    assert [operation.tx for operation in operations(database)] == [group, group]
    assert rows(database, "SELECT note_count FROM client WHERE id=?", client) == [{"note_count": 1}]
