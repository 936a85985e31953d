"""A service for each test, with real files; on PostgreSQL too when THUIS_TEST_POSTGRESQL names one."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.service.office import Laptop, Office, Running
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration, Limits

SERVER = os.environ.get("THUIS_TEST_POSTGRESQL", "")
"""A URL with the rights to make databases: postgresql://user@host/postgres."""


class Clock:
    """The service's time, moved by tests."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"] if SERVER else ["sqlite"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    if request.param == "sqlite":
        yield None
        return
    import psycopg
    from sqlalchemy import make_url

    name = f"thuis_{uuid4().hex}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield make_url(SERVER).set(drivername="postgresql+psycopg", database=name).render_as_string(False)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def configuration(tmp_path: Path, clock: Clock, database_url: str | None) -> Configuration:
    return Configuration(
        data_dir=tmp_path / "service", database_url=database_url, now=clock, limits=Limits(failures=4)
    )


@pytest.fixture
def running(configuration: Configuration) -> Iterator[Running]:
    server = Running(configuration)
    yield server
    server.stop()


@pytest.fixture
def office(configuration: Configuration, running: Running) -> Iterator[Office]:
    office = Office(configuration, running.url)
    yield office
    office.close()


@pytest.fixture
def alice(office: Office) -> Laptop:
    return office.laptop(office.caseworker("Alice"))


@pytest.fixture
def bob(office: Office) -> Laptop:
    return office.laptop(office.caseworker("Bob"))


@pytest.fixture
def dossier(alice: Laptop) -> str:
    """A client that Alice made and pushed."""
    client = new_id()
    (outcome,) = alice.push((f"c:{client}", [alice.client(client)]))
    assert outcome.acked == 1
    return client
