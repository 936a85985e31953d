"""The connection with the service, as the status line tells it."""

from __future__ import annotations

from collections.abc import Callable

from thuis_tui.desk.shapes import ConnectionState


class Connection:
    """Watches and steers the sync thread."""

    @property
    def state(self) -> ConnectionState:
        """How things stand now; never blocks."""
        raise NotImplementedError

    def subscribe(self, callback: Callable[[ConnectionState], None]) -> Callable[[], None]:
        """Be told of each change, on the sync thread; returns the way to stop."""
        raise NotImplementedError

    def sync_now(self) -> None:
        """Exchange now, without waiting for the next round; returns at once."""
        raise NotImplementedError

    def cut(self) -> None:
        """Work offline until restored."""
        raise NotImplementedError

    def restore(self) -> None:
        """Connect again after a cut."""
        raise NotImplementedError

    async def run_once(self) -> ConnectionState:
        """Exchange until both sides are quiet or a problem stands in the way; how things stand then."""
        raise NotImplementedError
