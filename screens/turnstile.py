"""Keys one after another: what a key sets in motion is done before the next key is looked at.

Textual hands every key to the widget that has the focus at that moment. Of 'n' and a text typed after it in
one breath, the text would go to the list: the page that 'n' opens has no focus yet. Here a key that is not
text for the field it goes to closes the turnstile. The keys behind it wait, in order, until that key has gone
all the way up, what it asked for is done, and the page that is shown is ready.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final

from textual import events
from textual.message_pump import MessagePump
from textual.screen import ModalScreen

from screens.page import Page

if TYPE_CHECKING:
    from screens.app import ThuisApp

Typed = events.Key | events.Paste

LAPS: Final = 3
"""Times up through the pumps: once behind the key, behind what it posts (a letter for a filter, a focus that
moves), and behind what a field does when it gets the focus."""
PATIENCE: Final = 3.0
"""Seconds after which waiting keys go on whatever happened to what they wait for."""
LOOK: Final = 0.01
"""Seconds between two looks at a page that is not ready yet."""


class Turnstile:
    """Holds keys back while the one before them is being carried out."""

    def __init__(self, app: ThuisApp) -> None:
        self._app = app
        self._waiting: deque[Typed] = deque()
        self._round = 0
        self._closed = False
        self._looking = False
        self._since = 0.0

    def holds(self, event: Typed) -> bool:
        """Whether this key has to wait; if so it is kept here.

        A question that an opening page asks is answered by other keys than letters: those are for the page.
        """
        if not self._closed:
            if self._ready() and not self._waiting:
                return False
            if isinstance(self._app.screen, ModalScreen) and not _is_letter(event):
                return False
        if not self._waiting:
            self._since = asyncio.get_running_loop().time()
        self._waiting.append(event)
        if not self._closed:
            self._look_later()
        return True

    async def let_through(self, event: Typed) -> None:
        """Hand this key on, and close behind it unless it is text for the field that has the focus."""
        text = self._is_text(event)
        await self._app.hand_on(event)
        if not text:
            self._round += 1
            self._closed = True
            asyncio.get_running_loop().call_later(PATIENCE, self._app.call_later, self._up, self._round, 0)
            self._lap(self._round, LAPS)

    def clear(self) -> None:
        """Forget the keys that wait: the file is being locked."""
        self._waiting.clear()

    def _is_text(self, event: Typed) -> bool:
        focused = self._app.focused
        if focused is None or isinstance(event, events.Paste):
            return focused is not None
        return event.is_printable and focused.check_consume_key(event.key, event.character)

    def _ready(self) -> bool:
        """Whether the page that is shown, or was shown under a question, takes keys."""
        page = next((each for each in reversed(self._app.screen_stack) if isinstance(each, Page)), None)
        return page is None or page.ready

    # Behind a key: the messages it causes are in the queues before ours.

    def _lap(self, number: int, laps: int) -> None:
        """Up from the focus to the application."""
        start = self._app.focused or self._app.screen
        self._climb(number, laps, [node for node in start.ancestors_with_self if node is not self._app])

    def _climb(self, number: int, laps: int, way: list[MessagePump]) -> None:
        while way:
            node = way.pop(0)
            if node.is_running and node.call_later(self._climb, number, laps, way):
                return
        self._app.call_later(self._up, number, laps - 1)

    async def _up(self, number: int, laps: int) -> None:
        if number != self._round or not self._closed:
            return
        if laps > 0:
            self._lap(number, laps)
            return
        self._closed = False
        await self._go_on()

    # Before a page that is opening

    def _look_later(self) -> None:
        if not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_later(LOOK, self._app.call_later, self._look)

    async def _look(self) -> None:
        self._looking = False
        if not self._closed:
            await self._go_on()

    async def _go_on(self) -> None:
        """Let the waiting keys through, as far as the page that is shown takes them."""
        while self._waiting and not self._closed:
            if not self._ready() and asyncio.get_running_loop().time() - self._since < PATIENCE:
                self._look_later()
                return
            await self.let_through(self._waiting.popleft())


def _is_letter(event: Typed) -> bool:
    return isinstance(event, events.Paste) or event.is_printable
