"""What one has to know before going: risks with their day to look again, and the warning plan.

A risk never goes by itself. Past its day it is shown as expired; ended with a reason it is folded away and
stays in the dossier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import fields
from thuis_tui.casework.safety import PARTIES, PHASES
from thuis_tui.casework.safety_rules import (
    is_expired,
    months_later,
    review_problem,
    risk_problems,
    strictest,
)
from thuis_tui.casework.terms.safety import RISK_KIND
from thuis_tui.casework.validation import REQUIRED
from thuis_tui.casework.vocabulary import RISK_LEVEL
from thuis_tui.desk import family, names, standing
from thuis_tui.desk.facts import checked, put
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.records import Records, RecordStanding, add, of_record, rows
from thuis_tui.desk.shapes import FieldValue, InvalidInput
from thuis_tui.language import _
from thuis_tui.store import merged
from thuis_tui.store.writing import Writing

DISAGREED = "SELECT ent, field FROM conflict WHERE scope=?"
USUAL_MONTHS = 3
"""After so many months a risk is looked at again when nobody says otherwise; twice that is the most."""
DUE_DAYS = 30
"""A risk that has to be looked at within so many days asks for attention."""
_DUE = (
    "SELECT client, kind, level, review_on FROM risk_flag"
    " WHERE review_on<=? AND ended_on IS NULL ORDER BY review_on, id"
)


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk as it is shown; `disputed` holds every value of the fields that people disagree about."""

    id: str
    kind: str
    level: str
    """Its colour's code: the strictest until somebody decides."""
    fact: str
    source: str
    observed_on: str
    review_on: str
    expired: bool
    ended_on: str
    ended_reason: str
    author_name: str
    recorded_at: str
    disputed: Mapping[str, tuple[FieldValue, ...]]

    @property
    def ended(self) -> bool:
        """Whether somebody ended it, with a reason."""
        return bool(self.ended_on)


@dataclass(frozen=True, slots=True)
class PlanCell:
    """What one party does in one phase, or the signs of it; several texts while people disagree."""

    field: str
    phase: str
    party: str
    texts: tuple[str, ...]
    disputed: tuple[FieldValue, ...] = ()


@dataclass(frozen=True, slots=True)
class WarningPlanShown:
    """The warning plan: every phase with every party, also the empty ones."""

    exists: bool
    discussed_on: str
    cells: tuple[PlanCell, ...]

    def phase(self, phase: str) -> tuple[PlanCell, ...]:
        """The four cells of one phase."""
        return tuple(cell for cell in self.cells if cell.phase == phase)

    @property
    def filled(self) -> tuple[str, ...]:
        """The phases that say something."""
        return tuple(phase for phase in PHASES if any(cell.texts for cell in self.phase(phase)))


class Safety:
    """Risks and the warning plan of one client."""

    def __init__(self, file: OpenFile, records: Records) -> None:
        self._file = file
        self._records = records

    async def risks(self, client: str) -> tuple[Risk, ...]:
        """All risks: open ones first, the strictest first, then the ended ones."""
        me, today = self._file.database.actor, self._file.world.today()
        return await self._file.read_of(client, lambda connection: risks_of(connection, client, me, today))

    async def plan(self, client: str) -> WarningPlanShown:
        """The warning plan, empty where nobody wrote anything."""
        me = self._file.database.actor
        return await self._file.read_of(client, lambda connection: plan_of(connection, client, me))

    async def make_plan(self, client: str) -> None:
        """Begin the warning plan when there is none; its fields are then set one by one."""
        kept = {"client": client}
        at = self._file.world.stamp()
        self._file.author()

        def make_it(writing: Writing) -> None:
            if writing.raw.execute("SELECT 1 FROM warning_plan WHERE id=?", (client,)).fetchone() is None:
                add(writing, "warning_plan", client, kept, id=client)
                log_access(writing, "add", client, at)

        await self._file.write(make_it)

    async def add_risk(self, client: str, values: Mapping[str, Any], draft_id: str | None = None) -> str:
        """Write down a risk; its id. Raises InvalidInput."""
        return await self._records.create("risk_flag", client, values, rule=self.risk_rule, draft_id=draft_id)

    def risk_rule(self, values: Mapping[str, Any]) -> list[Problem]:
        """What is wrong with a risk as a whole, by today's date."""
        return risk_problems(values, self._file.world.today())

    async def standing(self, client: str, risk: str) -> RecordStanding:
        """A risk with all its fields as they stand; raises NotFound."""
        return await self._records.standing(client, f"risk_flag:{risk}")

    async def review(
        self, seen: RecordStanding, values: Mapping[str, Any], draft_id: str | None = None
    ) -> None:
        """Look at a risk again: at least the next day to do so; one that was ended is open again.

        Raises InvalidInput.
        """
        given = {"review_on": None, **values}
        kept = {name: checked("risk_flag", name, value) for name, value in given.items()}
        if found := review_problem(kept["review_on"] or "", self._file.world.today()):
            raise InvalidInput([found])
        if seen.values.get("ended_on"):
            kept |= {"ended_on": None, "ended_reason": None}
        await self._records.change(seen, kept, draft_id=draft_id)

    async def end(self, client: str, risk: str, reason: str) -> None:
        """End a risk: it stays in the dossier, folded away, with the reason. Raises InvalidInput."""
        self._file.author()
        me, world = self._file.database.actor, self._file.world
        kept = checked("risk_flag", "ended_reason", reason.strip())
        if kept is None:
            raise InvalidInput([Problem("ended_reason", REQUIRED)])
        at, today = world.stamp(), world.today().isoformat()

        def end_it(writing: Writing) -> None:
            tx = writing.ids()
            put(writing, seen.fields["ended_reason"], kept, seen.fields["ended_reason"].base, tx)
            put(writing, seen.fields["ended_on"], today, seen.fields["ended_on"].base, tx)
            log_access(writing, "change", client, at)

        seen = await self._file.read(
            lambda connection: of_record(connection, client, f"risk_flag:{risk}", me)
        )
        await self._file.write(end_it)

    def governing(self, risks: Sequence[Risk], of_client: str) -> str:
        """The strictest colour of what is open and of the client as a whole; empty when there is none."""
        return governing(risks, of_client)

    def usual_review_day(self) -> date:
        """The day to look again that a form begins with."""
        return months_later(self._file.world.today(), USUAL_MONTHS)


