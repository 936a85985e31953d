"""Searching with filters: who lives where, who wrote it, what it is about and when it was.

Clients are few: their filters are conditions. Notes are many: what is asked of them is read from the small
rows of `moments`, and only what is shown is opened.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from thuis_tui.store import moments, newest, search, words
from thuis_tui.store.search import NotesFound


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
    query = words.note_query(unicodedata.normalize("NFC", typed)) if typed.strip() else ""
    if typed.strip() and not query:
        return NotesFound((), False)
    clients = _clients(connection, filters, "id") if filters.of_clients else None
    asked = (
        -(2**62) if filters.since is None else filters.since,
        2**62 if filters.until is None else filters.until,
        _numbers(clients),
        json.dumps(list(filters.kinds)),
        moments.domain_bits(filters.domains) if filters.domains else None,
        _numbers(filters.authors),
    )
    places = newest.places(connection, query, asked, limit + 1, clients)
    return search.found_at(connection, places, typed, limit)


def _numbers(ids: Sequence[str] | None) -> str | None:
    return None if ids is None else json.dumps([moments.number(one) for one in ids])


def _clients(connection: Connection, filters: Filters, column: str) -> list[Any]:
    asked = tuple(
        json.dumps(list(values)) for values in (filters.municipalities, filters.statuses, filters.risks)
    )
    rows = connection.exec_driver_sql(f"SELECT {column} {_CLIENTS}", asked)
    return [row[0] for row in rows]
