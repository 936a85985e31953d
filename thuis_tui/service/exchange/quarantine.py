"""What was kept aside, as the administrator sees it."""

from __future__ import annotations

from typing import Any

from thuis_tui.language import N_, message
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.logs import ledger
from thuis_tui.service.logs.ledger import ScopeLog
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.people import finder, late_work
from thuis_tui.service.people.admin import NotPossible, listed, one
from thuis_tui.service.people.late_work import Decided, Kept
from thuis_tui.text import clean


def waiting(tx: Transaction) -> list[dict[str, Any]]:
    """List what nobody decided on yet, without what it says."""
    return listed(
        tx,
        ("scope", "id", "caseworker", "reason", "received_at"),
        "SELECT q.scope, q.id, c.name, q.reason, q.received_at FROM quarantine q"
        " JOIN caseworker c ON c.id = q.caseworker WHERE q.decision = ''"
        " ORDER BY q.received_at, q.scope, q.n",
    )


def decide(tx: Transaction, operation: str, decision: str, by: str, reason: str) -> int:
    """Decide about an operation in quarantine, with those it belongs together with; returns how many.

    `by` is a caseworker; what was returned or archived may be accepted later. Raises NotPossible.
    """
    reason = clean(reason).strip()
    if not late_work.is_reason(reason):
        raise NotPossible(message(N_("A decision needs a reason, of at most 500 characters.")))
    caseworker = one(tx, "caseworker", by)
    found = [Kept(*row) for row in tx.rows(f"{late_work.KEPT} q.id = ? LIMIT 2", (operation,))]
    if len(found) != 1:
        raise NotPossible(message(N_("There is no '{name}'."), name=operation))
    (kept,) = found
    if kept.decision in ("accept", decision):
        raise NotPossible(message(N_("That was decided before.")))
    if decision == "accept" and not late_work.acceptable(tx, kept):
        raise NotPossible(
            message(N_("This cannot be accepted: the rules do not allow it, or its dossier does not exist."))
        )
    logs: dict[str, ScopeLog] = {}
    own = OwnChain(tx, logs)
    done = late_work.carry_out(tx, logs, own, [Decided(kept, decision, reason, caseworker)])
    ledger.flush(tx, logs.values())
    if found_by := finder.named(logs.values()):
        finder.reindex(tx, found_by)
    own.write()
    return done
