"""Filing notes, and amending them with a reason: a filed note is never changed."""

from __future__ import annotations

from thuis_tui.desk.shapes import NoteInput


class Notes:
    """Writes notes and amendments."""

    async def file(self, note: NoteInput, draft_id: str | None = None) -> str:
        """File a note and let go of its draft in the same transaction; the note's id. Raises InvalidInput."""
        raise NotImplementedError

    async def amend(self, note_id: str, reason: str, body: str, draft_id: str | None = None) -> str:
        """File an amendment beside a note; its id. Raises InvalidInput or NotFound."""
        raise NotImplementedError
