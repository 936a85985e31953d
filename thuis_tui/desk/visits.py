"""Visits: planned, begun, ended, and what they say about today."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework.problem import Problem
from thuis_tui.casework.visit_rules import (
    NOT_IN_YET,
    USUAL_MINUTES,
    end_problems,
    later,
    start_problems,
    visit_problems,
)
from thuis_tui.desk import agenda, visit_reading
from thuis_tui.desk.dossiers import Dossiers
from thuis_tui.desk.facts import checked, put
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.records import Records, RecordStanding, add, of_record, refuse, refuse_reason
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.desk.visit_reading import Brief, NoteFacts, VisitShown, day_bounds, why_not_alone
from thuis_tui.language import N_, message
from thuis_tui.store import drafts
from thuis_tui.store.writing import Writing

GO_WITH_TWO = message(
    N_("Nobody goes here alone. Name who goes along, or give a reason: the team lead is told of it.")
)
STILL_IN = message(
    N_("You are still checked in at another visit. Check out there first (Ctrl+O leads to it).")
)
IN_ALREADY = message(N_("You have checked in here already."))
OUT_ALREADY = message(N_("This visit is over."))
_KINDS = {"home": "home_visit", "office": "office"}
_OPEN = (
    "SELECT 1 FROM visit WHERE caseworker=? AND checked_in_at IS NOT NULL AND checked_out_at IS NULL"
    " AND outcome IS NULL AND id!=?"
)
_UNDER_WAY = "visit.caseworker=? AND checked_in_at IS NOT NULL AND checked_out_at IS NULL AND outcome IS NULL"


class Visits:
    """Plans, begins and ends the visits of one caseworker, and shows those of everybody in a dossier."""

    def __init__(self, file: OpenFile, records: Records, dossiers: Dossiers) -> None:
        self._file = file
        self._records = records
        self._dossiers = dossiers

    # Planning

    async def alone(self, client: str) -> tuple[str, ...]:
        """Why nobody goes to this client alone ("risk", "go_with_two"); empty when one may."""
        return await self._file.read_of(client, lambda connection: why_not_alone(connection, client))

    async def plan(self, client: str, values: Mapping[str, Any], draft_id: str | None = None) -> str:
        """Plan a visit of one's own; its id. Raises InvalidInput.

        Where nobody goes alone it needs a companion, or `alone_reason`, of which the service tells the team
        lead.
        """
        me, today = self._file.author(), self._file.world.today()
        kept = self._records.stamped("visit", {**values, "client": client, "caseworker": me})
        refuse("visit", kept, lambda whole: start_problems(whole["starts_at"], today) + visit_problems(whole))
        await self._refuse_alone(client, kept)

        def plan_it(writing: Writing) -> str:
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            return add(writing, "visit", client, kept)

        return await self._file.write(plan_it)

    async def standing(self, visit: str) -> RecordStanding:
        """A visit with all its fields as they stand now; raises NotFound."""
        me = self._file.database.actor
        found = await self._file.read(lambda connection: _standing(connection, visit, me))
        await self._file.saw(found.client)
        return found

    async def change(
        self, seen: RecordStanding, values: Mapping[str, Any], draft_id: str | None = None
    ) -> None:
        """Plan it otherwise. Raises InvalidInput."""
        today, before = self._file.world.today(), seen.values
        whole = {**before, **values}
        moved = values.get("starts_at", before.get("starts_at")) != before.get("starts_at")
        if moved and values["starts_at"] and (problems := start_problems(values["starts_at"], today)):
            raise InvalidInput(problems)
        await self._refuse_alone(seen.client, whole)
        await self._records.change(seen, values, rule=lambda all_: visit_problems(all_), draft_id=draft_id)

    async def overlapping(
        self, starts_at: str, minutes: int | None, besides: str | None = None
    ) -> list[VisitShown]:
        """One's own visits at the same time: a warning, nothing is forbidden."""
        me, now = self._file.database.actor, self._file.world.stamp()
        ends_at = later(starts_at, minutes or USUAL_MINUTES)
        where = (
            "visit.caseworker=? AND visit.outcome IS NULL AND visit.starts_at<? AND visit.starts_at>?"
            " AND visit.id!=?"
        )
        # Nothing that lasts longer than a day can be planned, so nothing earlier can reach until now.
        given = (me, ends_at, later(starts_at, -24 * 60), besides or "")
        found = await self._file.read(
            lambda connection: visit_reading.visits(connection, where, given, me, now)
        )
        return [each for each in found if each.ends_at > starts_at]

    async def cancel(self, visit: str, by: str, reason: str) -> None:
        """It will not take place: `by` is "client" or "us". Raises InvalidInput."""
        refuse_reason(reason)
        await self._set(visit, {"outcome": f"cancelled_{by}", "outcome_reason": reason.strip()}, _not_over)

    # At the door

    async def check_in(self, visit: str, until: str, alone_reason: str | None = None) -> None:
        """Go in; `until` is when one expects to leave, as a moment in UTC. Raises InvalidInput."""
        now = self._file.world.stamp()
        if problems := end_problems(until, now):
            raise InvalidInput(problems)
        me = self._file.author()
        values = {"checked_in_at": now, "expected_end_at": until}
        if alone_reason:
            values["alone_reason"] = alone_reason.strip()

        def may(writing: Writing | None, standing: Mapping[str, Any]) -> list[Problem]:
            if standing.get("checked_in_at"):
                return [Problem("checked_in_at", IN_ALREADY)]
            if writing is not None and writing.raw.execute(_OPEN, (me, visit)).fetchone() is not None:
                return [Problem("checked_in_at", STILL_IN)]
            return _not_over(writing, standing)

        seen = await self.standing(visit)
        await self._refuse_alone(seen.client, {**seen.values, **values})
        # Who goes in is who is there, whoever planned it.
        await self._set(visit, {**values, "caseworker": me}, may)

    async def stay_until(self, visit: str, until: str) -> None:
        """Move the planned end of a visit that is under way. Raises InvalidInput."""
        if problems := end_problems(until, self._file.world.stamp()):
            raise InvalidInput(problems)
        await self._set(visit, {"expected_end_at": until}, _under_way)

    async def check_out(self, visit: str) -> None:
        """Leave. Raises InvalidInput when one did not go in."""
        values = {"checked_out_at": self._file.world.stamp(), "outcome": "done"}
        await self._set(visit, values, _under_way)

    async def not_home(self, visit: str, said: str = "") -> None:
        """Nobody opened; `said` is what one did about it, and may be empty. Raises InvalidInput."""
        values: dict[str, Any] = {"outcome": "not_home"}
        if said.strip():
            values["outcome_reason"] = said.strip()
        await self._set(visit, values, _not_over)

    # Reading

    async def week(self, monday: date, days: int = 7) -> list[VisitShown]:
        """One's own visits from a day on, in order."""
        me, now = self._file.database.actor, self._file.world.stamp()
        where = "visit.caseworker=? AND visit.starts_at>=? AND visit.starts_at<?"
        given = (me, *day_bounds(monday, days))
        return await self._file.read(
            lambda connection: visit_reading.visits(connection, where, given, me, now)
        )

    async def of_client(self, client: str) -> list[VisitShown]:
        """All visits to one client by anybody: those that are still open first, then back in time."""
        me, now = self._file.database.actor, self._file.world.stamp()
        found = await self._file.read(lambda connection: visit_reading.of_client(connection, client, me, now))
        await self._dossiers.log_reading(client)
        return [one for one in found if not one.over] + [one for one in reversed(found) if one.over]

    async def one(self, visit: str) -> VisitShown:
        """One visit; raises NotFound."""
        me, now = self._file.database.actor, self._file.world.stamp()
        found = await self._file.read(lambda connection: visit_reading.one(connection, visit, me, now))
        await self._file.saw(found.client)
        return found

    async def brief(self, visit: str) -> Brief:
        """What one wants to know before the door, and a line in the access log; raises NotFound."""
        me, world = self._file.database.actor, self._file.world
        now, today = world.stamp(), world.today()
        found = await self._file.read(
            lambda connection: visit_reading.brief(connection, visit, me, now, today)
        )
        await self._dossiers.log_reading(found.visit.client)
        return found

    async def under_way(self) -> list[VisitShown]:
        """Where one is checked in and not out."""
        me, now = self._file.database.actor, self._file.world.stamp()
        return await self._file.read(
            lambda connection: visit_reading.visits(connection, _UNDER_WAY, (me,), me, now)
        )

    async def write_agenda(self, path: Path, days: int) -> int:
        """Write one's visits of so many days from today into an .ics file; how many. Raises OSError."""
        world = self._file.world
        found = [one for one in await self.week(world.today(), days) if not one.outcome]
        now = world.stamp()
        await asyncio.to_thread(lambda: agenda.write(path, agenda.calendar(found, now)))
        if self._file.database.actor:
            clients = sorted({one.client for one in found})
            await self._file.write(partial(_log_export, clients, now))
        return len(found)

    def now_ms(self) -> int:
        """The clock that visits go by."""
        return self._file.world.now_ms()

    async def note_facts(self, visit: str) -> NoteFacts:
        """What a note about this visit begins with; raises NotFound."""
        shown = await self.one(visit)
        begun = shown.checked_in_at or shown.starts_at
        minutes = shown.minutes
        if shown.checked_in_at:
            minutes = _minutes(begun, shown.checked_out_at or self._file.world.stamp())
        kind = _KINDS.get(shown.place or "home", "visit")
        return NoteFacts(shown.client, kind, begun, None if shown.outcome == "not_home" else minutes)

    # Writing

    async def _refuse_alone(self, client: str, values: Mapping[str, Any]) -> None:
        if values.get("companion") or values.get("alone_reason"):
            return
        if await self.alone(client):
            raise InvalidInput([Problem("companion", GO_WITH_TWO)])

    async def _set(
        self,
        visit: str,
        values: Mapping[str, Any],
        may: Callable[[Writing | None, Mapping[str, Any]], list[Problem]],
    ) -> None:
        """Set fields of a visit as it stands, all or none. Raises InvalidInput or NotFound."""
        self._file.author()
        seen = await self.standing(visit)
        kept = {name: checked("visit", name, value) for name, value in values.items()}
        before = seen.values
        problems = may(None, before) or visit_problems({**before, **kept})
        if problems:
            raise InvalidInput(problems)
        at = self._file.world.stamp()
        await self._file.write(partial(_write, seen, kept, may, at))


