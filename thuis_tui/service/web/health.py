"""Whether this process should get requests: not while it stops, nor without the database it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thuis_tui.service.database.storage import Transaction


class Health:
    """What one process knows of itself."""

    def __init__(self) -> None:
        self.stopping = False
        """It was told to stop: what it has begun is answered, and nobody should begin anything new."""


def look(tx: Transaction) -> None:
    """See that the database answers, and has the tables of this program. Raises what the database raises."""
    tx.first("SELECT 1 FROM service_setting WHERE name = 'epoch'")
