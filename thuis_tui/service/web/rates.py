"""How many requests of any kind one device, and one address, may make: a bucket of tokens for each.

It is counted in the memory of each replica, so with several a side may make as many at each of them. What a
laptop does at work and what all of an office do in the morning comes nowhere near it: it bounds what a
program that is broken or hostile can take from all others. Failures have a bound of their own (`attempts`).
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Final

from thuis_tui.service.configuration import Limits
from thuis_tui.service.errors import TooManyRequests
from thuis_tui.service.people.attempts import network_of

_MOST: Final = 50_000
"""Sides that are remembered: the one that was heard of the longest ago is forgotten first."""


class Buckets:
    """Buckets of one size, which fill again at one rate."""

    def __init__(self, most: int, rate: float, now: Callable[[], float]) -> None:
        """`most` tokens at once, `rate` more in a second."""
        self._most = float(most)
        self._rate = rate
        self._now = now
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, side: str) -> float:
        """Take a token of a side; return the seconds until there is one again, 0 when there was one."""
        now = self._now()
        left, at = self._left.pop(side, (self._most, now))
        left = min(self._most, left + max(0.0, now - at) * self._rate)
        wait = 0.0 if left >= 1 else (1 - left) / self._rate
        self._left[side] = (left if wait else left - 1, now)
        if len(self._left) > _MOST:
            del self._left[next(iter(self._left))]
        return wait


class Rates:
    """The bounds on requests of one replica. Used on the event loop only."""

    def __init__(self, limits: Limits, now: Callable[[], float], device_of: Callable[[str], str]) -> None:
        """`device_of` tells from the authorization of a request for which device we made its token."""
        self._devices = Buckets(limits.device_requests, limits.device_rate, now)
        self._addresses = Buckets(limits.address_requests, limits.address_rate, now)
        self._device_of = device_of

    def check(self, host: str, authorization: str) -> None:
        """Count a request. Raises TooManyRequests, with the seconds to wait."""
        wait = self._addresses.take(network_of(host))
        if not wait and (device := self._device_of(authorization)):
            wait = self._devices.take(device)
        if wait:
            raise TooManyRequests(retry_after=max(1, ceil(round(wait, 3))))
