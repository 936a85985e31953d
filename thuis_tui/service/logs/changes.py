"""Which scopes were written to since the figures were counted: what the counting costs follows from it."""

from __future__ import annotations

from collections.abc import Iterable

from thuis_tui.service.database.storage import Transaction

# A row that is there is written again all the same: who counts waits for this commit, and then sees it.
_MARK = (
    "INSERT INTO figure_changed(scope) VALUES (?) ON CONFLICT (scope) DO UPDATE SET scope = excluded.scope"
)


def mark(tx: Transaction, scopes: Iterable[str]) -> None:
    """Have scopes counted anew; what belongs to one caseworker, and the figures, count for nothing."""
    tx.many(_MARK, [(scope,) for scope in sorted(scopes) if scope == "ref" or scope[:2] in ("c:", "h:")])
