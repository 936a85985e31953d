"""The open file: one writer, many readers, and an orderly close."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool
from sqlcipher3 import dbapi2

from thuis_tui.log.clock import HybridClock
from thuis_tui.log.identifiers import new_id
from thuis_tui.store import backup, merged, meta, migrations, schema
from thuis_tui.store.connection import BUSY_MS, Guard, Raw, connect
from thuis_tui.store.durable_file import OWNER_ONLY, make_folder
from thuis_tui.store.errors import CannotWrite, StoreClosed, typed
from thuis_tui.store.vault import FileKey
from thuis_tui.store.writing import Change, Writing

T = TypeVar("T")
READERS = 3
WIPE_MS = 500
"""How long readers are waited for when traces are wiped."""


class Database:
    """The encrypted file while it is unlocked.

    Writes are done one after the other on a thread of their own, each in one BEGIN IMMEDIATE transaction that
    is on the disk when its future resolves. Reads see the last commit and never wait for a write.
    """

    def __init__(
        self,
        path: Path,
        key: FileKey,
        writer: Raw,
        ids: Callable[[], str],
        now: Callable[[], int],
    ) -> None:
        """For `open` only."""
        self.path = path
        self._key = key
        self._guard = Guard(writer)
        self._ids = ids
        self._now = now
        self._raw = writer
        self._actor = meta.get(writer, meta.ACTOR)
        self._clock = HybridClock(now, _last_stamp(writer))
        self._closing = threading.Lock()
        self._closed = False
        self._subscribers: dict[object, Callable[[Change], None]] = {}
        self._write_engine = _engine(lambda: writer, StaticPool, "BEGIN IMMEDIATE")
        self._engine = _engine(
            lambda: connect(path, key, read_only=True),
            QueuePool,
            "BEGIN",
            pool_size=READERS,
            max_overflow=5,
        )
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="thuis-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="thuis-reader")

    @classmethod
    def open(
        cls,
        path: Path,
        key: FileKey | bytes,
        *,
        now: Callable[[], int],
        ids: Callable[[], str] = new_id,
    ) -> Self:
        """Open the file, or make it when there is none. `now`: milliseconds since 1970.

        Raises WrongKey, FileDamaged, FileTooNew, CannotWrite or DiskFull; the file is left as it is.
        """
        # A copy of the key: whoever unlocked may wipe theirs, and `close` wipes this one.
        own = FileKey(key.raw() if isinstance(key, FileKey) else key)
        try:
            make_folder(path.parent)
            migrations.bring_up(path, own)
            path.touch(OWNER_ONLY)
        except OSError as problem:
            raise CannotWrite(str(problem.strerror or problem)) from problem
        except dbapi2.Error as problem:
            raise typed(problem) from problem
        writer = connect(path, own, read_only=False)
        try:
            if _create_if_empty(
                writer
            ):  # the statements of that would be kept prepared instead of the daily ones
                writer.close()
                writer = connect(path, own, read_only=False)
            opened = cls(path, own, writer, ids, now)
        except dbapi2.Error as problem:
            writer.close()
            raise typed(problem) from problem
        if meta.get(writer, meta.REFOLD):
            opened.write(_refold).result()
        return opened

    @property
    def engine(self) -> Engine:
        """For reading through SQLModel or Core; every write through it is refused."""
        return self._engine

    @property
    def actor(self) -> str:
        """The id of the caseworker whose file this is; empty before enrolment."""
        return self._actor

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def write(self, fn: Callable[[Writing], T]) -> Future[T]:
        """Do this in one transaction on the writer's thread.

        The future cannot be cancelled: what was handed over is written even when nobody waits any more.
        A failing function leaves no trace; DiskFull and CannotWrite are typed.
        """
        return self._submit(self._writer, lambda: self._transaction(fn))

    def read(self, fn: Callable[[Connection], T]) -> Future[T]:
        """Do this on a reader's thread, in one snapshot."""
        return self._submit(self._readers, lambda: self._snapshot(fn, self._engine))

    def look(self, fn: Callable[[Connection], T]) -> Future[T]:
        """Read what was just written, after what was handed over before: be quick, writes wait meanwhile.

        The writer has it in memory; a reader decrypts every page again after a commit.
        """
        return self._submit(self._writer, lambda: self._snapshot(fn, self._write_engine))

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call back after each commit, on the writer's thread: be quick, and never wait for a write there."""
        ticket = object()
        self._subscribers[ticket] = callback

        def unsubscribe() -> None:
            self._subscribers.pop(ticket, None)

        return unsubscribe

    def backup(self, target: Path) -> None:
        """Copy the file to `target` while it is in use, encrypted under the same key. Blocks, off the writer.

        Raises DiskFull, CannotWrite or FileDamaged.
        """
        backup.copy(self.path, self._key, target)

    def wipe(self) -> Future[bool]:
        """Fold the log into the file and empty it, so that what was deleted is nowhere on the disk any more.

        False when somebody is reading just now: nothing is lost, try again.
        """
        return self._submit(self._writer, self._empty_log)

    def _empty_log(self) -> bool:
        try:
            # Readers are short; one that is not must not hold up who writes.
            self._raw.execute(f"PRAGMA busy_timeout={WIPE_MS}").close()
            busy = self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            self._raw.execute(f"PRAGMA busy_timeout={BUSY_MS}").close()
        except dbapi2.Error as problem:
            raise typed(problem) from problem
        return not busy

    def close(self) -> None:
        """Finish what was handed over, fold the log into the file, forget the key. May be called twice."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._subscribers.clear()
        self._engine.dispose()
        self._write_engine.dispose()
        self._raw.close()
        self._key.wipe()

    def _submit(self, pool: ThreadPoolExecutor, job: Callable[[], T]) -> Future[T]:
        promise: Future[T] = Future()
        # Running from the start, so that a cancelled screen cannot take a write back.
        promise.set_running_or_notify_cancel()
        with self._closing:
            if self._closed:
                promise.set_exception(StoreClosed("the file is closed"))
                return promise
            inner = pool.submit(job)
        inner.add_done_callback(lambda done: _pass_on(done, promise))
        return promise

    def _transaction(self, fn: Callable[[Writing], T]) -> T:
        try:
            with self._write_engine.begin() as connection:
                writing = Writing(
                    connection, self._raw, self._clock, self._ids, self._now, self._actor, self._guard
                )
                result = fn(writing)
                # What is written in a dossier that was merged is read in the one that goes on.
                writing.scopes |= merged.scopes(connection, writing.scopes)
        except (dbapi2.Error, DBAPIError) as problem:
            raise typed(problem) from problem
        self._actor = writing.actor
        self._announce(writing.change())
        return result

    def _snapshot(self, fn: Callable[[Connection], T], engine: Engine) -> T:
        try:
            with engine.begin() as connection:
                return fn(connection)
        except (dbapi2.Error, DBAPIError) as problem:
            raise typed(problem) from problem

    def _announce(self, change: Change) -> None:
        if change == Change():
            return
        # A future's callbacks are each called whatever the others do, and a failing one is logged.
        news: Future[Change] = Future()
        for callback in list(self._subscribers.values()):
            news.add_done_callback(lambda _, callback=callback: callback(change))  # type: ignore[misc]
        news.set_result(change)


def _pass_on(done: Future[T], promise: Future[T]) -> None:
    if (problem := done.exception()) is not None:
        promise.set_exception(problem)
    else:
        promise.set_result(done.result())


def _engine(creator: Callable[[], Raw], pool: type[Any], begin: str, **options: Any) -> Engine:
    engine = create_engine("sqlite://", module=dbapi2, creator=creator, poolclass=pool, **options)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _create_if_empty(raw: Raw) -> bool:
    raw.execute("BEGIN IMMEDIATE").close()
    try:
        empty = raw.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if empty:
            schema.create(raw)
        raw.execute("COMMIT").close()
        return bool(empty)
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK").close()


def _last_stamp(raw: Raw) -> int:
    # Our own stamps only rise, so the last operation has the greatest; the clock row has what we adopted.
    row = raw.execute("SELECT hlc FROM operation ORDER BY rowid DESC LIMIT 1").fetchone()
    return max(int(row[0]) if row else 0, int(meta.get(raw, meta.CLOCK, "0")))


def _refold(writing: Writing) -> None:
    from thuis_tui.store import fold  # only after a migration

    fold.rebuild(writing)
    meta.put(writing.raw, meta.REFOLD, "")
