"""A database for a moment: a backup is put back into it to see what it is worth.

It is SQLite whatever the backup is of, in a folder of its own, under a key that exists in this process only:
what is left of it when the machine stops half-way, nobody reads.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool, StaticPool
from sqlcipher3 import dbapi2

from thuis_tui.log.identifiers import new_id
from thuis_tui.service.migrations import create
from thuis_tui.service.storage import Identity, Transaction


@contextmanager
def scratch(folder: Path | None = None) -> Iterator[Transaction]:
    """Give an empty database with the tables of the service; it is deleted afterwards.

    It takes as much room as the database itself, in `folder` or where this system keeps temporary files.
    """
    with tempfile.TemporaryDirectory(prefix="thuis-scratch-", dir=folder) as place:
        connection = dbapi2.connect(str(Path(place) / "scratch.db"), isolation_level=None)
        with closing(connection), fresh(connection, key=secrets.token_hex(32)) as tx:
            yield tx


@contextmanager
def fresh(connection: dbapi2.Connection, *, key: str = "") -> Iterator[Transaction]:
    """Make the tables in an empty file, and give one transaction in it, which is committed at the end."""
    if key:
        connection.execute(f"PRAGMA key=\"x'{key}'\"")
    for pragma in ("page_size=4096", "journal_mode=OFF", "synchronous=OFF", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    engine = create_engine(
        "sqlite://", module=dbapi2, creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
    )
    with engine.begin() as made:
        create(made)
    dialect = engine.dialect
    dialect.dbapi = dialect.loaded_dbapi
    connection.execute("BEGIN")
    yield Transaction(connection, dialect, 0, new_id, Identity(b"", "", ""))
    connection.execute("COMMIT")


_TRIES = 20


class NotAlone(Exception):
    """Somebody else uses the database."""


@contextmanager
def beside(url: str, aside: str, *, keep: bool = True) -> Iterator[Transaction]:
    """Give fresh tables in a PostgreSQL database, in one transaction.

    What was there is kept under the schema `aside`. For an error, and when it is not to `keep`, all is as it
    was. Raises NotAlone.
    """
    engine = create_engine(url, paramstyle="format", poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            _need_it_alone(connection)
            connection.exec_driver_sql(f'ALTER SCHEMA public RENAME TO "{aside}"')
            connection.exec_driver_sql("CREATE SCHEMA public")
            create(connection)
            yield Transaction(
                connection.connection.driver_connection, engine.dialect, 0, new_id, Identity(b"", "", "")
            )
            if not keep:
                transaction.rollback()
    finally:
        engine.dispose()


def _need_it_alone(connection: Connection) -> None:
    for _ in range(_TRIES):
        others = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).scalar_one()
        if not others:
            return
        # Who has just gone is still there for a moment.
        connection.exec_driver_sql("SELECT pg_sleep(0.05), pg_stat_clear_snapshot()")
    raise NotAlone
