"""Connections to PostgreSQL that were cut: looked at after a while, told of when they were just in use."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import make_url

from tests.service.office import Laptop, Office, error, eventually
from thuis_tui.log import wire
from thuis_tui.service.database import storage


@pytest.fixture(params=["postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    from tests.service import postgresql

    url: str = request.getfixturevalue("postgresql_database")
    postgresql.empty(url)
    return url


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
