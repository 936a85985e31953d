"""What has to be right about a visit as a whole, and when somebody may not go alone."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from thuis_tui.casework.dates import clock_time, duration
from thuis_tui.casework.problem import Problem
from thuis_tui.language import N_, message

OVERRUN_MINUTES: Final = 15
"""After so many minutes past its planned end a visit raises the alarm."""
USUAL_MINUTES: Final = 60
"""A visit lasts so long until somebody says otherwise."""
LONGEST_HOURS: Final = 12
"""A planned end further away is a slip of the finger: the alarm would come when nobody expects it."""
AHEAD_DAYS: Final = 366

NOT_AFTER_BEGIN = message(N_("The planned end has to be after the beginning."))
TOO_LATE = message(
    N_("That is more than {hours} hours ahead. Give the time at which somebody should miss you."),
    hours=LONGEST_HOURS,
)
NOT_IN_YET = message(N_("You have not checked in, so you cannot check out."))
OUT_BEFORE_IN = message(N_("The check-out cannot be before the check-in."))
PASSED = message(N_("This day has passed. A visit is planned ahead; what has been is written as a note."))
FAR_AHEAD = message(N_("This is more than a year ahead. Look at the day and the year."))
WAS_THERE = message(N_("You checked in at this visit, so it cannot be cancelled. Check out."))


def visit_problems(values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a visit as a whole. All moments are in one form, in UTC, so they compare as text."""
    begun, until, ended = (
        values.get(name) for name in ("checked_in_at", "expected_end_at", "checked_out_at")
    )
    problems = []
    if begun and until and until <= begun:
        problems.append(Problem("expected_end_at", NOT_AFTER_BEGIN))
    if ended and not begun:
        problems.append(Problem("checked_out_at", NOT_IN_YET))
    elif ended and ended < begun:
        problems.append(Problem("checked_out_at", OUT_BEFORE_IN))
    if begun and str(values.get("outcome") or "").startswith("cancelled"):
        problems.append(Problem("outcome", WAS_THERE))
    return problems


def start_problems(starts_at: str, today: date) -> list[Problem]:
    """Whether a visit may be planned at this moment: from today on, at most a year ahead."""
    day = datetime.fromisoformat(starts_at).astimezone().date()
    if day < today:
        return [Problem("starts_at", PASSED)]
    if day > today + timedelta(days=AHEAD_DAYS):
        return [Problem("starts_at", FAR_AHEAD)]
    return []


def end_problems(until: str, now: str) -> list[Problem]:
    """Whether this is a planned end that the alarm can go by, for somebody who is there now."""
    if until <= now:
        return [Problem("expected_end_at", NOT_AFTER_BEGIN)]
    if _after(until, now) > timedelta(hours=LONGEST_HOURS):
        return [Problem("expected_end_at", TOO_LATE)]
    return []


def not_alone(risk_level: str | None, go_with_two: str | None, open_levels: Iterable[str]) -> tuple[str, ...]:
    """Why nobody goes there alone: "risk", "go_with_two", both or neither.

    `open_levels` are the colours of the risks that have not ended; one whose review is overdue counts.
    """
    reasons = []
    if risk_level == "red" or "red" in open_levels:
        reasons.append("risk")
    if go_with_two == "yes":
        reasons.append("go_with_two")
    return tuple(reasons)


def end_of(starts_at: str, minutes: int | None) -> str:
    """When a visit that begins then is over, by its plan."""
    return later(starts_at, minutes or USUAL_MINUTES)


def later(stamp: str, minutes: int) -> str:
    """A kept moment so many minutes later."""
    return (datetime.fromisoformat(stamp) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp(moment: datetime) -> str:
    """A moment as it is kept; one without a zone is on the clock of this laptop."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _after(late: str, early: str) -> timedelta:
    return datetime.fromisoformat(late) - datetime.fromisoformat(early)


def typed_end(typed: str, now: datetime) -> datetime:
    """When somebody expects to leave: '15:30', '1530', or '+45' from now. Raises FieldProblem.

    A time that has passed today is of tomorrow only around midnight: at noon it is a slip of the finger.
    """
    text = typed.strip()
    if text.startswith("+"):
        return now.replace(second=0, microsecond=0) + timedelta(minutes=duration(text[1:]))
    until = datetime.combine(now.date(), clock_time(text))
    if until <= now and until + timedelta(days=1) - now <= timedelta(hours=LONGEST_HOURS):
        until += timedelta(days=1)
    return until


def usual_end(now: datetime, minutes: int | None) -> datetime:
    """What is offered as the planned end: as long as was planned from now on, on five minutes."""
    until = now + timedelta(minutes=minutes or USUAL_MINUTES)
    return until.replace(second=0, microsecond=0) + timedelta(minutes=-until.minute % 5)
