"""A copy while the file is in use."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.world import KEY, add_client, add_note, rows, shown
from thuis_tui.store import backup
from thuis_tui.store.database import Database
from thuis_tui.store.errors import CannotWrite, WrongKey
from thuis_tui.store.vault import ARGON2_FAST, Vault


def test_the_copy_is_the_file_as_it_was_and_opens_with_the_same_key(
    database: Database, tmp_path: Path
) -> None:
    client = add_client(database)
    add_note(database, client, "voor de kopie")
    before = shown(database)
    target = tmp_path / "stick" / "thuis.db"
    database.backup(target)
    add_note(database, client, "na de kopie")
    assert [path.name for path in target.parent.iterdir()] == ["thuis.db"]
    assert target.read_bytes()[:16] != b"SQLite format 3\0"
    copied = Database.open(target, KEY, now=lambda: 0)
    try:
        assert shown(copied) == before
    finally:
        copied.close()
    with pytest.raises(WrongKey):
        Database.open(target, b"\x08" * 32, now=lambda: 0)
    database.backup(target)
    copied = Database.open(target, KEY, now=lambda: 0)
    try:
        assert len(rows(copied, "SELECT 1 FROM note")) == 2
    finally:
        copied.close()


def test_a_copy_that_fails_leaves_the_earlier_one(
    database: Database, tmp_path: Path, open_file: Callable[..., Database]
) -> None:
    add_client(database)
    target = tmp_path / "stick" / "thuis.db"
    database.backup(target)
    before = target.read_bytes()
    (tmp_path / "stick" / "thuis.db.copying").mkdir()
    with pytest.raises(CannotWrite):
        database.backup(target)
    assert target.read_bytes() == before
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotWrite):
        database.backup(tmp_path / "file" / "thuis.db")


def test_the_slots_go_along(tmp_path: Path) -> None:
    key, _ = Vault.create(tmp_path / "thuis.keys", "woord", parameters=ARGON2_FAST)
    target = tmp_path / "stick" / "thuis.keys"
    for _ in range(2):
        backup.copy_slots(tmp_path / "thuis.keys", target)
        assert Vault(target).unlock("woord").hex() == key.hex()
