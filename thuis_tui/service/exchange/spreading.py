"""Hints from replica to replica, over PostgreSQL: who pushed where is told to all, a few times a second.

It is told after the push is committed, in a transaction of its own with nothing else in it: NOTIFY takes a
lock over the whole database until its commit. What gets lost on the way a device finds when it polls.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from thuis_tui.service.exchange.events import Grown, Hub, concerned
from thuis_tui.service.logs.journal import note

if TYPE_CHECKING:
    from thuis_tui.service.database.storage import Storage, Transaction

CHANNEL: Final = "thuis_hints"
_PAUSE: Final = 0.2
"""Seconds in which what was pushed is gathered, so that many pushes are one transaction."""

_AT_ONCE: Final = 80
"""Scopes in one message: PostgreSQL takes 8,000 bytes."""

_FIRST, _LONGEST = 0.1, 30.0


class Spread:
    """Tells the other replicas what was pushed here, and has devices here hinted of what was pushed there."""

    def __init__(self, url: str, storage: Storage, hub: Hub) -> None:
        """`url` is the database that all replicas share. Used on the event loop only."""
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._storage = storage
        self._hub = hub
        self._name = uuid4().hex
        self._grown: dict[str, tuple[int, str]] = {}
        self._telling: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen and tell until the block ends."""
        self._hub.elsewhere = self.tell
        listening = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            self._hub.elsewhere = None
            for task in (listening, self._telling):
                if task is not None:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task

    def tell(self, grown: Sequence[Grown]) -> None:
        """Have the others told what grew; at most one message is under way."""
        for scope, seq, device in grown:
            self._grown[scope] = max((seq, device), self._grown.get(scope, (0, "")))
        if self._grown and (self._telling is None or self._telling.done()):
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        while self._grown:
            await asyncio.sleep(_PAUSE)
            part = [(scope, *self._grown.pop(scope)) for scope in list(self._grown)[:_AT_ONCE]]
            lines = [self._name, *(f"{scope} {seq} {device}" for scope, seq, device in part)]
            with suppress(OperationalError):  # nothing hangs on it, and a push says what is wrong
                await self._storage.job(self._storage.write, _notify, "\n".join(lines))

    async def _listen(self) -> None:
        """Hear of the others; a connection that ends is made again, after longer and longer."""
        import psycopg

        wait = _FIRST
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
                async with connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    wait = _FIRST
                    async for told in connection.notifies():
                        await self._heard(told.payload)
            except (psycopg.Error, OperationalError) as problem:
                note("hints_not_heard", logging.WARNING, fault=type(problem).__name__)
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST)

    async def _heard(self, payload: str) -> None:
        name, *lines = payload.split("\n")
        if name == self._name or not self._hub:
            return
        grown = []
        for line in lines:
            scope, seq, device = line.split(" ")
            grown.append(Grown(scope, int(seq), device))
        self._hub.publish(await self._storage.job(self._storage.read, concerned, grown))


def _notify(tx: Transaction, payload: str) -> None:
    tx.rows("SELECT pg_notify(?, ?)", (CHANNEL, payload))
