"""Dates, times and durations as they are read in each language; by rule, so that nothing large is loaded.

Digits are always day-month-year, as in every form of Dutch social work, also on an English screen.
"""

from datetime import date, datetime, timedelta, timezone

from thuis_tui.language import _, language

_DAYS = {
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def day(value: date) -> str:
    """03-04-1985."""
    return f"{value.day:02d}-{value.month:02d}-{value.year:04d}"


def stored_day(text: str | None) -> str:
    """A date as it is kept, whole, in part or about: '03-04-1985', '04-1985', 'ca. 1985'; '' for none."""
    if not text:
        return ""
    exact = text.removesuffix("~")
    shown = "-".join(reversed(exact.split("-")))
    return shown if exact == text else _("ca. {date}").format(date=shown)


def long_day(value: date) -> str:
    """'wo 12 nov 2026', 'Wed 12 Nov 2026'."""
    code = language()
    return f"{_DAYS[code][value.weekday()]} {value.day} {_MONTHS[code][value.month - 1]} {value.year}"


def clock(value: datetime) -> str:
    """14:30."""
    return f"{value.hour:02d}:{value.minute:02d}"


def at_place(stamp: str, offset: int) -> datetime:
    """A kept UTC time on the clock of where it happened; the offset is in minutes east of UTC."""
    return datetime.fromisoformat(stamp).astimezone(timezone(timedelta(minutes=offset)))


def moment(stamp: str, offset: int = 0) -> str:
    """A kept UTC time as people read it where it happened: 'wo 12 nov 2026 14:30'."""
    there = at_place(stamp, offset)
    return f"{long_day(there)} {clock(there)}"


def duration(minutes: int) -> str:
    """'45 min', '1 u 30', '2 u'; in English with h."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{minutes} min").format(minutes=rest)
    if not rest:
        return _("{hours} h").format(hours=hours)
    return _("{hours} h {minutes:02d}").format(hours=hours, minutes=rest)
