"""Whether this laptop may show its dossiers: the lease of the organisation, and the end of a device.

Nothing here wipes a file because of time. A file is destroyed only for a device that its organisation took
out of use, and only when nothing is left that is in this file alone.
"""

from __future__ import annotations

from typing import Final, Literal

from sqlalchemy import Connection

from thuis_tui.desk.shapes import NoAccess
from thuis_tui.desk.world import World
from thuis_tui.language import N_, _
from thuis_tui.settings import Places
from thuis_tui.store.database import Database
from thuis_tui.store.durable_file import remove_database
from thuis_tui.store.vault import Vault
from thuis_tui.sync import device, lease, surrender
from thuis_tui.sync.lease import Lease

Bar = Literal["", "lease", "told", "handed_over", "kept"]
"""What keeps the dossiers closed: nothing · too long without the office · this laptop is out of use, and what
it has is being handed over · that is done · that cannot be done.
"""

LOOK_MS: Final = 60 * 60 * 1000
"""How often the time is kept while dossiers are read: setting the clock back gains at most this."""

_SAID: dict[str, str] = {
    "lease": N_(
        "This laptop has not heard from your organisation for {days} days, so the dossiers stay closed."
        " Nothing is lost: connect to the internet, then unlock again."
    ),
    "told": N_(
        "Your organisation has taken this laptop out of use. What you recorded and was not sent yet is still"
        " in the file, encrypted: connect to the internet and unlock once more, so that it can be handed"
        " over."
    ),
    "handed_over": N_(
        "Your organisation has taken this laptop out of use. Everything you recorded is with your"
        " organisation, and the dossiers were removed from this laptop. Ask your team lead what to do next."
    ),
    "kept": N_(
        "Your organisation has taken this laptop out of use. What you recorded and was not sent yet cannot be"
        " handed over from here: the file stays closed and is kept. Ask your administrator for help."
    ),
}


class Gate:
    """Asked before every read of the desk. Never waits while the gate is open."""

    def __init__(self, database: Database, world: World) -> None:
        self._database = database
        self._world = world
        self._mark = ""
        self._lease = Lease()
        self._enrolled = False
        self._kept = world.now_ms()
        self.look()
        self._keep_time(self._kept)

    def look(self) -> Bar:
        """Look at the file, and tell what keeps the dossiers closed now. Blocks for a moment."""
        self._enrolled, self._mark, self._lease = self._database.read(_facts).result()
        return self.bar

    @property
    def bar(self) -> Bar:
        """What keeps the dossiers closed, as far as is known without looking."""
        if self._mark in (surrender.TOLD, surrender.HANDED_OVER, surrender.KEPT):
            return self._mark  # type: ignore[return-value]
        return "lease" if self._enrolled and self._lease.over(self._world.now_ms()) else ""

    def check(self) -> None:
        """Raise NoAccess while the dossiers are closed."""
        now = self._world.now_ms()
        if abs(now - self._kept) > LOOK_MS:
            self.look()
            self._keep_time(now)
        if self.bar and (bar := self.look()):
            raise self.refusal(bar)

    def refusal(self, bar: Bar) -> NoAccess:
        """What it means for the person."""
        return NoAccess(bar, _(_SAID[bar]).format(days=self._lease.days))

    def _keep_time(self, now: int) -> None:
        if self._enrolled and not self._mark:
            self._kept = now
            self._database.write(lambda writing: lease.seen(writing, now))


def destroy(places: Places) -> None:
    """Destroy the key slots, then the file they opened: nothing that only it has is left."""
    Vault(places.keys).destroy()
    remove_database(places.database)


def _facts(connection: Connection) -> tuple[bool, str, Lease]:
    enrolled = device.facts(connection) is not None
    return enrolled, surrender.mark(connection), lease.read(connection)
