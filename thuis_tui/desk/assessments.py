"""ZRM assessments: filed whole, never changed, withdrawn with a reason, shown as they followed each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework import assessment_rules as rules
from thuis_tui.casework.assessment_rules import DOMAINS, LEVELS, Score
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import validate
from thuis_tui.casework.vocabulary import LIFE_DOMAIN, ZRM_LEVEL
from thuis_tui.desk import names, records
from thuis_tui.desk.dossiers import Dossiers
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.records import Records
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.language import N_, _, message
from thuis_tui.language.dates import stored_day
from thuis_tui.store import drafts, merged
from thuis_tui.store.writing import Writing
from thuis_tui.text import clean

__all__ = ["DOMAINS", "LEVELS", "Assessment", "AssessmentInput", "Assessments", "History", "Score", "matters"]

WITHDRAWN = message(N_("This assessment is withdrawn already."))


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentInput:
    """An assessment as the screen offers it. Days are YYYY-MM-DD."""

    client: str
    moment: str
    measured_on: str
    source_on: str | None = None
    scores: Mapping[int, Score] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One assessment as it was filed; `withdrawn` is the reason when it was taken back."""

    id: str
    moment: str
    measured_on: str
    source_on: str | None
    author_name: str
    recorded_at: str
    recorded_offset: int
    withdrawn: str
    scores: Mapping[int, Score]

    @property
    def is_old(self) -> bool:
        """Whether its information was older than ZRM 2017 normally uses."""
        return rules.is_old(self.measured_on, self.source_on)

    def level(self, domain: int) -> int | None:
        """The level of a domain; None when it was not assessed."""
        return self.scores.get(domain, Score()).level


@dataclass(frozen=True, slots=True)
class History:
    """All assessments of one client, the earliest first; those of one day in the order of recording."""

    client: str
    client_name: str
    assessments: Sequence[Assessment] = ()

    @property
    def standing(self) -> tuple[Assessment, ...]:
        """Those that were not withdrawn."""
        return tuple(one for one in self.assessments if not one.withdrawn)

    @property
    def latest(self) -> Assessment | None:
        """The last that stands."""
        return self.standing[-1] if self.standing else None

    def until(self, measured_on: str) -> Mapping[int, int]:
        """The last level of each domain up to and including a day, from what stands."""
        levels: dict[int, int] = {}
        for one in self.standing:
            if one.measured_on <= measured_on:
                levels.update(
                    {domain: score.level for domain, score in one.scores.items() if score.level is not None}
                )
        return MappingProxyType(levels)

    def before(self, assessment: Assessment) -> Mapping[int, int]:
        """The last level of each domain before this assessment."""
        levels: dict[int, int] = {}
        for one in self.standing:
            if one.id == assessment.id:
                break
            levels.update(
                {domain: score.level for domain, score in one.scores.items() if score.level is not None}
            )
        return MappingProxyType(levels)

    def trend(self, domain: int) -> tuple[tuple[str, int | None], ...]:
        """Day and level of a domain in every assessment that stands; None where it was not assessed."""
        return tuple((one.measured_on, one.level(domain)) for one in self.standing)


class Assessments:
    """Reads, files and withdraws ZRM assessments."""

    def __init__(self, file: OpenFile, dossiers: Dossiers) -> None:
        self._file = file
        self._dossiers = dossiers
        self._records = Records(file)

    async def history(self, client: str) -> History:
        """All assessments of a client, and a line in the access log; raises NotFound."""
        await self._dossiers.open(client)
        return await self._file.read_of(client, lambda connection: _history(connection, client))

    async def file(self, given: AssessmentInput, draft_id: str | None = None) -> str:
        """File an assessment with a score for each domain, all in one; its id. Raises InvalidInput.

        The problems of a score are called "<number of the domain>.<field>".
        """
        history = await self._file.read(lambda connection: _history(connection, given.client))
        given = replace(given, scores={domain: _clean(score) for domain, score in given.scores.items()})
        head = self._records.stamped(
            "assessment",
            {"moment": given.moment, "measured_on": given.measured_on, "source_on": given.source_on},
        )
        found = validate("assessment", head) or rules.problems(
            given.measured_on, given.source_on, given.scores, history.until(given.measured_on)
        )
        if not found and date.fromisoformat(given.measured_on) > self._file.world.today():
            found = [Problem("measured_on", rules.LATER)]
        if found:
            raise InvalidInput(found)

        def file_it(writing: Writing) -> str:
            tx = writing.ids()
            assessment = records.add(writing, "assessment", given.client, head, tx=tx)
            for domain in DOMAINS:
                score = {
                    "assessment": assessment,
                    "life_domain": domain,
                    **rules.kept_values(given.scores[domain]),
                }
                records.add(writing, "assessment_score", given.client, score, tx=tx)
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            return assessment

        return await self._file.write(file_it)

    async def withdraw(self, client: str, assessment: str, reason: str) -> None:
        """Say that an assessment does not count, and why; it stays in the dossier. Raises InvalidInput."""
        records.refuse_reason(reason)
        seen = await self._records.standing(client, f"assessment:{assessment}")
        if seen.values.get("withdrawn_reason"):
            raise InvalidInput([Problem("reason", WITHDRAWN)])
        await self._records.change(seen, {"withdrawn_reason": reason.strip()})


