"""Which dossiers went to which laptop: in the access log once for each grant and device.

It is committed before the first byte of a dossier leaves: what cannot be logged is not given. What was
written is remembered, so that a laptop that has its dossiers costs no statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from thuis_tui.service.database.storage import Storage, Transaction, flatten, tuples
from thuis_tui.service.logs import access_log
from thuis_tui.service.logs.access_log import Entry, Event
from thuis_tui.service.people import beside
from thuis_tui.service.people.grants import Granted, Kind
from thuis_tui.service.people.sign_in import Asker

Send = Callable[[bytes], None]
"""Sends a piece of a long answer."""

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
        if _is_of_somebody(found):
            self.asker = asker
            self.dossiers[found.scope] = found


class HandOut:
    """Logs what is taken for the first time."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._known: set[int] = set()

    def fresh(self, asker: Asker, found: Iterable[Granted]) -> list[Granted]:
        """Return the dossiers of which this process does not know that they are in the log."""
        return [each for each in found if _is_of_somebody(each) and _key(asker, each) not in self._known]

    def is_logged(self, taken: Taken) -> bool:
        """Tell whether all that a request took so far is known to be in the log."""
        return taken.asker is None or not self.fresh(taken.asker, taken.dossiers.values())

    def log(self, taken: Taken) -> None:
        """Write what a request took, unless it was written before; outside any transaction."""
        asker = taken.asker
        if asker is None or not (fresh := self.fresh(asker, taken.dossiers.values())):
            return
        self._storage.write(_log, asker, fresh)
        if len(self._known) > _MOST:
            self._known.clear()
        self._known.update(_key(asker, each) for each in fresh)


class Gate:
    """Lets the pieces of a long answer go that hold nothing but what is in the log; keeps them else."""

    def __init__(self, hand_out: HandOut, taken: Taken, send: Send) -> None:
        self._hand_out = hand_out
        self._taken = taken
        self._send = send
        self._kept: list[bytes] = []

    def send(self, piece: bytes) -> None:
        """Take the next piece."""
        if self._kept or not self._hand_out.is_logged(self._taken):
            self._kept.append(piece)
        else:
            self._send(piece)

    def open(self) -> None:
        """Log what was taken, and let go what was kept; outside any transaction."""
        self._hand_out.log(self._taken)
        for piece in self._kept:
            self._send(piece)
        self._kept.clear()


def _is_of_somebody(found: Granted) -> bool:
    """Whether it is a dossier; or a way to a home, for who has only that of somebody."""
    return found.scope.startswith("c:") or found.kind == Kind.HOUSING


def _key(asker: Asker, found: Granted) -> int:
    return hash((asker.device, found.scope, found.gen))


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
            Entry(
                beside.dossier_of(scope),
                Event.HAND_OUT,
                asker.caseworker,
                device=asker.device,
                ground=kinds[scope],
            )
            for scope in new
        ],
    )
