"""Giving and taking roles, and what follows from it: every device is told, and dossiers go with the role."""

from __future__ import annotations

from typing import Any

from thuis_tui.casework.rights import Role, holds_dossiers, in_order, refusal
from thuis_tui.language import N_
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.logs import ledger
from thuis_tui.service.logs.ledger import ScopeLog
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import beside, counted, grants, roles
from thuis_tui.service.people.admin import SERVICE, holding, listed, one, shared_as

ROLE_TAKEN = N_("Your role changed: this dossier is no longer yours.")


def give(tx: Transaction, account: str, role: Role) -> bool:
    """Give an account a role; False when it has it. Raises NotPossible for roles that do not go together."""
    id_ = one(tx, "caseworker", account)
    held = roles.of(tx, id_)
    if role in held:
        return False
    if why := refusal({*held, role}):
        raise NotPossible(why)
    roles.add(tx, id_, [role])
    if roles.leading([role]):
        with holding(tx) as holdings:
            holdings.lead(id_, _team(tx, id_))
    _share(tx, id_)
    tell(tx, id_)
    return True


def take(tx: Transaction, account: str, role: Role) -> bool:
    """Take a role from an account; False when it does not have it.

    With the last role that holds dossiers go the dossiers.
    """
    id_ = one(tx, "caseworker", account)
    if not roles.end(tx, id_, role):
        return False
    with holding(tx) as holdings:
        if roles.leading([role]) and not roles.leading(roles.of(tx, id_)):
            holdings.lead_no_more(id_, _team(tx, id_))
        if not holds_dossiers(roles.of(tx, id_)):
            for scope in list(grants.granted(tx, id_)):
                if scope.startswith("c:"):
                    holdings.end(id_, scope, ROLE_TAKEN)
    _share(tx, id_)
    tell(tx, id_)
    return True


def _share(tx: Transaction, account: str) -> None:
    """Let who keeps the homes write in the scope that all share, and nobody else."""
    held = grants.kind_of(tx, account, grants.REFERENCE)
    wanted = shared_as(roles.of(tx, account))
    if held is not None and held[1] != wanted:
        grants.change(tx, account, grants.REFERENCE, wanted, kind=held[0])
    beside.coordinates(tx, account)
    counted.follow(tx, account)


def held(tx: Transaction) -> list[dict[str, Any]]:
    """List who has which role, and since when."""
    return listed(
        tx,
        ("account", "name", "team", "organisation", "role", "granted_at"),
        "SELECT c.id, c.name, t.name, o.name, r.role, r.granted_at FROM account_role r"
        " JOIN caseworker c ON c.id = r.account JOIN team t ON t.id = c.team"
        " JOIN organisation o ON o.id = t.organisation WHERE r.ended_at = 0"
        " ORDER BY o.name, t.name, c.name, r.role",
    )


def _team(tx: Transaction, account: str) -> str:
    member = roles.member(tx, account)
    return member.team if member else ""


def tell(tx: Transaction, *accounts: str) -> None:
    """Bring the records of accounts that every device reads up to date: their team and their roles."""
    logs: dict[str, ScopeLog] = {}
    own = OwnChain(tx, logs)
    if grants.REFERENCE not in own.open([grants.REFERENCE]):
        return
    for account in accounts:
        if (member := roles.member(tx, account)) is None:
            continue
        name = tx.first("SELECT name FROM team WHERE id = ?", (member.team,)).name
        facts = {"team": name, "team_id": member.team, "roles": in_order(member.roles)}
        own.change(grants.REFERENCE, f"caseworker:{account}", facts, SERVICE)
    ledger.flush(tx, logs.values())
    own.write()


def tell_everybody(tx: Transaction) -> None:
    """Bring the records of all accounts up to date, after their roles came from an older database."""
    tell(tx, *[account for (account,) in tx.rows("SELECT id FROM caseworker ORDER BY id")])
