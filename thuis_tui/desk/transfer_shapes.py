"""What the desk tells of dossiers that change hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from thuis_tui.desk.world import last_day

Kind = Literal["transfer", "cover", "assign", "restrict"]
_ENDS_FROM: Final[dict[str, tuple[str, ...]]] = {
    "transfer": ("", "offered"),
    "cover": ("", "offered", "in_force"),
}


def can_be_taken_back(kind: str, state: str) -> bool:
    """Whether who asked can still take it back: an offer until it is answered, a cover while it lasts."""
    return state in _ENDS_FROM.get(kind, ())


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom a dossier can be given."""

    id: str
    name: str
    team: str
    same_team: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """What one asked. `state` is empty until the service has it; `answer` is why not, when it was not.

    What one took back stands as taken back, or a cover as ended, before the service has that.
    """

    id: str
    kind: str
    client: str
    client_name: str
    to: str
    to_name: str
    state: str
    reason: str
    answer: str
    recorded_at: str
    until: str
    reads_until: str

    @property
    def last_day(self) -> date | None:
        """The last day of a cover."""
        return last_day(self.until)

    @property
    def can_be_taken_back(self) -> bool:
        """Whether it is an offer without an answer, or a cover that lasts."""
        return can_be_taken_back(self.kind, self.state)

    @property
    def last_reading_day(self) -> date | None:
        """The last day on which one reads on in what one handed over."""
        return last_day(self.reads_until)


@dataclass(frozen=True, slots=True)
class Received:
    """What a colleague offers, or gave. `state` "offered": it waits for one's answer."""

    id: str
    kind: str
    client: str
    client_name: str
    sender: str
    sender_name: str
    state: str
    reason: str
    sheet: str
    answer: str
    recorded_at: str
    until: str

    @property
    def last_day(self) -> date | None:
        """The last day of a cover."""
        return last_day(self.until)