def _write(
    seen: RecordStanding,
    kept: Mapping[str, Any],
    may: Callable[[Writing | None, Mapping[str, Any]], list[Problem]],
    at: str,
    writing: Writing,
) -> None:
    before = seen.values
    if problems := may(writing, before):
        raise InvalidInput(problems)
    changed = {name: value for name, value in kept.items() if value != before.get(name)}
    tx = writing.ids() if len(changed) > 1 else ""
    for name, value in changed.items():
        put(writing, seen.fields[name], value, seen.fields[name].base, tx)
    log_access(writing, "change", seen.client, at)


def _log_export(clients: list[str], at: str, writing: Writing) -> None:
    for client in clients:
        log_access(writing, "export", client, at)


def _not_over(_writing: Writing | None, standing: Mapping[str, Any]) -> list[Problem]:
    if standing.get("outcome") or standing.get("checked_out_at"):
        return [Problem("outcome", OUT_ALREADY)]
    return []


def _under_way(writing: Writing | None, standing: Mapping[str, Any]) -> list[Problem]:
    if not standing.get("checked_in_at"):
        return [Problem("checked_out_at", NOT_IN_YET)]
    return _not_over(writing, standing)


def _standing(connection: Connection, visit: str, me: str) -> RecordStanding:
    row = connection.exec_driver_sql("SELECT client FROM visit WHERE id=?", (visit,)).first()
    if row is None:
        raise NotFound(visit)
    return of_record(connection, str(row[0]), f"visit:{visit}", me)


def _minutes(begun: str, ended: str) -> int | None:
    seconds = (datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds()
    return min(24 * 60, max(1, round(seconds / 60)))
