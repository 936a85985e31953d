"""The rows of grants: of which kind they are, when one is open, and how one is written."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from thuis_tui.service.database.storage import Transaction


def open_as(name: str = "") -> str:
    """Return the condition that a grant is open, in a statement that calls its table so.

    Its one parameter is the moment that it is now.
    """
    of = f"{name}." if name else ""
    return f"{of}revoked_at = 0 AND ({of}until = 0 OR {of}until > ?)"


OPEN = open_as()


class Kind(StrEnum):
    """What a grant is for, from the weakest to the strongest: a stronger one takes the place of a weaker."""

    HOUSING = "housing"
    """Of who divides the homes: the way to a home only, never the dossier."""
    READING_ON = "reading_on"
    """Of who handed the dossier over, for a while and for reading only."""
    EMERGENCY = "emergency"
    COVER = "cover"
    LEAD = "lead"
    """Of who leads the team whose dossier it is."""
    OWN = "own"


def insert(tx: Transaction, opened: Sequence[tuple[str, str, int, str, Kind, int]]) -> None:
    """Open grants: account, scope, gen, role, kind and until of each. One that is there already stays."""
    tx.many(
        "INSERT INTO scope_grant(caseworker, scope, gen, role, granted_at, revoked_at, reason, kind, until)"
        " VALUES (?, ?, ?, ?, ?, 0, '', ?, ?) ON CONFLICT DO NOTHING",
        [
            (account, scope, gen, role, tx.now_ms, str(kind), until)
            for account, scope, gen, role, kind, until in opened
        ],
    )