def risks_of(connection: Connection, client: str, me: str, today: date) -> tuple[Risk, ...]:
    """All risks in one dossier: open before ended, then strict before mild, then the latest first."""
    found = rows(connection, "risk_flag", client, order="recorded_at DESC")
    authors = names.of_caseworkers(connection, {row["author"] for row in found if row["author"]})
    disputes = disputed(connection, client, me, "risk_flag")
    shown = [_risk(row, authors, disputes.get(row["id"], {}), today) for row in found]
    return tuple(sorted(shown, key=lambda risk: (risk.ended, -_strictness(risk.level))))


def _strictness(level: str) -> int:
    codes = [term.code for term in RISK_LEVEL.terms]
    return codes.index(level) if level in codes else len(codes)


def _risk(
    row: Mapping[str, Any],
    authors: Mapping[str, str],
    disputes: Mapping[str, tuple[FieldValue, ...]],
    today: date,
) -> Risk:
    return Risk(
        id=row["id"],
        kind=RISK_KIND.shown(row["kind"] or ""),
        level=row["level"] or "",
        fact=row["fact"] or "",
        source=row["source"] or "",
        observed_on=row["observed_on"] or "",
        review_on=row["review_on"] or "",
        expired=is_expired(row["review_on"] or "", today),
        ended_on=row["ended_on"] or "",
        ended_reason=row["ended_reason"] or "",
        author_name=authors.get(row["author"] or "", ""),
        recorded_at=row["recorded_at"] or "",
        disputed=disputes,
    )


def disputed(
    connection: Connection, client: str, me: str, record_type: str
) -> dict[str, dict[str, tuple[FieldValue, ...]]]:
    """Every value of every field that people disagree about, by record and field."""
    found: dict[str, dict[str, tuple[FieldValue, ...]]] = {}
    known = fields(record_type)
    for one in merged.family(connection, client):
        for ent, field in connection.exec_driver_sql(DISAGREED, (f"c:{one}",)).fetchall():
            kind, _colon, record = ent.partition(":")
            if kind == record_type and field in known:
                seen = standing.of_field(connection, one, field, me, ent)
                if seen.contested:
                    found.setdefault(record, {})[field] = seen.values
    return found


def plan_of(connection: Connection, client: str, me: str) -> WarningPlanShown:
    """The warning plan as it stands, with every text where people disagree or two dossiers became one."""
    kept = {row["id"]: row for row in rows(connection, "warning_plan", client, order="id")}
    row = kept.pop(client, {})
    disputes = disputed(connection, client, me, "warning_plan").get(client, {}) if row else {}
    cells = []
    for phase in PHASES:
        for party in PARTIES:
            name = f"{phase}_{party}"
            values = disputes.get(name, ())
            own = (row[name],) if row.get(name) else ()
            texts = tuple(one.value for one in values if isinstance(one.value, str)) if values else own
            others = _of_others(connection, client, kept, name)
            cells.append(PlanCell(name, phase, party, tuple(dict.fromkeys((*texts, *others))), values))
    days = [other["discussed_on"] or "" for other in kept.values()]
    return WarningPlanShown(bool(row or kept), row.get("discussed_on") or max(days, default=""), tuple(cells))


def _of_others(
    connection: Connection, client: str, kept: Mapping[str, Mapping[str, Any]], field: str
) -> list[str]:
    """What the plans of the dossiers that were merged into this one say, and nobody has looked at since."""
    return [
        row[field]
        for other, row in kept.items()
        if row[field] and not family.spoken_for(connection, client, other, "warning_plan", field)
    ]


def governing(risks: Sequence[Risk], of_client: str) -> str:
    """The strictest colour of what is open and of the client as a whole; empty when there is none."""
    return strictest([of_client, *(risk.level for risk in risks if not risk.ended)])


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """Risks whose day to look again comes near or has gone by."""
    until = date.fromordinal(today.toordinal() + DUE_DAYS).isoformat()
    return [
        _matter(client, kind, level, review_on, today)
        for client, kind, level, review_on in connection.exec_driver_sql(_DUE, (until,)).fetchall()
    ]


def _matter(client: str, kind: str, level: str, review_on: str, today: date) -> Matter:
    days = (date.fromisoformat(review_on) - today).days
    what = _("{kind} ({colour})").format(kind=RISK_KIND.shown(kind), colour=RISK_LEVEL.shown(level).lower())
    said = (
        _("Risk expired, look again: {risk}") if days < 0 else _("Look again at the risk: {risk}")
    ).format(risk=what)
    return Matter(
        kind="risk_review",
        text=said,
        client=client,
        due_on=review_on,
        route="safety",
        arguments={"client": client},
        urgent=days < 0,
    )
