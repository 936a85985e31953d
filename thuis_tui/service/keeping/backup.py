"""Copies of the SQLite file as it is, not encrypted: made while the service runs, put back while it does not.

Backups are made by `backup_file`; copies of this kind are still read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from thuis_tui.language import N_, message
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Identity, Storage, Transaction
from thuis_tui.service.keeping import another_life, durability, marking
from thuis_tui.service.keeping.durability import NotWhole, Verified
from thuis_tui.service.keeping.scratch import NoRoom, NotAlone, existing, is_full
from thuis_tui.service.keeping.scratch import need_it_alone as alone
from thuis_tui.service.people.admin import NotPossible

_LOGS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the database it replaced was set aside (None: there was none).

    `erased`: how many erasures that were decided since were done again.
    """

    scopes: int
    operations: int
    aside: Path | None
    erased: int = 0


def back_up(configuration: Configuration, target: Path) -> Verified:
    """Copy the database of a service, also while it runs, verify the copy and call durable what it holds.

    Raises NotPossible, and then an older copy at `target` is untouched.
    """
    if configuration.database_url:
        raise NotPossible(
            message(
                N_(
                    "PostgreSQL makes its own backups: use pg_dump, put the dump back in an empty database, "
                    "and verify that one with 'durable'."
                )
            )
        )
    storage = Storage(configuration)
    try:
        made_at = storage.now_ms()
        beside = target.with_name(f"{target.name}.copying")
        remove(beside)
        try:
            _copy(configuration.database, beside)
            verified = check(beside)
            beside.replace(target)
            flush(target.parent)
        except (OSError, dbapi2.Error) as problem:
            raise _not_written(problem) from problem
        finally:
            remove(beside)
        with opened(target) as tx:
            marking.mark(storage, tx, made_at)
        return verified
    finally:
        storage.close()


def mark_copy(configuration: Configuration, copy: Configuration) -> Verified:
    """Verify a copy of the service's database that was put back elsewhere, and call durable what it holds.

    For PostgreSQL, whose backups are the operator's: a dump is worth what comes out of it.
    """
    storage, scratch = Storage(configuration), Storage(copy)
    try:
        if storage.identity != scratch.identity:
            raise NotPossible(message(N_("This is no copy of the database of this service.")))
        verified = scratch.read(_steadily)
        scratch.read(lambda tx: _told_of(storage, tx))
    except NotWhole as problem:
        raise damaged(problem) from problem
    finally:
        scratch.close()
        storage.close()
    return verified


def _told_of(storage: Storage, copy: Transaction) -> None:
    storage.read(durability.compare, copy)
    marking.mark(storage, copy, storage.now_ms())


def _steadily(tx: Transaction) -> Verified:
    tx.steady()
    return durability.verify(tx)


def restore(
    configuration: Configuration,
    source: Path,
    private_key: bytes | None = None,
    *,
    older: bool = False,
    without_erasures: bool = False,
) -> Restored:
    """Put a copy in the place of the database, and begin a new life of every scope in it.

    The service has to be stopped. The database that was there is set aside, never deleted. A copy older than
    what laptops were told is safe is refused, unless `older`: they do not have that work any more.
    `private_key` opens the list of erasures, when the database that is there cannot tell.
    """
    database = configuration.database
    if not source.is_file():
        raise NotPossible(message(N_("There is no file '{name}'."), name=source.name))
    verified = check(source)
    if database.exists():
        need_it_alone(database)
    with opened(source) as copy:
        there = another_life.look(configuration, copy, older=older)
    erased = another_life.erased_since(
        configuration, source.parent, there, private_key, without_erasures=without_erasures
    )
    beside = database.with_name(f"{database.name}.restoring")
    try:
        database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        remove(beside)
        _copy(source, beside)
        with existing(beside) as tx:
            done = another_life.begin(configuration, tx, erased)
        aside = swap(configuration, beside, int(configuration.now() * 1000))
    except (OSError, dbapi2.Error) as problem:
        raise _not_written(problem) from problem
    except DBAPIError as problem:
        raise (NoRoom(problem) if is_full(problem) else damaged(NotWhole(str(problem.orig)))) from problem
    finally:
        remove(beside)
    return Restored(verified.scopes, verified.operations, aside, done)


