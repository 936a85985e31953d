"""Drafts: what was being typed, kept within a second and offered again."""

from __future__ import annotations

from thuis_tui.desk.shapes import Draft


class Drafts:
    """Keeps, lists and discards drafts; they stay on this device."""

    async def keep(self, draft: Draft) -> None:
        """Put the draft on disk; keeping again under the same id replaces it."""
        raise NotImplementedError

    def keep_now(self, draft: Draft) -> None:
        """The same, blocking until it is on disk: for hang-up, termination and locking."""
        raise NotImplementedError

    async def list(self) -> list[Draft]:
        """All drafts, the latest first."""
        raise NotImplementedError

    async def discard(self, draft_id: str) -> None:
        """Let go of a draft; nothing happens when it is gone already."""
        raise NotImplementedError
