"""Dates, times and durations as Dutch caseworkers type them: 3-4-85, 030485, +7, ma, 1430, 9u15, 1u30.

Day before month, always. Nothing asks the clock: today is given. A birth date may be known in part or only
about; it is kept as ISO 8601 with EDTF's sign for 'approximately': 1985-04-03, 1985-04, 1985, 1985~.
"""

import calendar
import re
from datetime import date, time, timedelta
from enum import Enum

from thuis_tui.casework.problem import FieldProblem
from thuis_tui.language import N_, Message, message

OLDEST = 120
"""Years; an older birth date is taken for a slip of the finger."""
LONGEST = 24 * 60
"""Minutes; a contact that lasts longer is two contacts."""


class Purpose(Enum):
    """Which way a date without a year, or the name of a day, looks."""

    PAST = "past"
    """Contacts and other things that happened: the last Monday, and never after today."""
    FUTURE = "future"
    """Agreements: the next Monday."""


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february febr",
            "mrt mar maart march mar",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "aug augustus august",
            "sep sept september",
            "okt oct oktober october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_DAYS = {
    name: number
    for number, names in enumerate(
        (
            "ma maandag mo mon monday",
            "di dinsdag tu tue tuesday",
            "wo woensdag we wed wednesday",
            "do donderdag th thu thursday",
            "vr vrijdag fr fri friday",
            "za zaterdag sa sat saturday",
            "zo zondag su sun sunday",
        )
    )
    for name in names.split()
}
_NEAR = {
    "vandaag": 0,
    "today": 0,
    "gisteren": -1,
    "yesterday": -1,
    "eergisteren": -2,
    "morgen": 1,
    "tomorrow": 1,
    "overmorgen": 2,
}
_ABOUT = re.compile(r"^(?:~|±|\+/-|ca\.?|circa|rond|omstreeks|ongeveer|about|around)\s*|\s*~$")
_STORED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?~?", re.ASCII)

_WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

_NOT_A_DATE = message(N_("This is not a date. Type day, month and year, like 3-4-85, 030485 or 3 apr 1985."))
_NOT_A_TIME = message(N_("This is not a time of day. Type it like 14:30, 1430 or 9u15."))
_NOT_A_DURATION = message(
    N_("This is not a duration. Type minutes, like 45, or hours and minutes, like 1:30.")
)
_IN_THE_FUTURE = message(N_("This date is in the future. Look at the day, the month and the year."))
_TOO_OLD = message(N_("This is more than 120 years ago. Look at the year."))


def day(text: str, today: date, purpose: Purpose) -> date:
    """The day that was typed. Raises FieldProblem, also for a future day where only the past is possible."""
    typed = " ".join(text.lower().split())
    try:
        found = _relative(typed, today, purpose)
    except OverflowError as fault:
        raise FieldProblem(_NOT_A_DATE) from fault
    if found is None:
        number, month, year = _parts(typed)
        found = _nearest(number, month, today, purpose) if year is None else _real(year, month, number)
    if purpose is Purpose.PAST and found > today:
        raise FieldProblem(_IN_THE_FUTURE)
    return found


def birth_date(text: str, today: date) -> str:
    """A birth date as it is kept, exact or in part ('1985', '4-1985'), with '~' when it is an estimate."""
    typed = " ".join(text.lower().split())
    bare = _ABOUT.sub("", typed)
    about = "~" if bare != typed else ""
    if bare.startswith(("+", "-")):
        raise FieldProblem(_NOT_A_DATE)
    if re.fullmatch(r"\d{4}", bare, re.ASCII):
        return _born(int(bare), 1, 1, today, bare) + about
    if month := _month_of_birth(bare):
        return _born(month[0], month[1], 1, today, f"{month[0]:04d}-{month[1]:02d}") + about
    number, month_number, year = _parts(bare, latest=today)
    if year is None:
        raise FieldProblem(
            message(N_("A birth date needs its year. If only the year is known, type the year."))
        )
    return _born(year, month_number, number, today, f"{year:04d}-{month_number:02d}-{number:02d}") + about


def since(text: str, today: date) -> str:
    """A day in the past as it is kept, exact, in part or about, like a birth date: 'homeless since'."""
    return birth_date(text, today)


def past_day(text: str, today: date) -> str:
    """A day of something that happened, as it is kept: 2026-11-22."""
    return _kept(text, today, Purpose.PAST)


def coming_day(text: str, today: date) -> str:
    """A day of an agreement, as it is kept; '+7' and 'ma' look ahead. It may also be past."""
    return _kept(text, today, Purpose.FUTURE)


def _kept(text: str, today: date, purpose: Purpose) -> str:
    if _WHOLE_DAY.fullmatch(text) and is_stored_date(text):
        found = date.fromisoformat(text)
        if purpose is Purpose.PAST and found > today:
            raise FieldProblem(_IN_THE_FUTURE)
        return text
    return day(text, today, purpose).isoformat()


def is_stored_date(text: str) -> bool:
    """Whether this is a date in the form in which dates are kept."""
    found = _STORED.fullmatch(text)
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


def clock_time(text: str) -> time:
    """A time of day: 14:30, 14.30, 1430, 930, 9u15, 9u, 9."""
    typed = re.sub(r"\s|uur$", "", text.lower())
    found = re.fullmatch(r"(\d{1,2})(?:[:.uh](\d\d)?)?|(\d{1,2})(\d\d)", typed, re.ASCII)
    if found is None:
        raise FieldProblem(_NOT_A_TIME)
    hours, minutes = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    if hours > 23 or minutes > 59:
        raise FieldProblem(
            message(
                N_("{time} is not on the clock: hours go to 23 and minutes to 59."),
                time=f"{hours}:{minutes:02d}",
            )
        )
    return time(hours, minutes)


