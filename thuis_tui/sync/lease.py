"""How long the dossiers of a device stay open without a word from its service.

The lease runs from the moment the service was last heard, by this laptop's clock. A clock that is set back
gains nothing: the latest time ever seen is kept inside the encryption and counts instead. When it is over the
file is locked, and nothing is wiped; the next good answer of the service begins it anew, at the clock as it
is then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from thuis_tui.store import meta
from thuis_tui.store.writing import Writing

DAYS: Final = 14
"""Until the organisation says otherwise."""
LONGEST: Final = 3650
DAY_MS: Final = 24 * 60 * 60 * 1000

_DAYS = "lease_days"
_HEARD = "lease_heard"
_SEEN = "lease_seen"


@dataclass(frozen=True, slots=True)
class Lease:
    """`heard` and `seen` in milliseconds since 1970 by this laptop's clock; `heard` 0: no service yet."""

    heard: int = 0
    seen: int = 0
    days: int = DAYS

    def over(self, now: int) -> bool:
        """Whether the dossiers are closed until the service is heard again."""
        return bool(self.heard) and max(now, self.seen) - self.heard > self.days * DAY_MS


def read(connection: Connection) -> Lease:
    """The lease as it is kept."""
    rows = connection.exec_driver_sql(
        "SELECT key, value FROM meta WHERE key IN (?, ?, ?)", (_DAYS, _HEARD, _SEEN)
    )
    kept = {str(row[0]): int(row[1]) for row in rows}
    return Lease(kept.get(_HEARD, 0), kept.get(_SEEN, 0), kept.get(_DAYS, DAYS))


def learn(writing: Writing, days: int) -> None:
    """Keep for how many days the organisation lends its dossiers out."""
    meta.put(writing.raw, _DAYS, str(max(1, min(days, LONGEST))))


def heard(writing: Writing, now: int) -> None:
    """The service was heard: the lease begins anew."""
    meta.put(writing.raw, _HEARD, str(now))
    meta.put(writing.raw, _SEEN, str(now))


def seen(writing: Writing, now: int) -> None:
    """The clock showed this time. A file without a lease gets one here: it was made by an earlier version."""
    if now > int(meta.get(writing.raw, _SEEN, "0")):
        meta.put(writing.raw, _SEEN, str(now))
    if not int(meta.get(writing.raw, _HEARD, "0")):
        meta.put(writing.raw, _HEARD, str(now))
