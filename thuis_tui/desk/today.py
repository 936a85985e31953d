"""Today: the first thing a caseworker wants to know."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from importlib import import_module
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from thuis_tui.desk import caseload, drafts, family, names, timeline
from thuis_tui.desk.connection import Connection as Link
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.shapes import ConnectionState, Day, Overview
from thuis_tui.desk.world import stamp_of
from thuis_tui.store import merged, moments

if TYPE_CHECKING:
    from thuis_tui.desk.matter import Source

SOURCES: Final = (
    "thuis_tui.desk.visit_matters:matters",
    "thuis_tui.desk.safety:matters",
    "thuis_tui.desk.reporting:matters",
    "thuis_tui.desk.notices:matters",
    "thuis_tui.desk.plan_matters:matters",
    "thuis_tui.desk.task_reading:matters",
    "thuis_tui.desk.assessments:matters",
    "thuis_tui.desk.people:matters",
    "thuis_tui.desk.drafts:matters",
    "thuis_tui.desk.conflicts:matters",
    "thuis_tui.desk.outbox:matters",
    "thuis_tui.desk.late_work:matters",
    "thuis_tui.desk.transfer_reading:matters",
    "thuis_tui.desk.merging:matters",
    "thuis_tui.desk.learning:matters",
)
"""The function of each job that knows what asks for attention; imported when it is first asked."""
OF_THE_TEAM: Final = frozenset(
    {
        *("action", "assessment", "conflict", "consent", "meldcode", "merge", "plan_agreement"),
        *("plan_evaluation", "plan_start", "risk_review", "visit_colleague"),
    }
)
"""Of a dossier that is here only because one leads its team, these are for who holds it: see `desk.team`."""
_IN_PLACE: Final = frozenset({"conflict", "draft", "refused", "late_work", "merge", "notice"})
LATEST = 5
UNSEEN = 5
_UNSEEN = "SELECT rowid FROM client ORDER BY last_note_at, sort_name LIMIT ?"
_COUNTED = """SELECT count(*), ifnull(sum(note_count), 0), ifnull(sum(conflicts), 0) FROM client
    WHERE id NOT IN (SELECT value FROM json_each(?))"""
_EVER_AFTER = "9999-12-31T23:59:59Z"


class Today:
    """Gathers the overview from the tables and the connection.

    What is here only because one leads its team is counted and listed by `desk.team`, not here.
    """

    def __init__(self, file: OpenFile, link: Link) -> None:
        self._file = file
        self._link = link

    async def day(self) -> Day:
        """What asks for attention today: one read, of what is open and not of what was ever written."""
        on, me = self._file.world.today(), self._file.database.actor
        return await self._file.read(lambda connection: _day(connection, on, me))

    async def overview(self) -> Overview:
        """How things stand today."""
        world = self._file.world
        here = timezone(timedelta(minutes=world.offset()))
        now = datetime.fromtimestamp(world.now_ms() / 1000, here)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        since = stamp_of(round(midnight.timestamp() * 1000))
        state = self._link.state
        on, me = world.today(), self._file.database.actor

        def read(connection: Connection) -> Overview:
            found = matters(connection, on, me)
            return replace(_overview(connection, since, state), matters=tuple(found))

        return await self._file.read(read)


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """What asks for attention, of every job, each with the name of its client."""
    led = family.only_led(connection)
    found = everything(connection, today, me)
    return named(connection, [one for one in found if one.kind not in OF_THE_TEAM or one.client not in led])


def everything(connection: Connection, today: date, me: str) -> list[Matter]:
    """The same with what is for who holds the dossiers of the team one leads; some without a name."""
    found = [matter for name in SOURCES for matter in _source(name)(connection, today, me)]
    away = merged.into(connection)
    return [_where_read(matter, away) for matter in found] if away else found


def _where_read(matter: Matter, away: Mapping[str, str]) -> Matter:
    """The same; what stands in a dossier that was merged leads to the one that goes on."""
    # Values are decided on, and a draft is gone on with, in the dossier they were written in.
    client = away.get(matter.client or "")
    if client is None or matter.kind in _IN_PLACE:
        return matter
    arguments = {
        name: client if value == matter.client else value for name, value in matter.arguments.items()
    }
    return replace(matter, client=client, client_name="", arguments=arguments)


def _source(name: str) -> Source:
    module, _colon, function = name.partition(":")
    found: Source = getattr(import_module(module), function)
    return found


def named(connection: Connection, found: Iterable[Matter]) -> list[Matter]:
    """The same with the names that a job left out, read together."""
    found = list(found)
    absent = {matter.client for matter in found if matter.client and not matter.client_name}
    called = names.of_clients(connection, absent) if absent else {}
    return [
        replace(matter, client_name=called[matter.client])
        if matter.client in absent & called.keys()
        else matter
        for matter in found
    ]


def _day(connection: Connection, on: date, me: str) -> Day:
    known = connection.exec_driver_sql("SELECT EXISTS(SELECT 1 FROM client)").scalar_one()
    return Day(on, tuple(matters(connection, on, me)), bool(known))


def _overview(connection: Connection, since: str, state: ConnectionState) -> Overview:
    led = family.only_led(connection)
    away = merged.into(connection).keys()
    latest = timeline.entries(connection, moments.latest(connection, LATEST, led))
    clients, notes, conflicts = connection.exec_driver_sql(_COUNTED, (json.dumps(sorted(led)),)).one()
    return Overview(
        clients=clients - len(away - led),
        notes=notes,
        notes_today=moments.count_between(connection, since, _EVER_AFTER, led),
        drafts=tuple(drafts.listed(connection)),
        latest=tuple(latest),
        latest_names=names.of_clients(connection, (entry.client for entry in latest)),
        longest_unseen=tuple(caseload.rows(connection, _unseen(connection, led))),
        conflicts=conflicts,
        connection=state,
    )


def _unseen(connection: Connection, led: Collection[str]) -> list[int]:
    away = merged.places(connection) | caseload.rowids(connection, led)
    rows = connection.exec_driver_sql(_UNSEEN, (UNSEEN + len(away),))
    return [row[0] for row in rows if row[0] not in away][:UNSEEN]
