"""Moments of the access log as people say them: days and hours of where the organisation is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = "Europe/Amsterdam"
"""Where organisations are, unless told otherwise."""


def here(moment: int, zone: ZoneInfo) -> datetime:
    """Return milliseconds since 1970 as local time."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment)).astimezone(zone)


def begin(day: datetime, zone: ZoneInfo) -> int:
    """Return when a day begins there, in milliseconds since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)


def said(moment: int, zone: ZoneInfo) -> str:
    """Return day and time as they are written."""
    return f"{here(moment, zone):%d-%m-%Y %H:%M}"
