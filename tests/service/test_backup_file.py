"""Encrypted backups, of both databases: what is in them is whole, safe and private, or it is no backup."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.service.office import Laptop, Office, Running
from tests.service.test_administration import asked as asked
from tests.service.test_backup import durable_of, restarted
from tests.service.test_backup import sqlite as sqlite
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.sealed import new_private_key, public_key
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Storage
from thuis_tui.service.keeping import backup_file, dump, durability, erasure_list, retention
from thuis_tui.service.keeping.encrypted_file import NotReadable, Opening, Sealing, identity_of, key_of
from thuis_tui.service.logs import ledger
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import escrow

MARKER = "een geheim dat niemand leest"


@pytest.fixture
def key(office: Office) -> bytes:
    return office.storage.write(escrow.make_recovery_key)


@pytest.fixture
def proved(configuration: Configuration, key: bytes, tmp_path: Path) -> bytes:
    """The key, once it was shown to open a backup."""
    first = tmp_path / "first"
    backup_file.make(configuration, first)
    assert backup_file.verify(configuration, first, key).durable
    first.unlink()
    return key


@pytest.fixture
def cleaned(configuration: Configuration) -> Iterator[None]:
    """Take away what a restore set aside in PostgreSQL: the database is shared by tests."""
    yield
    if configuration.database_url:
        storage = Storage(configuration)
        for (name,) in storage.read(
            lambda tx: tx.rows("SELECT nspname FROM pg_namespace WHERE substr(nspname, 1, 9) = 'replaced_'")
        ):
            storage.write(lambda tx, name=name: tx.run(f"DROP SCHEMA {name} CASCADE"))
        storage.close()


# What the reference implementation of the format wrote for the key 00 01 02 ... 1f.
FOREIGN = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBFam9HYWNFYUJma0Z2aGI0T3k5NTI0VHVibG5adlpwVTJQbHBGY0NJSFdr"
    "CkRsdVdyL0dSQU40bm5qanlNb2dLajNQRWtKMmhUeTVOUFo0TEJ6YzN6aTgKLT4gQ282LWdyZWFzZSBCO2cmayBwMSBXd0Q7ClhU"
    "UWF1dnVjMU5OMjR5NFAyUQotLS0gL0RUQXhET2ppeU0vSHZ0dnR1K2xhVmsxdDQyS29lOHpTY012c1A5bk0zWQol8n/sHzSdHZCz"
    "uMRMfg82I/PFP2KeFIQm0e/cvEaGJ3/6dz2PjznIwf5C8tc1icBvmno="
)


IDENTITY = "AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYDWG"


def test_the_format_is_that_of_others() -> None:
    file = io.BytesIO(base64.b64decode(FOREIGN))
    assert Opening(file, key_of(file, bytes(range(32)))).read() == b"geschreven door age"
    assert identity_of(bytes(range(32))) == IDENTITY


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 200_000])
def test_every_changed_or_missing_piece_of_a_file_is_noticed(size: int) -> None:
    private = new_private_key()
    whole, data = io.BytesIO(), bytes(range(256)) * (size // 256 + 1)
    sealing = Sealing(whole, public_key(private))
    sealing.write(data[:size])
    sealing.close()
    raw = whole.getvalue()

    def read(changed: bytes, with_key: bytes = private) -> bytes:
        file = io.BytesIO(changed)
        return Opening(file, key_of(file, with_key)).read()

    assert read(raw) == data[:size]
    piece = 65_536 + 16
    head = len(raw) - 16 * (max(size - 1, 0) // 65_536 + 1) - size
    bodies = [raw[at : at + piece] for at in range(head, len(raw), piece)]
    spoilt = [raw[:at] for at in {0, 10, head - 20, head, len(raw) - 1, len(raw) - piece} if at >= 0]
    spoilt += [
        raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        for at in {5, 30, 80, head - 40, head - 1, -1 % len(raw)}
    ]
    spoilt += [raw + b"\0", raw + raw[head:]]
    if len(bodies) > 1:
        spoilt.append(raw[:head] + b"".join(bodies[:-1]))
        spoilt.append(raw[:head] + bodies[1] + bodies[0] + b"".join(bodies[2:]))
    for changed in spoilt:
        with pytest.raises(NotReadable):
            read(changed)
    with pytest.raises(NotReadable, match="another key"):
        read(raw, new_private_key())


def test_what_a_backup_holds_is_durable_once_the_key_was_shown_to_open_one(
    configuration: Configuration, office: Office, alice: Laptop, dossier: str, asked: Any, tmp_path: Path
) -> None:
    scope = f"c:{dossier}"
    assert "recovery-key" in asked("backup", str(tmp_path), code=5)
    asked("recovery-key", "--file", str(tmp_path / "key"))
    asked("recovery-key", "--file", str(tmp_path / "another"), code=5)
    assert not (tmp_path / "another").exists()
    alice.push((scope, [alice.note(dossier, MARKER)]))
    folder = tmp_path / "backups"
    folder.mkdir()
    told = asked("backup", str(folder), "--json")
    assert told["operations"] == sum(seq for (seq,) in office.rows("SELECT seq FROM scope_head"))
    assert not told["durable"]
    assert durable_of(alice, scope) == 0
    assert asked("backup", "status", "--json")["made_at"] == 0
    (file,) = folder.glob("*.thuis-backup")
    assert file.stat().st_mode & 0o077 == 0
    assert MARKER.encode() not in file.read_bytes()
    again = asked("verify", str(file), "--key", str(tmp_path / "key"), "--json")
    assert (again["operations"], again["durable"]) == (told["operations"], True)
    assert durable_of(alice, scope) == 2
    alice.push((scope, [alice.note(dossier)]))
    assert "not told" not in asked("backup", str(folder / "second"), "--keep", "1")
    assert durable_of(alice, scope) == 3
    status = asked("backup", "status", "--json")
    assert status["recovery_key_proved"]
    assert status["last"]["file"] == "second"
    assert status["made_at"] == status["last"]["made_at"] > again["made_at"]
    assert office.storage.read(durability.last_verified) == status["made_at"]


def test_the_oldest_backups_of_a_folder_go(tmp_path: Path) -> None:
    names = [f"2026112{day}T020000Z{backup_file.ENDING}" for day in range(4)]
    for name in (*names, "iets anders"):
        (tmp_path / name).touch()
    gone = backup_file.rotate(tmp_path, 2)
    assert [path.name for path in gone] == names[:2]
    assert {path.name for path in tmp_path.iterdir()} == {*names[2:], "iets anders"}


def test_a_damaged_database_makes_nothing_durable_and_leaves_the_older_file(
    sqlite: Configuration, office: Office, alice: Laptop, dossier: str, proved: bytes, tmp_path: Path
) -> None:
    scope, file = f"c:{dossier}", tmp_path / "file"
    backup_file.make(sqlite, file)
    before = file.read_bytes()
    alice.push((scope, [alice.note(dossier)]))
    office.storage.write(lambda tx: tx.run("UPDATE scope_head SET seq = seq - 1 WHERE scope = ?", (scope,)))
    with pytest.raises(NotPossible, match="missing_operations"):
        backup_file.make(sqlite, file)
    assert durable_of(alice, scope) == 1
    assert file.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} <= {"service", "file", "erasures.sealed"}


def test_a_file_that_is_not_what_it_should_be_proves_nothing(
    sqlite: Configuration, office: Office, alice: Laptop, dossier: str, key: bytes, tmp_path: Path
) -> None:
    file, spoilt = tmp_path / "file", tmp_path / "spoilt"
    backup_file.make(sqlite, file)
    whole = file.read_bytes()
    for changed in (
        whole[: len(whole) // 2],
        whole[:-1],
        whole[:300] + bytes([whole[300] ^ 1]) + whole[301:],
        whole + b"x",
        b"geen reservekopie",
        b"",
    ):
        spoilt.write_bytes(changed)
        for done in (backup_file.verify, backup_file.restore):
            with pytest.raises(NotPossible, match="damaged"):
                done(sqlite, spoilt, key)
    with pytest.raises(NotPossible, match="another recovery key"):
        backup_file.verify(sqlite, file, new_private_key())
    with pytest.raises(NotPossible, match="There is no file"):
        backup_file.verify(sqlite, tmp_path / "nothing", key)
    (tmp_path / "key").write_text("geen sleutel")
    with pytest.raises(NotPossible, match="no recovery key"):
        backup_file.read_private_key(tmp_path / "key")
    assert durable_of(alice, f"c:{dossier}") == 0


def sealed(data: bytes, key: bytes, path: Path) -> Path:
    with path.open("wb") as file:
        sealing = Sealing(file, public_key(key))
        sealing.write(data)
        sealing.close()
    return path


def test_anybody_can_write_a_file_for_the_key_but_it_makes_nothing_durable(
    sqlite: Configuration, office: Office, alice: Laptop, dossier: str, key: bytes, tmp_path: Path
) -> None:
    scope = f"c:{dossier}"
    alice.push((scope, [alice.note(dossier)]))
    with pytest.raises(NotPossible, match="damaged"):
        backup_file.verify(sqlite, sealed(b"iets anders", key, tmp_path / "other"), key)
    other = Configuration(data_dir=tmp_path / "other service")
    elsewhere = Storage(other)
    elsewhere.write(lambda tx: durability.keep(tx, escrow._KEY, base64.b64encode(public_key(key)).decode()))
    elsewhere.close()
    made = backup_file.make(other, tmp_path / "of another")
    assert not made.durable
    for done in (backup_file.verify, backup_file.restore):
        with pytest.raises(NotPossible):
            done(sqlite, tmp_path / "of another", key)
    # One that says to be of this service, whole in itself, with another note in the place of hers.
    backup_file.make(sqlite, tmp_path / "file")
    office.storage.write(lambda tx: tx.run("UPDATE log SET link = ? WHERE scope = ?", (b"x" * 16, scope)))
    with pytest.raises(NotPossible, match="another log"):
        backup_file.verify(sqlite, tmp_path / "file", key)
    assert durable_of(alice, scope) == 0


@pytest.mark.usefixtures("cleaned")
def test_after_a_restore_laptops_bring_back_what_came_later(
    configuration: Configuration,
    running: Running,
    office: Office,
    alice: Laptop,
    dossier: str,
    proved: bytes,
    tmp_path: Path,
) -> None:
    scope, file = f"c:{dossier}", tmp_path / "file"
    backup_file.make(configuration, file)
    later = [alice.note(dossier), alice.note(dossier)]
    alice.push((scope, later))
    fresh = new_id()
    raw = alice.client(fresh)
    alice.push((f"c:{fresh}", [raw]))
    (before,) = alice.pull(scope)
    with pytest.raises(NotPossible, match="Stop the service"):
        backup_file.restore(configuration, file, proved)
    office.close()
    running.stop()
    found = backup_file.restore(configuration, file, proved)
    assert found.aside is not None
    server = restarted(configuration, [alice])
    try:
        alice.http = type(alice.http)(base_url=server.url, timeout=30)
        epochs = {found.scope: found.epoch for found in alice.scopes().scopes}
        assert set(epochs.values()).isdisjoint({before.epoch, ""})
        assert f"c:{fresh}" not in epochs
        cursor = {scope: wire.Cursor(1, alice.chain(scope).chain, before.epoch, 3)}
        told = [
            wire.decode_line(raw) for raw in alice.ask(cursor, scopes_etag=alice.etag()).content.splitlines()
        ]
        assert [(line.t, line.acked) for line in told[:1]] == [("snapshot_required", 1)]
        outcomes = alice.push((scope, later), (f"c:{fresh}", [raw]))
        assert [outcome.acked for outcome in outcomes] == [3, 1]
        (after,) = alice.pull(scope)
        assert (after.digest, after.head) == (before.digest, 3)
        assert backup_file.make(configuration, file).durable
        assert durable_of(alice, scope) == 3
    finally:
        alice.http.close()
        server.stop()


@pytest.mark.usefixtures("cleaned")
def test_an_older_file_than_laptops_were_told_of_is_refused(
    configuration: Configuration,
    running: Running,
    office: Office,
    alice: Laptop,
    dossier: str,
    proved: bytes,
    asked: Any,
    tmp_path: Path,
) -> None:
    scope = f"c:{dossier}"
    backup_file.make(configuration, tmp_path / "first")
    alice.push((scope, [alice.note(dossier)]))
    backup_file.make(configuration, tmp_path / "second")
    (tmp_path / "key").write_bytes(base64.b64encode(proved))
    office.close()
    running.stop()
    words = ("restore", str(tmp_path / "first"), "--key", str(tmp_path / "key"))
    assert "later backup" in asked(*words, code=5)
    assert "encrypted" in asked(*words[:2], code=2)
    backup_file.restore(configuration, tmp_path / "second", proved)
    asked(*words, "--older")
    storage = Storage(configuration)
    assert storage.read(lambda tx: tx.rows("SELECT seq FROM scope_head WHERE scope = ?", (scope,))) == [(1,)]
    storage.close()


def test_a_lost_database_comes_back_from_the_file_without_what_was_erased_since(
    configuration: Configuration, office: Office, alice: Laptop, dossier: str, key: bytes, tmp_path: Path
) -> None:
    """Also what PostgreSQL held, on SQLite: it is one format."""
    note = new_id()
    alice.push((f"c:{dossier}", [alice.note(dossier, MARKER, note=note)]))
    backup_file.make(configuration, tmp_path / "file")
    write, decided = office.storage.write, ("Functionaris", "verzoek")
    write(retention.hold, dossier, *decided, held=True)
    write(retention.hold, dossier, *decided, held=False)
    assert write(retention.erase_field, dossier, f"note:{note}", "body", *decided).operations == 1
    assert all(office.storage.read(ledger.verify, scope) for (scope,) in office.rows("SELECT scope FROM log"))
    erasure_list.keep(office.storage, [tmp_path])
    again = backup_file.verify(configuration, tmp_path / "file", key)
    assert (again.durable, again.erased_since) == (True, 1)
    elsewhere = Configuration(data_dir=tmp_path / "elsewhere")
    found = backup_file.restore(elsewhere, tmp_path / "file", key)
    assert (found.aside, found.erased) == (None, 1)
    assert MARKER.encode() not in elsewhere.database.read_bytes()
    storage = Storage(elsewhere)
    sql = "SELECT caseworker, scope, gen FROM scope_grant ORDER BY caseworker, scope"
    assert storage.read(lambda tx: tx.rows(sql)) == office.rows(sql)
    storage.read(durability.verify)
    storage.close()


def test_the_stream_says_how_it_ends(sqlite: Configuration, office: Office, dossier: str) -> None:
    whole = io.BytesIO()
    told = office.storage.read(lambda tx: dump.write(tx, whole, ""))
    assert told.tables["log"].rows == len(office.rows("SELECT 1 FROM log"))
    raw = whole.getvalue()
    for changed in (raw[:-4], raw[: len(raw) // 2], raw[:40], b""):
        with pytest.raises(dump.Damaged), backup_file.scratch() as made:
            dump.Dump(io.BytesIO(changed)).load(made.tx)
