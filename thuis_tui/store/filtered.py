"""Searching with filters: who lives where, who wrote it, what it is about and when it was.

Clients are few: their filters are conditions. Notes are many: what is asked of the client and the time
narrows the row ids by indexes; what is asked of the note itself is looked up for the newest that are left.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from thuis_tui.store import search, words
from thuis_tui.store.search import NotesFound

MOST_LOOKED_AT = 10_000
"""Notes that are opened for a filter which no index answers, the newest first."""
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What to narrow by; an empty one asks nothing, several values mean any of them.

    `since` and `until` are seconds since 1970, the second not included.
    """

    municipalities: Sequence[str] = ()
    statuses: Sequence[str] = ()
    risks: Sequence[str] = ()
    authors: Sequence[str] | None = None
    kinds: Sequence[str] = ()
    domains: Sequence[int] = ()
    since: int | None = None
    until: int | None = None

    @property
    def of_clients(self) -> bool:
        """Whether clients are narrowed."""
        return bool(self.municipalities or self.statuses or self.risks)

    @property
    def of_notes(self) -> bool:
        """Whether notes are narrowed by themselves."""
        return (
            self.authors is not None
            or bool(self.kinds or self.domains)
            or (self.since, self.until) != (None, None)
        )


_CLIENTS = """
FROM client WHERE (?1='[]' OR municipality IN (SELECT value FROM json_each(?1)))
    AND (?2='[]' OR status IN (SELECT value FROM json_each(?2)))
    AND (?3='[]' OR risk_level IN (SELECT value FROM json_each(?3)) OR EXISTS(
        SELECT 1 FROM risk_flag f WHERE f.client=client.id AND f.ended_on IS NULL
            AND f.level IN (SELECT value FROM json_each(?3))))"""

_ASKED = """
SELECT note.rowid FROM json_each(?1) asked JOIN note ON note.rowid=asked.value
WHERE (?2='[]' OR kind IN (SELECT value FROM json_each(?2)))
    AND (?3='[]' OR EXISTS(SELECT 1 FROM json_each(life_domains) d
        WHERE d.value IN (SELECT value FROM json_each(?3))))
    AND (?4 IS NULL OR author IN (SELECT value FROM json_each(?4)))
ORDER BY asked.key"""


def client_rows(connection: Connection, typed: str, filters: Filters, limit: int) -> list[int]:
    """Row ids of the clients that fit, in order of surname."""
    found = search.client_rows(connection, typed)
    if filters.of_clients:
        fitting = set(_clients(connection, filters, "rowid"))
        found = [place for place in found if place in fitting]
    return found if limit < 0 else found[:limit]


def sounding_rows(connection: Connection, typed: str, filters: Filters, limit: int) -> list[int]:
    """Row ids of clients whose names sound like what was typed, in order of surname."""
    query = words.sounding_query(typed)
    if not query:
        return []
    rows = connection.exec_driver_sql(
        "SELECT client.rowid FROM client_search CROSS JOIN client ON client.rowid=client_search.rowid"
        " WHERE client_search MATCH ? ORDER BY sort_name, client.rowid",
        (query,),
    )
    found = [int(row[0]) for row in rows]
    if filters.of_clients:
        fitting = set(_clients(connection, filters, "rowid"))
        found = [place for place in found if place in fitting]
    return found if limit < 0 else found[:limit]


def notes(connection: Connection, typed: str, filters: Filters, limit: int) -> NotesFound:
    """The newest notes that fit."""
    if not (filters.of_clients or filters.of_notes):
        return search.notes(connection, typed, limit)
    theirs = _notes_of_clients(connection, filters) if filters.of_clients else None
    with closing(_in_order(connection, typed, filters, theirs)) as fitting:
        if filters.kinds or filters.domains or filters.authors is not None:
            places, left = _fitting(connection, fitting, filters, limit + 1)
        else:
            places, left = list(islice(fitting, limit + 1)), False
    found = search.found_at(connection, places, typed, limit)
    return NotesFound(found.notes, found.more or left)


def _notes_of_clients(connection: Connection, filters: Filters) -> frozenset[int]:
    """Row ids of all notes about the clients that fit."""
    ids = json.dumps(_clients(connection, filters, "id"))
    rows = connection.exec_driver_sql(
        "SELECT note.rowid FROM json_each(?) c CROSS JOIN note ON note.client=c.value", (ids,)
    )
    return frozenset(row[0] for row in rows)


def _clients(connection: Connection, filters: Filters, column: str) -> list[int]:
    asked = tuple(
        json.dumps(list(values)) for values in (filters.municipalities, filters.statuses, filters.risks)
    )
    rows = connection.exec_driver_sql(f"SELECT {column} {_CLIENTS}", asked)
    return [row[0] for row in rows]


def _in_order(
    connection: Connection, typed: str, filters: Filters, theirs: frozenset[int] | None
) -> Generator[int, None, None]:
    """Row ids of the notes that have the words, are `theirs` and happened in the time, the newest first.

    They are read as they are asked for. With words, few notes of some clients are put in order after they
    were picked out: ordering every note with a common word costs more than finding it.
    """
    query = words.note_query(unicodedata.normalize("NFC", typed)) if typed.strip() else ""
    if typed.strip() and not query:
        return
    span = (
        -(2**62) if filters.since is None else filters.since,
        2**62 if filters.until is None else filters.until,
    )
    if query and theirs is not None:
        having = connection.exec_driver_sql(
            "SELECT rowid FROM note_search WHERE note_search MATCH ?", (query,)
        )
        picked = json.dumps([row[0] for row in having if row[0] in theirs])
        rows = connection.exec_driver_sql(
            "SELECT m.rowid FROM json_each(?) p CROSS JOIN note_moment m ON m.rowid=p.value"
            " WHERE m.second>=? AND m.second<? ORDER BY m.second DESC, m.rowid DESC",
            (picked, *span),
        )
    elif query:
        rows = connection.exec_driver_sql(
            "SELECT s.rowid FROM note_search s CROSS JOIN note_moment m ON m.rowid=s.rowid"
            " WHERE note_search MATCH ? AND m.second>=? AND m.second<? ORDER BY m.second DESC, m.rowid DESC",
            (query, *span),
        )
    else:
        rows = connection.exec_driver_sql(
            "SELECT rowid FROM note_moment WHERE second>=? AND second<? ORDER BY second DESC, rowid DESC",
            span,
        )
    with closing(rows):
        for row in rows:
            if theirs is None or row[0] in theirs:
                yield row[0]


def _fitting(
    connection: Connection, places: Iterator[int], filters: Filters, enough: int
) -> tuple[list[int], bool]:
    """The first of these notes that fit, looked up some at a time; whether some were not looked at."""
    kinds, domains = json.dumps(list(filters.kinds)), json.dumps(list(filters.domains))
    authors = None if filters.authors is None else json.dumps(list(filters.authors))
    found: list[int] = []
    for _some in range(MOST_LOOKED_AT // _AT_ONCE):
        some = list(islice(places, _AT_ONCE))
        if not some:
            return found, False
        rows = connection.exec_driver_sql(_ASKED, (json.dumps(some), kinds, domains, authors))
        found.extend(row[0] for row in rows)
        if len(found) >= enough:
            return found[:enough], False
    return found, next(places, None) is not None
