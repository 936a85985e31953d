"""A bound on guessing, one for all replicas: after some failures a side has to wait.

A side is an address, alone and together with the device it speaks for, so that nobody is shut out by what
others send in the name of their laptop. It is kept as a keyed hash: no table tells who was where. Only
failures write; they are counted in windows of a part of the period, which is as exact as it has to be.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from math import ceil

from fastapi import Request

from thuis_tui.service.configuration import Limits
from thuis_tui.service.database.storage import Transaction, marks
from thuis_tui.service.errors import TooManyAttempts

_PARTS = 10


@dataclass(frozen=True, slots=True)
class Side:
    """Who fails: a keyed hash, and how often it may in a period."""

    hash: str
    limit: int


class Attempts:
    """Counts failures by side over a period in seconds."""

    def __init__(self, limits: Limits, secret: Callable[[str], bytes]) -> None:
        self._limits = limits
        self._key = secret("attempts")
        self._part = max(1, round(limits.failure_period * 1000 / _PARTS))
        self._period = self._part * _PARTS

    def sides(self, request: Request, about: str = "") -> list[Side]:
        """Return the sides of a request; `about`: the device it speaks for, or what it asks."""
        address = network_of(request.client.host if request.client else "")
        one, all_ = self._limits.failures, self._limits.address_failures
        return [Side(self._hash(f"{address} {about}"), one), Side(self._hash(address), all_)]

    def check(self, tx: Transaction, sides: list[Side]) -> None:
        """Raise TooManyAttempts, with the seconds to wait, when one of them has failed too often."""
        since = tx.now_ms - self._period
        found = tx.rows(
            f"SELECT side, begun_at, times FROM attempt WHERE side IN ({marks(len(sides))})"  # noqa: S608 - marks
            " AND begun_at > ? ORDER BY begun_at",
            (*(side.hash for side in sides), since),
        )
        for side in sides:
            own = [(int(begun), int(times)) for hashed, begun, times in found if hashed == side.hash]
            if sum(times for _, times in own) >= side.limit:
                raise TooManyAttempts(retry_after=max(1, ceil((own[0][0] - since) / 1000)))

    def failed(self, tx: Transaction, sides: list[Side]) -> None:
        """Count a failure, and forget those that count no more."""
        begun = tx.now_ms - tx.now_ms % self._part
        tx.run("DELETE FROM attempt WHERE begun_at <= ?", (tx.now_ms - self._period,))
        tx.many(
            "INSERT INTO attempt(side, begun_at, times) VALUES (?, ?, 1)"
            " ON CONFLICT (side, begun_at) DO UPDATE SET times = attempt.times + 1",
            [(side.hash, begun) for side in sides],
        )

    def _hash(self, text: str) -> str:
        return blake2b(text.encode(), digest_size=16, key=self._key).hexdigest()


def network_of(host: str) -> str:
    """Return what one customer of a provider has: an address, or a whole network of IPv6."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
