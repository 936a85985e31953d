"""Who may read and write which scope. A scope without an open grant does not exist for whoever asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from thuis_tui.log import digest
from thuis_tui.service.storage import Transaction, flatten, marks, tuples

REFERENCE = "ref"
_SCOPE = re.compile(r"(?:ref|[cu]:[0-9a-f]{32})\Z")
_CHUNK = 400


class Granted(NamedTuple):
    """An open grant with the head of its scope."""

    scope: str
    gen: int
    writable: bool
    epoch: str
    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The last grant of a scope that was open once."""

    gen: int
    reason: str


def is_scope(name: str) -> bool:
    """Tell whether a name is a scope's: nothing else is ever looked up."""
    return _SCOPE.match(name) is not None


_GRANTED = (
    "SELECT g.scope, g.gen, g.role, h.epoch, h.seq, h.digest FROM scope_grant g"
    " JOIN scope_head h ON h.scope = g.scope WHERE g.caseworker = ? AND g.revoked_at = 0"
)


def granted(tx: Transaction, caseworker: str) -> dict[str, Granted]:
    """Return everything a caseworker may read, with its heads: one statement, however many scopes."""
    return _granted(tx.rows(_GRANTED, (caseworker,)))


def granted_of(tx: Transaction, caseworker: str, scopes: Sequence[str]) -> dict[str, Granted]:
    """Return which of these scopes a caseworker may read."""
    found: dict[str, Granted] = {}
    for at in range(0, len(scopes), _CHUNK):
        part = scopes[at : at + _CHUNK]
        found |= _granted(tx.rows(f"{_GRANTED} AND g.scope IN ({marks(len(part))})", (caseworker, *part)))
    return found


_STANDING = (
    "SELECT string_agg(g.scope || ' ' || h.epoch || ' ' || h.seq, ?),"
    " string_agg(g.scope || ' ' || g.gen || ' ' || h.epoch, ?) FROM scope_grant g"
    " JOIN scope_head h ON h.scope = g.scope WHERE g.caseworker = ? AND g.revoked_at = 0"
)


def standing(tx: Transaction, caseworker: str) -> tuple[list[str], list[str]]:
    """Return the lines of the vector, and of the list of scopes, of everything a caseworker may read.

    The database makes them: this is what every quiet device asks, and there is nothing else to answer from.
    """
    ((vector, listed),) = tx.rows(_STANDING, ("\n", "\n", caseworker))
    return (vector or "").splitlines(), (listed or "").splitlines()


def _granted(rows: Sequence[Any]) -> dict[str, Granted]:
    return {
        scope: Granted(scope, gen, role == "write", epoch, seq, sum_)
        for scope, gen, role, epoch, seq, sum_ in rows
    }


_WITHDRAWN = (
    "SELECT scope, gen, reason FROM scope_grant WHERE caseworker = ? AND scope IN ({}) ORDER BY scope, gen"
)


def withdrawn(tx: Transaction, caseworker: str, scopes: Sequence[str]) -> dict[str, Withdrawn]:
    """Return, for scopes that are not granted now, the last grant there was."""
    found: dict[str, Withdrawn] = {}
    for at in range(0, len(scopes), _CHUNK):
        part = scopes[at : at + _CHUNK]
        for scope, gen, reason in tx.rows(_WITHDRAWN.format(marks(len(part))), (caseworker, *part)):
            found[scope] = Withdrawn(gen, reason)
    return found


def grant(tx: Transaction, caseworker: str, scope: str, role: str = "write") -> int:
    """Open a grant, unless there is one, and return its `gen`: one more than the last."""
    row = tx.first(
        "SELECT gen, revoked_at FROM scope_grant WHERE caseworker = ? AND scope = ?"
        " ORDER BY gen DESC LIMIT 1",
        (caseworker, scope),
    )
    if row is not None and not row.revoked_at:
        return int(row.gen)
    gen = 1 if row is None else int(row.gen) + 1
    tx.run(
        "INSERT INTO scope_grant(caseworker, scope, gen, role, granted_at, revoked_at, reason)"
        " VALUES (?, ?, ?, ?, ?, 0, '')",
        (caseworker, scope, gen, role, tx.now_ms),
    )
    return gen


def revoke(tx: Transaction, caseworker: str, scope: str, reason: str) -> bool:
    """Close the open grant; False when there is none."""
    changed = tx.run(
        "UPDATE scope_grant SET revoked_at = ?, reason = ?"
        " WHERE caseworker = ? AND scope = ? AND revoked_at = 0",
        (tx.now_ms, reason, caseworker, scope),
    )
    return changed > 0


_MADE = (
    "INSERT INTO scope_head(scope, seq, epoch, digest, log_hash) VALUES {}"
    " ON CONFLICT DO NOTHING RETURNING scope"
)


def make_dossiers(tx: Transaction, caseworker: str, scopes: Sequence[str]) -> list[str]:
    """Make dossiers and give them to who made them; those that exist are left alone, and not returned."""
    made: list[str] = []
    for at in range(0, len(scopes), _CHUNK):
        rows = [(scope, 0, tx.identity.epoch, digest.to_hex(0), b"") for scope in scopes[at : at + _CHUNK]]
        made += [scope for (scope,) in tx.rows(_MADE.format(tuples(len(rows), 5)), flatten(rows))]
    tx.many(
        "INSERT INTO scope_grant(caseworker, scope, gen, role, granted_at, revoked_at, reason)"
        " VALUES (?, ?, 1, 'write', ?, 0, '') ON CONFLICT DO NOTHING",
        [(caseworker, scope, tx.now_ms) for scope in made],
    )
    return made


def make_scope(tx: Transaction, scope: str) -> bool:
    """Make a scope with an empty log; False when it exists."""
    made = tx.run(
        "INSERT INTO scope_head(scope, seq, epoch, digest, log_hash) VALUES (?, 0, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (scope, tx.identity.epoch, digest.to_hex(digest.EMPTY), b""),
    )
    return made > 0
