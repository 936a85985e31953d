"""The way to a home beside a dossier: a scope of its own, so that who divides the homes reads no notes.

Who has the dossier `c:X` has `h:X` in the same way and for as long. Beside them have it the housing
coordinators of the organisation, unless the dossier is restricted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from thuis_tui.casework.rights import Right
from thuis_tui.language import N_
from thuis_tui.log import digest
from thuis_tui.service.database.storage import Transaction, flatten, marks, tuples
from thuis_tui.service.logs import access_log
from thuis_tui.service.people import roles
from thuis_tui.service.people.grant_rows import OPEN, Kind, insert

NO_MORE = N_("You do not have this way to a home any more.")
_CHUNK: Final = 400

Had = tuple[str, Kind, int]
"""How somebody has a scope: "write" or "read", by what kind of grant, and until when."""

_OPEN_OF = f"SELECT caseworker, role, kind, until FROM scope_grant WHERE scope = ? AND {OPEN}"  # noqa: S608
_OF_COORDINATOR = (
    "SELECT h.scope FROM caseworker c JOIN team t ON t.id = c.team JOIN dossier d"
    " ON d.organisation = t.organisation JOIN scope_head h ON h.scope = 'h:' || substr(d.scope, 3)"
    " WHERE c.id = ? ORDER BY h.scope"
)
_MADE = (
    "INSERT INTO scope_head(scope, seq, epoch, digest, log_hash) VALUES {}"
    " ON CONFLICT DO NOTHING RETURNING scope"
)


COPIED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("first_name", "name_prefix", "surname", "alias"), "name"),
    "referred_on": "registered_on",
    **{name: name for name in ("municipality", "urgency", "household", "pets")},
}
"""What a candidacy says again of the client's fields: it begins with them."""


def way_of(dossier: str) -> str:
    """The way to a home beside a dossier."""
    return f"h:{dossier[2:]}"


def dossier_of(scope: str) -> str:
    """The dossier that a way to a home is beside."""
    return f"c:{scope[2:]}"


def make(tx: Transaction, caseworker: str, scopes: Sequence[str]) -> list[str]:
    """Make ways to a home beside dossiers that somebody may write in; returns what was made."""
    made: list[str] = []
    for at in range(0, len(scopes), _CHUNK):
        part = {dossier_of(scope): scope for scope in scopes[at : at + _CHUNK]}
        held = tx.rows(
            f"SELECT scope FROM scope_grant WHERE caseworker = ? AND scope IN ({marks(len(part))})"  # noqa: S608
            f" AND role = 'write' AND {OPEN}",
            (caseworker, *part, tx.now_ms),
        )
        rows = [(part[scope], 0, tx.identity.epoch, digest.to_hex(0), b"") for (scope,) in held]
        if rows:
            made += [scope for (scope,) in tx.rows(_MADE.format(tuples(len(rows), 5)), flatten(rows))]
    for scope in made:
        follow(tx, dossier_of(scope))
    return made


def follow(tx: Transaction, dossier: str, accounts: Iterable[str] = ()) -> None:
    """Bring who has the way to a home in line with who has the dossier: for these accounts, or for all."""
    scope = way_of(dossier)
    if tx.first("SELECT 1 FROM scope_head WHERE scope = ?", (scope,)) is None:
        return
    wanted = _had(tx, dossier)
    for coordinator in _coordinators(tx, dossier):
        wanted.setdefault(coordinator, ("write", Kind.HOUSING, 0))
    there = _had(tx, scope)
    concerned = set(accounts) or wanted.keys() | there.keys()
    for account in sorted(concerned):
        if wanted.get(account) != there.get(account):
            _set(tx, scope, account, wanted.get(account), account in there)


def _had(tx: Transaction, scope: str) -> dict[str, Had]:
    """How a scope is had now, by account."""
    rows = tx.rows(_OPEN_OF, (scope, tx.now_ms))
    return {account: (role, Kind(kind), until) for account, role, kind, until in rows}


def _coordinators(tx: Transaction, dossier: str) -> list[str]:
    """Who divides the homes of the organisation whose dossier it is; nobody for one that is restricted."""
    row = tx.first("SELECT organisation, restricted FROM dossier WHERE scope = ?", (dossier,))
    if row is None or row.restricted:
        return []
    return roles.in_organisation(tx, row.organisation, Right.SEE_CANDIDATES)


def coordinates(tx: Transaction, account: str) -> None:
    """Bring all ways to a home in line for somebody who became a coordinator, or is none any more."""
    for (scope,) in tx.rows(_OF_COORDINATOR, (account,)):
        follow(tx, dossier_of(scope), [account])


def _set(tx: Transaction, scope: str, account: str, wanted: Had | None, there: bool) -> None:
    if wanted is None:
        tx.run(
            "UPDATE scope_grant SET revoked_at = ?, reason = ?"
            " WHERE caseworker = ? AND scope = ? AND revoked_at = 0",
            (tx.now_ms, NO_MORE, account, scope),
        )
        return
    role, kind, until = wanted
    if there:
        tx.run(
            "UPDATE scope_grant SET role = ?, kind = ?, until = ?"
            " WHERE caseworker = ? AND scope = ? AND revoked_at = 0",
            (role, str(kind), until, account, scope),
        )
    else:
        # One whose time is over has not been closed by anybody: it makes room for the new one.
        tx.run(
            "UPDATE scope_grant SET revoked_at = until, reason = ?"
            " WHERE caseworker = ? AND scope = ? AND revoked_at = 0",
            (NO_MORE, account, scope),
        )
        last = tx.first(
            "SELECT max(gen) AS gen FROM scope_grant WHERE caseworker = ? AND scope = ?", (account, scope)
        )
        insert(tx, [(account, scope, (last.gen or 0) + 1, role, kind, until)])
    if kind is Kind.HOUSING:
        access_log.granted(tx, account, [dossier_of(scope)], kind)
