"""A service for each test, with real files: on SQLite and, where that is installed, on PostgreSQL too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service import postgresql
from tests.service.office import Laptop, Office, Running
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration, Limits


class Clock:
    """The service's time, moved by tests."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgresql_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database on PostgreSQL for this process."""
    with postgresql.server(tmp_path_factory) as server, postgresql.database(server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """None is SQLite."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgresql_database")
    postgresql.empty(url)
    return url


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
