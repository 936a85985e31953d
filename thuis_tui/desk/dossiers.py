"""Reading a dossier; every opening is in the access log, offline too."""

from __future__ import annotations

from collections.abc import Sequence

from thuis_tui.desk.shapes import Dossier, NoteShown, TimelineEntry


class Dossiers:
    """One client's file: the fields and the timeline of notes."""

    async def open(self, client: str) -> Dossier:
        """The head of the dossier, and a line in the access log; raises NotFound."""
        raise NotImplementedError

    async def timeline(self, client: str) -> tuple[int, ...]:
        """Row ids of the client's notes, the latest event first."""
        raise NotImplementedError

    async def entries(self, rowids: Sequence[int]) -> list[TimelineEntry]:
        """The timeline entries of these row ids, in the order asked for."""
        raise NotImplementedError

    async def note(self, note_id: str) -> NoteShown:
        """One note in full with its amendments, and a line in the access log; raises NotFound."""
        raise NotImplementedError
