"""The open file: writes that are there, reads that do not wait, errors with a name, an orderly end."""

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.store.world import AUTHOR, KEY, add_client, add_note, rows
from thuis_tui.log.clock import HybridClock
from thuis_tui.store import drafts, meta, write
from thuis_tui.store.database import Database
from thuis_tui.store.errors import (
    CannotWrite,
    DiskFull,
    FileDamaged,
    FileTooNew,
    NoAuthor,
    StoreClosed,
    StoreError,
    WrongKey,
)
from thuis_tui.store.vault import FileKey
from thuis_tui.store.writing import Change, Writing

Open = Callable[..., Database]


class Mishap(Exception):
    pass


def test_what_was_written_is_there_after_opening_again(database: Database, open_file: Open) -> None:
    client = add_client(database)
    note = add_note(database, client)
    database.close()
    again = open_file()
    assert again.actor == AUTHOR
    assert [row["id"] for row in rows(again, "SELECT id FROM note")] == [note.partition(":")[2]]


def test_only_the_owner_can_read_the_file(database: Database) -> None:
    if os.name == "posix":
        for path in database.path.parent.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(database.path.parent.stat().st_mode) == 0o700


def test_a_failing_write_leaves_no_trace_and_the_next_one_works(database: Database) -> None:
    client = add_client(database)

    def half(writing: Writing) -> None:
        write.set_field(writing, f"c:{client}", f"client:{client}", "address", "Kade 1")
        raise Mishap

    with pytest.raises(Mishap):
        database.write(half).result()
    assert rows(database, "SELECT address FROM client") == [{"address": None}]
    assert rows(database, "SELECT count(*) AS n FROM operation") == [{"n": 1}]
    add_note(database, client)


def test_a_write_cannot_be_taken_back_by_whoever_waits_for_it(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_writing: Writing) -> None:
        begun.set()
        assert go_on.wait(10)

    first = database.write(slow)
    assert begun.wait(10)
    second = database.write(lambda writing: drafts.keep(writing, drafts.Draft(id="d", kind="note")))
    assert not second.cancel()
    go_on.set()
    first.result()
    second.result()
    assert [draft.id for draft in database.read(drafts.kept).result()] == ["d"]


def test_a_read_sees_one_moment_while_a_write_goes_on(database: Database) -> None:
    client = add_client(database)
    with database.engine.begin() as connection:
        before = connection.execute(text("SELECT count(*) FROM note")).scalar_one()
        add_note(database, client)
        assert connection.execute(text("SELECT count(*) FROM note")).scalar_one() == before == 0
    assert rows(database, "SELECT count(*) AS n FROM note") == [{"n": 1}]


def test_subscribers_hear_of_commits_only_and_one_that_fails_harms_nobody(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Change] = []

    def fails(_change: Change) -> None:
        raise Mishap

    database.subscribe(fails)
    unsubscribe = database.subscribe(heard.append)
    client = add_client(database)
    with pytest.raises(Mishap):
        database.write(lambda writing: fails(Change())).result()
    database.write(lambda writing: drafts.keep(writing, drafts.Draft(id="d", kind="note"))).result()
    database.write(lambda writing: None).result()
    assert heard == [
        Change(frozenset({f"client:{client}"}), frozenset({f"c:{client}"}), sync=True),
        Change(drafts=True),
    ]
    unsubscribe()
    add_client(database)
    assert len(heard) == 2
    assert "Mishap" in caplog.text


def test_closing_finishes_what_was_handed_over(database: Database, open_file: Open) -> None:
    client = add_client(database)
    promises = [
        database.write(
            lambda writing, at=at: drafts.keep(writing, drafts.Draft(id=str(at), kind="note", client=client))
        )
        for at in range(50)
    ]
    database.close()
    database.close()
    for promise in promises:
        promise.result(timeout=0)
    assert [path.name for path in database.path.parent.iterdir()] == ["thuis.db"]
    with pytest.raises(StoreClosed):
        database.write(lambda writing: None).result()
    with pytest.raises(StoreClosed):
        database.read(lambda connection: None).result()
    assert len(open_file().read(drafts.kept).result()) == 50


def test_closing_wipes_its_own_key_and_not_that_of_the_caller(tmp_path: Path) -> None:
    key = FileKey(KEY)
    database = Database.open(tmp_path / "a.db", key, now=lambda: 0)
    database.close()
    assert key.raw() == KEY
    with pytest.raises(ValueError, match="wiped"):
        database._key.hex()


