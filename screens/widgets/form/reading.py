"""What was understood, read back in full: dates with the day of the week, ages, moments, durations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from thuis_tui.language import N_, _, ngettext

DAYS: Final = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
MONTHS: Final = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


def full_day(day: date) -> str:
    """Wednesday 3 April 1985."""
    return _("{weekday} {day} {month} {year}").format(
        weekday=_(DAYS[day.weekday()]), day=day.day, month=_(MONTHS[day.month - 1]), year=day.year
    )


def full_moment(moment: datetime) -> str:
    """Wednesday 3 April 1985, 14:05."""
    return _("{day}, {time}").format(day=full_day(moment), time=f"{moment:%H:%M}")


def birth(stored: str, today: date) -> str:
    """A stored birth date with the age: '3 April 1985, 41 years'; about or in part where that is all."""
    about = stored.endswith("~")
    parts = [int(part) for part in stored.rstrip("~").split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 0
    day = parts[2] if len(parts) > 2 else 0
    shown = str(year) if not month else f"{_(MONTHS[month - 1])} {year}"
    if day:
        shown = f"{day} {shown}"
    age = today.year - year - int(bool(day) and (today.month, today.day) < (month, day))
    years = ngettext("{count} year", "{count} years", age).format(count=age)
    if about or not day:
        return _("about {date}, {age}").format(date=shown, age=years) if about else f"{shown}, ± {years}"
    return f"{shown}, {years}"


def duration(minutes: int) -> str:
    """1 h 30 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{minutes} min").format(minutes=rest)
    if not rest:
        return _("{hours} h").format(hours=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=rest)


def kept(moment: datetime, now: datetime) -> str:
    """When a draft was kept, to the second: 'Kept today 14:32:05'."""
    time = f"{moment:%H:%M:%S}"
    days = (now.date() - moment.date()).days
    if days == 0:
        return _("Kept today {time}").format(time=time)
    if days == 1:
        return _("Kept yesterday {time}").format(time=time)
    return _("Kept {day}, {time}").format(day=full_day(moment), time=time)
