"""Restoring: what the database that is there has to say, and what it must not stand in the way of."""

from __future__ import annotations

import base64
import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from tests.service.office import Laptop, Office, Running
from tests.service.test_administration import asked as asked
from tests.service.test_backup import sqlite as sqlite
from tests.service.test_backup_file import MARKER, sealed
from tests.service.test_backup_file import cleaned as cleaned
from tests.service.test_backup_file import key as key
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.migrations import HEAD, NewerDatabase
from thuis_tui.service.database.storage import Storage, Transaction
from thuis_tui.service.keeping import another_life, backup, backup_file, dump, retention
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import finder

DECIDED = ("Functionaris", "verzoek")


@pytest.fixture
def stopped(office: Office, running: Running) -> Callable[[], None]:
    def stop() -> None:
        office.close()
        running.stop()

    return stop


@contextmanager
def opened(configuration: Configuration) -> Iterator[Storage]:
    storage = Storage(configuration)
    try:
        yield storage
    finally:
        storage.close()


def erased_note(office: Office, alice: Laptop, dossier: str, make: Callable[[], Any]) -> None:
    """A note that is in a copy and was erased after it was made."""
    note = new_id()
    alice.push((f"c:{dossier}", [alice.note(dossier, MARKER, note=note)]))
    make()
    write = office.storage.write
    write(retention.hold, dossier, *DECIDED, held=True)
    write(retention.hold, dossier, *DECIDED, held=False)
    write(retention.erase_field, dossier, f"note:{note}", "body", *DECIDED)


def says(configuration: Configuration, text: str) -> bool:
    with opened(configuration) as storage:
        rows = storage.read(lambda tx: tx.rows("SELECT row FROM log"))
    return any(text.encode() in bytes(row) for (row,) in rows)


@pytest.mark.usefixtures("key")
def test_a_copy_of_the_file_brings_nothing_back_that_was_erased(
    sqlite: Configuration,
    office: Office,
    alice: Laptop,
    dossier: str,
    stopped: Callable[[], None],
    tmp_path: Path,
) -> None:
    copy = tmp_path / "copy.db"
    erased_note(office, alice, dossier, lambda: backup.back_up(sqlite, copy))
    stopped()
    assert backup.restore(sqlite, copy).erased == 1
    assert not says(sqlite, MARKER)


