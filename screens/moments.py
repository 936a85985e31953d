"""Dates and times as people read them, in the language of the screens and the time zone of this laptop."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from thuis_tui.language import _


def local(stamp: str) -> datetime:
    """A stored UTC time on this laptop's clock."""
    return datetime.fromisoformat(stamp).astimezone()


def at_place(stamp: str, offset_minutes: int) -> datetime:
    """A stored UTC time on the clock of where it happened."""
    return datetime.fromisoformat(stamp).astimezone(timezone(timedelta(minutes=offset_minutes)))


def day(moment: date) -> str:
    """A date in digits, day first: 03-04-1985."""
    return f"{moment.day:02d}-{moment.month:02d}-{moment.year:04d}"


def day_of(text: str | None) -> str:
    """A stored date (YYYY-MM-DD) in digits, day first; empty when there is none."""
    return f"{text[8:10]}-{text[5:7]}-{text[:4]}" if text and len(text) >= 10 else ""


def clock(moment: datetime) -> str:
    """The time of day: 14:05."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def when(moment: datetime, now: datetime) -> str:
    """A moment near now in few characters: the time today, 'yesterday 14:05', else the date."""
    days = (now.date() - moment.date()).days
    if days == 0:
        return clock(moment)
    if days == 1:
        return _("yesterday {time}").format(time=clock(moment))
    return day(moment)


def how_long_ago(moment: datetime, now: datetime) -> str:
    """The day of a moment for a list: today, yesterday, '5 days ago', else the date."""
    days = (now.date() - moment.date()).days
    if days <= 0:
        return _("today") if days == 0 else day(moment)
    if days == 1:
        return _("yesterday")
    if days < 7:
        return _("{days} days ago").format(days=days)
    return day(moment)