def swap(configuration: Configuration, made: Path, moment: int) -> Path | None:
    """Put a file in the place of the database; returns where what was there is now, if anything was."""
    database, aside = configuration.database, None
    if database.exists():
        need_it_alone(database)  # once more: the service may have been started while this one was filled
        aside = database.with_name(f"{database.name}.replaced-{moment}")
        for suffix in ("", *_LOGS):
            part = database.with_name(database.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    made.rename(database)
    flush(database.parent)
    return aside


def begin_anew(
    configuration: Configuration, private_key: bytes | None = None, *, without_erasures: bool = False
) -> Restored:
    """Verify a PostgreSQL database that was put back, and begin a new life of every scope in it.

    The service has to be stopped. What was erased since is known from the list of erasures only.
    """
    url = configuration.database_url or ""
    erased = another_life.erased_since(
        configuration, configuration.data_dir, None, private_key, without_erasures=without_erasures
    )
    try:
        alone(url)
        storage = Storage(configuration, adopt=True)
        try:
            verified = storage.read(_steadily)
            done = storage.write(lambda tx: another_life.begin(configuration, tx, erased))
        finally:
            storage.close()
    except NotAlone as problem:
        raise not_alone() from problem
    except NotWhole as problem:
        raise damaged(problem) from problem
    return Restored(verified.scopes, verified.operations, None, done)


def check(path: Path) -> Verified:
    """Verify a copy. Raises NotPossible, with what is wrong with it."""
    try:
        with opened(path) as tx:
            ((found,),) = tx.rows("PRAGMA integrity_check(1)")
            if found == "ok":
                return durability.verify(tx)
    except NotWhole as problem:
        raise damaged(problem) from problem
    except DBAPIError as problem:
        raise damaged(NotWhole(str(problem.orig))) from problem
    raise damaged(NotWhole(str(found)[:80]))


@contextmanager
def opened(path: Path) -> Iterator[Transaction]:
    """Read a copy, without changing it."""
    with (
        closing(
            dbapi2.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        ) as connection,
        _engine(connection) as tx,
    ):
        yield tx


@contextmanager
def _engine(connection: dbapi2.Connection) -> Iterator[Transaction]:
    """Open a transaction on a connection, and commit it."""
    engine = create_engine(
        "sqlite://", module=dbapi2, creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
    )
    dialect = engine.dialect
    dialect.dbapi = dialect.loaded_dbapi
    connection.execute("BEGIN")
    yield Transaction(connection, dialect, 0, new_id, Identity(b"", "", ""))
    connection.execute("COMMIT")


def _copy(source: Path, target: Path) -> None:
    target.touch(0o600)
    with (
        closing(dbapi2.connect(str(source), isolation_level=None, timeout=30)) as reading,
        closing(dbapi2.connect(str(target), isolation_level=None)) as made,
    ):
        made.execute("PRAGMA synchronous=FULL")
        reading.backup(made)  # in one go: writers go on beside it, and none of them makes it start again
        made.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def not_alone() -> NotPossible:
    """What is said while a service has the database open."""
    return NotPossible(message(N_("Stop the service first: it uses this database.")))


def need_it_alone(database: Path) -> None:
    """Refuse when a service has the database open: every connection to it holds a lock."""
    try:
        with closing(dbapi2.connect(str(database), isolation_level=None, timeout=0)) as connection:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except dbapi2.OperationalError as problem:
        if "locked" in str(problem):
            raise not_alone() from problem
    except dbapi2.DatabaseError:
        return  # damaged: that is why it is replaced


def damaged(problem: NotWhole) -> NotPossible:
    """What is said of a copy that is not whole."""
    return NotPossible(
        message(N_("This is no backup of a service, or it is damaged: {reason}."), reason=problem.reason)
    )


def _not_written(problem: OSError | dbapi2.Error) -> NotPossible:
    reason = (problem.strerror or str(problem)) if isinstance(problem, OSError) else str(problem)
    return NotPossible(message(N_("The copy could not be written: {reason}."), reason=reason))


def remove(path: Path) -> None:
    """Delete a database file that is not needed, with its logs."""
    for suffix in ("", *_LOGS):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def flush(folder: Path) -> None:
    """Make a rename survive a power cut, where the system can do that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
