"""The week of visits that the demo opens with: some went well, one did not, the next are to come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

COUNT: Final = 10
"""So many of the first clients are visited this week."""
_PLANNED: Final[tuple[tuple[int, str, int, str, str, str, str], ...]] = (
    # Days from today, time, minutes, place, what for, who goes along, how it went.
    (0, "10:00", 60, "home", "Post en betalingen doornemen", "", ""),
    (-1, "14:00", 45, "home", "Sleutel van de berging", "", "done"),
    (0, "13:30", 45, "home", "Koffie, hoe gaat het met slapen", "", ""),
    (1, "9:30", 60, "office", "Brief van de woningcorporatie", "", ""),
    (-1, "10:30", 30, "home", "", "", "not_home"),
    (0, "15:15", 45, "outside", "Wandelen en bijpraten", "", ""),
    (1, "11:00", 60, "home", "Doelen nalopen", "Sami Yıldız", ""),
    (2, "14:30", 60, "home", "Kennismaken met de buren", "", ""),
    (3, "10:00", 45, "institution", "Ontslag voorbereiden", "", ""),
    (-2, "16:00", 60, "home", "Aanvraag toeslag", "", "done"),
)

Write = Callable[[str, str, Mapping[str, Any]], None]
"""Writes one record: its type, its id, its values."""


def write_visit(
    number: int, client: str, caseworker: str, now: datetime, ids: Callable[[], str], add: Write
) -> None:
    """The visit to one of the first clients, by the clock of this laptop."""
    days, clock, minutes, place, purpose, companion, outcome = _PLANNED[number]
    hour, minute = (int(part) for part in clock.split(":"))
    today = now.astimezone().date()
    begin = datetime.combine(today + timedelta(days=days), time(hour, minute)).astimezone()
    planned = begin - timedelta(days=6)
    values: dict[str, Any] = {
        "client": client,
        "caseworker": caseworker,
        "starts_at": _stamp(begin),
        "starts_offset": _offset(begin),
        "minutes": minutes,
        "place": place,
        "author": caseworker,
        "recorded_at": _stamp(planned),
        "recorded_offset": _offset(planned),
    }
    values |= {name: text for name, text in (("purpose", purpose), ("companion", companion)) if text}
    if outcome == "not_home":
        values |= {"outcome": outcome, "outcome_reason": "twee keer gebeld, kaartje in de bus"}
    elif outcome == "done":
        end = begin + timedelta(minutes=minutes)
        values |= {
            "checked_in_at": _stamp(begin),
            "expected_end_at": _stamp(end),
            "checked_out_at": _stamp(end),
            "outcome": outcome,
        }
    add("visit", ids(), values)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _offset(at: datetime) -> int:
    there = at.utcoffset()
    return round(there.total_seconds() / 60) if there else 0
