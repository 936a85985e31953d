"""An open desk whose clock is in the hand of the test, in front of the pages of visits."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from screens.app import ThuisApp
from tests.desk.laptops import PERSON
from tests.screens.conftest import PASSPHRASE, quick_file
from tests.screens.laptop import open_desk
from tests.screens.writing.opened import Opened
from thuis_tui.desk import opening
from thuis_tui.desk.world import World
from thuis_tui.settings import Places

BEGIN = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


class Hand:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = BEGIN

    def now_ms(self) -> int:
        return round(self.at.timestamp() * 1000)

    def forward(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    def local(self) -> datetime:
        return self.at.astimezone().replace(tzinfo=None)

    def in_minutes(self, minutes: int) -> str:
        return (self.at + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


class AtDesk(Opened):
    """With the clock, and one client."""

    clock: Hand
    client: str


Visiting = Callable[..., AbstractAsyncContextManager[AtDesk]]


@pytest.fixture
def visiting(places: Places, make_app: Callable[..., ThuisApp]) -> Visiting:
    """`async with visiting() as at:`; the desk has one client and no visits."""

    @asynccontextmanager
    async def opened(size: tuple[int, int] = (80, 24)) -> AsyncIterator[AtDesk]:
        clock = Hand()
        key = quick_file(places, PASSPHRASE)[0]
        again = opening.FileKey(key.raw())
        open_desk(places, key).close()
        desk = opening.open_desk(places, again, connect=False, world=World(now_ms=clock.now_ms))
        app = make_app()
        app.local_now = clock.local
        async with app.run_test(size=size, notifications=True) as pilot:
            app.take(desk)
            at = AtDesk(pilot, app, desk)
            at.clock = clock
            at.client = await desk.intake.create({**PERSON, "pets": "Hond", "address": "Dorpsstraat 1"})
            yield at

    return opened
