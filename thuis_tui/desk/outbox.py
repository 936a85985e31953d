"""The outbox: what was recorded here and whether the service has it."""

from __future__ import annotations

from thuis_tui.desk.shapes import OutboxItem


class Outbox:
    """Lists what waits, what was refused or came late, and what was confirmed last."""

    async def items(self) -> list[OutboxItem]:
        """Refused and late first, then waiting in the order of recording, then the latest confirmed."""
        raise NotImplementedError
