"""Databases in memory behind the real driver: a hook before each statement, copies as cheap as bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from tests.simulation import copies
from thuis_tui.log.clock import HybridClock
from thuis_tui.service.database.storage import Identity, Storage, Transaction
from thuis_tui.store import database, meta
from thuis_tui.store.connection import Guard
from thuis_tui.store.database import Database
from thuis_tui.store.errors import StoreError
from thuis_tui.store.writing import Change

T = TypeVar("T")

STATEMENTS = 512
"""Statements that the driver keeps prepared: all that the program has."""

_cursor = dbapi2.Connection.cursor


class Crash(BaseException):
    """The process dies here. No program can catch it, so nothing that runs may."""


class Spied(dbapi2.Connection):  # type: ignore[misc]
    """A connection of the driver whose process may die before any of its statements."""

    fuse = -1
    """After so many more statements the process dies; below 0: never."""
    dead = False
    content: copies.Content | None = None
    """All that is in it, when it will not change any more."""

    def _burn(self) -> None:
        if self.fuse < 0 and not self.dead:
            return
        if self.dead or self.fuse == 0:
            self.dead = True
            raise Crash
        self.fuse -= 1

    # The driver's own `execute` would come back here for its cursor, twice as slow.

    def execute(self, *arguments: Any) -> Any:
        self._burn()
        return _cursor(self).execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        self._burn()
        return _cursor(self).executemany(*arguments)

    def cursor(self, *arguments: Any) -> Any:
        self._burn()
        return _cursor(self, *arguments)

    def close(self) -> None:
        """Stay open: what is over is the process, not its file."""

    def recover(self) -> None:
        """What the database does when it is opened after a crash: the open transaction is not there."""
        self.fuse, self.dead = -1, False
        if self.in_transaction:
            super().execute("ROLLBACK").close()

    def copied(self) -> Spied:
        """Another database with the same content."""
        return copies.copy(self, blank)  # type: ignore[no-any-return]


def blank() -> Spied:
    """An empty database in memory."""
    return dbapi2.connect(  # type: ignore[no-any-return]
        ":memory:",
        isolation_level=None,
        check_same_thread=False,
        factory=Spied,
        cached_statements=STATEMENTS,
    )


_engine = create_engine("sqlite://", module=dbapi2, creator=lambda: None, poolclass=NullPool)
"""Of this only the dialect is used: the service turns the driver's errors into SQLAlchemy's."""


class _Rows:
    """What a reader of the store asks of the rows it gets."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)

    def first(self) -> Any:
        return self._cursor.fetchone()

    def scalar(self) -> Any:
        row = self._cursor.fetchone()
        return None if row is None else row[0]

    def one(self) -> Any:
        (row,) = self._cursor.fetchall()
        return row

    def scalar_one(self) -> Any:
        return self.one()[0]

    def mappings(self) -> list[dict[str, Any]]:
        names = [part[0] for part in self._cursor.description]
        return [dict(zip(names, row, strict=True)) for row in self._cursor]


class _Reader:
    """Stands where the layer between readers and the driver would, which costs more than their statements."""

    def __init__(self, raw: Spied) -> None:
        self.driver_connection = raw
        self.connection = self

    def exec_driver_sql(self, sql: str, parameters: tuple[Any, ...] = ()) -> _Rows:
        return _Rows(self.driver_connection.execute(sql, parameters))


class _Always:
    """Stands where an engine with a pool would: it has one connection, and begins transactions on it."""

    def __init__(self, raw: Spied, statement: str) -> None:
        self._reader, self._raw, self._statement = _Reader(raw), raw, statement

    @contextmanager
    def begin(self) -> Iterator[_Reader]:
        raw = self._raw
        if not self._statement:
            yield self._reader
            return
        raw.execute(self._statement).close()
        try:
            yield self._reader
            raw.execute("COMMIT").close()
        finally:
            if raw.in_transaction and not raw.dead:
                raw.execute("ROLLBACK").close()


class _Ready(Future[T]):
    """What a job came to, known at once: nobody waits, so there is no lock."""

    def __init__(self, job: Callable[[], T]) -> None:
        self._found: T | None = None
        self._problem: StoreError | None = None
        try:
            self._found = job()
        except StoreError as problem:
            self._problem = problem

    def result(self, timeout: float | None = None) -> T:
        if self._problem is not None:
            raise self._problem
        return self._found  # type: ignore[return-value]


class Disk(Database):
    """The store's database without its threads: what is handed over is done at once."""

    def __init__(self, raw: Spied, ids: Callable[[], str], now: Callable[[], int]) -> None:
        self.path = Path("memory")
        self.raw = raw
        self._raw = raw
        self._guard = Guard(raw)
        self._ids = ids
        self._now = now
        self._actor = meta.get(raw, meta.ACTOR)
        self._clock = HybridClock(now, database._last_stamp(raw))
        self._closing = Lock()
        self._closed = False
        self._subscribers = {}
        self._write_engine = _Always(raw, "BEGIN IMMEDIATE")  # type: ignore[assignment]
        self._engine = _Always(raw, "")  # type: ignore[assignment]
        self._writer = self._readers = None  # type: ignore[assignment]
        self.crash_after_commit = False

    def _submit(self, pool: Any, job: Callable[[], T]) -> Future[T]:
        return _Ready(job)

    def _transaction(self, fn: Callable[..., T]) -> T:
        result = super()._transaction(fn)
        if self.crash_after_commit:
            raise Crash
        return result

    def _announce(self, change: Change) -> None:
        if change != Change():
            for callback in list(self._subscribers.values()):
                callback(change)

    def wipe(self) -> Future[bool]:
        """There is no log beside the file, and no other reader."""
        done: Future[bool] = Future()
        done.set_result(True)
        return done


def _secret(purpose: str) -> bytes:
    """A key for each purpose: who opens the database here has the right one."""
    return purpose.encode()


class Central(Storage):
    """The service's storage without its threads and its file."""

    def __init__(self, raw: Spied, ids: Callable[[], str], now: Callable[[], float]) -> None:
        self.raw = raw
        self._ids = ids
        self._now = now
        self._one_writer = True
        self._engine = _engine
        self.secret = _secret
        self._adopt = False
        self._identity = Identity(b"", "", "")
        self.write(self.reread)

    def reread(self, tx: Transaction) -> None:
        """Take over what the database says of itself: after a restore that is something else."""
        self._identity = self._identify(tx)

    @contextmanager
    def _begin(self, write: bool) -> Iterator[Any]:
        raw = self.raw
        raw.execute("BEGIN IMMEDIATE" if write else "BEGIN").close()
        try:
            yield raw
            raw.execute("COMMIT").close()
        finally:
            if raw.in_transaction and not raw.dead:
                raw.execute("ROLLBACK").close()
