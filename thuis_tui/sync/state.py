"""How the connection with the service stands: the truth that the status line tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    ISO 8601).
    """

    waiting: int = 0
    refused: int = 0
    confirmed_at: str | None = None
    offline_since: str | None = None
    exchanging: bool = False
    cut: bool = False
    problem: Trouble | None = None
