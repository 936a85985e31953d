"""The log of the reporting code (meldcode), and reports of calamities: written down once, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import validate
from thuis_tui.casework.safety_rules import (
    DECIDING,
    WEIGHING,
    calamity_problems,
    closing_problems,
    missing_steps,
    step_problems,
)
from thuis_tui.casework.terms.safety import CALAMITY_KIND, MELDCODE_DECISION, MELDCODE_STEP
from thuis_tui.desk import names
from thuis_tui.desk.facts import put
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.records import Records, add, of_record, rows
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.language import N_, _
from thuis_tui.store import drafts, merged
from thuis_tui.store.writing import Writing

OPEN_DAYS = 5
"""So long after its beginning the reporting code asks loudly to be weighed and decided."""
_OPEN = (
    "SELECT m.client, m.id, m.recorded_at,"
    " (SELECT count(DISTINCT step) FROM meldcode_step s WHERE s.meldcode=m.id AND s.step IN (4, 5))"
    " FROM meldcode m WHERE m.closed_on IS NULL ORDER BY m.recorded_at, m.id"
)


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step as it was written down."""

    id: str
    step: int
    title: str
    taken_on: str
    consulted: str
    account: str
    decision: str
    """In words; empty for the steps that decide nothing."""
    author_name: str
    recorded_at: str
    recorded_offset: int


