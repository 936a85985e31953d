"""How the connection with the service stands: the truth that the status line tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Trouble = Literal[
    "unreachable",
    "not_the_service",
    "service_error",
    "signed_out",
    "revoked",
    "update_needed",
]
"""Why nothing is exchanged: no answer · somebody else answers (a sign-in page of a network) · the service
fails · it does not know this device · it knows it and refuses it · it is too new for this program to
read from.
"""


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """One moment of the connection. `waiting` counts what was recorded in dossiers and is not
    acknowledged; `refused` what a person has to look at. `confirmed_at` is the service's own time of
    its last good answer, `offline_since` this laptop's time of the first failure after it (both UTC,
    ISO 8601). `skew_seconds`: how far this laptop's clock is ahead of the service's (behind: negative), in
    whole minutes; 0 while it is near enough. It decides nothing.
    """

    waiting: int = 0
    refused: int = 0
    confirmed_at: str | None = None
    offline_since: str | None = None
    exchanging: bool = False
    cut: bool = False
    problem: Trouble | None = None
    skew_seconds: int = 0


SKEW_SECONDS: Final = 300
"""From here on a clock that is off is told of."""


def skew(time_there: str, now_ms: int) -> int:
    """Return how many seconds our clock is ahead of the service's, in whole minutes; 0 when near enough.

    A time that cannot be read says nothing.
    """
    try:
        there = datetime.fromisoformat(time_there).timestamp()
    except ValueError:
        return 0
    off = now_ms / 1000 - there
    return 60 * round(off / 60) if abs(off) > SKEW_SECONDS else 0