def test_a_wrong_key_has_a_name_and_changes_nothing(
    database: Database, open_file: Open, capfd: pytest.CaptureFixture[str]
) -> None:
    add_client(database)
    database.close()
    before = database.path.read_bytes()
    with pytest.raises(WrongKey):
        open_file(key=b"\x08" * 32)
    assert database.path.read_bytes() == before
    assert capfd.readouterr() == ("", "")
    assert rows(open_file(), "SELECT count(*) AS n FROM client") == [{"n": 1}]


def test_a_damaged_file_has_a_name_and_nothing_is_deleted(database: Database, open_file: Open) -> None:
    client = add_client(database)
    for at in range(30):
        add_note(database, client, f"Gesprek {at}. " * 100)
    database.close()
    content = bytearray(database.path.read_bytes())
    for at in range(4096 + 100, len(content), 4096):
        content[at] ^= 0xFF
    database.path.write_bytes(content)
    with pytest.raises((FileDamaged, WrongKey)):
        open_file()
    assert database.path.read_bytes() == content


def test_damage_deep_in_the_file_is_named_when_it_is_read(database: Database, open_file: Open) -> None:
    client = add_client(database)
    for at in range(60):
        add_note(database, client, f"Gesprek {at}. " * 200)
    database.close()
    content = bytearray(database.path.read_bytes())
    content[-4096 * 3 + 50] ^= 0xFF
    database.path.write_bytes(content)
    with pytest.raises(FileDamaged):
        again = open_file()
        for table in ("note", "operation", "note_search_data", "sqlite_master"):
            rows(again, f"SELECT * FROM {table}")
    assert len(database.path.read_bytes()) == len(content)


def test_a_full_disk_has_a_name_and_leaves_what_was_there(database: Database, open_file: Open) -> None:
    client = add_client(database)
    note = add_note(database, client)
    pages = database.write(lambda w: w.raw.execute("PRAGMA page_count").fetchone()[0]).result()
    # The database's own limit stands for the disk's: the error is the same one.
    database.write(lambda w: w.raw.execute(f"PRAGMA max_page_count={pages}").fetchone()).result()
    with pytest.raises(DiskFull):
        add_note(database, client, "Lang. " * 3000)
    assert rows(database, "SELECT count(*) AS n FROM note") == [{"n": 1}]
    assert rows(database, "SELECT n FROM scope") == [{"n": 2}]
    database.write(lambda w: w.raw.execute("PRAGMA max_page_count=100000").fetchone()).result()
    second = add_note(database, client, "Lang. " * 3000)
    database.close()
    found = {row["id"] for row in rows(open_file(), "SELECT id FROM note")}
    assert found == {note.partition(":")[2], second.partition(":")[2]}


def test_a_place_that_cannot_be_written_has_a_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotWrite):
        Database.open(tmp_path / "file" / "thuis.db", KEY, now=lambda: 0)


def test_a_file_of_a_later_version_is_left_alone(database: Database, open_file: Open) -> None:
    database.write(lambda writing: meta.put(writing.raw, meta.SCHEMA, "9999")).result()
    database.close()
    before = database.path.read_bytes()
    with pytest.raises(FileTooNew):
        open_file()
    assert database.path.read_bytes() == before


def test_nothing_is_recorded_without_a_name_under_it(open_file: Open) -> None:
    nameless = open_file()
    with pytest.raises(NoAuthor):
        add_client(nameless)
    assert issubclass(NoAuthor, StoreError)
    assert rows(nameless, "SELECT count(*) AS n FROM scope") == [{"n": 0}]


def test_stamps_rise_over_a_restart_whatever_the_clock_does(
    database: Database, open_file: Open, clock: Callable[[], int]
) -> None:
    add_client(database)
    before = rows(database, "SELECT max(hlc) AS hlc FROM operation")[0]["hlc"]
    database.close()
    clock.at -= 400 * 86_400_000  # type: ignore[attr-defined]
    again = open_file()
    add_client(again)
    assert rows(again, "SELECT max(hlc) AS hlc FROM operation")[0]["hlc"] > before
    assert isinstance(again._clock, HybridClock)


def test_how_the_file_is_kept(database: Database) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
    }
    found = database.write(
        lambda writing: {name: writing.raw.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    ).result()
    assert found == wanted
