"""What a restore asks of the database it replaces, and how what was put back begins another life.

The database that is there is looked at as it is, whatever its schema and its secret: it is replaced, so
nothing of it is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from thuis_tui.language import N_, message
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Identity, Transaction
from thuis_tui.service.keeping import durability, erasure, erasure_list
from thuis_tui.service.keeping.erasure import Decision
from thuis_tui.service.keeping.scratch import NoRoom, is_full
from thuis_tui.service.not_possible import NotPossible

_NEEDED = {"service_setting", "scope_head", "chain"}
_ERASURES = {"erasure", "erased"}


class OlderThanTold(NotPossible):
    """Laptops were told of more than a copy holds, or nobody can tell; `older` overrides it."""


class ErasuresUnknown(NotPossible):
    """Nothing tells what was erased since a copy was made; `without_erasures` overrides it."""


def look(configuration: Configuration, copy: Transaction, *, older: bool) -> list[Decision] | None:
    """Refuse a copy of another service, and one older than laptops were told of.

    Returns what was erased; None when there is no database that could tell. Raises NotPossible.
    """
    try:
        with _there(configuration) as there:
            return None if there is None else _compared(*there, copy, older=older)
    except DBAPIError as problem:
        if is_full(problem):  # that says nothing of what is in it
            raise NoRoom(problem) from problem
        if older:
            return None
        raise OlderThanTold(
            message(
                N_(
                    "The database that is there cannot be read ({reason}), so nothing tells whether laptops "
                    "were told of a later backup than this one. If there is no later one, repeat it with "
                    "--older."
                ),
                reason=first_line(problem),
            )
        ) from problem


def _compared(tx: Transaction, tables: set[str], copy: Transaction, *, older: bool) -> list[Decision] | None:
    if not tables:
        return None
    if not tables >= _NEEDED:
        raise NotPossible(message(N_("The database that is there is not one of this service.")))
    if durability.setting(tx, "chain") != durability.setting(copy, "chain"):
        if tx.first("SELECT 1 FROM scope_head LIMIT 1") is None:
            return None  # a service that was never used
        raise NotPossible(message(N_("This is no copy of the database of this service.")))
    if not older and durability.told_more(tx, copy):
        raise OlderThanTold(
            message(
                N_(
                    "Laptops were told of a later backup than this one, and may not have all that came "
                    "in between. Use the later one; or --older, if it is lost."
                )
            )
        )
    return list(erasure.decisions(tx)) if tables >= _ERASURES else []


@contextmanager
def _there(configuration: Configuration) -> Iterator[tuple[Transaction, set[str]] | None]:
    """Open the database that is there for reading, and name its tables; None: there is none."""
    url, path = configuration.database_url, configuration.database
    if not url and not path.exists():
        yield None
        return
    if url:
        engine = create_engine(url, paramstyle="format", poolclass=NullPool, hide_parameters=True)
    else:
        engine = create_engine(
            "sqlite://",
            module=dbapi2,
            creator=lambda: dbapi2.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True),
            poolclass=NullPool,
            hide_parameters=True,
        )
    try:
        with _connected(engine) as connection:
            tables = {*inspect(connection).get_table_names()}
            dialect = connection.dialect
            dialect.dbapi = dialect.loaded_dbapi
            driver = connection.connection.driver_connection
            yield Transaction(driver, dialect, 0, new_id, Identity(b"", "", "")), tables
    finally:
        engine.dispose()


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    try:
        connection = engine.connect()
    except DBAPIError as problem:
        if engine.dialect.name == "sqlite":
            raise
        raise NotPossible(
            message(N_("The database cannot be reached: {reason}."), reason=first_line(problem))
        ) from problem
    with connection:
        yield connection


def erased_since(
    configuration: Configuration,
    folder: Path,
    there: list[Decision] | None,
    private_key: bytes | None,
    *,
    without_erasures: bool,
) -> list[Decision]:
    """Return what was erased, from the lists beside a copy and in the data, and from the database before.

    Raises NotPossible when nothing tells it, unless it is to go on `without_erasures`.
    """
    places = [folder, *erasure_list.folders(configuration)]
    listed = [place for place in places if (place / erasure_list.FILE).exists()]
    if listed and private_key is not None:
        return erasure_list.read(listed, private_key) + (there or [])
    if there is not None or without_erasures:
        return there or []
    if listed:
        raise ErasuresUnknown(
            message(
                N_(
                    "What was erased since is in the list {file}: give the recovery key with --key, so that "
                    "it is erased again. Without that, words that were erased come back "
                    "(--without-erasures)."
                ),
                file=str(listed[0] / erasure_list.FILE),
            )
        )
    raise ErasuresUnknown(
        message(
            N_(
                "Nothing tells what was erased since this backup: there is no list of erasures ({name}) in "
                "{folder}, and no database that knows. Put the list there, it is kept with the backups. "
                "Without it, words that were erased come back (--without-erasures)."
            ),
            name=erasure_list.FILE,
            folder=str(folder),
        )
    )


def begin(configuration: Configuration, tx: Transaction, erased: Sequence[Decision]) -> int:
    """Begin the life of what was put back, without what was erased since; returns how much that was."""
    epoch = configuration.ids()
    tx.now_ms = int(configuration.now() * 1000)
    durability.begin_anew(tx, epoch)
    chain, key = durability.setting(tx, "chain"), configuration.secret("emergency")
    tx.identity = replace(tx.identity, epoch=epoch, chain=chain, finder_key=key)
    done = erasure.again(tx, erased)
    tx.finish()
    return done


def first_line(problem: DBAPIError) -> str:
    """Return what a database said, in short."""
    return next(iter(str(problem.orig).strip().splitlines()), type(problem.orig).__name__)[:200]