def _clean(score: Score) -> Score:
    return replace(
        score,
        not_assessed=clean(score.not_assessed).strip(),
        explanation=clean(score.explanation).strip(),
        comment=clean(score.comment).strip(),
    )


def _history(connection: Connection, client: str) -> History:
    called = names.of_clients(connection, [client])
    if client not in called:
        raise NotFound(client)
    heads = records.rows(connection, "assessment", client, order="measured_on, recorded_at")
    scores: dict[str, dict[int, Score]] = {}
    for row in records.rows(connection, "assessment_score", client, order="life_domain"):
        scores.setdefault(str(row["assessment"]), {})[row["life_domain"]] = _score(row)
    authors = names.of_caseworkers(connection, (str(head["author"]) for head in heads))
    return History(
        client,
        called[client],
        tuple(
            Assessment(
                id=head["id"],
                moment=head["moment"],
                measured_on=head["measured_on"],
                source_on=head["source_on"],
                author_name=authors.get(str(head["author"]), ""),
                recorded_at=head["recorded_at"],
                recorded_offset=head["recorded_offset"] or 0,
                withdrawn=head["withdrawn_reason"] or "",
                scores=MappingProxyType(scores.get(head["id"], {})),
            )
            for head in heads
        ),
    )


def _score(row: Mapping[str, Any]) -> Score:
    return Score(
        level=row["level"],
        not_assessed=row["not_assessed"] or "",
        target=row["target"],
        explanation=row["explanation"] or "",
        comment=row["comment"] or "",
    )


_DUE = """SELECT a.client, max(a.measured_on) FROM assessment a JOIN client c ON c.id=a.client
    WHERE a.withdrawn_reason IS NULL AND ifnull(c.status, '') != 'closed'
    GROUP BY a.client HAVING max(a.measured_on) <= ? ORDER BY 2"""


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """The clients whose last assessment is so long ago that another is due."""
    before = rules.overdue_before(today)
    rows = [(str(row[0]), str(row[1])) for row in connection.exec_driver_sql(_DUE, (before,))]
    if rows and (away := merged.into(connection)):
        rows = _together(connection, dict.fromkeys(away.get(client, client) for client, _day in rows), before)
    called = names.of_clients(connection, (row[0] for row in rows))
    return [
        Matter(
            kind="assessment",
            text=_("ZRM assessment is due: the last was on {day}").format(day=stored_day(measured_on)),
            client=client,
            client_name=called.get(client, ""),
            due_on=rules.due_on(measured_on).isoformat(),
            route="assessments",
            arguments={"client": client},
        )
        for client, measured_on in rows
    ]


def _together(connection: Connection, clients: Iterable[str], before: str) -> list[tuple[str, str]]:
    """Of these clients who are due after all, by what stands in all the dossiers that are read as theirs."""
    found = []
    for client in clients:
        standing = _history(connection, client).standing
        if standing and standing[-1].measured_on <= before:
            found.append((client, standing[-1].measured_on))
    return sorted(found, key=lambda one: one[1])


def score_shown(score: Score) -> str:
    """A score in words: its level, or why there is none."""
    if score.level is not None:
        return f"{score.level} {ZRM_LEVEL.shown(score.level)}"
    return _("not assessed: {reason}").format(reason=score.not_assessed) if score.not_assessed else ""


def domain_shown(domain: int) -> str:
    """A domain by number and name."""
    return f"{domain} {LIFE_DOMAIN.shown(domain)}"
