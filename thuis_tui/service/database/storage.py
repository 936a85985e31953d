"""The database of the service: one code path for SQLite (default) and PostgreSQL.

SQLite has one connection on one thread: more threads only double the work. PostgreSQL has a few, each with a
connection. Nothing here runs in the event loop.
"""

from __future__ import annotations

import asyncio
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool, StaticPool

from thuis_tui.service.configuration import Configuration, Limits
from thuis_tui.service.database import migrations
from thuis_tui.service.secret import OtherSecret

T = TypeVar("T")
P = ParamSpec("P")

_CHECK = "secret_check"
_ATTEMPTS = 5
_USED = "used"
_UNUSED = 1.0
"""Seconds after which nobody relies on a connection to PostgreSQL without looking."""

_STATEMENTS = 512
"""Statements that SQLite keeps prepared: what comes when that is full is prepared again at each use."""
_RETRIED = frozenset(
    {"40001", "40P01"}
)  # serialization failure, deadlock: the same transaction may succeed now


@dataclass(frozen=True, slots=True)
class Identity:
    """What the service made for itself when its database was new."""

    token_key: bytes
    epoch: str
    chain: str
    finder_key: bytes = b""


class Transaction:
    """An open transaction: statements in one spelling, with `?` for parameters on every database.

    Statements go to the driver itself: for the many short ones of a request, anything between costs more than
    the database. What goes wrong is raised as SQLAlchemy's kind of it, whichever the driver.
    """

    def __init__(
        self, connection: Any, dialect: Dialect, now_ms: int, ids: Callable[[], str], identity: Identity
    ) -> None:
        """Wrap a connection of the driver in which a transaction was begun."""
        self._connection = connection
        self._dialect = dialect
        self._spell: Callable[[str], str] = str if dialect.paramstyle == "qmark" else _percent
        self.now_ms = now_ms
        self.new_id = ids
        self.identity = identity
        self.account = self.device = ""
        self._last: dict[Callable[[Transaction, list[Any]], None], list[Any]] = {}
        self.memory: _Memory | None = None

    def on_behalf_of(self, account: str, device: str) -> None:
        """Remember whose request this is; without it somebody at the service's own machine asks."""
        self.account, self.device = account, device

    def at_end(self, work: Callable[[Transaction, list[Any]], None], items: Iterable[Any]) -> None:
        """Have work done before this is committed, once, with all items that were given for it."""
        self._last.setdefault(work, []).extend(items)

    def finish(self) -> None:
        """Do what was left for the end."""
        while self._last:
            work, items = self._last.popitem()
            work(self, items)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return all its rows."""
        with _faults_of(self._dialect):
            return list(self._execute(sql, parameters).fetchall())

    def first(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Run a statement and return its first row, with the names of its columns, or None."""
        with _faults_of(self._dialect):
            cursor = self._execute(sql, parameters)
            row = cursor.fetchone()
            return None if row is None else _named(tuple(part[0] for part in cursor.description))._make(row)

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement and return the number of rows it changed."""
        with _faults_of(self._dialect):
            return int(self._execute(sql, parameters).rowcount)

    def many(self, sql: str, parameters: list[tuple[Any, ...]]) -> None:
        """Run a statement once for each tuple of parameters; not at all for none."""
        if parameters:
            with _faults_of(self._dialect):
                self._connection.cursor().executemany(self._spell(sql), parameters)

    def page(self, sql: str, parameters: Sequence[Any], size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Run a statement and give its rows in batches, so that a reader may stop early."""
        with _faults_of(self._dialect):
            cursor = self._execute(sql, parameters)
            try:
                while batch := cursor.fetchmany(size):
                    yield batch
                    if len(batch) < size:
                        break
            finally:
                cursor.close()

    def hold(self, sql: str, parameters: Sequence[Any], *, shared: bool) -> None:
        """Lock the rows of a statement until the commit: `shared` with others who only rely on them.

        SQLite has one writer, who has locked everything.
        """
        if self._spell is not str:
            self.rows(f"{sql} FOR {'SHARE' if shared else 'UPDATE'}", parameters)

    def unchanged(self) -> dict[Any, Any]:
        """Return what was remembered since something was last written; nothing where that cannot be told."""
        if self.memory is None:
            return {}
        ((elsewhere,),) = self.rows("PRAGMA data_version")
        version = elsewhere, self._connection.total_changes
        if version != self.memory.version:
            self.memory.version, self.memory.kept = version, {}
        return self.memory.kept

    def steady(self) -> None:
        """See one moment of the database from here on; the first thing a transaction does.

        SQLite always does; PostgreSQL would give each statement a moment of its own.
        """
        if self._spell is not str:
            with _faults_of(self._dialect):
                self._execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", ())

    def _execute(self, sql: str, parameters: Sequence[Any]) -> Any:
        cursor = self._connection.cursor()
        cursor.execute(self._spell(sql), tuple(parameters))
        return cursor


