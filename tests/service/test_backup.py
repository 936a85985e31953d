"""Backups that are verified before anything is called safe, and what becomes of laptops after a restore."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlcipher3 import dbapi2

from tests.service.office import Laptop, Office, Running
from tests.service.test_administration import asked as asked
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.commands.command import admin
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.keeping import backup
from thuis_tui.service.people.admin import NotPossible


@pytest.fixture
def sqlite(configuration: Configuration) -> Configuration:
    if configuration.database_url:
        pytest.skip("of the file of SQLite")
    return configuration


def durable_of(laptop: Laptop, scope: str) -> int:
    (outcome,) = laptop.push((scope, []))
    return outcome.durable


def test_what_a_verified_copy_holds_is_durable_and_nothing_more(
    sqlite: Configuration, office: Office, alice: Laptop, dossier: str, tmp_path: Path
) -> None:
    scope = f"c:{dossier}"
    alice.push((scope, [alice.note(dossier)]))
    assert durable_of(alice, scope) == 0
    told = backup.back_up(sqlite, tmp_path / "copy.db")
    assert told.operations == sum(seq for (seq,) in office.rows("SELECT seq FROM scope_head"))
    assert durable_of(alice, scope) == 2
    (outcome,) = alice.push((scope, [alice.note(dossier)]))
    assert (outcome.acked, outcome.durable) == (3, 2)
    (page,) = alice.pull(scope)
    cursor = {scope: wire.Cursor(1, alice.chain(scope).chain, page.epoch, 1)}
    (line, _) = [
        wire.decode_line(raw) for raw in alice.ask(cursor, scopes_etag=alice.etag()).content.splitlines()
    ]
    assert (line.acked, line.durable) == (3, 2)
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    assert {path.name for path in tmp_path.iterdir()} == {"service", "copy.db"}


def test_what_is_in_quarantine_is_safe_too(
    sqlite: Configuration, office: Office, alice: Laptop, dossier: str, tmp_path: Path
) -> None:
    scope = f"c:{dossier}"
    office.revoke(alice.caseworker, dossier)
    alice.push((scope, [alice.note(dossier)]))
    backup.back_up(sqlite, tmp_path / "copy.db")
    cursor = {scope: wire.Cursor(1, alice.chain(scope).chain)}
    told = [wire.decode_line(raw) for raw in alice.ask(cursor, scopes_etag=alice.etag()).content.splitlines()]
    assert [(line.t, line.acked, line.durable) for line in told] == [("revoked", 2, 2), ("end", 0, 0)]


def _log_row(database: dbapi2.Connection) -> None:
    database.execute("UPDATE log SET row = CAST(replace(CAST(row AS TEXT), 'woning', 'wonink') AS BLOB)")


def _digest(database: dbapi2.Connection) -> None:
    database.execute("UPDATE register SET heads = '' WHERE field = '' AND scope LIKE 'c:%'")


def _missing(database: dbapi2.Connection) -> None:
    database.execute("DELETE FROM log WHERE seq = 2 AND scope LIKE 'c:%'")


def _end(database: dbapi2.Connection) -> None:
    database.execute("UPDATE scope_head SET seq = seq - 1 WHERE scope LIKE 'c:%'")


@pytest.mark.parametrize("spoil", [_log_row, _digest, _missing, _end], ids=lambda spoil: spoil.__name__)
def test_a_damaged_database_makes_nothing_durable_and_leaves_the_older_copy(
    sqlite: Configuration,
    office: Office,
    alice: Laptop,
    dossier: str,
    tmp_path: Path,
    spoil: Callable[[dbapi2.Connection], None],
) -> None:
    scope = f"c:{dossier}"
    backup.back_up(sqlite, tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    alice.push((scope, [alice.note(dossier)]))
    with closing(dbapi2.connect(str(sqlite.database), isolation_level=None, timeout=30)) as database:
        spoil(database)
    with pytest.raises(NotPossible):
        backup.back_up(sqlite, tmp_path / "copy.db")
    assert durable_of(alice, scope) == 1
    assert (tmp_path / "copy.db").read_bytes() == before
    with pytest.raises(NotPossible):
        backup.restore(sqlite, tmp_path / "nothing.db")


def test_a_broken_page_is_found(sqlite: Configuration, alice: Laptop, dossier: str, tmp_path: Path) -> None:
    for _ in range(5):
        alice.push((f"c:{dossier}", [alice.note(dossier, "x" * 15_000)]))
    copy = tmp_path / "copy.db"
    backup.back_up(sqlite, copy)
    whole = copy.read_bytes()
    assert backup.check(copy).operations >= 6
    at = whole.rindex(b"xxxx") // 4096 * 4096
    copy.write_bytes(whole[:at] + b"\xff" * 4096 + whole[at + 4096 :])
    with pytest.raises(NotPossible):
        backup.check(copy)
    copy.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NotPossible):
        backup.check(copy)
    copy.write_bytes(b"geen database")
    with pytest.raises(NotPossible):
        backup.check(copy)


def test_a_restore_waits_until_the_service_has_stopped(
    sqlite: Configuration, running: Running, alice: Laptop, dossier: str, tmp_path: Path
) -> None:
    backup.back_up(sqlite, tmp_path / "copy.db")
    with pytest.raises(NotPossible, match="Stop the service"):
        backup.restore(sqlite, tmp_path / "copy.db")
    assert alice.pull(f"c:{dossier}")[0].head == 1


def restarted(configuration: Configuration, laptops: list[Laptop]) -> Running:
    server = Running(configuration)
    for laptop in laptops:
        laptop.http.base_url = server.url
    return server


def test_after_a_restore_every_scope_lives_anew_and_gets_everything_again(
    sqlite: Configuration, running: Running, office: Office, alice: Laptop, dossier: str, tmp_path: Path
) -> None:
    scope = f"c:{dossier}"
    backup.back_up(sqlite, tmp_path / "copy.db")
    later = [alice.note(dossier), alice.note(dossier)]
    alice.push((scope, later))
    fresh = new_id()
    raw = alice.client(fresh)
    alice.push((f"c:{fresh}", [raw]))
    (before,) = alice.pull(scope)
    known = [found.scope for found in alice.scopes().scopes]
    office.storage.close()
    running.stop()
    found = backup.restore(sqlite, tmp_path / "copy.db")
    assert found.aside is not None
    assert found.aside.exists(), "what was there is set aside"
    server = restarted(sqlite, [alice])
    try:
        epochs = {found.scope: found.epoch for found in alice.scopes().scopes}
        assert set(epochs.values()).isdisjoint({before.epoch, ""})
        assert set(known) - set(epochs) == {f"c:{fresh}"}
        cursor = {scope: wire.Cursor(1, alice.chain(scope).chain, before.epoch, 3)}
        told = [
            wire.decode_line(raw) for raw in alice.ask(cursor, scopes_etag=alice.etag()).content.splitlines()
        ]
        assert [(line.t, line.acked, line.durable) for line in told[:1]] == [("snapshot_required", 1, 0)]
        outcomes = alice.push((scope, later), (f"c:{fresh}", [raw]))
        assert [outcome.acked for outcome in outcomes] == [3, 1]
        assert {outcome.epoch for outcome in outcomes} == {epochs[scope]}
        (after,) = alice.pull(scope)
        assert (after.digest, after.head) == (before.digest, 3)
        assert backup.back_up(sqlite, tmp_path / "second.db").operations >= 4
        assert durable_of(alice, scope) == 3
    finally:
        server.stop()


def test_an_older_backup_than_laptops_were_told_of_is_refused(
    sqlite: Configuration, running: Running, office: Office, alice: Laptop, dossier: str, tmp_path: Path
) -> None:
    backup.back_up(sqlite, tmp_path / "first.db")
    alice.push((f"c:{dossier}", [alice.note(dossier)]))
    backup.back_up(sqlite, tmp_path / "second.db")
    office.storage.close()
    running.stop()
    with pytest.raises(NotPossible, match="later backup"):
        backup.restore(sqlite, tmp_path / "first.db")
    backup.restore(sqlite, tmp_path / "second.db")
    backup.restore(sqlite, tmp_path / "first.db", older=True)


def test_a_backup_of_an_earlier_life_makes_nothing_of_this_one_durable(
    sqlite: Configuration, office: Office, alice: Laptop, dossier: str, tmp_path: Path
) -> None:
    from thuis_tui.service.keeping import durability, marking

    shutil.copy(sqlite.database, tmp_path / "unused.db")
    backup.back_up(sqlite, tmp_path / "copy.db")
    office.storage.write(lambda tx: tx.run("UPDATE chain SET durable = 0"))
    office.storage.write(durability.begin_anew, new_id())
    with backup.opened(tmp_path / "copy.db") as tx:
        marking.mark(office.storage, tx, 0)
    assert durable_of(alice, f"c:{dossier}") == 0


def test_a_dump_of_postgresql_by_other_means_is_verified_and_put_back(
    configuration: Configuration, running: Running, office: Office, asked: Any, alice: Laptop, dossier: str
) -> None:
    if not configuration.database_url:
        pytest.skip("of PostgreSQL")
    assert durable_of(alice, f"c:{dossier}") == 0
    asked("durable", "--copy-url", configuration.database_url)
    assert durable_of(alice, f"c:{dossier}") == 1
    (before,) = alice.pull(f"c:{dossier}")
    words = ("restore", "--without-erasures")
    assert "Stop the service" in asked(*words, code=5)
    office.storage.close()
    running.stop()
    assert "--without-erasures" in asked("restore", code=5)
    asked(*words)
    server = restarted(configuration, [alice])
    try:
        (after,) = alice.pull(f"c:{dossier}")
        assert before.epoch != after.epoch
    finally:
        server.stop()


def test_a_copy_is_looked_at_with_the_secret_of_the_service(
    configuration: Configuration,
    alice: Laptop,
    dossier: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The secret is in a file that is named, and not beside the data of who asks."""
    if not configuration.database_url:
        pytest.skip("of PostgreSQL")
    shutil.copy(configuration.data_dir / "service.secret", tmp_path / "secret")
    monkeypatch.setenv("THUIS_SECRET_FILE", str(tmp_path / "secret"))
    words = ["--data", str(tmp_path / "empty"), "--database-url", configuration.database_url, "durable"]
    result = CliRunner().invoke(admin, [*words, "--copy-url", configuration.database_url])
    assert result.exit_code == 0, result.output
    assert durable_of(alice, f"c:{dossier}") == 1


