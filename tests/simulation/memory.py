"""Databases in memory behind the real driver: a hook before each statement, copies as cheap as bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from thuis_tui.log.clock import HybridClock
from thuis_tui.service.storage import Identity, Storage, Transaction
from thuis_tui.store import database, meta
from thuis_tui.store.connection import Guard
from thuis_tui.store.database import Database
from thuis_tui.store.errors import StoreError

T = TypeVar("T")


class Crash(BaseException):
    """The process dies here. No program can catch it, so nothing that runs may."""


class Spied(dbapi2.Connection):  # type: ignore[misc]
    """A connection of the driver whose process may die before any of its statements."""

    fuse = -1
    """After so many more statements the process dies; below 0: never."""
    dead = False
    statements = 0
    wrapped: Connection | None = None

    def _burn(self) -> None:
        self.statements += 1
        if self.dead:
            raise Crash
        if self.fuse == 0:
            self.dead = True
            raise Crash
        if self.fuse > 0:
            self.fuse -= 1

    def execute(self, *arguments: Any) -> Any:
        self._burn()
        return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        self._burn()
        return super().executemany(*arguments)

    def cursor(self, *arguments: Any) -> Any:
        self._burn()
        return super().cursor(*arguments)

    def close(self) -> None:
        """Stay open: what is over is the process, not its file."""

    def rollback(self) -> None:
        """Nothing: a pool that lets a connection go says this in the midst of another run."""

    def recover(self) -> None:
        """What the database does when it is opened after a crash: the open transaction is not there."""
        if self.dead:
            self.wrapped = None
        self.fuse, self.dead = -1, False
        if self.in_transaction:
            super().execute("ROLLBACK").close()

    def copied(self) -> Spied:
        """Another database with the same content."""
        other = blank()
        self.backup(other)
        return other


def blank() -> Spied:
    """An empty database in memory."""
    return dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False, factory=Spied)  # type: ignore[no-any-return]


_next: list[Spied] = []
_engine = create_engine("sqlite://", module=dbapi2, creator=lambda: _next[-1], poolclass=NullPool)


def _wrapped(raw: Spied) -> Connection:
    """The driver's connection as the store's readers get it; one for the life of the database."""
    if raw.wrapped is None:
        _next.append(raw)
        try:
            raw.wrapped = _engine.connect()
        finally:
            _next.pop()
    return raw.wrapped


class _Always:
    """Stands where an engine with a pool would: it has one connection, and begins transactions on it."""

    def __init__(self, connection: Connection, raw: Spied, statement: str) -> None:
        self._connection, self._raw, self._statement = connection, raw, statement

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        raw = self._raw
        if not self._statement:
            yield self._connection
            return
        raw.execute(self._statement).close()
        try:
            yield self._connection
            raw.execute("COMMIT").close()
        finally:
            if raw.in_transaction and not raw.dead:
                raw.execute("ROLLBACK").close()


class Disk(Database):
    """The store's database without its threads: what is handed over is done at once."""

    def __init__(self, raw: Spied, ids: Callable[[], str], now: Callable[[], int]) -> None:
        connection = _wrapped(raw)
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
        self._write_engine = _Always(connection, raw, "BEGIN IMMEDIATE")  # type: ignore[assignment]
        self._engine = _Always(connection, raw, "")  # type: ignore[assignment]
        self._writer = self._readers = None  # type: ignore[assignment]
        self.crash_after_commit = False

    def _submit(self, pool: Any, job: Callable[[], T]) -> Future[T]:
        promise: Future[T] = Future()
        try:
            promise.set_result(job())
        except StoreError as problem:
            promise.set_exception(problem)
        return promise

    def _transaction(self, fn: Callable[..., T]) -> T:
        result = super()._transaction(fn)
        if self.crash_after_commit:
            raise Crash
        return result

    def wipe(self) -> Future[bool]:
        """There is no log beside the file, and no other reader."""
        done: Future[bool] = Future()
        done.set_result(True)
        return done


class Central(Storage):
    """The service's storage without its threads and its file."""

    def __init__(self, raw: Spied, ids: Callable[[], str], now: Callable[[], float]) -> None:
        self.raw = raw
        self._ids = ids
        self._now = now
        self._one_writer = True
        self._engine = _engine
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
