"""Who may read and write which scope. A scope without an open grant does not exist for whoever asks.

A grant is open until it is withdrawn or its time is over: nobody has to come by to end it. Whatever asks for
grants asks here, or with `OPEN`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from thuis_tui.casework.rights import Reach, Right, may, reach
from thuis_tui.language import N_, message
from thuis_tui.log import digest
from thuis_tui.service.database.storage import Transaction, flatten, marks, tuples
from thuis_tui.service.logs import access_log
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import beside, roles
from thuis_tui.service.people.grant_rows import OPEN as OPEN
from thuis_tui.service.people.grant_rows import Kind as Kind
from thuis_tui.service.people.grant_rows import insert
from thuis_tui.service.people.grant_rows import open_as as open_as

REFERENCE = "ref"
FIGURES = "figures"
"""The scope of what is counted: `people.counted`."""
_SCOPE = re.compile(r"(?:ref|figures|[chu]:[0-9a-f]{32})\Z")
_CHUNK = 400

STRENGTH = {kind: place for place, kind in enumerate(Kind)}
"""The stronger of two kinds has the greater number."""

_OVER: dict[str, str] = {
    Kind.READING_ON: N_("The time in which you could read on after handing this dossier over has ended."),
    Kind.EMERGENCY: N_("The emergency access has ended."),
    Kind.COVER: N_("The cover has ended."),
}
OVER = N_("The time for which you had this dossier has ended.")
NO_DOSSIERS = message(
    N_("The roles of this account hold no dossiers: give them to a caseworker or team lead.")
)


class Granted(NamedTuple):
    """An open grant with the head of its scope."""

    scope: str
    gen: int
    writable: bool
    epoch: str
    seq: int
    digest: str
    kind: str = ""
    until: int = 0

    @property
    def line(self) -> str:
        """What the list of scopes says of it; the heads of its log are told elsewhere."""
        told = f"{self.scope} {self.gen} {self.epoch}"
        return told if self.plain else f"{told} {self.kind} {self.until} {self.writable:d}"

    @property
    def plain(self) -> bool:
        """Whether there is nothing to tell of how it is held: as one's own, a dossier to write in."""
        return self.kind == Kind.OWN and (self.writable or not self.scope.startswith("c:"))


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The last grant of a scope that was open once."""

    gen: int
    reason: str


def is_scope(name: str) -> bool:
    """Tell whether a name is a scope's: nothing else is ever looked up."""
    return _SCOPE.match(name) is not None


_GRANTED = (
    "SELECT g.scope, g.gen, g.role, h.epoch, h.seq, h.digest, g.kind, g.until FROM scope_grant g"  # noqa: S608
    f" JOIN scope_head h ON h.scope = g.scope WHERE g.caseworker = ? AND {open_as('g')}"
)


def granted(tx: Transaction, caseworker: str) -> dict[str, Granted]:
    """Return everything a caseworker may read, with its heads: one statement, however many scopes."""
    return _granted(tx.rows(_GRANTED, (caseworker, tx.now_ms)))


def granted_of(tx: Transaction, caseworker: str, scopes: Sequence[str]) -> dict[str, Granted]:
    """Return which of these scopes a caseworker may read."""
    found: dict[str, Granted] = {}
    for at in range(0, len(scopes), _CHUNK):
        part = scopes[at : at + _CHUNK]
        sql = f"{_GRANTED} AND g.scope IN ({marks(len(part))})"
        found |= _granted(tx.rows(sql, (caseworker, tx.now_ms, *part)))
    return found


_STANDING = (
    "SELECT string_agg(g.scope || ' ' || h.epoch || ' ' || h.seq, ?),"  # noqa: S608
    " string_agg(g.scope || ' ' || g.gen || ' ' || h.epoch || CASE WHEN g.kind = 'own'"
    " AND (g.role = 'write' OR substr(g.scope, 1, 2) <> 'c:') THEN ''"
    " ELSE ' ' || g.kind || ' ' || g.until || CASE g.role WHEN 'write' THEN ' 1' ELSE ' 0' END END, ?),"
    " min(CASE WHEN g.until > 0 THEN g.until END) FROM scope_grant g"
    f" JOIN scope_head h ON h.scope = g.scope WHERE g.caseworker = ? AND {open_as('g')}"
)


def standing(tx: Transaction, caseworker: str) -> tuple[list[str], list[str], int]:
    """Return the lines of the vector, and of the list of scopes, of everything a caseworker may read.

    And when the first of these grants ends, 0 if none does. The database makes them: this is what every quiet
    device asks, and there is nothing else to answer from.
    """
    ((vector, listed, until),) = tx.rows(_STANDING, ("\n", "\n", caseworker, tx.now_ms))
    return (vector or "").splitlines(), (listed or "").splitlines(), until or 0


