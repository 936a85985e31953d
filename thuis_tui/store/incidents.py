"""What should never happen and did: nonsense from the service, data that differed from its."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from thuis_tui.store.writing import Writing

NONSENSE: Final = "nonsense"
"""An answer of the service that cannot be; nothing of it was kept."""
DIGEST: Final = "digest"
"""At the same place of the log this file had something else than the service."""
REPAIRED: Final = "repaired"
"""What differed was fetched again."""

KEPT = 500
"""How many are kept, the latest ones."""
MAX_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident. `at`: UTC, ISO 8601. `detail` is for who looks after the program, never user text."""

    at: str
    kind: str
    scope: str
    detail: str


def record(writing: Writing, at: str, kind: str, scope: str, detail: str) -> None:
    """Keep an incident; one that is known already is not told again."""
    raw = writing.raw
    raw.execute(
        "INSERT INTO incident(at, kind, scope, detail) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (at, kind, scope, detail[:MAX_DETAIL]),
    ).close()
    raw.execute("DELETE FROM incident WHERE rowid<=(SELECT max(rowid) FROM incident)-?", (KEPT,)).close()


def listing(connection: Connection, limit: int = KEPT) -> list[Incident]:
    """The latest incidents first."""
    rows = connection.exec_driver_sql(
        "SELECT at, kind, scope, detail FROM incident ORDER BY rowid DESC LIMIT ?", (limit,)
    )
    return [Incident(*row) for row in rows]
