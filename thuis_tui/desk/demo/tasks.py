"""The tasks that the demo opens with: one is overdue, one is for today, the others come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

COUNT: Final = 8
"""So many of the first clients have a task."""
_TASKS: Final[tuple[tuple[int | None, str], ...]] = (
    # Days from today, what.
    (-2, "Bewindvoerder bellen over de energierekening"),
    (0, "Sleutel van de berging laten bijmaken"),
    (4, "Aanvraag bijzondere bijstand nakijken"),
    (None, "Fiets naar de kringloop"),
    (0, "Huisarts bellen over de verwijzing"),
    (1, "Kopie van het huurcontract meenemen"),
    (6, "Afspraak met de wijkagent verzetten"),
    (12, "Vragen of de buurvrouw de post wil aannemen"),
)

Write = Callable[[str, str, Mapping[str, Any]], None]
"""Writes one record: its type, its id, its values."""


def write_task(
    number: int, client: str, caseworker: str, now: datetime, ids: Callable[[], str], add: Write
) -> None:
    """The task for one of the first clients."""
    days, what = _TASKS[number]
    made = (now - timedelta(days=5)).astimezone()
    offset = made.utcoffset()
    assert offset is not None
    values: dict[str, Any] = {
        "client": client,
        "what": what,
        "owner": caseworker,
        "state": "open",
        "author": caseworker,
        "recorded_at": made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "recorded_offset": int(offset.total_seconds()) // 60,
    }
    if days is not None:
        values["due_on"] = (now.astimezone().date() + timedelta(days=days)).isoformat()
    add("task", ids(), values)