def _granted(rows: Sequence[Any]) -> dict[str, Granted]:
    return {
        scope: Granted(scope, gen, role == "write", epoch, seq, sum_, kind, until)
        for scope, gen, role, epoch, seq, sum_, kind, until in rows
    }


_WITHDRAWN = (
    "SELECT scope, gen, kind, revoked_at, reason FROM scope_grant"
    " WHERE caseworker = ? AND scope IN ({}) ORDER BY scope, gen"
)


def withdrawn(tx: Transaction, caseworker: str, scopes: Sequence[str]) -> dict[str, Withdrawn]:
    """Return, for scopes that are not granted now, the last grant there was."""
    found: dict[str, Withdrawn] = {}
    for at in range(0, len(scopes), _CHUNK):
        part = scopes[at : at + _CHUNK]
        rows = tx.rows(_WITHDRAWN.format(marks(len(part))), (caseworker, *part))
        for scope, gen, kind, revoked_at, reason in rows:
            found[scope] = Withdrawn(gen, reason if revoked_at else over(kind))
    return found


def over(kind: str) -> str:
    """Return why a grant of this kind is over when nobody withdrew it."""
    return _OVER.get(kind, OVER)


def grant(
    tx: Transaction,
    caseworker: str,
    scope: str,
    role: str = "write",
    *,
    kind: Kind = Kind.OWN,
    until: int = 0,
) -> int:
    """Open a grant, unless there is one that is as strong, and return its `gen`: one more than the last.

    Raises NotPossible for a dossier and somebody whose roles hold none.
    """
    role = _role(tx, caseworker, scope, role, kind)
    if not role:
        raise NotPossible(NO_DOSSIERS)
    row = tx.first(
        "SELECT gen, revoked_at, kind, until FROM scope_grant WHERE caseworker = ? AND scope = ?"
        " ORDER BY gen DESC LIMIT 1",
        (caseworker, scope),
    )
    if row is not None and not row.revoked_at:
        if row.until == 0 or row.until > tx.now_ms:
            longer = kind == row.kind and row.until and (not until or until > row.until)
            if STRENGTH[kind] > STRENGTH[Kind(row.kind)] or longer:
                change(tx, caseworker, scope, role, kind=kind, until=until)
            return int(row.gen)
        _end(tx, caseworker, scope, over(row.kind), row.until)
    gen = 1 if row is None else int(row.gen) + 1
    insert(tx, [(caseworker, scope, gen, role, kind, until)])
    access_log.granted(tx, caseworker, [scope], str(kind))
    _beside(tx, caseworker, scope)
    return gen


def _beside(tx: Transaction, caseworker: str, scope: str) -> None:
    """The way to a home is had by who has the dossier."""
    if scope.startswith("c:"):
        beside.follow(tx, scope, [caseworker])


def _role(tx: Transaction, caseworker: str, scope: str, role: str, kind: Kind) -> str:
    """Return how far a grant of this kind goes for somebody: "write", "read", or nothing at all.

    So the table of rights decides at the moment at which a grant is given; with a role goes what it gave.
    """
    if not scope.startswith("c:"):
        return role
    held, least = roles.of(tx, caseworker), Reach.TEAM if kind is Kind.LEAD else Reach.GRANTED
    if reach(held, Right.READ_DOSSIER) < least:
        return ""
    return role if reach(held, Right.WRITE_DOSSIER) >= least else "read"


def give_new(tx: Transaction, caseworker: str, scopes: Sequence[str], *, kind: Kind) -> None:
    """Open grants of dossiers that are new: nobody had them before."""
    role = _role(tx, caseworker, "c:", "write", kind) if scopes else ""
    if role:
        insert(tx, [(caseworker, scope, 1, role, kind, 0) for scope in scopes])


_REMEMBER = (
    "INSERT INTO grant_before(scope, caseworker, gen, ended_at, kind, until)"  # noqa: S608 - our own words
    " SELECT scope, caseworker, gen, ?, kind, until FROM scope_grant"
    f" WHERE caseworker = ? AND scope = ? AND {OPEN} ON CONFLICT DO NOTHING"
)


def change(tx: Transaction, caseworker: str, scope: str, role: str, *, kind: Kind, until: int = 0) -> bool:
    """Make an open grant one of another kind, without taking the dossier away; False when there is none.

    What it was stays known: the log is told later of what was done under it.
    """
    role = _role(tx, caseworker, scope, role, kind) or "read"
    tx.run(_REMEMBER, (tx.now_ms, caseworker, scope, tx.now_ms))
    changed = tx.run(
        f"UPDATE scope_grant SET role = ?, kind = ?, until = ? WHERE caseworker = ? AND scope = ? AND {OPEN}",  # noqa: S608
        (role, str(kind), until, caseworker, scope, tx.now_ms),
    )
    if changed:
        access_log.granted(tx, caseworker, [scope], str(kind))
        _beside(tx, caseworker, scope)
    return changed > 0


