"""The newest notes that have certain words and fit certain filters, by whichever way is the shorter.

A word that few notes have is looked up in the word index. A word that most notes have takes the index longest
of all, and is in nearly every note one opens: there the notes that fit are read, the newest first, until
enough have it. Which of the two a word is shows in the first notes that fit.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlcipher3 import dbapi2

from thuis_tui.store import schema, words

Asked = tuple[int | str | None, ...]
EVERYTHING: Asked = (-(2**62), 2**62, None, "[]", None, None)
"""No filter: from, until, numbers of clients, kinds, bits of domains, numbers of authors."""
PROBE = 64
"""Notes that are read before it is judged whether to read on."""
RARE = 12
"""A word that fewer than one of so many notes have is looked up in the index, which is quick with it."""
MOST = 512
"""Notes that are read at most."""
_BATCH = 32
FEW = 2_000
"""Notes of the clients asked for, up to which these are put in order rather than all notes gone through."""

_NOTES = """
SELECT m.rowid FROM {}
WHERE m.second>=?2 AND m.second<?3 AND (?4 IS NULL OR m.client IN (SELECT value FROM json_each(?4)))
    AND (?5='[]' OR m.kind IN (SELECT value FROM json_each(?5))) AND (?6 IS NULL OR m.domains & ?6)
    AND (?7 IS NULL OR m.author IN (SELECT value FROM json_each(?7)))
    AND {}
ORDER BY m.second DESC, m.rowid DESC LIMIT ?8"""
_WITH_WORDS = _NOTES.format(
    "note_search s CROSS JOIN note_moment m ON m.rowid=s.rowid", "s.note_search MATCH ?1"
)
_WITHOUT = _NOTES.format("note_moment m", "?1=''")
_OF_FEW = _NOTES.format(
    "note n CROSS JOIN note_moment m ON m.rowid=n.rowid", "n.client IN (SELECT value FROM json_each(?1))"
)


def places(
    connection: Connection, query: str, asked: Asked, limit: int, clients: Sequence[str] | None = None
) -> list[int]:
    """Row ids of the newest notes that fit, at most `limit`; an empty query asks for no words.

    `clients` are the ids of those in `asked`, or None when all are meant.
    """
    if clients is not None and not clients:
        return []
    with closing(_fitting(connection, asked, limit if not query else MOST, clients)) as candidates:
        if not query:
            return [row[0] for row in candidates]
        found = _walk(connection, query, candidates, limit)
    return indexed(connection, query, asked, limit) if found is None else found


def _fitting(
    connection: Connection, asked: Asked, limit: int, clients: Sequence[str] | None
) -> CursorResult[Any]:
    """Row ids of the newest notes that fit the filters, found as they are asked for."""
    if clients is not None and _count(connection, clients) <= FEW:
        return connection.exec_driver_sql(_OF_FEW, (json.dumps(list(clients)), *asked, limit))
    return connection.exec_driver_sql(_WITHOUT, ("", *asked, limit))


def indexed(connection: Connection, query: str, asked: Asked, limit: int) -> list[int]:
    """The same as `places`, by the word index: every note that has the words is put in order."""
    return [row[0] for row in connection.exec_driver_sql(_WITH_WORDS, (query, *asked, limit))]


def _walk(connection: Connection, query: str, candidates: CursorResult[Any], limit: int) -> list[int] | None:
    """The first `limit` of at most MOST candidates that have the words; None when the index has to tell."""
    found: list[int] = []
    read = 0
    while some := [row[0] for row in candidates.fetchmany(max(_BATCH, read))]:
        read += len(some)
        have = having(connection, query, some)
        found += [place for place in some if place in have]
        if len(found) >= limit:
            return found[:limit]
        if read >= PROBE and len(found) * RARE < read:
            return None
    return found if read < MOST else None


def having(connection: Connection, query: str, some: Sequence[int]) -> set[int]:
    """Which of these notes have the words, judged by the notes themselves."""
    texts = connection.exec_driver_sql(words.NOTE_TEXTS.format("rowid"), (json.dumps(list(some)),)).fetchall()
    # An index of their own, in memory: cut into words and compared exactly as in the one of the file.
    with closing(dbapi2.connect(":memory:", isolation_level=None)) as memory:
        memory.execute("PRAGMA temp_store=MEMORY").close()
        memory.execute(schema.NOTE_SEARCH).close()
        memory.execute("BEGIN").close()
        memory.executemany("INSERT INTO note_search(rowid, body) VALUES(?, ?)", map(tuple, texts)).close()
        rows = memory.execute("SELECT rowid FROM note_search WHERE note_search MATCH ?", (query,))
        return {row[0] for row in rows.fetchall()}


def _count(connection: Connection, clients: Sequence[str]) -> int:
    """How many notes these clients have."""
    counted = connection.exec_driver_sql(
        "SELECT ifnull(sum(note_count), 0) FROM client WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(clients)),),
    )
    return int(counted.scalar_one())
