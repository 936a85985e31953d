"""Search in names, numbers, addresses and notes, inside the encryption, with filters and kept searches."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from sqlalchemy import Connection

from thuis_tui.casework import search_terms
from thuis_tui.casework.records import cleaned, validate
from thuis_tui.casework.search_terms import Terms
from thuis_tui.desk import caseload, names
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.shapes import ClientHit, InvalidInput, NoteHit, SavedSearch, SearchResult
from thuis_tui.store import filtered, merged, search, write
from thuis_tui.store.filtered import Filters
from thuis_tui.store.writing import Writing
from thuis_tui.text import fold

SITTING_MS = 60 * 1000
"""Typing on within so long is the same search, and one line in the access log."""
LIKENESS = 80
"""Of 100; a name with less in common with what was typed is no slip of the finger."""
SHORTEST = 4
"""Letters; in a shorter word nearly everything is a slip of something."""


class Search:
    """Finds as you type: each word as the beginning of a word, accents folded."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._searched_at = -SITTING_MS

    async def find(self, text: str, limit: int = 20) -> SearchResult:
        """Up to `limit` clients in surname order and `limit` notes, the latest first."""
        if not text.strip():
            return SearchResult((), ())
        world = self._file.world
        here = timezone(timedelta(minutes=world.offset()))
        terms = search_terms.read(text, datetime.fromtimestamp(world.now_ms() / 1000, here).date())
        me = self._file.database.actor
        # The log is written while the words are looked up; nothing is shown that is not logged.
        found, _logged = await asyncio.gather(
            self._file.read(lambda connection: _find(connection, terms, limit, me, here)), self._log()
        )
        return found

    async def saved(self) -> list[SavedSearch]:
        """The searches that were kept, by name."""
        return await self._file.read(_saved)

    async def save(self, name: str, query: str) -> None:
        """Keep a search under a name; an earlier one of that name goes. Raises InvalidInput."""
        me = self._file.author()
        values = cleaned("saved_search", {"name": name.strip(), "query": query.strip()})
        if problems := validate("saved_search", {key: text for key, text in values.items() if text}):
            raise InvalidInput(problems)

        def save_it(writing: Writing) -> None:
            tx = writing.ids()
            _forget(writing, me, values["name"], tx)
            write.create(writing, f"u:{me}", "saved_search", values, tx=tx)

        await self._file.write(save_it)

    async def forget(self, name: str) -> None:
        """Let go of a kept search; nothing happens when there is none of that name."""
        me = self._file.author()
        await self._file.write(lambda writing: _forget(writing, me, name, ""))

    async def _log(self) -> None:
        now = self._file.world.now_ms()
        if abs(now - self._searched_at) < SITTING_MS:
            return
        self._searched_at = now
        at = self._file.world.stamp()
        await self._file.write(lambda writing: log_access(writing, "search", None, at))


def _saved(connection: Connection) -> list[SavedSearch]:
    rows = connection.exec_driver_sql("SELECT id, name, query FROM saved_search ORDER BY name, id")
    return [SavedSearch(*row) for row in rows]


def _forget(writing: Writing, me: str, name: str, tx: str) -> None:
    rows = writing.raw.execute("SELECT id FROM saved_search WHERE name=?", (name,)).fetchall()
    for (saved,) in rows:
        write.remove(writing, f"u:{me}", f"saved_search:{saved}", "", tx=tx)


def _find(connection: Connection, terms: Terms, limit: int, me: str, here: timezone) -> SearchResult:
    filters = _filters(connection, terms, me, here)
    asked = bool(terms.words.strip())
    rows: list[int] = []
    alike = False
    if asked or (filters.of_clients and not filters.of_notes):
        rows = filtered.client_rows(connection, terms.words, filters, limit)
    if asked and not rows:
        rows = _alike(connection, terms.words, filters, limit)
        alike = bool(rows)
    found = search.NotesFound((), False)
    if asked or filters.of_notes:
        found = filtered.notes(connection, terms.words, filters, limit)
    called = names.of_clients(connection, (note.client for note in found.notes))
    into = merged.into(connection)
    names_of = names.of_clients(connection, into.values()) if into else {}
    return SearchResult(
        clients=tuple(
            ClientHit(
                row.rowid,
                row.client,
                row.name,
                row.birth_date,
                row.municipality,
                names_of.get(into.get(row.client, ""), ""),
            )
            for row in caseload.rows(connection, rows)
        ),
        notes=tuple(
            NoteHit(
                note=note.note,
                client=note.client,
                client_name=called.get(note.client, ""),
                occurred_at=note.occurred_at,
                occurred_offset=note.occurred_offset,
                excerpt=note.excerpt,
                marks=note.marks,
            )
            for note in found.notes
        ),
        more=found.more,
        alike=alike,
        problems=tuple(str(problem) for problem in terms.problems),
    )


def _filters(connection: Connection, terms: Terms, me: str, here: timezone) -> Filters:
    asked = terms.filters
    authors = asked.get("author")
    return Filters(
        municipalities=[str(code) for code in asked.get("municipality", ())],
        statuses=[str(code) for code in asked.get("status", ())],
        risks=[str(code) for code in asked.get("risk", ())],
        authors=None if authors is None else _authors(connection, [str(name) for name in authors], me),
        kinds=[str(code) for code in asked.get("kind", ())],
        domains=[int(code) for code in asked.get("domain", ())],
        since=_second(terms.since, here),
        until=_second(terms.until, here),
    )


def _authors(connection: Connection, wanted: Sequence[str], me: str) -> list[str]:
    """The ids of caseworkers whose name has a part that begins so; nobody when there is none."""
    rows = connection.exec_driver_sql("SELECT id, name FROM caseworker").fetchall()
    found = [me] if "me" in wanted else []
    for caseworker, name in rows:
        parts = fold(name or "").split()
        if any(part.startswith(one) for part in parts for one in wanted if one != "me"):
            found.append(caseworker)
    return found


def _second(day: date | None, here: timezone) -> int | None:
    if day is None:
        return None
    if day == date.min:
        return -(2**62)
    return int(datetime(day.year, day.month, day.day, tzinfo=here).astimezone(UTC).timestamp())


def _alike(connection: Connection, typed: str, filters: Filters, limit: int) -> list[int]:
    """Clients whose names sound like what was typed, else those it may be a slip of the finger of."""
    rows = filtered.sounding_rows(connection, typed, filters, limit)
    if rows or len(fold(typed).replace(" ", "")) < SHORTEST or not any(map(str.isalpha, typed)):
        return rows
    from rapidfuzz import fuzz, process

    wanted = fold(typed)
    by_place = {
        place: fold(" ".join(part for part in parts if part))
        for place, *parts in connection.exec_driver_sql(
            "SELECT rowid, first_name, surname, alias FROM client"
        )
    }
    hits = process.extract(
        wanted, by_place, scorer=fuzz.partial_ratio, score_cutoff=LIKENESS, limit=limit, processor=None
    )
    fitting = set(filtered.client_rows(connection, "", filters, -1)) if filters.of_clients else None
    return [place for _name, _score, place in hits if fitting is None or place in fitting]