def test_a_database_of_an_earlier_version_gets_what_is_new(
    sqlite: Configuration, running: Running, office: Office, alice: Laptop, dossier: str
) -> None:
    office.storage.close()
    running.stop()
    with closing(dbapi2.connect(str(sqlite.database), isolation_level=None)) as database:
        for table in ("purge_receipt", "escrow", "incident", "alembic_version"):
            database.execute(f"DROP TABLE {table}")
        database.execute("DROP INDEX quarantine_late_work")
        for name in ("tx", "late_work", "decision", "decision_reason", "decided_by", "decided_at"):
            database.execute(f"ALTER TABLE quarantine DROP COLUMN {name}")
        database.execute("ALTER TABLE caseworker DROP COLUMN lead")
    server = restarted(sqlite, [alice])
    again = Office(sqlite, server.url)
    try:
        again.revoke(alice.caseworker, dossier)
        (outcome,) = alice.push((f"c:{dossier}", [alice.note(dossier)]))
        assert outcome.results[0].r == "quarantined"
        assert again.rows("SELECT decision, decided_at FROM quarantine") == [("", 0)]
        assert again.rows("SELECT DISTINCT lead FROM caseworker") == [(0,)]
    finally:
        again.close()
        server.stop()


def test_what_is_no_address_of_a_database_is_told_without_being_repeated(tmp_path: Path) -> None:
    words = ["--data", str(tmp_path), "durable", "--copy-url", "postgres;geheim@hier"]
    result = CliRunner().invoke(admin, words)
    assert result.exit_code == 2
    assert "not the address of a database" in result.output
    assert "geheim" not in result.output
