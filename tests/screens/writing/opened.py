"""An application at an open desk over a real encrypted file, without going through the door."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from textual import events
from textual.pilot import Pilot

from screens.app import ThuisApp
from screens.page import Page
from screens.widgets.form.field import FormField
from screens.widgets.form.form import Form
from screens.writing_page import WritingPage
from tests.screens.conftest import PASSPHRASE, quick_file
from tests.screens.laptop import open_desk
from tests.screens.waiting import until
from thuis_tui.desk.desk import Desk
from thuis_tui.settings import Places
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

NOW = datetime(2026, 3, 4, 14, 30, 5)

PageT = TypeVar("PageT", bound="Page[Any]")


@dataclass
class Opened:
    """The application, its pilot and its desk."""

    pilot: Pilot[None]
    app: ThuisApp
    desk: Desk

    async def go(self, kind: type[PageT], name: str, **arguments: Any) -> PageT:
        """Show a screen; a writing screen is there when it keeps drafts."""
        await self.app.go(name, **arguments)
        return await self.at(kind)

    async def at(self, kind: type[PageT]) -> PageT:
        """Wait until this screen is on top and ready."""
        await until(self.pilot, lambda: isinstance(self.app.screen, kind), kind.__name__)
        page = self.app.screen
        assert isinstance(page, kind)
        if isinstance(page, WritingPage):
            await until(self.pilot, lambda: page._keeper is not None, "drafts are kept")
        await self.pilot.pause()
        return page

    async def type(self, text: str) -> None:
        """Type a text key by key."""
        keys = {" ": "space", "\n": "enter", "-": "minus", ":": "colon", "/": "slash", ".": "full_stop"}
        await self.pilot.press(*(keys.get(character, character) for character in text))

    async def paste(self, text: str) -> None:
        """Paste as a terminal does, to whatever has the focus."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    def field(self, name: str) -> FormField:
        """A field of the form that is shown."""
        return self.app.screen.query_one(Form).field(name)


def _colleagues(writing: Writing) -> None:
    """What the service tells at the first exchange: who everybody is."""
    write.create(writing, "ref", "caseworker", {"name": "Merel de Wit"}, id=f"{7:032x}")


def make_opener(places: Places, make_app: Callable[..., ThuisApp]) -> Callable[..., Any]:
    """What the fixture gives: `async with opened(size=...) as at: ...`."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (80, 24), now: datetime = NOW, **settings: object
    ) -> AsyncIterator[Opened]:
        key = quick_file(places, PASSPHRASE)[0]
        desk = open_desk(places, key)
        desk.file.database.write(_colleagues).result()
        app = make_app(**settings)
        app.local_now = lambda: now
        async with app.run_test(size=size, notifications=True) as pilot:
            app.take(desk)
            yield Opened(pilot, app, desk)

    return opened
