"""Today: the first thing a caseworker wants to know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import Connection

from thuis_tui.desk import caseload, drafts, names, timeline
from thuis_tui.desk.connection import Connection as Link
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.shapes import ConnectionState, Overview
from thuis_tui.desk.world import stamp_of

LATEST = 5
UNSEEN = 5
_TODAY = "SELECT count(*) FROM note WHERE author=? AND occurred_at>=?"
_LATEST = "SELECT rowid FROM note ORDER BY rowid DESC LIMIT ?"
_UNSEEN = "SELECT rowid FROM client ORDER BY last_note_at, sort_name LIMIT ?"


class Today:
    """Gathers the overview from the tables and the connection."""

    def __init__(self, file: OpenFile, link: Link) -> None:
        self._file = file
        self._link = link

    async def overview(self) -> Overview:
        """How things stand today."""
        world = self._file.world
        here = timezone(timedelta(minutes=world.offset()))
        now = datetime.fromtimestamp(world.now_ms() / 1000, here)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        since = stamp_of(round(midnight.timestamp() * 1000))
        author, state = self._file.database.actor, self._link.state
        return await self._file.read(lambda connection: _overview(connection, author, since, state))


def _overview(connection: Connection, author: str, since: str, state: ConnectionState) -> Overview:
    latest = timeline.entries(connection, _rowids(connection, _LATEST, LATEST))
    clients, notes, conflicts = connection.exec_driver_sql(
        "SELECT count(*), ifnull(sum(note_count), 0), ifnull(sum(conflicts), 0) FROM client"
    ).one()
    return Overview(
        clients=clients,
        notes=notes,
        notes_today=connection.exec_driver_sql(_TODAY, (author, since)).scalar_one(),
        drafts=tuple(drafts.listed(connection)),
        latest=tuple(latest),
        latest_names=names.of_clients(connection, (entry.client for entry in latest)),
        longest_unseen=tuple(caseload.rows(connection, _rowids(connection, _UNSEEN, UNSEEN))),
        conflicts=conflicts,
        connection=state,
    )


def _rowids(connection: Connection, statement: str, limit: int) -> list[int]:
    return [row[0] for row in connection.exec_driver_sql(statement, (limit,))]
