"""Who reads the figures of the programme: a scope granted by role, written by the service alone."""

from __future__ import annotations

from thuis_tui.casework.rights import Right, may
from thuis_tui.language import N_
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.people import grants, roles

NO_MORE = N_("Your role changed: the figures are no longer on this laptop.")


def follow(tx: Transaction, account: str) -> None:
    """Give the figures to who may read them by now, or take them."""
    if may(roles.of(tx, account), Right.COUNT):
        grants.make_scope(tx, grants.FIGURES)
        grants.grant(tx, account, grants.FIGURES, "read")
    else:
        grants.revoke(tx, account, grants.FIGURES, NO_MORE)


def everybody(tx: Transaction) -> None:
    """Bring all accounts in line, and have everything counted: after an older database."""
    for (account,) in tx.rows("SELECT id FROM caseworker ORDER BY id"):
        follow(tx, account)
    tx.run(
        "INSERT INTO figure_changed(scope) SELECT scope FROM scope_head WHERE substr(scope, 1, 2) <> 'u:'"
        " ON CONFLICT DO NOTHING"
    )
