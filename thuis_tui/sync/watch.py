"""A limit to the whole of a request: a line that drips for ever keeps every time-out of its pieces."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Watch:
    """Calls `late` when a guarded block takes longer than so many seconds; one thread, made at first use.

    Blocks do not overlap. Beginning and ending one costs next to nothing: the thread is not woken for it, it
    finds out when it looks.
    """

    def __init__(self, late: Callable[[], None]) -> None:
        self._late = late
        self._changed = threading.Condition()
        self._until: float | None = None
        self._looks_at: float | None = None
        self._closed = False
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, seconds: float) -> Iterator[None]:
        """Guard a block."""
        until = time.monotonic() + seconds
        with self._changed:
            self._until = until
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="thuis-watch", daemon=True)
                self._thread.start()
            elif self._looks_at is None or self._looks_at > until:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._until = None

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                left = None if self._until is None else self._until - time.monotonic()
                if left is not None and left <= 0:
                    self._until = None
                    self._late()
                    continue
                self._looks_at = self._until
                self._changed.wait(left)
