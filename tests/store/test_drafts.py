"""What is being typed is on the disk, and goes when it is filed."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from tests.store.world import add_client, note_values, rows
from thuis_tui.store import drafts, write
from thuis_tui.store.database import Database
from thuis_tui.store.drafts import Draft

TYPED = Draft(
    id="d1",
    kind="note",
    client="c" * 32,
    fields={
        "body": "half een zin [/x] \u0000 é €",
        "life_domains": [1],
        "duration": None,
        "surrogate": "\ud800",
    },
    kept_at="2026-01-01T10:00:00Z",
)


class Mishap(Exception):
    pass


def kept(database: Database) -> list[Draft]:
    return database.read(drafts.kept).result()


def test_a_draft_comes_back_as_it_was_after_opening_again(
    database: Database, open_file: Callable[..., Database]
) -> None:
    database.write(lambda writing: drafts.keep(writing, TYPED)).result()
    later = dataclasses.replace(TYPED, id="d2", kind="intake", client=None, kept_at="2026-01-01T11:00:00Z")
    database.write(lambda writing: drafts.keep(writing, later)).result()
    database.close()
    again = open_file()
    assert kept(again) == [later, TYPED]
    assert again.read(lambda connection: drafts.one(connection, "d1")).result() == TYPED
    assert again.read(lambda connection: drafts.one(connection, "d9")).result() is None


def test_keeping_again_replaces_and_letting_go_is_final(database: Database) -> None:
    database.write(lambda writing: drafts.keep(writing, TYPED)).result()
    more = dataclasses.replace(TYPED, fields={"body": "een hele zin"}, kept_at="2026-01-01T10:00:01Z")
    database.write(lambda writing: drafts.keep(writing, more)).result()
    assert kept(database) == [more]
    for _ in range(2):
        database.write(lambda writing: drafts.discard(writing, "d1")).result()
    assert kept(database) == []


def test_filing_and_letting_go_of_the_draft_are_one(database: Database) -> None:
    client = add_client(database)
    database.write(lambda writing: drafts.keep(writing, TYPED)).result()

    def file(writing: Any, *, fail: bool) -> None:
        write.create(writing, f"c:{client}", "note", note_values(client, "een hele zin"))
        drafts.discard(writing, "d1")
        if fail:
            raise Mishap

    with pytest.raises(Mishap):
        database.write(lambda writing: file(writing, fail=True)).result()
    assert (len(kept(database)), len(rows(database, "SELECT 1 FROM note"))) == (1, 0)
    database.write(lambda writing: file(writing, fail=False)).result()
    assert (len(kept(database)), len(rows(database, "SELECT 1 FROM note"))) == (0, 1)
