"""What fields said before: kept as it comes, once, and gone with its dossier."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from tests.store.world import add_client
from thuis_tui.store import history, write
from thuis_tui.store.database import Database


def _changes(database: Database, scope: str, ent: str = "", field: str = "") -> list[history.Change]:
    def read(connection: Connection) -> list[history.Change]:
        return history.changes(connection, scope, history.keys(connection, scope, ent, field))

    return database.read(read).result()


def _set(database: Database, client: str, field: str, value: Any) -> str:
    return database.write(
        lambda writing: write.set_field(writing, f"c:{client}", f"client:{client}", field, value)
    ).result()


def test_every_value_of_a_field_with_the_one_before_it_the_latest_first(database: Database) -> None:
    client = add_client(database)
    scope, ent = f"c:{client}", f"client:{client}"
    first = _changes(database, scope)[0].value
    _set(database, client, "phone", "06-11111111")
    _set(database, client, "address", "Dorpsstraat 1")
    _set(database, client, "phone", {"answer": "unknown"})
    found = _changes(database, scope, ent, "phone")
    assert [(one.field, one.value) for one in found[:2]] == [
        ("phone", {"answer": "unknown"}),
        ("phone", "06-11111111"),
    ]
    assert [one.before for one in found] == [("06-11111111",), (first.get("phone"),), ()]
    assert found[-1].field == "" and found[-1].value == first
    assert [one.field for one in _changes(database, scope)] == ["phone", "address", "phone", ""]
    assert all(one.ours and one.actor for one in found)


def test_what_was_taken_back_is_a_change_too(database: Database) -> None:
    client = add_client(database)
    scope, ent = f"c:{client}", f"client:{client}"
    database.write(lambda writing: write.remove(writing, scope, ent, "dubbel")).result()
    database.write(lambda writing: write.put_back(writing, scope, ent)).result()
    back, removal, _made = _changes(database, scope)
    assert (back.field, back.value) == ("removed", None)
    assert back.before is not None and back.before[0]["reason"] == "dubbel"
    assert (removal.value["reason"], removal.before) == ("dubbel", ())
