"""Hints of the service that there is news: one thread that listens while the laptop is connected.

A hint only makes the device ask at once what it would have asked in a few minutes. Without hints, with lost
ones or with wrong ones everything still arrives; so nothing is repaired here, and a line that fails is tried
again later and later, each laptop at another moment.
"""

from __future__ import annotations

import random as _random
import threading
from collections.abc import Callable
from contextlib import closing

from thuis_tui.log.wire import HEARTBEAT, Hint
from thuis_tui.sync.backoff import Backoff
from thuis_tui.sync.line import Patience
from thuis_tui.sync.messages import Failed, Refused
from thuis_tui.sync.transport import Transport

SILENCE = 3.0 * HEARTBEAT
"""Seconds without even a heartbeat, after which nobody is there any more."""
FOR_EVER = 10.0 * 365 * 24 * 60 * 60


class Hints:
    """Listens until `stop`, on a connection and a thread of its own."""

    def __init__(
        self,
        transport: Transport,
        told: Callable[[Hint], None],
        *,
        connect: float = 5.0,
        random: Callable[[], float] = _random.random,
    ) -> None:
        """Call `told` for each hint, on this thread: be quick."""
        self._transport = transport
        self._told = told
        self._line = transport.line.another(Patience(connect, SILENCE, FOR_EVER))
        self._backoff = Backoff(random)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="thuis-hints", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End: what is going on is broken off, and nothing more is told. Does not wait."""
        self._stopped.set()
        self._line.abort()

    @property
    def ended(self) -> bool:
        """Whether its thread has ended."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopped.is_set():
            asked = self._listen()
            # A stream that ends in order, because its token did, is begun again as a failed one is.
            self._stopped.wait(self._backoff.fail(asked))
        self._line.close()

    def _listen(self) -> float:
        """Listen for as long as it lasts; return the seconds for which the service asks to be left alone."""
        with closing(self._transport.hints(self._line)) as heard:
            for said in heard:
                if self._stopped.is_set():
                    break
                if isinstance(said, Refused):
                    return said.retry_after
                if isinstance(said, Failed):
                    break
                self._backoff.succeed()
                if said is not None:
                    self._told(said)
        return 0.0
