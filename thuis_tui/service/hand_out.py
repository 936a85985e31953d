"""Which dossiers went to which laptop: in the access log once for each grant and device.

It is written after the answer was made and before it ends, so an answer that cannot be logged is broken off.
What was written is remembered, so that a laptop that has its dossiers costs no statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from thuis_tui.service import access_log
from thuis_tui.service.access_log import Entry, Event
from thuis_tui.service.grants import Granted
from thuis_tui.service.sign_in import Asker
from thuis_tui.service.storage import Storage, Transaction, flatten, tuples

_MOST: Final = 200_000
"""So much is remembered at most: some megabytes."""
_CHUNK: Final = 400
_PUT = (
    "INSERT INTO handed_out(scope, device, gen, handed_at) VALUES {}"
    " ON CONFLICT (scope, device, gen) DO NOTHING RETURNING scope"
)


class Taken:
    """What one request took of dossiers, by scope."""

    def __init__(self) -> None:
        self.asker: Asker | None = None
        self.dossiers: dict[str, Granted] = {}

    def add(self, asker: Asker, found: Granted) -> None:
        """Note that something of a scope is sent."""
        if found.scope.startswith("c:"):
            self.asker = asker
            self.dossiers[found.scope] = found


class HandOut:
    """Logs what is taken for the first time."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._known: set[int] = set()

    def log(self, taken: Taken) -> None:
        """Write what a request took, unless it was written before; outside any transaction."""
        asker = taken.asker
        if asker is None:
            return
        keys = {hash((asker.device, found.scope, found.gen)): found for found in taken.dossiers.values()}
        fresh = [found for key, found in keys.items() if key not in self._known]
        if not fresh:
            return
        self._storage.write(_log, asker, fresh)
        if len(self._known) > _MOST:
            self._known.clear()
        self._known.update(keys)


def _log(tx: Transaction, asker: Asker, found: Sequence[Granted]) -> None:
    kinds = {each.scope: each.kind for each in found}
    new: list[str] = []
    for at in range(0, len(found), _CHUNK):
        part = found[at : at + _CHUNK]
        rows = [(each.scope, asker.device, each.gen, tx.now_ms) for each in part]
        new += [scope for (scope,) in tx.rows(_PUT.format(tuples(len(rows), 4)), flatten(rows))]
    access_log.append(
        tx,
        [
            Entry(scope, Event.HAND_OUT, asker.caseworker, device=asker.device, ground=kinds[scope])
            for scope in new
        ],
    )
