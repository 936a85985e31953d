"""A bound on guessing: after some failures one side has to wait. In memory: it only slows down."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from math import ceil

from thuis_tui.service.errors import TooManyAttempts

_KEYS = 10_000  # the oldest key is forgotten, so that many addresses cannot fill the memory


class Attempts:
    """Counts failures by key (an address, a device) over a sliding period in seconds."""

    def __init__(self, limit: int, period: float, now: Callable[[], float]) -> None:
        """Allow `limit` failures in `period` seconds."""
        self._limit = limit
        self._period = period
        self._now = now
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, key: str) -> None:
        """Raise TooManyAttempts, with the seconds to wait, when this key has failed too often."""
        moments = self._failures.get(key)
        if moments is None:
            return
        since = self._now() - self._period
        while moments and moments[0] <= since:
            moments.popleft()
        if not moments:
            del self._failures[key]
        elif len(moments) >= self._limit:
            raise TooManyAttempts(retry_after=max(1, ceil(moments[0] - since)))

    def failed(self, key: str) -> None:
        """Count a failure."""
        moments = self._failures.setdefault(key, deque(maxlen=self._limit))
        moments.append(self._now())
        self._failures.move_to_end(key)
        while len(self._failures) > _KEYS:
            self._failures.popitem(last=False)
