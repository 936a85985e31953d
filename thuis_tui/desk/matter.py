"""What asks for attention today: one shape for visits, tasks, evaluations, reviews and all that follows.

Each job that knows of such things has a function `matters(connection, today, me)`; `SOURCES` in `desk.today`
names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from thuis_tui.language import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

    Source = Callable[[Connection, date, str], list["Matter"]]
    """From the file, today's date and the id of whose file it is to what asks for attention."""

GROUPS: Final = {
    "now": N_("First of all"),
    "visits": N_("Visits today"),
    "due": N_("To do"),
    "tomorrow": N_("Tomorrow"),
    "unfinished": N_("Begun and not filed"),
    "settle": N_("To decide and to settle"),
    "coming": N_("Coming up"),
}
"""In the order of the page."""
_SETTLED: Final = frozenset({"conflict", "refused", "late_work", "learning", "merge", "transfer"})


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
    when: str = ""
    """What to read as its time, such as '14:30–15:30'; empty where the day says it."""
    route: str = ""
    """The name of the page that Enter leads to."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    urgent: bool = False
    """Shown first and marked, whatever its day."""

    def late(self, today: date) -> bool:
        """Whether its day has gone by."""
        return bool(self.due_on) and self.due_on < today.isoformat()


def group_of(matter: Matter, today: date) -> str:
    """Under which heading of `GROUPS` it stands."""
    ahead = matter.due_on > today.isoformat()
    if matter.urgent:
        return "now"
    if matter.kind == "draft":
        return "unfinished"
    if matter.kind in _SETTLED:
        return "settle"
    if matter.kind in ("visit", "visit_colleague"):
        return "tomorrow" if ahead else "visits"
    return "coming" if ahead else "due"


def grouped(matters: Iterable[Matter], today: date) -> dict[str, list[Matter]]:
    """All by heading, in the order of the page; in each by moment and day, what has no day last."""
    found: dict[str, list[Matter]] = {group: [] for group in GROUPS}
    for matter in matters:
        found[group_of(matter, today)].append(matter)
    for group in found.values():
        group.sort(key=_order)
    return {name: group for name, group in found.items() if group}


def _order(matter: Matter) -> tuple[str, str, str]:
    return matter.due_on or "9999", matter.at, matter.client_name
