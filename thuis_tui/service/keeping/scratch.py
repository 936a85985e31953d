"""A database for a moment: a backup is put back into it to see what it is worth.

It is SQLite whatever the backup is of, in a folder of its own, under a key that exists in this process only:
what is left of it when the machine stops half-way, nobody reads.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, StaticPool
from sqlcipher3 import dbapi2

from thuis_tui.language import N_, message
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.database.migrations import HEAD, bring, create
from thuis_tui.service.database.storage import Identity, Transaction
from thuis_tui.service.not_possible import NotPossible

_TRIES = 20
_NO_ROOM = ("53", "58")  # of PostgreSQL: insufficient resources, system error


class NotAlone(Exception):
    """Somebody else uses the database."""


class NoRoom(NotPossible):
    """The disk is full."""

    def __init__(self, problem: DBAPIError) -> None:
        super().__init__(
            message(
                N_(
                    "There is no room on the disk ({reason}). It takes as much room as the database itself, "
                    "also in the folder for temporary files, {folder}. Nothing was changed."
                ),
                reason=str(problem.orig).strip().splitlines()[0],
                folder=tempfile.gettempdir(),
            )
        )


def is_full(problem: DBAPIError) -> bool:
    """Tell whether a database had no room or could not write, rather than got something it does not take."""
    told = str(problem.orig)
    state = getattr(problem.orig, "sqlstate", None) or ""
    return "is full" in told or "disk I/O" in told or state[:2] in _NO_ROOM


@dataclass(frozen=True, slots=True)
class Fresh:
    """An empty database with tables of some revision; `bring` makes them those of this program."""

    tx: Transaction
    bring: Callable[[], None]


@contextmanager
def scratch(revision: str = HEAD, folder: Path | None = None) -> Iterator[Fresh]:
    """Give an empty database with the tables of the service; it is deleted afterwards.

    It takes as much room as the database itself, in `folder` or where this system keeps temporary files.
    """
    with tempfile.TemporaryDirectory(prefix="thuis-scratch-", dir=folder) as place:
        connection = dbapi2.connect(str(Path(place) / "scratch.db"), isolation_level=None)
        with closing(connection), fresh(connection, revision, key=secrets.token_hex(32)) as made:
            yield made


@contextmanager
def fresh(connection: dbapi2.Connection, revision: str = HEAD, *, key: str = "") -> Iterator[Fresh]:
    """Make the tables in an empty file, in one transaction that is committed at the end."""
    if key:
        connection.execute(f"PRAGMA key=\"x'{key}'\"")
    for pragma in ("page_size=4096", "journal_mode=MEMORY", "synchronous=OFF", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    engine = create_engine(
        "sqlite://", module=dbapi2, creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
    )
    try:
        with engine.begin() as making:
            making.exec_driver_sql("BEGIN")
            yield _made(making, revision)
    except DBAPIError as problem:
        if is_full(problem):
            raise NoRoom(problem) from problem
        raise


@contextmanager
def existing(path: Path) -> Iterator[Transaction]:
    """Bring a file of SQLite to the tables of this program, and work in it: all of that, or nothing."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    engine = create_engine(
        "sqlite://", module=dbapi2, creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
    )
    with closing(connection), engine.begin() as changing:
        changing.exec_driver_sql("BEGIN IMMEDIATE")
        bring(changing)
        yield _transaction(changing)


def need_it_alone(url: str) -> None:
    """Raise NotAlone when somebody else is connected to a PostgreSQL database."""
    engine = create_engine(url, paramstyle="format", poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            _need_it_alone(connection)
    finally:
        engine.dispose()


@contextmanager
def beside(url: str, aside: str, revision: str = HEAD, *, keep: bool = True) -> Iterator[Fresh]:
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
            yield _made(connection, revision)
            if keep:
                _need_it_alone(connection)  # also who came while it was filled
            else:
                transaction.rollback()
    finally:
        engine.dispose()


def _made(connection: Connection, revision: str) -> Fresh:
    create(connection, revision)
    # What revisions ask to be done later belongs to the database they ran in; here rows come from elsewhere.
    connection.exec_driver_sql("DELETE FROM service_setting")
    return Fresh(_transaction(connection), lambda: bring(connection))


def _transaction(connection: Connection) -> Transaction:
    dialect = connection.dialect
    dialect.dbapi = dialect.loaded_dbapi
    return Transaction(connection.connection.driver_connection, dialect, 0, new_id, Identity(b"", "", ""))


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
