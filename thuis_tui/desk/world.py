"""What the desk has from the world around it: a clock, ids, and where on earth this laptop stands."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from thuis_tui.log.identifiers import new_id


def system_ms() -> int:
    """Milliseconds since 1970, by the clock of this machine."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class World:
    """The real one by default; tests put their own in its place."""

    now_ms: Callable[[], int] = system_ms
    new_id: Callable[[], str] = new_id

    def stamp(self) -> str:
        """Now, in the form in which moments are kept."""
        return stamp_of(self.now_ms())

    def today(self) -> date:
        """The day it is where this laptop stands."""
        return datetime.fromtimestamp(self.now_ms() / 1000, UTC).astimezone().date()

    def offset(self) -> int:
        """Minutes east of UTC, here and now."""
        there = datetime.fromtimestamp(self.now_ms() / 1000, UTC).astimezone().utcoffset()
        return round(there.total_seconds() / 60) if there else 0


def last_day(until: int | str) -> date | None:
    """The last day of what ends at a moment, in milliseconds or as it is kept; None for what has no end.

    The end is the first moment at which it is over: midnight is the end of the day before.
    """
    if not until:
        return None
    end = until if isinstance(until, int) else round(datetime.fromisoformat(until).timestamp() * 1000)
    return datetime.fromtimestamp((end - 1) / 1000, UTC).astimezone().date()


def stamp_of(milliseconds: int) -> str:
    """A number of milliseconds since 1970 as "YYYY-MM-DDTHH:MM:SSZ"."""
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
