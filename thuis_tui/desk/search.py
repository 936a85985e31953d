"""Search in names, phone numbers, addresses and notes, inside the encryption."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection

from thuis_tui.desk import caseload, names
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.shapes import ClientHit, NoteHit, SearchResult
from thuis_tui.store import search

SITTING_MS = 60 * 1000
"""Typing on within so long is the same search, and one line in the access log."""


class Search:
    """Finds as you type: each word as the beginning of a word, accents folded."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._searched_at = -SITTING_MS

    async def find(self, text: str, limit: int = 20) -> SearchResult:
        """Up to `limit` clients in surname order and `limit` notes, the latest first."""
        if not text.strip():
            return SearchResult((), ())
        # The log is written while the words are looked up; nothing is shown that is not logged.
        found, _logged = await asyncio.gather(
            self._file.read(lambda connection: _find(connection, text, limit)), self._log()
        )
        return found

    async def _log(self) -> None:
        now = self._file.world.now_ms()
        if abs(now - self._searched_at) < SITTING_MS:
            return
        self._searched_at = now
        at = self._file.world.stamp()
        await self._file.write(lambda writing: log_access(writing, "search", None, at))


def _find(connection: Connection, text: str, limit: int) -> SearchResult:
    clients = caseload.rows(connection, search.client_rows(connection, text, limit))
    found = search.notes(connection, text, limit)
    called = names.of_clients(connection, (note.client for note in found.notes))
    return SearchResult(
        clients=tuple(
            ClientHit(row.rowid, row.client, row.name, row.birth_date, row.municipality) for row in clients
        ),
        notes=tuple(
            NoteHit(
                note=note.note,
                client=note.client,
                client_name=called.get(note.client, ""),
                occurred_at=note.occurred_at,
                occurred_offset=note.occurred_offset,
                excerpt=note.excerpt,
                marks=note.marks,
            )
            for note in found.notes
        ),
        more=found.more,
    )
