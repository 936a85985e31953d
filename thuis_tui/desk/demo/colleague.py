"""The other caseworker of the demo: a second real desk with an encrypted file of its own, in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Received:
    """A note or amendment that reached the colleague, and when it did (UTC)."""

    what: str
    note: str
    client: str
    client_name: str
    author_name: str
    excerpt: str
    received_at: str


class Colleague:
    """What the demo shows of the other caseworker's laptop."""

    @property
    def name(self) -> str:
        """The colleague's name."""
        raise NotImplementedError

    async def latest(self, limit: int = 10) -> list[Received]:
        """What has reached the colleague since the demo began, the latest first."""
        raise NotImplementedError

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Be told, on another thread, when something new has arrived there; returns the way to stop."""
        raise NotImplementedError
