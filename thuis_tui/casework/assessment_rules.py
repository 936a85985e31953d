"""What a ZRM assessment has to be as a whole: every domain discussed, big changes explained.

Source: ZRM 2017. There is no sum and no average: a level says something of one domain at one moment only.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from thuis_tui.casework.assessment import BIG_CHANGE, SOURCE_DAYS, AssessmentScore
from thuis_tui.casework.attribute import specification
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.validation import REQUIRED, judge
from thuis_tui.casework.vocabulary import LIFE_DOMAIN, ZRM_LEVEL
from thuis_tui.language import N_, message

DOMAINS: tuple[int, ...] = tuple(int(term.code) for term in LIFE_DOMAIN.terms)
LEVELS: tuple[int, ...] = tuple(int(term.code) for term in ZRM_LEVEL.terms)
ACUTE = 1
LOW = 2
"""Levels up to here are the ones of which one makes a goal."""
DUE_AFTER_MONTHS = 6
"""Months after which a client is due for another assessment."""

NO_LEVEL = message(N_("Every domain is discussed: give a level, or - and why it was not assessed."))
TWO_ANSWERS = message(N_("A domain has a level, or a reason why it was not assessed: not both."))
WHY_NOT = message(N_("Say in one line why this domain was not assessed."))
WHY_ACUTE = message(N_("An acute problem asks one line: what makes it acute?"))
WHY_CHANGED = message(N_("A change of two levels or more asks one line: what explains it?"))
LATER = message(N_("An assessment cannot be of a day that is still to come."))
SOURCE_LATER = message(N_("The information cannot be of a later day than the assessment."))

_JUDGES = {facts.name: judge(facts) for facts in specification(AssessmentScore) if not facts.system}


@dataclass(frozen=True, slots=True)
class Score:
    """What is said of one life domain: a level, or why there is none."""

    level: int | None = None
    not_assessed: str = ""
    target: int | None = None
    explanation: str = ""
    comment: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said of this domain yet."""
        return self == Score()

    @property
    def is_answered(self) -> bool:
        """Whether it has a level or the reason for having none."""
        return self.level is not None or bool(self.not_assessed.strip())


def asks_explanation(level: int | None, previous: int | None) -> bool:
    """Whether this level, after that one, asks a line of explanation."""
    if level is None:
        return False
    return level == ACUTE or (previous is not None and abs(level - previous) >= BIG_CHANGE)


def problems_of(domain: int, score: Score, previous: int | None) -> list[Problem]:
    """What is wrong with one score; the fields are called "<number of the domain>.<field>"."""
    found = []
    for name, value in _values(score).items():
        if said := _JUDGES[name](value):
            found.append(Problem(f"{domain}.{name}", said))
    if found:
        return found
    reason = score.not_assessed.strip()
    if score.level is None and not reason:
        return [Problem(f"{domain}.level", NO_LEVEL)]
    if score.level is not None and reason:
        return [Problem(f"{domain}.not_assessed", TWO_ANSWERS)]
    if asks_explanation(score.level, previous) and not score.explanation.strip():
        why = WHY_ACUTE if score.level == ACUTE else WHY_CHANGED
        return [Problem(f"{domain}.explanation", why)]
    return []


def problems(
    measured_on: str | None,
    source_on: str | None,
    scores: Mapping[int, Score],
    previous: Mapping[int, int],
) -> list[Problem]:
    """What is wrong with an assessment as a whole, the domains in their order."""
    found = [] if measured_on else [Problem("measured_on", REQUIRED)]
    if measured_on and source_on and source_on > measured_on:
        found.append(Problem("source_on", SOURCE_LATER))
    for domain in DOMAINS:
        found += problems_of(domain, scores.get(domain, Score()), previous.get(domain))
    return found


def source_age(measured_on: str, source_on: str | None) -> int:
    """Days between the oldest information and the assessment; 0 when none is named."""
    if not source_on:
        return 0
    return (date.fromisoformat(measured_on) - date.fromisoformat(source_on)).days


def is_old(measured_on: str, source_on: str | None) -> bool:
    """Whether information was used that ZRM 2017 normally leaves out."""
    return source_age(measured_on, source_on) > SOURCE_DAYS


def due_on(measured_on: str) -> date:
    """The day on which another assessment is due: so many months later, at most the end of that month."""
    last = date.fromisoformat(measured_on)
    years, month = divmod(last.month - 1 + DUE_AFTER_MONTHS, 12)
    year = last.year + years
    day = min(last.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day)


def overdue_before(today: date) -> str:
    """Assessments of this day or an earlier one are due again today; as dates are kept."""
    day = today - timedelta(days=31 * DUE_AFTER_MONTHS)
    while due_on((day + timedelta(days=1)).isoformat()) <= today:
        day += timedelta(days=1)
    return day.isoformat()


def _values(score: Score) -> dict[str, object]:
    return {
        "level": score.level,
        "not_assessed": score.not_assessed or None,
        "target": score.target,
        "explanation": score.explanation or None,
        "comment": score.comment or None,
    }


def kept_values(score: Score) -> dict[str, object]:
    """The fields of a score that say something, as the log keeps them."""
    return {name: value for name, value in _values(score).items() if value is not None}