class _faults_of:  # noqa: N801 - read as a word of the statement it stands in
    """Raises what the driver raises as the one kind of error that the rest of the service knows."""

    __slots__ = ("_dialect",)

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, _: object) -> None:
        base = self._dialect.loaded_dbapi.Error
        if isinstance(problem, base):
            raise DBAPIError.instance(
                None, None, problem, base, hide_parameters=True, dialect=self._dialect
            ) from problem


@dataclass(slots=True)
class _Memory:
    """What readers of a database with one connection remember, and of which state of it that is."""

    version: tuple[int, int] = (0, 0)
    kept: dict[Any, Any] = field(default_factory=dict)


@cache
def _named(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns, rename=True)


@cache
def _percent(sql: str) -> str:
    return sql.replace("?", "%s")


def marks(count: int) -> str:
    """Return the placeholders of a list of `count` values."""
    return ",".join("?" * count)


def tuples(rows: int, columns: int) -> str:
    """Return the placeholders of `rows` rows of VALUES."""
    return ",".join([f"({marks(columns)})"] * rows)


def flatten(rows: Iterable[Sequence[Any]]) -> tuple[Any, ...]:
    """Return the parameters that belong to `tuples`."""
    return tuple(value for row in rows for value in row)


class Storage:
    """Opens the database, runs jobs in transactions on its own threads, and closes it in an orderly way."""

    _memory: _Memory | None = None

    def __init__(self, configuration: Configuration, *, adopt: bool = False, hurried: bool = False) -> None:
        """Open the database; an empty one gets tables. Raises OtherSecret, unless it is to `adopt` ours.

        `hurried`: a statement has a bound on its time, which the work of an administrator has not.
        """
        self._now = configuration.now
        self._ids = configuration.ids
        url = configuration.database_url
        self._engine = engine_of(configuration, hurried=hurried)
        self._one_writer = not url
        self._memory = _Memory() if self._one_writer else None
        self._threads = ThreadPoolExecutor(
            1 if self._one_writer else configuration.limits.connections, "database"
        )
        self._jobs = 0
        self.secret = configuration.secret
        self._adopt = adopt
        self._identity = Identity(b"", "", "")
        try:
            self._identity = self._create()
        except BaseException:
            self.close()
            raise

    @property
    def one_writer(self) -> bool:
        """Whether one transaction for many scopes is best: SQLite has one writer and one sync a commit."""
        return self._one_writer

    @property
    def identity(self) -> Identity:
        """What the service made for itself when its database was new."""
        return self._identity

    def waiting(self) -> int:
        """How many jobs run or wait for a thread of the database now."""
        return self._jobs

    def connections(self) -> int:
        """How many connections are in use now."""
        pool = self._engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 1

    def now_ms(self) -> int:
        """The time of the service, in milliseconds."""
        return int(self._now() * 1000)

    async def job(self, work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Run blocking work on a thread of the database and wait for it without blocking the event loop."""
        if named:
            raise TypeError("a job takes positional arguments")
        self._jobs += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._jobs -= 1

    def read(
        self, work: Callable[Concatenate[Transaction, P], T], *arguments: P.args, **named: P.kwargs
    ) -> T:
        """Run work that only reads, on one snapshot of the database where it has those."""
        return self._run(False, work, *arguments, **named)

    def write(
        self, work: Callable[Concatenate[Transaction, P], T], *arguments: P.args, **named: P.kwargs
    ) -> T:
        """Run work in a transaction of its own and commit it, or roll it back whole.

        What the database asks to be tried again (PostgreSQL 40001) is, so `work` must have no other effect.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._run(True, work, *arguments, **named)
            except OperationalError as problem:
                if attempt == _ATTEMPTS or getattr(problem.orig, "sqlstate", None) not in _RETRIED:
                    raise
        raise AssertionError("unreachable")

    def fold_log(self) -> None:
        """Leave nothing of what was erased in the log beside the file of SQLite, unless somebody reads it."""
        if self._one_writer:
            connection = self._engine.raw_connection()
            try:
                with _faults_of(self._engine.dialect):
                    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                connection.close()

    def close(self) -> None:
        """Finish the jobs that run, then close the connections."""
        self._threads.shutdown(wait=True)
        self._engine.dispose()

    def _run(
        self,
        write: bool,
        work: Callable[Concatenate[Transaction, P], T],
        *arguments: P.args,
        **named: P.kwargs,
    ) -> T:
        with self._begin(write) as connection:
            tx = Transaction(connection, self._engine.dialect, self.now_ms(), self._ids, self._identity)
            if not write:
                tx.memory = self._memory
            done = work(tx, *arguments, **named)
            tx.finish()
            return done

    @contextmanager
    def _begin(self, write: bool) -> Iterator[Any]:
        """Open a transaction of the driver. SQLite takes the write lock first, or it could fail half-way."""
        with _faults_of(self._engine.dialect):  # it may be away
            connection = self._engine.raw_connection()
        try:
            with _faults_of(self._engine.dialect):
                if self._one_writer:
                    connection.cursor().execute("BEGIN IMMEDIATE" if write else "BEGIN")
            yield connection
            with _faults_of(self._engine.dialect):
                connection.commit()
        finally:
            connection.close()  # back to its pool, which rolls back what was not committed

    def _create(self) -> Identity:
        with self._engine.begin() as connection:
            if not self._one_writer:  # it takes the time it takes, and waits for another that does it
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            migrations.bring(connection)
        self._identity = self.write(self._identify)
        if self.read(migrations.unfinished):
            self.write(migrations.finish)
        return self._identity

    def _identify(self, tx: Transaction) -> Identity:
        # Once a key stood in the database itself. What it sealed lived ten minutes.
        tx.run("DELETE FROM service_setting WHERE name = 'token_key'")
        check = self.secret("check").hex()
        if self._adopt:
            sql = "UPDATE service_setting SET value = ? WHERE name = ? AND value <> ?"
            if tx.run(sql, (check, _CHECK, check)):
                migrations.ask(tx, "0007")  # the index for emergency access is under a key of the secret
        for name, value in (("epoch", self._ids()), ("chain", self._ids()), (_CHECK, check)):
            tx.run(
                "INSERT INTO service_setting(name, value) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (name, value),
            )
        found: dict[str, Any] = dict(tx.rows("SELECT name, value FROM service_setting"))
        if found[_CHECK] != check:
            raise OtherSecret
        return Identity(self.secret("tokens"), found["epoch"], found["chain"], self.secret("emergency"))


def engine_of(configuration: Configuration, *, hurried: bool = False) -> Engine:
    """Return what opens connections to the database of a service."""
    url = configuration.database_url
    return _postgresql(url, configuration.limits, hurried) if url else _sqlite(configuration.database)


def _sqlite(path: Path) -> Engine:
    """Open the file with the SQLite that devices have too; readable by its owner only."""
    from sqlcipher3 import dbapi2

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(0o600)

    def connect() -> Any:
        connection = dbapi2.connect(
            str(path),
            isolation_level=None,
            timeout=30,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
        )
        for pragma in (
            "page_size=4096",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
            "cache_size=-65536",
            "wal_autocheckpoint=16000",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine(
        "sqlite://", module=dbapi2, creator=connect, poolclass=StaticPool, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        """Take the write lock at the start: two processes may both find the file without its tables."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgresql(url: str, limits: Limits, hurried: bool) -> Engine:
    milliseconds = round(limits.statement * 1000) if hurried else 0
    engine = create_engine(
        url,
        paramstyle="format",
        poolclass=QueuePool,
        pool_size=limits.connections,
        max_overflow=0,
        pool_timeout=limits.statement,
        hide_parameters=True,
        connect_args={
            "connect_timeout": 10,
            "application_name": "thuis",
            "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}"
            f" -c idle_in_transaction_session_timeout={10 * milliseconds}",
        },
    )

    @event.listens_for(engine, "checkin")
    def used(_: object, record: ConnectionPoolEntry) -> None:
        record.info[_USED] = monotonic()

    @event.listens_for(engine, "checkout")
    def look(connection: DBAPIConnection, record: ConnectionPoolEntry, _: object) -> None:
        """See that a connection is there still; not when it just was, as it is one more way to and fro."""
        if monotonic() - record.info.get(_USED, monotonic()) > _UNUSED:
            try:
                connection.cursor().execute("SELECT 1")
                connection.rollback()
            except engine.dialect.loaded_dbapi.Error as problem:
                raise DisconnectionError from problem  # the pool makes another

    return engine
