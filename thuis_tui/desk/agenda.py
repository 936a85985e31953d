"""Visits as an agenda file (.ics): times and initials, nothing else that tells of whom they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from thuis_tui.casework.visit_rules import USUAL_MINUTES
from thuis_tui.desk.visit_reading import VisitShown
from thuis_tui.language import _


def calendar(visits: Iterable[VisitShown], now: str) -> bytes:
    """The visits that will take place, or did, as a calendar that any agenda reads.

    The id of an entry is that of the visit: reading a newer file moves an entry and makes no second one.
    """
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//thuis//visits//NL")
    made.add("version", "2.0")
    for visit in visits:
        if visit.outcome in ("cancelled_client", "cancelled_us"):
            continue
        event = Event()
        begin = datetime.fromisoformat(visit.starts_at)
        event.add("uid", f"{visit.visit}@thuis.invalid")
        event.add("dtstamp", datetime.fromisoformat(now))
        event.add("dtstart", begin)
        event.add("dtend", begin + timedelta(minutes=visit.minutes or USUAL_MINUTES))
        event.add("summary", _("Visit {initials}").format(initials=visit.initials))
        event.add("class", "PRIVATE")
        made.add_component(event)
    content: bytes = made.to_ical()
    return content


def write(path: Path, content: bytes) -> None:
    """Write a file that only this user reads, whole or not at all. Raises OSError."""
    import os

    beside = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
