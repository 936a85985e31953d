"""What fields said before: kept as it comes, once, and gone with its dossier."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from tests.store.test_shadow import pull
from tests.store.test_snapshot import full, learn, load
from tests.store.world import add_client
from thuis_tui.store import history, shadow, write
from thuis_tui.store.database import Database


def _changes(database: Database, scope: str, ent: str = "", field: str = "") -> list[history.Change]:
    def read(connection: Connection) -> list[history.Change]:
        return history.changes(connection, scope, history.keys(connection, [scope], ent, field))

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


def test_of_a_dossier_read_as_it_stands_what_was_before_is_not_here(database: Database) -> None:
    service, author = full()
    scope, ent = service.scope, f"client:{service.scope[2:]}"
    learn(database, service)
    load(database, service)
    since = database.read(lambda connection: history.since(connection, scope)).result()
    assert since is not None
    told = {one.value: one for one in _changes(database, scope) if one.field}
    assert set(told) == {"Singel 2", "Kade 1", "0611111111"}
    # Two values replaced what the record was made with; of the third only the service knows.
    made = _changes(database, scope, ent, "address")[-1].value.get("address")
    assert told["Singel 2"].before == told["Kade 1"].before == (made,)
    assert told["0611111111"].before is None
    assert not any(one.ours for one in told.values())
    author.write(ent, "phone", "set", "0622222222", (told["0611111111"].id,), hlc=2 << 16)
    pull(database, service)
    latest = _changes(database, scope, ent, "phone")[0]
    assert (latest.value, latest.before) == ("0622222222", ("0611111111",))
    # What comes twice is there once.
    database.write(lambda writing: shadow.restart(writing, scope, 2, service.epoch)).result()
    service.gen = 2
    pull(database, service)
    assert len([one for one in _changes(database, scope) if one.field]) == 5
