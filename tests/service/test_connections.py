"""Connections to PostgreSQL that were cut: looked at after a while, told of when they were just in use."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import psycopg
import pytest
from sqlalchemy import make_url

from tests.service.office import Laptop, Office, Running, error, eventually
from thuis_tui.log import wire
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database import storage
from thuis_tui.service.listening import Listening


@pytest.fixture(params=["postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    from tests.service import postgresql

    url: str = request.getfixturevalue("postgresql_database")
    postgresql.empty(url)
    return url


@pytest.fixture
def running(configuration: Configuration) -> Iterator[Running]:
    server = Running(configuration, Listening(port=0, metrics_port=0))
    yield server
    server.stop()


def cut(url: str) -> None:
    """End every connection to the database but this one."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_connection_that_was_cut_is_made_again(
    office: Office, alice: Laptop, dossier: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = f"c:{dossier}"
    monkeypatch.setattr(storage, "_UNUSED", 0.0)
    cut(database_url)
    assert [line.head for line in alice.pull(scope)] == [1]
    monkeypatch.setattr(storage, "_UNUSED", 1000.0)
    cut(database_url)
    answer = alice.ask({scope: wire.Cursor()}, scopes_etag="")
    assert (answer.status_code, error(answer), "retry-after" in answer.headers) == (503, "busy", True)
    eventually(lambda: alice.ask({scope: wire.Cursor()}, scopes_etag="").status_code == 200)


def test_while_the_database_is_away_that_is_said_and_no_fault(
    running: Running, office: Office, alice: Laptop, dossier: str, database_url: str
) -> None:
    """Who watches is to see a database that is away, not a fault of the program; laptops come back later."""
    scope, name = f"c:{dossier}", make_url(database_url).database
    elsewhere = make_url(database_url).set(drivername="postgresql", database="postgres")
    with psycopg.connect(elsewhere.render_as_string(False), autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            server.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (name,)
            )
            for _ in range(2):  # the connections that were cut, then those that are not made
                answer = alice.ask({scope: wire.Cursor()}, scopes_etag="")
                assert (answer.status_code, error(answer)) == (503, "busy")
            assert httpx.get(f"{running.url}/v1/health/ready").status_code == 503
            assert httpx.get(f"{running.url}/v1/health/live").status_code == 200
            counted = httpx.get(running.server.metrics_url).text.splitlines()
        finally:
            server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert "thuis_database_up 0.0" in counted
    assert [
        line.split()[-1] for line in counted if line.startswith('thuis_refusals_total{code="internal"')
    ] == ["0.0"]
    assert not [line for line in counted if 'status="500"' in line]
    eventually(lambda: httpx.get(f"{running.url}/v1/health/ready").status_code == 200)
