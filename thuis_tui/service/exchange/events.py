"""Hints that a log grew, to devices that listen; what is right comes from pulling.

One hub a process, in memory. With several, each hints the devices that listen at it; `spreading` tells them
of what the others took, and polling does the rest. A hint says which scope and how far, and goes only to
devices whose caseworker may read it now.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from time import monotonic
from typing import NamedTuple

from thuis_tui.log import wire
from thuis_tui.service.database.storage import Transaction, marks
from thuis_tui.service.people.grants import open_as

_CHUNK = 400
_CONCERNED = (
    "SELECT d.id, g.scope FROM scope_grant g JOIN device d ON d.caseworker = g.caseworker"  # noqa: S608
    f" WHERE g.scope IN ({{}}) AND {open_as('g')} AND d.revoked_at = 0"
)
_BEAT = b": \n\n"


class Grown(NamedTuple):
    """A log that became longer, and how far it reaches; `device` knows it already, empty: none does."""

    scope: str
    seq: int
    device: str


class Listener:
    """One device that listens: the scopes it was not told of yet, each with the furthest place only."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.hints: dict[str, int] = {}
        self.woken = asyncio.Event()
        self.closed = False

    def hint(self, scope: str, seq: int) -> None:
        """Remember a hint until it is sent; what was not sent yet is overtaken."""
        self.hints[scope] = max(seq, self.hints.get(scope, 0))
        self.woken.set()

    def close(self) -> None:
        """End the stream after what it has to say."""
        self.closed = True
        self.woken.set()


class Hub:
    """The devices that listen, one stream each. Used on the event loop only."""

    def __init__(self, heartbeat: float = wire.HEARTBEAT) -> None:
        """Send a line at least every `heartbeat` seconds: so both sides see when the other is gone."""
        self._heartbeat = heartbeat
        self._listeners: dict[str, Listener] = {}
        self._closed = False
        self.elsewhere: Callable[[Sequence[Grown]], None] | None = None
        """Tells other replicas which logs grew here."""

    def __len__(self) -> int:
        """How many devices listen."""
        return len(self._listeners)

    def close(self) -> None:
        """End all streams: the service stops."""
        self._closed = True
        for listener in self._listeners.values():
            listener.close()

    def publish(self, hints: Iterable[tuple[str, str, int]]) -> None:
        """Hint devices: (device, scope, place)."""
        for device, scope, seq in hints:
            if (listener := self._listeners.get(device)) is not None:
                listener.hint(scope, seq)

    def pass_on(self, grown: Sequence[Grown]) -> None:
        """Have other replicas hint theirs of what grew here."""
        if self.elsewhere is not None:
            self.elsewhere(grown)

    async def stream(self, device: str, seconds: float) -> AsyncIterator[bytes]:
        """Give the lines for a device until its time is over; an earlier stream of the device ends."""
        if (earlier := self._listeners.get(device)) is not None:
            earlier.close()
        listener = self._listeners[device] = Listener(device)
        until = monotonic() + seconds
        try:
            yield _BEAT  # the headers go out with it: the device knows that it is heard
            while not (self._closed or listener.closed) and (left := until - monotonic()) > 0:
                try:
                    async with asyncio.timeout(min(left, self._heartbeat)):
                        await listener.woken.wait()
                except TimeoutError:
                    yield _BEAT
                    continue
                listener.woken.clear()
                hints, listener.hints = listener.hints, {}
                for scope, seq in hints.items():
                    yield b"data: " + wire.encode(wire.Hint(scope, seq)) + b"\n\n"
        finally:
            if self._listeners.get(device) is listener:
                del self._listeners[device]


def concerned(tx: Transaction, grown: Sequence[Grown]) -> list[tuple[str, str, int]]:
    """Return which devices may hear of which scopes now, and do not know yet: (device, scope, place)."""
    places = {each.scope: each for each in grown}
    found: list[tuple[str, str, int]] = []
    names = sorted(places)
    for at in range(0, len(names), _CHUNK):
        part = names[at : at + _CHUNK]
        rows = tx.rows(_CONCERNED.format(marks(len(part))), (*part, tx.now_ms))
        found += [
            (device, scope, places[scope].seq) for device, scope in rows if device != places[scope].device
        ]
    return found
