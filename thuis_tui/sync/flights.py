"""Pushes that are under way at the same time, each on a connection of its own.

While the service works on one, the next is on its way to it: a first push would wait half its time otherwise.
They never carry the same scope, so their order means nothing.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass

from thuis_tui.sync.line import Line
from thuis_tui.sync.messages import Answer, Push, Standing
from thuis_tui.sync.transport import Transport

AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Flight:
    """One push under way. `standing`: what it was decided on."""

    action: Push
    standing: Standing
    answer: Future[Answer]
    line: Line


class Flights:
    """For one thread; `abort` is for any."""

    def __init__(self, transport: Transport) -> None:
        """Nothing is opened before it is needed."""
        self._transport = transport
        self._lines = [transport.line.another() for _ in range(AT_ONCE)]
        self._free = list(self._lines)
        self._under_way: deque[Flight] = deque()
        self._crew = ThreadPoolExecutor(AT_ONCE, "thuis-push")

    def __len__(self) -> int:
        """How many are under way."""
        return len(self._under_way)

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes of which something is under way."""
        return frozenset(sent.scope for flight in self._under_way for sent in flight.action.sent)

    def launch(self, action: Push, body: bytes, standing: Standing) -> None:
        """Send a push; there must be room for it."""
        line = self._free.pop()
        answer = self._crew.submit(self._transport.push, body, line)
        self._under_way.append(Flight(action, standing, answer, line))

    def land(self) -> Flight:
        """Wait for the answer to the push that was sent first."""
        flight = self._under_way.popleft()
        wait_for([flight.answer])
        self._free.append(flight.line)
        return flight

    def forget(self) -> None:
        """Wait for all of them and look at none: what was taken is found out at the next push."""
        while self._under_way:
            self.land()

    def abort(self) -> None:
        """Break all of them off."""
        for line in self._lines:
            line.abort()

    def close(self) -> None:
        """Close the connections."""
        self.abort()
        self._crew.shutdown(wait=False, cancel_futures=True)
        for line in self._lines:
            line.close()
