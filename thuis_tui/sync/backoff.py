"""How long to wait after a failure: random up to a bound that doubles, so that a thousand laptops that
lost the service at one moment do not all come back at one moment.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

BASE: Final = 1.0
LONGEST: Final = 300.0
POLL: Final = 300.0


class Backoff:
    """Counts failures in a row. `random` gives numbers from 0 up to 1."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._failures = 0

    def fail(self, at_least: float = 0.0) -> float:
        """Return the seconds to wait after one more failure; `at_least` is what the service asked for."""
        bound = min(LONGEST, BASE * 2.0 ** min(self._failures, 20))
        self._failures += 1
        # A tenth of a second keeps an unlucky zero from becoming a busy loop.
        return max(0.1, bound * self._random()) + min(max(at_least, 0.0), 24 * LONGEST)

    def succeed(self) -> None:
        """Begin anew: the service answered."""
        self._failures = 0

    def poll(self) -> float:
        """Return the seconds until the next question out of the blue: five minutes, give or take half."""
        return POLL * (0.5 + self._random())
