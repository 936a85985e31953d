"""Two laptops that disagree, a real service between them, and the screens over one of the two."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from screens.app import ThuisApp
from tests.desk.laptops import PERSON, Laptop, Pair, enrolled
from tests.screens.writing.opened import Opened
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk

Over = Callable[..., AbstractAsyncContextManager[Opened]]


@pytest.fixture(scope="session")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organisation]:
    """`thuis serve` in a process of its own, with a team."""
    running = Organisation(tmp_path_factory.mktemp("organisation"))
    running.wait()
    running.admin("team", "create", "Utrecht-Oost")
    yield running
    running.close()


@pytest.fixture
async def pair(organisation: Organisation, tmp_path: Path) -> AsyncIterator[Pair]:
    """Anna and Bram, each with a laptop."""
    a, b = Laptop.make(tmp_path / "a").open(), Laptop.make(tmp_path / "b").open()
    a_id = await enrolled(organisation, a, f"Anna {tmp_path.name}")
    b_id = await enrolled(organisation, b, f"Bram {tmp_path.name}")
    yield Pair(organisation, a, b, a_id, b_id)
    a.close()
    b.close()


@pytest.fixture
def over(make_app: Callable[..., ThuisApp]) -> Over:
    """The application over a desk: `async with over(desk, size=(80, 24)) as at:`."""

    @asynccontextmanager
    async def over(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Opened]:
        app = make_app()
        async with app.run_test(size=size, notifications=True) as pilot:
            app.take(desk)
            yield Opened(pilot, app, desk)

    return over


async def exchange(pair: Pair) -> None:
    """Until both have what the other wrote."""
    for desk in (pair.a, pair.b, pair.a):
        state = await desk.connection.run_once()
        assert (state.problem, state.waiting) == (None, 0)


async def disagree(pair: Pair, *fields: tuple[str, object, object]) -> str:
    """A client whose fields both wrote without having seen the other's: field, Anna's value, Bram's."""
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    for field, mine, theirs in fields:
        for desk, value in ((pair.a, mine), (pair.b, theirs)):
            await desk.facts.set(await desk.facts.standing(client, field), value)
    await exchange(pair)
    return client


async def values(desk: Desk, client: str, *fields: str) -> dict[str, object]:
    """What the fields say on a laptop."""
    dossier = await desk.dossiers.open(client)
    return {name: dossier.field(name).value for name in fields}
