"""A file of its own for every test, with a clock and ids that the test decides."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import made_files
from tests.store.world import AUTHOR, KEY, Ids
from thuis_tui.store import write
from thuis_tui.store.database import Database


class Milliseconds:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.at = 1_767_225_600_000

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def clock() -> Milliseconds:
    return Milliseconds()


@pytest.fixture
def open_file(tmp_path: Path, clock: Milliseconds) -> Iterator[Callable[..., Database]]:
    """Opens (again) the file of this test; whatever is open at the end is closed."""
    opened: list[Database] = []
    numbers = itertools.count(1)

    def open_(name: str = "thuis.db", key: bytes = KEY) -> Database:
        database = Database.open(tmp_path / "data" / name, key, now=clock, ids=Ids(next(numbers)))
        opened.append(database)
        return database

    yield open_
    for database in opened:
        database.close()


@pytest.fixture
def database(open_file: Callable[..., Database], tmp_path: Path) -> Database:
    made_files.database(tmp_path / "data" / "thuis.db", KEY)
    made = open_file()
    made.write(lambda writing: write.identify(writing, AUTHOR)).result()
    return made
