"""The revisions of the service's schema: which one a database has, and how it comes to that of this program.

Opening a database goes through `bring`. One that is current costs a single statement and does not load
Alembic, one that is empty gets today's tables at once; only one that is behind is taken through the revisions
between. Whoever does that holds a lock: of two replicas that start at once, the second finds it done.

There is no way back: a revision may throw away what the one before it needs, and what devices were told
cannot be taken back. The way back is the backup that was made before.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from thuis_tui.language import N_, message
from thuis_tui.service.database.tables import METADATA, Setting
from thuis_tui.service.not_possible import NotPossible

if TYPE_CHECKING:
    from thuis_tui.service.database.storage import Transaction

REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
"""All of them, oldest first; `versions` has a file for each."""

HEAD: Final = REVISIONS[-1]

AFTERWARDS: Final = {
    "0002": "thuis_tui.service.people.role_changes:tell_everybody",
    "0005": "thuis_tui.service.exchange.device_access:bring_in",
    "0007": "thuis_tui.service.people.finder:reindex_all",
    "0010": "thuis_tui.service.people.counted:everybody",
}
"""What has to run in the service itself after a revision, because it writes to the log: `module:function`,
which gets a transaction. The revision asks for it with `steps.ask`: no machine that stops forgets it."""

_ASKED: Final = "after:"
_ALL_ASKED: Final = (
    "SELECT name FROM service_setting WHERE name >= 'after:' AND name < 'after;' ORDER BY name"
)
_LOCK: Final = 0x7468756973  # any number, as long as it is always this one


class NewerDatabase(NotPossible):
    """The database was made or migrated by a later version of the program."""

    def __init__(self, found: str) -> None:
        super().__init__(
            message(
                N_(
                    "This database is of a later version of the service (schema {found}, this program knows "
                    "up to {known}). Use that version; nothing was changed."
                ),
                found=found,
                known=HEAD,
            )
        )


def bring(connection: Connection) -> None:
    """Bring a database to the schema of this program, in the caller's transaction. Raises NewerDatabase."""
    if _read(connection) == HEAD:
        return
    if connection.dialect.name == "postgresql":  # on SQLite the transaction began with the write lock
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    found = current(connection)
    if not found and not inspect(connection).has_table(Setting.__tablename__):
        create(connection)
    elif found != HEAD:
        upgrade(connection, HEAD)


def standing(connection: Connection) -> tuple[str, tuple[str, ...]]:
    """Return the revision of a database and those it has to go through. Raises NewerDatabase."""
    found = current(connection)
    return found, REVISIONS[REVISIONS.index(found) + 1 :] if found else REVISIONS


def create(connection: Connection, revision: str = HEAD) -> None:
    """Make the tables in an empty database as they are at a revision, in the caller's transaction."""
    if revision == HEAD:
        METADATA.create_all(connection)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
            " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
        connection.execute(text("INSERT INTO alembic_version(version_num) VALUES (:head)"), {"head": HEAD})
    else:
        upgrade(connection, revision)


def upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Take a database through all revisions up to one, in the caller's transaction. Raises NewerDatabase."""
    if revision not in REVISIONS:
        raise NewerDatabase(revision)
    from thuis_tui.service.database.migrations.alembic import run

    run(connection, revision)


def current(connection: Connection) -> str:
    """Return the revision of a database; empty for one that has none yet. Raises NewerDatabase."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = _read(connection) or ""
    if found and found not in REVISIONS:
        raise NewerDatabase(found)
    return found


def unfinished(tx: Transaction) -> bool:
    """Whether something has to run after a revision still."""
    return tx.first(_ALL_ASKED) is not None


def finish(tx: Transaction) -> None:
    """Run what revisions asked for, once."""
    for (name,) in tx.rows(_ALL_ASKED):
        if tx.run("DELETE FROM service_setting WHERE name = ?", (name,)):
            module, function = AFTERWARDS[name.removeprefix(_ASKED)].split(":")
            work: Any = getattr(import_module(module), function)
            work(tx)


def ask(tx: Transaction, revision: str) -> None:
    """Have done once more what belongs after a revision, when the database is opened next."""
    tx.run(
        "INSERT INTO service_setting(name, value) VALUES (?, '') ON CONFLICT DO NOTHING", (asking(revision),)
    )


def asking(revision: str) -> str:
    """Return the name of the setting by which a revision asks for what runs after it."""
    return f"{_ASKED}{revision}"


def _read(connection: Connection) -> str | None:
    """Return the revision that is written down; None where that cannot be read."""
    try:
        with connection.begin_nested():
            row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    except DBAPIError:
        return None
    return None if row is None else str(row[0])
