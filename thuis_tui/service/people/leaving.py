"""Somebody leaves the organisation: nothing is theirs any more, and what they wrote keeps their name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thuis_tui.casework.rights import Role
from thuis_tui.language import N_
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.people import grants, roles
from thuis_tui.service.people.admin import holding, one
from thuis_tui.service.people.role_changes import take

LEFT = N_("You do not work here any more: this dossier is no longer yours.")


@dataclass(frozen=True, slots=True)
class Left:
    """What ended with somebody. `unheld`: clients whose dossier nobody but a lead has now."""

    caseworker: str
    devices: int
    dossiers: int
    roles: list[str]
    unheld: list[str]


def leave(tx: Transaction, caseworker: str) -> Left:
    """End everything somebody has: dossiers, roles, codes, and last the laptops, so that they are told why.

    A laptop that calls again hands over what it had not sent, sealed for the organisation, and closes itself.
    """
    id_ = one(tx, "caseworker", caseworker)
    scopes = [scope for scope in grants.granted(tx, id_) if scope.startswith("c:")]
    with holding(tx) as holdings:
        for scope in scopes:
            holdings.end(id_, scope, LEFT)
    ended = sorted(roles.of(tx, id_))
    for role in ended:
        take(tx, id_, Role(role))
    tx.run("DELETE FROM enrolment_code WHERE caseworker = ? AND device = ''", (id_,))
    devices = tx.run(
        "UPDATE device SET revoked_at = ? WHERE caseworker = ? AND revoked_at = 0", (tx.now_ms, id_)
    )
    return Left(id_, devices, len(scopes), ended, _unheld(tx, scopes))


def _unheld(tx: Transaction, scopes: Sequence[str]) -> list[str]:
    return [
        scope.removeprefix("c:")
        for scope in scopes
        if not tx.first(
            f"SELECT 1 FROM scope_grant WHERE scope = ? AND {grants.OPEN} AND kind <> 'lead' LIMIT 1",  # noqa: S608
            (scope, tx.now_ms),
        )
    ]