def kind_of(tx: Transaction, caseworker: str, scope: str) -> tuple[Kind, str] | None:
    """Return the kind and the role of an open grant."""
    row = tx.first(
        f"SELECT kind, role FROM scope_grant WHERE caseworker = ? AND scope = ? AND {OPEN}",  # noqa: S608
        (caseworker, scope, tx.now_ms),
    )
    return None if row is None else (Kind(row.kind), str(row.role))


def is_restricted(tx: Transaction, scope: str) -> bool:
    """Tell whether a dossier is kept to who has it as their own."""
    row = tx.first("SELECT restricted FROM dossier WHERE scope = ?", (scope,))
    return row is not None and bool(row.restricted)


def owners(tx: Transaction, scope: str) -> list[str]:
    """Return who has a dossier as their own."""
    sql = (
        f"SELECT caseworker FROM scope_grant WHERE scope = ? AND kind = 'own' AND {OPEN} ORDER BY caseworker"  # noqa: S608
    )
    return [account for (account,) in tx.rows(sql, (scope, tx.now_ms))]


def others_than_owners(tx: Transaction, scope: str) -> list[str]:
    """Return who has a dossier in another way than as their own."""
    sql = (
        f"SELECT caseworker FROM scope_grant WHERE scope = ? AND kind <> 'own' AND {OPEN} ORDER BY caseworker"  # noqa: S608
    )
    return [account for (account,) in tx.rows(sql, (scope, tx.now_ms))]


def covers_until(tx: Transaction, caseworker: str, scope: str) -> int:
    """Return until when somebody covers a dossier; 0 for who does not."""
    sql = f"SELECT until FROM scope_grant WHERE caseworker = ? AND scope = ? AND kind = 'cover' AND {OPEN}"  # noqa: S608
    row = tx.first(sql, (caseworker, scope, tx.now_ms))
    return 0 if row is None else int(row.until)


def revoke(tx: Transaction, caseworker: str, scope: str, reason: str) -> bool:
    """Close the open grant; False when there is none."""
    row = tx.first(
        f"SELECT 1 FROM scope_grant WHERE caseworker = ? AND scope = ? AND {OPEN}",  # noqa: S608
        (caseworker, scope, tx.now_ms),
    )
    return row is not None and _end(tx, caseworker, scope, reason, tx.now_ms)


def _end(tx: Transaction, caseworker: str, scope: str, reason: str, at: int) -> bool:
    changed = tx.run(
        "UPDATE scope_grant SET revoked_at = ?, reason = ?"
        " WHERE caseworker = ? AND scope = ? AND revoked_at = 0",
        (at, reason, caseworker, scope),
    )
    if changed:
        access_log.withdrawn(tx, caseworker, scope)
        _beside(tx, caseworker, scope)
    return changed > 0


_MAKING = (Right.MAKE_DOSSIER, Right.READ_DOSSIER, Right.WRITE_DOSSIER)
"""What somebody has to have to make a dossier: they hold it from then on."""

_MADE = (
    "INSERT INTO scope_head(scope, seq, epoch, digest, log_hash) VALUES {}"
    " ON CONFLICT DO NOTHING RETURNING scope"
)


def make_dossiers(tx: Transaction, caseworker: str, scopes: Sequence[str]) -> list[str]:
    """Make dossiers of the team of who made them, and give them to who made them; returns what was made.

    Those that exist are left alone, and who holds no dossiers makes none.
    """
    maker = roles.member(tx, caseworker)
    if maker is None or not all(may(maker.roles, right) for right in _MAKING):
        return []
    made: list[str] = []
    for at in range(0, len(scopes), _CHUNK):
        rows = [(scope, 0, tx.identity.epoch, digest.to_hex(0), b"") for scope in scopes[at : at + _CHUNK]]
        made += [scope for (scope,) in tx.rows(_MADE.format(tuples(len(rows), 5)), flatten(rows))]
    tx.many(
        "INSERT INTO dossier(scope, organisation, team, restricted, legal_hold, ended_at, keep_until,"
        " created_at, created_by) VALUES (?, ?, ?, 0, 0, 0, 0, ?, ?) ON CONFLICT DO NOTHING",
        [(scope, maker.organisation, maker.team, tx.now_ms, caseworker) for scope in made],
    )
    insert(tx, [(caseworker, scope, 1, "write", Kind.OWN, 0) for scope in made])
    return made


def make_scope(tx: Transaction, scope: str) -> bool:
    """Make a scope with an empty log; False when it exists."""
    made = tx.run(
        "INSERT INTO scope_head(scope, seq, epoch, digest, log_hash) VALUES (?, 0, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (scope, tx.identity.epoch, digest.to_hex(digest.EMPTY), b""),
    )
    return made > 0
