"""A backup that an earlier version of the program made is worth what it was, whatever the schema is now."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2

from tests.service.office import Laptop, Office, Running
from tests.service.test_backup import durable_of
from tests.service.test_backup import sqlite as sqlite
from tests.service.test_backup_file import cleaned as cleaned
from tests.service.test_backup_file import key as key
from tests.service.test_backup_file import sealed
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database import migrations
from thuis_tui.service.database.storage import Identity, Storage, Transaction
from thuis_tui.service.database.tables import METADATA
from thuis_tui.service.keeping import backup_file, dump, durability

OLDER = migrations.REVISIONS[:-1]


@contextmanager
def of_revision(office: Office, revision: str, path: Path) -> Iterator[tuple[sa.Connection, sa.MetaData]]:
    """A database as it was at a revision, with what the service holds now as far as that had room for it."""
    with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
        engine = sa.create_engine(
            "sqlite://", module=dbapi2, creator=lambda: connection, poolclass=sa.pool.StaticPool
        )
        with engine.begin() as made:
            migrations.upgrade(made, revision)
            made.exec_driver_sql("DELETE FROM service_setting")
            there = sa.MetaData()
            there.reflect(made, only=lambda name, _: name in METADATA.tables)
            for table in METADATA.sorted_tables:
                if table.name in there.tables:
                    copied = there.tables[table.name]
                    names = [column.name for column in table.columns if column.name in copied.columns]
                    rows = office.rows(f"SELECT {', '.join(names)} FROM {table.name}")
                    if rows:
                        made.execute(copied.insert(), [dict(zip(names, row, strict=True)) for row in rows])
            yield made, there


def backup_of(office: Office, revision: str, key: bytes, folder: Path) -> Path:
    """The file that the program of that revision made."""
    whole = io.BytesIO()
    with of_revision(office, revision, folder / f"{revision}.db") as (made, there):
        dialect = made.dialect
        dialect.dbapi = dialect.loaded_dbapi
        identity = Identity(b"", office.storage.identity.epoch, office.storage.identity.chain)
        driver: Any = made.connection.driver_connection
        tx = Transaction(driver, dialect, office.storage.now_ms(), lambda: "", identity)
        dump.write(tx, whole, revision, there)
    return sealed(whole.getvalue(), key, folder / f"{revision}.thuis-backup")


@pytest.mark.parametrize(
    "revisions",
    [
        pytest.param((OLDER[0], OLDER[-1]), id="ends"),
        pytest.param(OLDER[1:-1], id="between", marks=pytest.mark.soak),
    ],
)
@pytest.mark.usefixtures("cleaned")
def test_a_backup_of_each_earlier_schema_is_verified_and_restored(
    configuration: Configuration,
    running: Running,
    office: Office,
    alice: Laptop,
    dossier: str,
    key: bytes,
    tmp_path: Path,
    revisions: tuple[str, ...],
    subtests: pytest.Subtests,
) -> None:
    scope = f"c:{dossier}"
    alice.push((scope, [alice.note(dossier)]))
    wanted = office.rows("SELECT scope, seq, digest FROM scope_head ORDER BY scope")
    files = {revision: backup_of(office, revision, key, tmp_path) for revision in revisions}
    for revision, file in files.items():
        with subtests.test("verified", revision=revision):
            office.storage.write(lambda tx: tx.run("UPDATE chain SET durable = 0"))
            assert backup_file.verify(configuration, file, key).operations == sum(row[1] for row in wanted)
            assert durable_of(alice, scope) == 2
    office.close()
    running.stop()
    for revision, file in files.items():
        with subtests.test("restored", revision=revision):
            backup_file.restore(configuration, file, key)
            storage = Storage(configuration)
            try:
                heads = storage.read(lambda tx: tx.rows("SELECT scope, seq, digest FROM scope_head"))
                assert {row for row in heads if row[0] == scope} == {row for row in wanted if row[0] == scope}
                storage.read(durability.verify)
                assert not storage.read(migrations.unfinished)
            finally:
                storage.close()
