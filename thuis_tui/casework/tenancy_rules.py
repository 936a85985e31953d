"""What has to be right about a tenancy as a whole, and what of it asks for attention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from thuis_tui.casework.problem import Problem
from thuis_tui.language import N_, message

RED_MONTHS: Final = 2
"""So many months of arrears are red: the home is at risk. One month is a task."""

END_BEFORE_START = message(N_("The tenancy ends before it starts. Look at both days."))
TAKEOVER_BEFORE_START = message(N_("The takeover is before the start of the tenancy. Look at both days."))
TAKEOVER_AFTER_END = message(N_("The takeover is after the end of the tenancy. Look at both days."))
REASON_OF_END = message(N_("Say why the tenancy ends: choose from the list, or write it."))
END_OF_REASON = message(N_("There is a reason of the end. On which day does it end?"))
ONE_ACTIVE = message(
    N_("There is another tenancy, from {day}, that has not ended. End that one first: a client has one home.")
)
NO_HOME = message(N_("Choose the place, or write the address when it is no place of the programme."))
NO_MONTHS = message(N_("How many months of rent are behind? At least 1."))
SETTLED_BEFORE = message(N_("It was settled before it was noticed. Look at both days."))


def is_active(tenancy: Mapping[str, Any], day: date) -> bool:
    """Whether a tenancy has not ended on this day; one that is still to begin counts."""
    return not tenancy.get("ends_on") or str(tenancy["ends_on"]) > day.isoformat()


def tenancy_problems(values: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """What is wrong with a tenancy, beside the other tenancies of the same client."""
    starts, takeover, ends = (values.get(name) for name in ("starts_on", "takeover_on", "ends_on"))
    problems = []
    if not values.get("place") and not values.get("address"):
        problems.append(Problem("place", NO_HOME))
    if starts and ends and ends < starts:
        problems.append(Problem("ends_on", END_BEFORE_START))
    if starts and takeover and takeover < starts:
        problems.append(Problem("takeover_on", TAKEOVER_BEFORE_START))
    if takeover and ends and takeover > ends:
        problems.append(Problem("takeover_on", TAKEOVER_AFTER_END))
    if ends and not values.get("end_reason"):
        problems.append(Problem("end_reason", REASON_OF_END))
    if values.get("end_reason") and not ends:
        problems.append(Problem("ends_on", END_OF_REASON))
    if starts:
        for other in others:
            if _overlap(str(starts), ends, other):
                problems.append(Problem("starts_on", message(ONE_ACTIVE.text, day=str(other["starts_on"]))))
                break
    return problems


def _overlap(starts: str, ends: str | None, other: Mapping[str, Any]) -> bool:
    begins, until = str(other["starts_on"]), other.get("ends_on")
    return (not until or until > starts) and (not ends or ends > begins)


def arrears_problems(values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with arrears as a whole."""
    problems = []
    if values.get("months") is not None and int(values["months"]) < 1:
        problems.append(Problem("months", NO_MONTHS))
    noticed, settled = values.get("noticed_on"), values.get("settled_on")
    if noticed and settled and settled < noticed:
        problems.append(Problem("settled_on", SETTLED_BEFORE))
    return problems


def nuisance_problems(values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a report of nuisance as a whole."""
    reported, settled = values.get("reported_on"), values.get("settled_on")
    return [Problem("settled_on", SETTLED_BEFORE)] if reported and settled and settled < reported else []


def arrears_level(arrears: Iterable[Mapping[str, Any]]) -> str | None:
    """How bad what is open is: "task" at one month, "red" at two or more, None when nothing is behind."""
    months = max((int(each["months"]) for each in arrears if not each.get("settled_on")), default=0)
    if months >= RED_MONTHS:
        return "red"
    return "task" if months else None


def contact_due(tenancy: Mapping[str, Any], spoken: Sequence[str]) -> date | None:
    """By when the landlord is to be spoken again; None when no rhythm was agreed, or the tenancy ended."""
    rhythm = tenancy.get("contact_days")
    if not rhythm or tenancy.get("ends_on"):
        return None
    last = max([str(tenancy["starts_on"]), *spoken])
    return date.fromisoformat(last) + timedelta(days=int(rhythm))
