"""A file of an earlier version is brought up on a copy, or left as it was."""

from collections.abc import Callable
from contextlib import closing

import msgspec
import pytest

from tests.store.world import KEY, add_client, add_note, as_in_the_third_version, rows, shown
from thuis_tui.log.identifiers import new_id
from thuis_tui.log.register import Head
from thuis_tui.store import meta, migrations, schema, shadow
from thuis_tui.store.connection import Raw, connect
from thuis_tui.store.database import Database
from thuis_tui.store.scopes import OF_SCOPE
from thuis_tui.store.vault import FileKey
from thuis_tui.store.writing import Writing

NEXT = schema.VERSION + 1
Open = Callable[..., Database]


class PowerCut(Exception):
    pass


def add_column(raw: Raw) -> None:
    raw.execute("ALTER TABLE client ADD COLUMN nickname TEXT").close()
    raw.execute("UPDATE client SET nickname=alias").close()


def bring_up(database: Database, step: migrations.Step) -> None:
    migrations.bring_up(database.path, FileKey(KEY), {schema.VERSION: step}, NEXT)


@pytest.fixture
def old(database: Database) -> Database:
    add_note(database, add_client(database, alias="Zo"))
    database.close()
    return database


def test_the_copy_is_migrated_verified_and_swapped_in(
    old: Database, monkeypatch: pytest.MonkeyPatch, open_file: Open
) -> None:
    bring_up(old, add_column)
    assert [path.name for path in old.path.parent.iterdir()] == ["thuis.db"]
    monkeypatch.setattr(migrations, "STEPS", {})
    monkeypatch.setattr(migrations.schema, "VERSION", NEXT)
    monkeypatch.setattr(migrations.bring_up, "__defaults__", ({}, NEXT))
    again = open_file()
    assert rows(again, "SELECT alias, nickname, note_count FROM client") == [
        {"alias": "Zo", "nickname": "Zo", "note_count": 1}
    ]
    assert again.write(lambda writing: meta.get(writing.raw, meta.SCHEMA)).result() == str(NEXT)
    triggers = rows(again, "SELECT count(*) AS n FROM sqlite_master WHERE type='trigger'")[0]["n"]
    assert triggers == 3 * len(schema.guarded())
    add_client(again)


def test_a_step_that_fails_leaves_the_file(old: Database, open_file: Open) -> None:
    def cut(raw: Raw) -> None:
        add_column(raw)
        raise PowerCut

    before = old.path.read_bytes()
    with pytest.raises(PowerCut):
        bring_up(old, cut)
    assert old.path.read_bytes() == before
    assert [path.name for path in old.path.parent.iterdir()] == ["thuis.db"]
    assert len(shown(open_file())["note"]) == 1


def test_a_copy_left_by_a_power_cut_is_not_taken_for_the_file(old: Database, open_file: Open) -> None:
    (old.path.parent / "thuis.db.migrating").write_bytes(b"half a copy")
    (old.path.parent / "thuis.db.migrating-wal").write_bytes(b"half a log")
    bring_up(old, add_column)
    assert [path.name for path in old.path.parent.iterdir()] == ["thuis.db"]


def test_a_file_of_this_version_is_not_touched(old: Database) -> None:
    before = old.path.read_bytes()
    migrations.bring_up(old.path, FileKey(KEY))
    assert old.path.read_bytes() == before


def test_a_file_of_the_third_version_keeps_its_registers(database: Database, open_file: Open) -> None:
    scopes = [f"c:{add_client(database)}" for _ in range(2)]
    keys = [
        (scope, f"note:{number:032x}", field)
        for scope in scopes
        for number in (2, 1)
        for field in ("", "body")
    ]

    def confirm(writing: Writing) -> None:
        heads = {key: (Head(new_id(), 1, "a", msgspec.Raw(b"{}")),) for key in keys}
        with writing.permitted():
            shadow.put(writing.raw, heads, dict(zip(keys, range(1, 9), strict=True)), [])

    database.write(confirm).result()
    asked = "SELECT rowid, scope, ent, field, seq, heads FROM register ORDER BY rowid"
    before = rows(database, asked)
    database.close()
    with closing(connect(database.path, FileKey(KEY), read_only=False)) as raw:
        schema.drop_guards(raw)
        as_in_the_third_version(raw)
        meta.put(raw, meta.SCHEMA, "3")
    again = open_file()
    assert len(before) == len(keys)
    assert rows(again, asked) == before
    for scope in scopes:
        assert rows(again, f"SELECT count(*) AS n FROM register WHERE {OF_SCOPE}", scope) == [{"n": 4}]