@dataclass(frozen=True, slots=True)
class MeldcodeShown:
    """One concern with the steps that were taken, in the order of the code and then of time."""

    id: str
    client: str
    concern: str
    closed_on: str
    author_name: str
    recorded_at: str
    steps: tuple[StepTaken, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """The steps that nobody has written down yet."""
        return missing_steps({"step": each.step} for each in self.steps)

    @property
    def weighed(self) -> bool:
        """Whether step 4 was taken: without it nobody decides."""
        return WEIGHING not in self.missing

    @property
    def decided(self) -> bool:
        """Whether step 5 was taken."""
        return DECIDING not in self.missing


@dataclass(frozen=True, slots=True)
class CalamityShown:
    """A calamity as it was reported."""

    id: str
    kind: str
    occurred_at: str
    occurred_offset: int
    what: str
    involved: str
    measures: str
    told: str
    author_name: str
    recorded_at: str


class Reporting:
    """The reporting code and calamities of one client."""

    def __init__(self, file: OpenFile, records: Records) -> None:
        self._file = file
        self._records = records

    async def meldcodes(self, client: str) -> tuple[MeldcodeShown, ...]:
        """Every concern, the open ones first, the latest first."""
        return await self._file.read_of(client, lambda connection: _meldcodes(connection, client))

    async def calamities(self, client: str) -> tuple[CalamityShown, ...]:
        """Every calamity, the latest first."""
        return await self._file.read_of(client, lambda connection: _calamities(connection, client))

    async def begin(self, client: str, concern: str) -> str:
        """Begin the reporting code for a concern; its id. Raises InvalidInput."""
        return await self._records.create("meldcode", client, {"concern": concern})

    async def take_step(
        self, client: str, meldcode: str, values: Mapping[str, Any], draft_id: str | None = None
    ) -> str:
        """Write down a step that was taken; its id. Raises InvalidInput, NotFound."""
        kept = self._records.stamped("meldcode_step", {**values, "meldcode": meldcode})
        today = self._file.world.today()

        def take_it(writing: Writing) -> str:
            together = merged.family(writing.connection, client)
            known = writing.raw.execute(
                f"SELECT 1 FROM meldcode WHERE id=? AND client {merged.one_of(together)}",  # noqa: S608
                (meldcode, *together),
            ).fetchone()
            if known is None:
                raise NotFound(meldcode)
            taken = [
                {"step": step, "taken_on": taken_on}
                for step, taken_on in writing.raw.execute(
                    "SELECT step, taken_on FROM meldcode_step WHERE meldcode=?", (meldcode,)
                )
            ]
            special = step_problems(kept, taken, today)
            fields_told = {problem.field for problem in special}
            problems = [each for each in validate("meldcode_step", kept) if each.field not in fields_told]
            if problems or special:
                raise InvalidInput([*special, *problems])
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            return add(writing, "meldcode_step", client, kept)

        return await self._file.write(take_it)

    async def close(self, client: str, meldcode: str) -> None:
        """Close a concern that was weighed and decided. Raises InvalidInput, NotFound."""
        self._file.author()
        me, world = self._file.database.actor, self._file.world
        at, today = world.stamp(), world.today().isoformat()
        ent = f"meldcode:{meldcode}"
        seen = await self._file.read(lambda connection: of_record(connection, client, ent, me))

        def close_it(writing: Writing) -> None:
            taken = writing.raw.execute("SELECT step FROM meldcode_step WHERE meldcode=?", (meldcode,))
            if problems := closing_problems([{"step": step} for (step,) in taken]):
                raise InvalidInput(problems)
            put(writing, seen.fields["closed_on"], today, seen.fields["closed_on"].base)
            log_access(writing, "change", client, at)

        await self._file.write(close_it)

    async def report_calamity(
        self, client: str, values: Mapping[str, Any], draft_id: str | None = None
    ) -> str:
        """Report a calamity; its id. The team lead is told with the next connection. Raises InvalidInput."""
        return await self._records.create(
            "calamity", client, values, rule=self.calamity_rule, draft_id=draft_id
        )

    def calamity_rule(self, values: Mapping[str, Any]) -> list[Problem]:
        """What is wrong with the report of a calamity as a whole."""
        return calamity_problems(values, self._file.world.stamp())


def _meldcodes(connection: Connection, client: str) -> tuple[MeldcodeShown, ...]:
    found = rows(connection, "meldcode", client, order="recorded_at DESC")
    steps = rows(connection, "meldcode_step", client, order="step, taken_on, recorded_at")
    authors = names.of_caseworkers(connection, {row["author"] for row in (*found, *steps) if row["author"]})
    shown = [
        MeldcodeShown(
            id=row["id"],
            client=client,
            concern=row["concern"] or "",
            closed_on=row["closed_on"] or "",
            author_name=authors.get(row["author"] or "", ""),
            recorded_at=row["recorded_at"] or "",
            steps=tuple(_step(each, authors) for each in steps if each["meldcode"] == row["id"]),
        )
        for row in found
    ]
    return tuple(sorted(shown, key=lambda each: bool(each.closed_on)))


def _step(row: Mapping[str, Any], authors: Mapping[str, str]) -> StepTaken:
    return StepTaken(
        id=row["id"],
        step=row["step"],
        title=MELDCODE_STEP.shown(row["step"]),
        taken_on=row["taken_on"] or "",
        consulted=row["consulted"] or "",
        account=row["account"] or "",
        decision=MELDCODE_DECISION.shown(row["decision"]) if row["decision"] else "",
        author_name=authors.get(row["author"] or "", ""),
        recorded_at=row["recorded_at"] or "",
        recorded_offset=row["recorded_offset"] or 0,
    )


def _calamities(connection: Connection, client: str) -> tuple[CalamityShown, ...]:
    found = rows(connection, "calamity", client, order="occurred_at DESC")
    authors = names.of_caseworkers(connection, {row["author"] for row in found if row["author"]})
    return tuple(
        CalamityShown(
            id=row["id"],
            kind=CALAMITY_KIND.shown(row["kind"] or ""),
            occurred_at=row["occurred_at"] or "",
            occurred_offset=row["recorded_offset"] or 0,
            what=row["what"] or "",
            involved=row["involved"] or "",
            measures=row["measures"] or "",
            told=row["told"] or "",
            author_name=authors.get(row["author"] or "", ""),
            recorded_at=row["recorded_at"] or "",
        )
        for row in found
    )


_ASKS = (
    N_("Reporting code: the weighing (step 4) and the decision (step 5) are still to come"),
    N_("Reporting code: the decision (step 5) is still to come"),
)


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """Concerns that were not weighed or not decided yet."""
    return [
        Matter(
            kind="meldcode",
            text=_(_ASKS[done]),
            client=client,
            route="meldcode",
            arguments={"client": client, "meldcode": meldcode},
            urgent=(today - _day(recorded_at)).days >= OPEN_DAYS,
        )
        for client, meldcode, recorded_at, done in connection.exec_driver_sql(_OPEN).fetchall()
        if done < len(_ASKS)
    ]


def _day(stamp: str) -> date:
    return datetime.fromisoformat(stamp).astimezone(UTC).date()
