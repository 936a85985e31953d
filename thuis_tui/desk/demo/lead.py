"""What waits for who leads the team of the demo: each thing came about as it does, on laptops and offline.

A plan to approve, a visit alone in spite of red, a note in a dossier that was taken away meanwhile, a cover.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection

from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import NoteInput

COVER_DAYS = 6
_DRAFT = "SELECT client FROM plan WHERE state='draft' AND author=? ORDER BY id LIMIT 1"
_RED = "SELECT client FROM risk_flag WHERE level='red' AND ended_on IS NULL ORDER BY id LIMIT 1"
_ALONE = "Hij vroeg zelf om dit gesprek; de wijkagent weet ervan en ik bel na afloop."
_LATE = "Nog even langs geweest: de sleutel past weer, de buurman heeft het slot gemaakt."
_COVER = "Ik ben er even niet. De ketel wordt nagekeken, wil jij erbij zijn?"


async def fill(organisation: Organisation, lead: Desk, colleague: Desk, covered: str, taken: str) -> None:
    """Let it come about. The colleague has both dossiers: one is taken away, the other they get to cover."""
    colleague_id = colleague.file.author()
    await _agree(colleague)
    await _go_alone(colleague)
    for client in (covered, taken):
        organisation.admin("revoke", colleague_id, client, "--reason", "Herverdeling")
    # Written on the way, before the colleague's laptop has heard of it.
    now = colleague.file.world.stamp()
    await colleague.notes.file(
        NoteInput(client=taken, kind="home_visit", occurred_at=now, occurred_offset=0, body=_LATE)
    )
    await colleague.connection.run_once()
    day = lead.file.world.today() + timedelta(days=COVER_DAYS)
    await lead.transfers.cover(covered, colleague_id, day, _COVER)
    for desk in (lead, colleague, lead):
        await desk.connection.run_once()


async def _agree(colleague: Desk) -> None:
    """The colleague's draft goes through with the client, and waits for the lead."""
    me = colleague.file.author()
    client = await colleague.file.read(lambda connection: _first(connection, _DRAFT, me))
    if client:
        name = await colleague.dossiers.name(client)
        for step in ("discuss", "sign"):
            await colleague.plans.step(await colleague.plans.plan(client), step, name=name)


async def _go_alone(colleague: Desk) -> None:
    """A visit to somebody with a red risk, alone, with the reason."""
    client = await colleague.file.read(lambda connection: _first(connection, _RED))
    if client:
        tomorrow = colleague.file.world.today() + timedelta(days=1)
        begin = datetime.combine(tomorrow, time(15, 30)).astimezone()
        values = {
            "starts_at": begin.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "starts_offset": round(offset.total_seconds() / 60) if (offset := begin.utcoffset()) else 0,
            "minutes": 45,
            "purpose": "Praten over de huur",
            "alone_reason": _ALONE,
        }
        await colleague.visits.plan(client, values)


def _first(connection: Connection, sql: str, *parameters: str) -> str:
    return str(connection.exec_driver_sql(sql, parameters).scalar() or "")
