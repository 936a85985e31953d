"""Which roles an account has, who leads a team, and telling every device of it.

The record of a caseworker in the scope that every device reads carries the roles, so that a laptop knows
offline who leads which team.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from thuis_tui.casework.rights import Reach, Right, Role, having, reach
from thuis_tui.service.database.storage import Transaction, marks

_MEMBER = (
    "SELECT c.team, t.organisation,"
    " (SELECT string_agg(r.role, ' ') FROM account_role r WHERE r.account = c.id AND r.ended_at = 0)"
    " FROM caseworker c JOIN team t ON t.id = c.team WHERE c.id = ?"
)
_OF_TEAM = (
    "SELECT DISTINCT c.id FROM caseworker c JOIN account_role r ON r.account = c.id AND r.ended_at = 0"
    " WHERE c.team = ? AND r.role IN ({}) ORDER BY c.id"
)
_OF_TEAM_OF = (
    "SELECT DISTINCT l.id FROM caseworker c JOIN caseworker l ON l.team = c.team"
    " JOIN account_role r ON r.account = l.id AND r.ended_at = 0"
    " WHERE c.id = ? AND r.role IN ({}) ORDER BY l.id"
)
_OF_ORGANISATION = (
    "SELECT DISTINCT c.id FROM caseworker c JOIN team t ON t.id = c.team"
    " JOIN account_role r ON r.account = c.id AND r.ended_at = 0"
    " WHERE t.organisation = ? AND r.role IN ({}) ORDER BY c.id"
)


@dataclass(frozen=True, slots=True)
class Member:
    """An account with its place in the organisation and its roles."""

    id: str
    team: str
    organisation: str
    roles: frozenset[str]


def member(tx: Transaction, account: str) -> Member | None:
    """Return an account with its roles, in one statement; None when there is none."""
    for team, organisation, held in tx.rows(_MEMBER, (account,)):
        return Member(account, team, organisation, frozenset((held or "").split()))
    return None


def of(tx: Transaction, account: str) -> frozenset[str]:
    """Return the roles an account has now."""
    found = member(tx, account)
    return frozenset() if found is None else found.roles


def hold_leads(tx: Transaction, team: str, *, shared: bool = True) -> None:
    """Have nobody become lead of a team, or cease to be it, until the commit; not `shared` by who does that.

    Who leads gets what the team has, and what the team gets goes to who leads: of two at the same time, the
    second has to see what the first did.
    """
    tx.hold("SELECT id FROM team WHERE id = ?", (team,), shared=shared)


def leads(tx: Transaction, team: str) -> list[str]:
    """Return the accounts that lead a team: those that have its dossiers without a grant of their own."""
    return in_team(tx, team, Right.READ_DOSSIER)


def leading(roles: Collection[str]) -> bool:
    """Tell whether who has these roles leads their team."""
    return reach(roles, Right.READ_DOSSIER) >= Reach.TEAM


def in_team(tx: Transaction, team: str, right: Right) -> list[str]:
    """Return the accounts of a team that have a right for all of it."""
    return _having(tx, _OF_TEAM, team, having(right, Reach.TEAM))


def in_team_of(tx: Transaction, account: str, right: Right) -> list[str]:
    """Return the accounts of the team of an account that have a right for all of it."""
    return _having(tx, _OF_TEAM_OF, account, having(right, Reach.TEAM))


def in_organisation(tx: Transaction, organisation: str, right: Right) -> list[str]:
    """Return the accounts of an organisation that have a right for all of it."""
    return _having(tx, _OF_ORGANISATION, organisation, having(right, Reach.ORGANISATION))


def _having(tx: Transaction, sql: str, where: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    return [account for (account,) in tx.rows(sql.format(marks(len(names))), (where, *names))]


def add(tx: Transaction, account: str, names: Collection[Role]) -> None:
    """Write roles of a new account; what an account may have together is for `role_changes` to say."""
    tx.many(
        "INSERT INTO account_role(account, role, granted_at, ended_at) VALUES (?, ?, ?, 0)"
        " ON CONFLICT (account, role, granted_at) DO UPDATE SET ended_at = 0",
        [(account, str(name), tx.now_ms) for name in names],
    )


def end(tx: Transaction, account: str, name: Role) -> bool:
    """End a role of an account; False when it does not have it."""
    sql = "UPDATE account_role SET ended_at = ? WHERE account = ? AND role = ? AND ended_at = 0"
    return tx.run(sql, (tx.now_ms, account, str(name))) > 0
