"""The rules of safety: when a risk has to be looked at again, and the order of the reporting code.

Nothing asks the clock: today is given. Sources: the Dutch reporting code for domestic violence and child
abuse (meldcode), whose steps may be taken in any order, but nobody decides without having weighed.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from thuis_tui.casework.problem import Problem
from thuis_tui.casework.safety import MAX_REVIEW_MONTHS
from thuis_tui.casework.vocabulary import RISK_LEVEL
from thuis_tui.language import N_, message

STEPS = (1, 2, 3, 4, 5)
WEIGHING = 4
DECIDING = 5

_ORDER = [str(term.code) for term in RISK_LEVEL.terms]

REVIEW_PAST = message(N_("This day has been. A risk is looked at again today or later."))
OBSERVED_AHEAD = message(N_("This day is still to come. Write the day on which it was seen."))
NOT_WEIGHED = message(
    N_("Nobody decides before the violence was weighed. Write down step 4 first; this stays as it is.")
)
BEFORE_WEIGHING = message(N_("This is before the day of the weighing (step 4). Look at the date."))
TAKEN_AHEAD = message(N_("This day is still to come. A step is written down when it was taken."))
DECISION_MISSING = message(N_("Step 5 is the decision. Choose what was decided."))
DECISION_EARLY = message(N_("Only step 5 decides. Leave this empty here."))
WHY_NEITHER = message(N_("Neither reporting nor help: write down why, with what that was weighed on."))
NOT_DECIDED = message(N_("This cannot be closed yet: the weighing (step 4) and the decision (step 5) first."))
STILL_TO_HAPPEN = message(N_("This moment is still to come. Type when it happened."))


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last day of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def latest_review(today: date) -> date:
    """The last day on which a risk that is looked at today may be looked at again."""
    return months_later(today, MAX_REVIEW_MONTHS)


def is_expired(review_on: str, today: date) -> bool:
    """Whether the day to look again has gone by. On the day itself a risk is due, not expired."""
    return review_on < today.isoformat()


def strictest(levels: Iterable[str]) -> str:
    """The strictest of some colours; empty when there is none. A colour of a later version is strictest."""
    found = [level for level in levels if level]
    return max(found, key=lambda level: _ORDER.index(level) if level in _ORDER else len(_ORDER), default="")


def risk_problems(values: Mapping[str, Any], today: date) -> list[Problem]:
    """What is wrong with a risk that is made or looked at again today, beside each field by itself."""
    problems = []
    review, observed = values.get("review_on"), values.get("observed_on")
    if isinstance(review, str) and (found := review_problem(review, today)):
        problems.append(found)
    if isinstance(observed, str) and observed > today.isoformat():
        problems.append(Problem("observed_on", OBSERVED_AHEAD))
    return problems


def review_problem(review_on: str, today: date) -> Problem | None:
    """What is wrong with the day to look again, chosen today."""
    if is_expired(review_on, today):
        return Problem("review_on", REVIEW_PAST)
    latest = latest_review(today)
    if review_on > latest.isoformat():
        told = message(
            N_("At most {months} months ahead: {latest} is the last day. What is seen now may change."),
            months=MAX_REVIEW_MONTHS,
            latest=f"{latest:%d-%m-%Y}",
        )
        return Problem("review_on", told)
    return None


def step_problems(
    values: Mapping[str, Any], taken: Sequence[Mapping[str, Any]], today: date
) -> list[Problem]:
    """What is wrong with a step of the reporting code, after the steps that were taken already."""
    step, taken_on, decision = values.get("step"), values.get("taken_on"), values.get("decision")
    problems = []
    if isinstance(taken_on, str) and taken_on > today.isoformat():
        problems.append(Problem("taken_on", TAKEN_AHEAD))
    if step != DECIDING:
        return problems + ([Problem("decision", DECISION_EARLY)] if decision else [])
    weighed = [str(each["taken_on"]) for each in taken if each.get("step") == WEIGHING]
    if not weighed:
        problems.append(Problem("step", NOT_WEIGHED))
    elif isinstance(taken_on, str) and taken_on < min(weighed):
        problems.append(Problem("taken_on", BEFORE_WEIGHING))
    if not decision:
        problems.append(Problem("decision", DECISION_MISSING))
    elif decision == "neither" and not str(values.get("account") or "").strip():
        problems.append(Problem("account", WHY_NEITHER))
    return problems


def missing_steps(taken: Iterable[Mapping[str, Any]]) -> tuple[int, ...]:
    """The steps that nobody has written down yet."""
    done = {each.get("step") for each in taken}
    return tuple(step for step in STEPS if step not in done)


def closing_problems(taken: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Why the reporting code cannot be closed."""
    missing = missing_steps(taken)
    return [Problem("closed_on", NOT_DECIDED)] if WEIGHING in missing or DECIDING in missing else []


def calamity_problems(values: Mapping[str, Any], now: str) -> list[Problem]:
    """What is wrong with the report of a calamity; `now` in UTC, as moments are kept."""
    occurred = values.get("occurred_at")
    if isinstance(occurred, str) and occurred > now:
        return [Problem("occurred_at", STILL_TO_HAPPEN)]
    return []
