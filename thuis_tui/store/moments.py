"""When notes happened, one number a note: 'newest first' among thousands of finds."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from thuis_tui.store.connection import Raw


def keep(raw: Raw, notes: Iterable[tuple[int, Any]]) -> None:
    """Keep the moments of new notes: (row id, moment as it stands in the note)."""
    rows = [(rowid, seconds(occurred_at)) for rowid, occurred_at in notes]
    raw.executemany("INSERT OR REPLACE INTO note_moment(rowid, second) VALUES(?, ?)", rows).close()


def latest(connection: Connection, limit: int) -> list[int]:
    """Row ids of the notes of all dossiers that happened last."""
    rows = connection.exec_driver_sql("SELECT rowid FROM note_moment ORDER BY second DESC LIMIT ?", (limit,))
    return [row[0] for row in rows]


def count_between(connection: Connection, begin: str, end: str) -> int:
    """How many notes happened from `begin` up to but not including `end`."""
    counted = connection.exec_driver_sql(
        "SELECT count(*) FROM note_moment WHERE second>=? AND second<?", (seconds(begin), seconds(end))
    )
    return int(counted.scalar_one())


def seconds(moment: Any) -> int:
    """Seconds since 1970. A moment that is none (another program's mistake) lies at the beginning."""
    try:
        return int(datetime.fromisoformat(moment).timestamp())
    except (ValueError, TypeError, OverflowError):
        return 0