@pytest.mark.usefixtures("cleaned")
def test_without_anything_that_tells_what_was_erased_a_restore_is_refused_until_it_is_said(
    configuration: Configuration,
    office: Office,
    alice: Laptop,
    dossier: str,
    key: bytes,
    stopped: Callable[[], None],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    erased_note(office, alice, dossier, lambda: backup_file.make(configuration, folder / "file"))
    stopped()
    (folder / "erasures.sealed").unlink()
    elsewhere = Configuration(data_dir=tmp_path / "elsewhere")
    with pytest.raises(another_life.ErasuresUnknown, match=r"erasures\.sealed"):
        backup_file.restore(elsewhere, folder / "file", key)
    assert not elsewhere.database.exists()
    backup_file.restore(elsewhere, folder / "file", key, without_erasures=True)
    assert says(elsewhere, MARKER)
    assert backup_file.restore(configuration, folder / "file", key).erased == 1
    assert not says(configuration, MARKER)


def test_a_list_that_needs_the_key_is_asked_for(
    sqlite: Configuration, office: Office, key: bytes, stopped: Callable[[], None], tmp_path: Path
) -> None:
    backup.back_up(sqlite, tmp_path / "copy.db")
    backup_file.make(sqlite, tmp_path / "file")
    stopped()
    sqlite.database.unlink()
    with pytest.raises(another_life.ErasuresUnknown, match="--key"):
        backup.restore(sqlite, tmp_path / "copy.db")
    assert backup.restore(sqlite, tmp_path / "copy.db", key).erased == 0


@pytest.mark.usefixtures("cleaned")
def test_the_database_that_is_replaced_is_not_changed_whatever_its_schema_and_secret(
    configuration: Configuration,
    office: Office,
    alice: Laptop,
    dossier: str,
    key: bytes,
    stopped: Callable[[], None],
    tmp_path: Path,
) -> None:
    backup_file.make(configuration, tmp_path / "file")
    office.storage.write(lambda tx: tx.run("UPDATE alembic_version SET version_num = '9999'"))
    stopped()
    with pytest.raises(NewerDatabase):
        Storage(configuration)
    (configuration.data_dir / "service.secret").write_text("x" * 64)
    backup_file.restore(configuration, tmp_path / "file", key)
    with opened(configuration) as storage:
        told = storage.read(lambda tx: tx.rows("SELECT version_num FROM alembic_version"))
        assert [tuple(row) for row in told] == [(HEAD,)]


@pytest.mark.usefixtures("cleaned")
def test_under_another_secret_dossiers_are_found_in_an_emergency(
    configuration: Configuration,
    office: Office,
    alice: Laptop,
    dossier: str,
    key: bytes,
    stopped: Callable[[], None],
    tmp_path: Path,
) -> None:
    def found(tx: Transaction) -> str:
        ((organisation,),) = tx.rows("SELECT organisation FROM dossier WHERE scope = ?", (f"c:{dossier}",))
        return finder.find(tx, [finder.by_bsn(tx, "111222333")], organisation)

    alice.push(
        (
            f"c:{dossier}",
            [alice.write(f"c:{dossier}", f"client:{dossier}", "111222333", kind="set", name="bsn")],
        )
    )
    assert office.storage.read(found) == f"c:{dossier}"
    backup_file.make(configuration, tmp_path / "file")
    stopped()
    secret = configuration.data_dir / "service.secret"
    secret.write_text("x" * 64)
    Storage(configuration, adopt=True).close()
    with opened(configuration) as storage:
        assert storage.read(found) == f"c:{dossier}"
    secret.write_text("y" * 64)
    backup_file.restore(configuration, tmp_path / "file", key)
    with opened(configuration) as storage:
        assert storage.read(found) == f"c:{dossier}"


def test_a_database_that_cannot_be_read_is_replaced_when_it_is_said_that_there_is_no_later_backup(
    sqlite: Configuration,
    office: Office,
    key: bytes,
    asked: Any,
    stopped: Callable[[], None],
    tmp_path: Path,
) -> None:
    backup_file.make(sqlite, tmp_path / "file")
    (tmp_path / "key").write_bytes(base64.b64encode(key))
    stopped()
    sqlite.database.write_bytes(b"\0" * 9000)
    words = ("restore", str(tmp_path / "file"), "--key", str(tmp_path / "key"))
    assert "--older" in asked(*words, code=5)
    assert sqlite.database.read_bytes() == b"\0" * 9000
    asked(*words, "--older")


def test_a_service_that_is_started_meanwhile_is_seen_before_its_database_is_replaced(
    sqlite: Configuration, office: Office, key: bytes, stopped: Callable[[], None], tmp_path: Path
) -> None:
    backup_file.make(sqlite, tmp_path / "file")
    stopped()
    begun: list[dbapi2.Connection] = []

    def ids() -> str:
        """Ask for the first name of the new life: by then the file is being filled."""
        if not begun:
            begun.append(dbapi2.connect(str(sqlite.database), isolation_level=None))
            begun[0].execute("BEGIN IMMEDIATE")
        return new_id()

    meanwhile = Configuration(data_dir=sqlite.data_dir, ids=ids)
    with pytest.raises(NotPossible, match="Stop the service"):
        backup_file.restore(meanwhile, tmp_path / "file", key)
    begun[0].close()
    assert {path.name for path in sqlite.data_dir.glob("service.db*")} <= {
        "service.db",
        "service.db-wal",
        "service.db-shm",
    }


def test_a_backup_of_a_later_version_says_so(
    sqlite: Configuration, office: Office, key: bytes, tmp_path: Path
) -> None:
    whole = io.BytesIO()
    office.storage.read(lambda tx: dump.write(tx, whole, "9999"))
    file = sealed(whole.getvalue(), key, tmp_path / "file")
    for done in (backup_file.verify, backup_file.restore):
        with pytest.raises(NotPossible, match="later version of the service"):
            done(sqlite, file, key)


@pytest.mark.skipif(os.name != "posix", reason="the bound on the size of files is of Unix")
def test_a_full_disk_is_told_as_that(
    sqlite: Configuration,
    office: Office,
    alice: Laptop,
    dossier: str,
    key: bytes,
    stopped: Callable[[], None],
    tmp_path: Path,
) -> None:
    import resource

    alice.push((f"c:{dossier}", [alice.note(dossier, "x" * 15_000) for _ in range(20)]))
    backup_file.make(sqlite, tmp_path / "file")
    stopped()
    bound = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, bound[1]))
    try:
        for done in (backup_file.verify, backup_file.restore):
            with pytest.raises(NotPossible, match="no room"):
                done(sqlite, tmp_path / "file", key)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, bound)
    assert says(sqlite, "x" * 15_000)
    assert {path.name for path in tmp_path.iterdir()} == {"service", "file", "erasures.sealed"}


def test_the_folder_of_the_configuration_is_made(
    sqlite: Configuration, key: bytes, asked: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "deep" / "backups"
    monkeypatch.setenv("THUIS_BACKUP_DIRECTORY", str(folder))
    for _ in range(2):
        asked("backup")
    assert folder.stat().st_mode & 0o077 == 0
    names = [path.name for path in folder.iterdir() if path.suffix == backup_file.ENDING]
    assert names
    assert all(re.fullmatch(r"\d{8}T\d{6}Z\.thuis-backup", name) for name in names)
    monkeypatch.setenv("THUIS_BACKUP_DIRECTORY", str(folder / names[0]))
    assert "cannot be made" in asked("backup", code=1)
