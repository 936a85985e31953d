"""From the threads of the store and of sync to the screens: messages only, put together while they wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from textual.app import App

    from thuis_tui.desk.demo.colleague import Colleague
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.shapes import Changed, ConnectionState


class NewsArrived(Message):
    """Something changed on disk or on the line; what, is asked of the bridge when the message is handled."""


class Bridge:
    """Collects what threads report and posts one message however much arrives before it is handled."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._changed: Changed | None = None
        self._connection: ConnectionState | None = None
        self._arrived = False
        self._posted = False
        self._leave: list[Callable[[], None]] = []

    def attach(self, desk: Desk, colleague: Colleague | None = None) -> None:
        """Listen to a desk, and in the demo to the colleague's, until detached."""
        self.detach()
        self._leave = [desk.subscribe(self.changed), desk.connection.subscribe(self.connection)]
        if colleague is not None:
            self._leave.append(colleague.subscribe(self.arrived))

    def detach(self) -> None:
        """Stop listening and forget what was not handled yet."""
        for leave in self._leave:
            leave()
        self._leave = []
        with self._lock:
            self._changed = self._connection = None

    def changed(self, changed: Changed) -> None:
        """Note a committed write; called on the writer's thread."""
        with self._lock:
            before = self._changed
            self._changed = changed if before is None else _together(before, changed)
        self._post()

    def connection(self, state: ConnectionState) -> None:
        """Note how the connection stands; called on the sync thread. Only the latest counts."""
        with self._lock:
            self._connection = state
        self._post()

    def arrived(self) -> None:
        """Note that something reached the demo's colleague; called on a thread of that desk."""
        with self._lock:
            self._arrived = True
        self._post()

    def take(self) -> tuple[Changed | None, ConnectionState | None, bool]:
        """What arrived since the last time; called by the message's handler."""
        with self._lock:
            news = self._changed, self._connection, self._arrived
            self._changed = self._connection = None
            self._arrived = self._posted = False
        return news

    def _post(self) -> None:
        with self._lock:
            if self._posted:
                return
            self._posted = True
        try:
            accepted = self._app.post_message(NewsArrived())
        except RuntimeError:
            accepted = False  # The event loop closed between our look and the post: nobody is left to tell.
        if not accepted:
            with self._lock:
                self._posted = False


def _together(first: Changed, second: Changed) -> Changed:
    """Two changes as one."""
    return replace(
        first,
        ents=first.ents | second.ents,
        scopes=first.scopes | second.scopes,
        drafts=first.drafts or second.drafts,
        sync=first.sync or second.sync,
    )
