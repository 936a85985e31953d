"""Letting go of lines whose time is over: a seal takes their place, and the chain goes on from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from thuis_tui.service.access.access_check import before, told_of
from thuis_tui.service.database.storage import Storage, Transaction
from thuis_tui.service.logs import access_log
from thuis_tui.service.logs.access_log import Entry, Event

YEARS: Final = 5
"""NEN 7513: how long lines are kept."""
_AT_ONCE: Final = 100
_OLD = (
    "SELECT DISTINCT scope FROM access_log WHERE received_at < ? AND event <> ? AND scope > ?"
    " ORDER BY scope LIMIT ?"
)
_LAST = (
    "SELECT count(*) AS lines, min(received_at) AS first_at, max(received_at) AS last_at, max(seq) AS seq"
    " FROM access_log WHERE scope = ? AND seq <"
    " coalesce((SELECT min(seq) FROM access_log WHERE scope = ? AND received_at >= ?), ?)"
)
_EVERYTHING: Final = 2**62


@dataclass(frozen=True, slots=True)
class Expired:
    """What was let go of."""

    scopes: int
    lines: int


def expire(storage: Storage, years: int) -> Expired:
    """Seal and remove all lines that came more than so many years ago, some scopes at a time."""
    limit = before(storage.now_ms(), years)
    done: list[int] = []
    after = ""
    while scopes := [row[0] for row in storage.read(_old, limit, after)]:
        done += storage.write(_seal, scopes, limit)
        after = scopes[-1]
    return Expired(len(done), sum(done))


def _old(tx: Transaction, limit: int, after: str) -> list[tuple[Any, ...]]:
    return tx.rows(_OLD, (limit, str(Event.SEAL), after, _AT_ONCE))


def _seal(tx: Transaction, scopes: Sequence[str], limit: int) -> list[int]:
    """Seal scopes; how many lines were let go of in each. Their heads are locked first, as for adding."""
    removed: list[int] = []
    for scope in sorted(scopes):
        tx.run("UPDATE access_head SET seq = seq WHERE scope = ?", (scope,))
        found = tx.first(_LAST, (scope, scope, limit, _EVERYTHING))
        if not found.lines:
            continue
        hash_ = bytes(
            tx.first("SELECT hash FROM access_log WHERE scope = ? AND seq = ?", (scope, found.seq)).hash
        )
        tx.run(
            "INSERT INTO access_seal(scope, seq, hash, lines, first_at, last_at, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (scope, found.seq, hash_, found.lines, found.first_at, found.last_at, tx.now_ms),
        )
        tx.run("DELETE FROM access_log WHERE scope = ? AND seq <= ?", (scope, found.seq))
        access_log.append(tx, [Entry(scope, Event.SEAL, reason=told_of(found.seq, hash_))])
        removed.append(found.lines)
    return removed
