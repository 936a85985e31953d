"""Dates and times as people read them, in the language of the screens and the time zone of this laptop."""

from __future__ import annotations

from datetime import datetime

from thuis_tui.language import _
from thuis_tui.language.dates import at_place, clock, day
from thuis_tui.language.dates import stored_day as day_of

__all__ = ["at_place", "clock", "day", "day_of", "how_long_ago", "local", "when"]


def local(stamp: str) -> datetime:
    """A stored UTC time on this laptop's clock."""
    return datetime.fromisoformat(stamp).astimezone()


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
