"""A real service on loopback, an administrator, and laptops with real encrypted files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.service.conftest import Clock
from tests.service.office import Office, Running
from tests.sync.laptops import Laptop
from tests.sync.line import BadLine
from thuis_tui.service.configuration import Configuration

Enrol = Callable[[str], Laptop]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def configuration(tmp_path: Path, clock: Clock) -> Configuration:
    return Configuration(data_dir=tmp_path / "service", now=clock)


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
def line(running: Running) -> Iterator[BadLine]:
    line = BadLine(running.url)
    yield line
    line.close()


@pytest.fixture
def enrolled(office: Office, line: BadLine, tmp_path: Path) -> Iterator[Enrol]:
    """Make the laptop of a caseworker, enrolled and quiet; its line may be made bad."""
    made: list[Laptop] = []

    def enrol(name: str) -> Laptop:
        laptop = Laptop(tmp_path / f"{name}-{len(made)}" / "thuis.db")
        made.append(laptop)
        laptop.enrol(line.url, office.code(office.caseworker(name)))
        laptop.sync()
        line.seen.clear()
        return laptop

    yield enrol
    for laptop in made:
        laptop.close()


@pytest.fixture
def alice(enrolled: Enrol) -> Laptop:
    return enrolled("Alice")


@pytest.fixture
def bob(enrolled: Enrol) -> Laptop:
    return enrolled("Bob")
