"""What asks for attention today: one shape for visits, tasks, evaluations, reviews and all that follows.

Each job that knows of such things has a function `matters(connection, today, me)`; `SOURCES` in `desk.today`
names them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that asks for attention. `text` is ready to read and holds no name of a client."""

    kind: str
    text: str
    client: str | None = None
    client_name: str = ""
    due_on: str = ""
    """The day, as YYYY-MM-DD; empty for what has no day of its own."""
    at: str = ""
    """The moment in UTC, for what has a time of day."""
    route: str = ""
    """The name of the page that Enter leads to."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    urgent: bool = False
    """Shown first and marked, whatever its day."""


Source = Callable[[Connection, date, str], list[Matter]]
"""From the file, today's date and the id of whose file it is to what asks for attention."""
