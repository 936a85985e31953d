"""Finding clients and notes while a person types: always through the word index, never by a scan."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from thuis_tui.store import newest, words

EXCERPT = 160
"""Characters of a note that are shown around the first word found."""
_BEFORE = 48


@dataclass(frozen=True, slots=True)
class NoteFound:
    """One note; `marks` are (start, end) places in the excerpt where a typed word was found."""

    rowid: int
    note: str
    client: str
    occurred_at: str
    occurred_offset: int
    excerpt: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class NotesFound:
    """The newest notes that have all words; `more`: there are more than asked for."""

    notes: tuple[NoteFound, ...]
    more: bool


def client_rows(connection: Connection, typed: str = "", limit: int = -1) -> list[int]:
    """Row ids of clients in order of surname: all of them, or those that have every word typed."""
    if not typed.strip():
        rows = connection.exec_driver_sql(
            "SELECT rowid FROM client ORDER BY sort_name, rowid LIMIT ?", (limit,)
        )
        return [row[0] for row in rows]
    query = words.client_query(typed)
    if not query:
        return []
    rows = connection.exec_driver_sql(
        "SELECT client.rowid FROM client_search CROSS JOIN client ON client.rowid=client_search.rowid"
        " WHERE client_search MATCH ? ORDER BY sort_name, client.rowid LIMIT ?",
        (query, limit),
    )
    return [row[0] for row in rows]


def notes(connection: Connection, typed: str, limit: int = 20) -> NotesFound:
    """The newest notes (by the time of the contact) in which every word typed begins some word."""
    query = words.note_query(unicodedata.normalize("NFC", typed))
    if not query:
        return NotesFound((), False)
    places = newest.places(connection, query, newest.EVERYTHING, limit + 1)
    return found_at(connection, places, typed, limit)


def found_at(connection: Connection, places: Sequence[int], typed: str, limit: int) -> NotesFound:
    """The notes at these row ids, in their order, with what was typed marked; at most `limit`."""
    wanted = [fold_word(term) for term in words.terms(typed)]
    found = []
    for place in places[:limit]:
        row = connection.exec_driver_sql(
            "SELECT id, client, occurred_at, occurred_offset, body FROM note WHERE rowid=?", (place,)
        ).first()
        if row is None:
            continue
        text, marks = excerpt(row[4], wanted)
        if not marks:
            text, marks = _from_amendments(connection, row[0], wanted) or (text, marks)
        found.append(NoteFound(place, row[0], row[1], row[2], row[3], text, marks))
    return NotesFound(tuple(found), len(places) > limit)


def _from_amendments(
    connection: Connection, note: str, wanted: Sequence[str]
) -> tuple[str, tuple[tuple[int, int], ...]] | None:
    for reason, body in connection.exec_driver_sql(
        "SELECT reason, body FROM amendment WHERE note=? ORDER BY recorded_at", (note,)
    ).fetchall():
        text, marks = excerpt(f"{reason}\n{body}", wanted)
        if marks:
            return text, marks
    return None


def fold_word(word: str) -> str:
    """A word as the word index compares it: lower case, without marks."""
    apart = unicodedata.normalize("NFD", word)
    bare = "".join(character for character in apart if unicodedata.category(character) != "Mn")
    return unicodedata.normalize("NFC", bare).lower()


def excerpt(
    text: str, wanted: Sequence[str], width: int = EXCERPT
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A line of the text around the first word that begins with one of `wanted` (folded), and its marks.

    A mark covers the part of the word that was typed. Without a find: the beginning of the text, no marks.
    """
    hits = []
    for start, end in words.spans(text):
        length = _begins(text[start:end], wanted)
        if length:
            hits.append((start, start + length))
    first = hits[0][0] if hits else 0
    begin = 0 if first <= _BEFORE else text.rfind(" ", 0, first - _BEFORE + 12) + 1
    if first - begin > _BEFORE * 2:
        begin = first
    stop = min(len(text), begin + width)
    lead, tail = ("…" if begin else ""), ("…" if stop < len(text) else "")
    # One character for one: places in the text stay places in the line.
    line = "".join(" " if character.isspace() else character for character in text[begin:stop])
    marks = tuple(
        (start - begin + len(lead), end - begin + len(lead))
        for start, end in hits
        if begin <= start and end <= stop
    )
    return lead + line + tail, marks


def _begins(word: str, wanted: Sequence[str]) -> int:
    """How many characters of the word the longest wanted beginning covers; 0 when there is none."""
    if not word.isascii():
        folded, ends = "", []
        for at, character in enumerate(word):
            piece = fold_word(character)
            folded += piece
            ends.extend([at + 1] * len(piece))
    else:
        folded, ends = word.lower(), []
    longest = max((len(term) for term in wanted if term and folded.startswith(term)), default=0)
    if not longest:
        return 0
    length = ends[longest - 1] if ends else longest
    while length < len(word) and unicodedata.category(word[length]) == "Mn":
        length += 1
    return length
