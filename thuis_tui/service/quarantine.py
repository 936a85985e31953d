"""What was kept aside, as the administrator sees it."""

from __future__ import annotations

from typing import Any

from thuis_tui.service.admin import listed
from thuis_tui.service.storage import Transaction


def waiting(tx: Transaction) -> list[dict[str, Any]]:
    """List what nobody decided on yet, without what it says."""
    return listed(
        tx,
        ("scope", "id", "caseworker", "reason", "received_at"),
        "SELECT q.scope, q.id, c.name, q.reason, q.received_at FROM quarantine q"
        " JOIN caseworker c ON c.id = q.caseworker WHERE q.decision = ''"
        " ORDER BY q.received_at, q.scope, q.n",
    )