def duration(text: str) -> int:
    """A duration in minutes: 45, 45 min, 1:30, 1u30, 1u, 1,5 uur."""
    typed = re.sub(r"\s", "", text.lower())
    if found := re.fullmatch(r"(\d{1,4})(?:m|min|minuten|minutes|')?", typed, re.ASCII):
        minutes = int(found[1])
    elif found := re.fullmatch(
        r"(\d{1,2})(?::|h|u|uur|hours?)(?:en|and)?(\d\d)?(?:m|min|minuten|minutes)?", typed, re.ASCII
    ):
        rest = int(found[2] or 0)
        if rest > 59:
            raise FieldProblem(_NOT_A_DURATION)
        minutes = int(found[1]) * 60 + rest
    elif found := re.fullmatch(r"(\d{1,2})[.,](\d)(?:u|h|uur|hours?)", typed, re.ASCII):
        minutes = int(found[1]) * 60 + int(found[2]) * 6
    else:
        raise FieldProblem(_NOT_A_DURATION)
    if minutes == 0:
        raise FieldProblem(
            message(N_("A contact lasts at least one minute. Leave it empty if you do not know."))
        )
    if minutes > LONGEST:
        raise FieldProblem(
            message(
                N_("This is longer than a whole day. Write a note for each contact, or look at the number.")
            )
        )
    return minutes


def _relative(typed: str, today: date, purpose: Purpose) -> date | None:
    """+7, -1, gisteren, ma: a day counted from today."""
    if typed in _NEAR:
        return today + timedelta(days=_NEAR[typed])
    if found := re.fullmatch(r"([+-])\s?(\d{1,4})", typed, re.ASCII):
        days = int(found[2])
        return today + timedelta(days=days if found[1] == "+" else -days)
    if (weekday := _DAYS.get(typed.rstrip("."))) is None:
        return None
    if purpose is Purpose.PAST:
        return today - timedelta(days=(today.weekday() - weekday) % 7 or 7)
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


def _parts(typed: str, latest: date | None = None) -> tuple[int, int, int | None]:
    """Day, month and year as typed; the year in full, or None. Two digits are never after `latest`."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", typed, re.ASCII):
        return int(found[3]), int(found[2]), int(found[1])
    if found := re.fullmatch(r"(\d\d)(\d\d)(\d{4}|\d\d)", typed, re.ASCII):
        return int(found[1]), int(found[2]), _year(found[3], latest)
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d\d))?", typed, re.ASCII):
        return int(found[1]), int(found[2]), _year(found[3], latest)
    if found := re.fullmatch(r"(\d{1,2})[-/. ]?([a-z]+)\.?(?:[-/. ]?(\d{4}|\d\d))?", typed, re.ASCII):
        month = _MONTHS.get(found[2])
        if month is None:
            raise FieldProblem(message(N_("'{month}' is not a month."), month=found[2]))
        return int(found[1]), month, _year(found[3], latest)
    raise FieldProblem(_NOT_A_DATE)


def _month_of_birth(bare: str) -> tuple[int, int] | None:
    """Year and month when that is all: 4-1985, apr 1985, 1985-04."""
    if found := re.fullmatch(r"(\d{4})-(\d\d)", bare, re.ASCII):
        return int(found[1]), int(found[2])
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{4})", bare, re.ASCII):
        return int(found[2]), int(found[1])
    if (found := re.fullmatch(r"([a-z]+)\.?[-/. ]?(\d{4})", bare, re.ASCII)) and found[1] in _MONTHS:
        return int(found[2]), _MONTHS[found[1]]
    return None


def _year(digits: str | None, latest: date | None) -> int | None:
    if digits is None:
        return None
    year = int(digits)
    if len(digits) == 4:
        return year
    century = 2000 if latest is None or 2000 + year <= latest.year else 1900
    return century + year


def _nearest(number: int, month: int, today: date, purpose: Purpose) -> date:
    """A day and month without a year: the last one, or the next one."""
    if month == 2 and number == 29:
        raise FieldProblem(message(N_("29 February is not in every year: type the year too.")))
    found = _real(today.year, month, number)
    if purpose is Purpose.PAST and found > today:
        return _real(today.year - 1, month, number)
    if purpose is Purpose.FUTURE and found < today:
        return _real(today.year + 1, month, number)
    return found


def _real(year: int, month: int, number: int) -> date:
    """The day, or a FieldProblem that says why there is no such day."""
    if not 1 <= month <= 12:
        raise FieldProblem(
            message(N_("There is no month {month}. The day goes first, then the month."), month=month)
        )
    if year < 1:
        raise FieldProblem(_NOT_A_DATE)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= number <= last:
        raise FieldProblem(_no_such_day(number, month, year, last))
    return date(year, month, number)


def _no_such_day(number: int, month: int, year: int, last: int) -> Message:
    return message(
        N_("{day}-{month}-{year} does not exist: that month has {last} days."),
        day=number,
        month=month,
        year=year,
        last=last,
    )


def _born(year: int, month: int, number: int, today: date, stored: str) -> str:
    born = _real(year, month, number)
    if born > today:
        raise FieldProblem(_IN_THE_FUTURE)
    if year < today.year - OLDEST:
        raise FieldProblem(_TOO_OLD)
    return stored
