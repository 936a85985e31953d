"""A hybrid logical clock: stamps for display order and audit, never for a decision.

A stamp is one integer, ``milliseconds << 16 | counter``. It follows the wall clock when that moves forward
and counts on when it does not, so stamps of one device always rise, whatever happens to its clock.
"""

from __future__ import annotations

from collections.abc import Callable

COUNTER_BITS = 16
TOLERANCE_MS = 24 * 60 * 60 * 1000
"""How far a stamp of another device may lie ahead of our clock and still be followed."""

MAX_STAMP = 2**63 - 1
"""The greatest stamp: what fits a signed 64-bit column."""


def milliseconds(stamp: int) -> int:
    """Return the wall-clock part of a stamp, in milliseconds since 1970 (UTC)."""
    return stamp >> COUNTER_BITS


class HybridClock:
    """Gives strictly rising stamps to one device. It belongs to one thread: the store's writer."""

    def __init__(self, now_ms: Callable[[], int], last: int = 0) -> None:
        """Start at `last`, the greatest stamp this device ever gave (kept on disk)."""
        self._now_ms = now_ms
        self._last = last

    @property
    def last(self) -> int:
        """The greatest stamp given or adopted so far; keep it, so that a restart does not go back."""
        return self._last

    def tick(self) -> int:
        """Return a stamp greater than every one before it."""
        self._last = max(self._now_ms() << COUNTER_BITS, self._last + 1)
        return self._last

    def observe(self, stamp: int) -> None:
        """Follow the stamp of another device, so that an answer sorts after what it answers.

        One more than a day ahead of our clock is not followed: a laptop that believes it is next year must
        not pull every other clock with it.
        """
        if self._last < stamp <= (self._now_ms() + TOLERANCE_MS) << COUNTER_BITS:
            self._last = stamp
