"""When to lock: the time since the last key or mouse click, also over a laptop's sleep."""

from __future__ import annotations

import time
from collections.abc import Callable


def awake_and_asleep() -> float:
    """Seconds on a clock that nobody can set; it goes on during sleep where it can."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Idle:
    """Counts the seconds without input."""

    def __init__(self, limit: float, now: Callable[[], float] = awake_and_asleep) -> None:
        self._limit = limit
        self._now = now
        self._last = now()

    def touch(self) -> None:
        """Somebody is there."""
        self._last = self._now()

    @property
    def left(self) -> float:
        """Seconds until it is time to lock; 0 when it is."""
        return max(0.0, self._last + self._limit - self._now())
