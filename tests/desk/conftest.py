"""One real service for all tests of this room, and desks that are closed again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from tests.desk.laptops import Laptop, Pair, Team, enrolled
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.world import World
from thuis_tui.sync import device
from thuis_tui.sync.device import DeviceKey

Make = Callable[..., Desk]


@pytest.fixture(scope="session")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organisation]:
    """`thuis serve` in a process of its own, with a team."""
    running = Organisation(tmp_path_factory.mktemp("organisation"))
    running.wait()
    running.admin("team", "create", "Utrecht-Oost")
    yield running
    running.close()


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return Laptop.make(tmp_path / "laptop")


@pytest.fixture
def make_desk(tmp_path: Path) -> Iterator[Make]:
    """Desks over new files, each closed at the end; `name` gives it a caseworker without any service."""
    made: list[Desk] = []

    def make(name: str | None = "Anna de Wit", *, connect: bool = False, world: World | None = None) -> Desk:
        desk = Laptop.make(tmp_path / f"laptop-{len(made)}").open(world, connect=connect)
        made.append(desk)
        if name is not None:
            facts = device.Enrolment("https://192.0.2.1", "d" * 32, "a" * 32, name, DeviceKey().seed)
            desk.file.write_now(lambda writing: device.keep(writing, facts))
        return desk

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(make_desk: Make) -> Desk:
    """A desk of a caseworker who has never been online."""
    return make_desk()


@pytest.fixture
async def pair(organisation: Organisation, tmp_path: Path) -> AsyncIterator[Pair]:
    a, b = Laptop.make(tmp_path / "a").open(), Laptop.make(tmp_path / "b").open()
    # Other tests of the session have made caseworkers too: names are told apart by the folder.
    a_id = await enrolled(organisation, a, f"Anna {tmp_path.name}")
    b_id = await enrolled(organisation, b, f"Bram {tmp_path.name}")
    yield Pair(organisation, a, b, a_id, b_id)
    a.close()
    b.close()


@pytest.fixture
async def team(organisation: Organisation, tmp_path: Path) -> AsyncIterator[Team]:
    """A team of its own, as what its lead is told must not come from other tests."""
    name = f"Team {tmp_path.name}"
    organisation.admin("team", "create", name)
    desks = [Laptop.make(tmp_path / each).open() for each in ("a", "b", "lead")]
    ids = [
        await enrolled(organisation, desk, f"{called} {tmp_path.name}", *options, team=name)
        for desk, called, options in zip(desks, ("Anna", "Bram", "Lea"), ((), (), ("--lead",)), strict=True)
    ]
    yield Team(organisation, desks[0], desks[1], ids[0], ids[1], desks[2], ids[2], name)
    for desk in desks:
        desk.close()
