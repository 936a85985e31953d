"""What the desk tells of dossiers that change hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["transfer", "cover", "assign", "restrict"]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom a dossier can be given."""

    id: str
    name: str
    team: str
    same_team: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """What one asked. `state` is empty until the service has it; `answer` is why not, when it was not."""

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
