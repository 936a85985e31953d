"""Working notes: notes to oneself that are no part of any dossier, cleaned away after 90 days.

They stand in the scope of their writer: no colleague sees them, and they are not shown to the client as file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from thuis_tui.casework.own import WORKING_NOTE_DAYS
from thuis_tui.casework.records import cleaned, validate
from thuis_tui.desk import names
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.store import merged, write
from thuis_tui.store.writing import Writing

FORM = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class WorkingNote:
    """A note to oneself; `days_left` until it is cleaned away."""

    id: str
    client: str | None
    client_name: str
    body: str
    recorded_at: str
    days_left: int


class WorkingNotes:
    """Writes, lists and removes one's own working notes."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def listed(self, client: str | None = None) -> list[WorkingNote]:
        """Those of one client, or all; the latest first. What is too old is cleaned away first."""
        await self.clean()
        now = self._file.world.stamp()
        return await self._file.read(lambda connection: _listed(connection, client, now))

    async def add(self, body: str, client: str | None = None) -> str:
        """Write a working note; its id. Raises InvalidInput, NotEnrolled."""
        me = self._file.author()
        values = cleaned("working_note", {"body": body, "recorded_at": self._file.world.stamp()})
        if client is not None:
            values["client"] = client
        if problems := validate("working_note", values):
            raise InvalidInput(problems)
        ent = await self._file.write(lambda writing: write.create(writing, f"u:{me}", "working_note", values))
        return ent.partition(":")[2]

    async def remove(self, note: str) -> None:
        """Let go of a working note."""
        me = self._file.author()
        await self._file.write(lambda writing: write.remove(writing, f"u:{me}", f"working_note:{note}", ""))

    async def clean(self) -> int:
        """Let go of what is older than 90 days; how many."""
        last = _oldest(self._file.world.stamp())
        old = await self._file.read(lambda connection: _before(connection, last))
        if not old:
            return 0
        me = self._file.author()

        def clean_them(writing: Writing) -> None:
            for note in old:
                write.remove(writing, f"u:{me}", f"working_note:{note}", "")

        await self._file.write(clean_them)
        return len(old)


def _oldest(now: str) -> str:
    return (datetime.strptime(now, FORM) - timedelta(days=WORKING_NOTE_DAYS)).strftime(FORM)


def _before(connection: Connection, stamp: str) -> list[str]:
    rows = connection.exec_driver_sql("SELECT id FROM working_note WHERE recorded_at<?", (stamp,))
    return [row[0] for row in rows]


def _listed(connection: Connection, client: str | None, now: str) -> list[WorkingNote]:
    together = merged.family(connection, client) if client is not None else ()
    rows = connection.exec_driver_sql(
        "SELECT id, client, body, recorded_at FROM working_note"
        " WHERE ?1='[]' OR client IN (SELECT value FROM json_each(?1)) ORDER BY recorded_at DESC, id DESC",
        (json.dumps(together),),
    ).fetchall()
    called = names.of_clients(connection, (row[1] for row in rows))
    today = datetime.strptime(now, FORM)
    return [
        WorkingNote(
            note,
            of,
            called.get(of or "", ""),
            body,
            at,
            max(0, WORKING_NOTE_DAYS - (today - datetime.strptime(at, FORM)).days),
        )
        for note, of, body, at in rows
    ]
