"""Notes as the timeline, the overview and the search show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from thuis_tui.desk import erased, names
from thuis_tui.desk.shapes import AmendmentShown, NoteShown, TimelineEntry
from thuis_tui.text import excerpt

EXCERPT = 200
"""Characters of a note in the timeline."""
_START = 1000
"""Characters read for an excerpt: a long note need not leave the disk whole."""

# Whether our own operation with this record is beyond what the service has acknowledged.
_WAITING = """EXISTS(SELECT 1 FROM operation o JOIN scope s ON s.scope=o.scope AND s.chain=o.chain
    WHERE o.scope='c:' || {table}.client AND o.ent='{kind}:' || {table}.id AND o.n > s.acked)"""

_ENTRIES = f"""
SELECT note.rowid, note.id, note.client, kind, occurred_at, occurred_offset, author, duration_minutes,
    life_domains, substr(body, 1, {_START}),
    (SELECT count(*) FROM amendment WHERE amendment.note=note.id),
    {_WAITING.format(kind="note", table="note")}
FROM json_each(?) asked JOIN note ON note.rowid=asked.value
ORDER BY asked.key"""  # noqa: S608  our own constants

_AMENDMENTS = f"""
SELECT id, author, recorded_at, recorded_offset, reason, body,
    {_WAITING.format(kind="amendment", table="amendment")}
FROM amendment WHERE note=? ORDER BY recorded_at, id"""  # noqa: S608  our own constants


def entries(connection: Connection, rowids: Sequence[int]) -> list[TimelineEntry]:
    """The entries of these row ids, in the order asked for; those that are gone are left out."""
    rows = connection.exec_driver_sql(_ENTRIES, (json.dumps(list(rowids)),)).fetchall()
    authors = names.of_caseworkers(connection, (row[6] for row in rows))
    gone = _gone(connection, {row[2] for row in rows if not row[9]})
    return [
        TimelineEntry(
            rowid=row[0],
            note=row[1],
            client=row[2],
            kind=row[3],
            occurred_at=row[4],
            occurred_offset=row[5],
            author_name=authors.get(row[6], ""),
            duration_minutes=row[7],
            life_domains=tuple(json.loads(row[8])),
            excerpt=excerpt(row[9], EXCERPT) or gone.get((f"note:{row[1]}", "body"), ""),
            amendments=row[10],
            waiting=bool(row[11]),
        )
        for row in rows
    ]


def note(connection: Connection, note_id: str) -> NoteShown | None:
    """One note in full, or None."""
    found = connection.exec_driver_sql(
        "SELECT rowid, body, recorded_at, recorded_offset, client FROM note WHERE id=?", (note_id,)
    ).first()
    if found is None:
        return None
    rows = connection.exec_driver_sql(_AMENDMENTS, (note_id,)).fetchall()
    authors = names.of_caseworkers(connection, (row[1] for row in rows))
    blank = not found[1] or any(not row[4] or not row[5] for row in rows)
    gone = _gone(connection, {found[4]} if blank else ())
    return NoteShown(
        entry=entries(connection, [found[0]])[0],
        body=found[1] or gone.get((f"note:{note_id}", "body"), ""),
        recorded_at=found[2],
        recorded_offset=found[3],
        amendments=tuple(
            AmendmentShown(
                amendment=row[0],
                author_name=authors.get(row[1], ""),
                recorded_at=row[2],
                recorded_offset=row[3],
                reason=row[4] or gone.get((f"amendment:{row[0]}", "reason"), ""),
                body=row[5] or gone.get((f"amendment:{row[0]}", "body"), ""),
                waiting=bool(row[6]),
            )
            for row in rows
        ),
    )


def _gone(connection: Connection, clients: Iterable[str]) -> dict[erased.Key, str]:
    """What stands in the place of words that were erased, in the dossiers in which some are missing."""
    found: dict[erased.Key, str] = {}
    for client in clients:
        found |= erased.in_words(connection, client)
    return found
