"""Where tests find a PostgreSQL: the one THUIS_TEST_POSTGRESQL names, or a cluster of their own."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from uuid import uuid4

import pytest

from thuis_tui.service.database.migrations import create
from thuis_tui.service.database.tables import METADATA

SERVER = os.environ.get("THUIS_TEST_POSTGRESQL", "")
"""A URL with the rights to make databases: postgresql://user@host/postgres."""

_EMPTY = "; ".join(
    (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        "SET session_replication_role = replica",  # no trigger refuses
        *(f'DELETE FROM "{table.name}"' for table in reversed(METADATA.sorted_tables)),
    )
)
"""All in one message: what takes time here is to ask and to be answered."""


@contextlib.contextmanager
def server(folders: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server, one for all processes of a run; skips where there is none."""
    if SERVER:
        yield SERVER
        return
    if sys.platform == "win32":
        pytest.skip("the tests start PostgreSQL on Unix only")
    from tests.service import cluster

    if cluster.binaries() is None:
        pytest.skip("PostgreSQL is not installed here")
    folder = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with cluster.shared(folder / "postgresql") as url:
        yield url


@contextlib.contextmanager
def database(server: str, *, tables: bool = True) -> Iterator[str]:
    """A database of this process, with the tables of the service; its URL as the service writes it."""
    import psycopg
    from sqlalchemy import create_engine, make_url

    name = f"thuis_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        made = make_url(server).set(drivername="postgresql+psycopg", database=name)
        if tables:
            engine = create_engine(made)
            with engine.begin() as connection:
                create(connection)
            engine.dispose()
        yield made.render_as_string(False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def empty(url: str) -> None:
    """Take every row out of it, and whoever is still connected: a hundred times cheaper than a new one."""
    import psycopg
    from sqlalchemy import make_url

    address = make_url(url).set(drivername="postgresql").render_as_string(False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(_EMPTY)
