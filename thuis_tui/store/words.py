"""What records are found by: the words of clients and notes, and how a typed text becomes a query."""

import json
import re
from collections.abc import Iterable, Sequence

from thuis_tui.casework.phonetic import sound
from thuis_tui.store.connection import Raw
from thuis_tui.text import digits, fold

MAX_TERMS = 12
MAX_TERM = 60
SOUND = "zq"
"""Begins every sound in the index of clients: no name and no number begins so."""
_NAMES = 4
"""Of the texts of a client, so many are names."""
_SHORTEST_SOUND = 3
NOTE_TEXTS = (
    "SELECT note.rowid, note.body || coalesce((SELECT"
    " group_concat(char(10) || reason || char(10) || body, '')"
    " FROM amendment WHERE amendment.note=note.id), '')"
    " FROM note WHERE {} IN (SELECT value FROM json_each(?)) ORDER BY note.rowid"
)
"""What a note is found by: (row id, its text with all amendments), of the notes with these ids or row ids."""
# A word as the word index cuts it: letters, digits and most marks on letters. A few letters and marks are not
# in it, because the index's Unicode is older than ours: a quoted word with one of these inside would be two
# words to it, which an index without positions refuses.
_WORD = re.compile(
    r"(?:[^\W_\u19b0-\u19c0\u19c8\u19c9\u1cf2\u1cf3]|"
    r"[\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u0328\u032d-\u032e\u0330-\u0331])+"
)


def add_notes(raw: Raw, notes: Iterable[tuple[int, str]]) -> None:
    """Index new notes (row id, body); their amendments follow through `renew_notes`."""
    raw.executemany("INSERT INTO note_search(rowid, body) VALUES(?, ?)", notes).close()


def amended(raw: Raw, ids: Iterable[str]) -> list[str]:
    """Those of these notes whose amendments are here already, and stand in no index yet."""
    found = raw.execute(
        "SELECT DISTINCT note FROM amendment WHERE note IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in found.fetchall()]


def renew_notes(raw: Raw, ids: Iterable[str]) -> None:
    """Index notes again with all their amendments: a correction is found as part of what it corrects."""
    rows = raw.execute(NOTE_TEXTS.format("id"), (json.dumps(list(ids)),)).fetchall()
    raw.executemany("INSERT OR REPLACE INTO note_search(rowid, body) VALUES(?, ?)", rows).close()


def renew_clients(raw: Raw, ids: Iterable[str]) -> None:
    """Index clients again by names, alias, telephone digits, address and postcode, all folded."""
    rows = raw.execute(
        "SELECT rowid, phone, first_name, name_prefix, surname, alias, address, postcode"
        " FROM client WHERE id IN (SELECT value FROM json_each(?)) ORDER BY rowid",
        (json.dumps(list(ids)),),
    ).fetchall()
    raw.executemany(
        "INSERT OR REPLACE INTO client_search(rowid, names) VALUES(?, ?)",
        [(row[0], client_words(row[1], row[2:])) for row in rows],
    ).close()


def client_words(phone: str | None, texts: Sequence[str | None]) -> str:
    """All that a client is found by, in one folded text; the postcode also without its space."""
    given = [fold(text) for text in texts if text]
    postcode = texts[-1]
    if postcode:
        given.append(fold(postcode).replace(" ", ""))
    if phone:
        given.append(digits(phone))
    given.extend(f"{SOUND}{key}" for key in _sounds(texts[:_NAMES]))
    return " ".join(given)


def _sounds(names: Sequence[str | None]) -> list[str]:
    """How each word of the names sounds, once."""
    keys = (sound(word) for name in names if name for word in fold(name).replace("-", " ").split())
    return list(dict.fromkeys(key for key in keys if key))


def sounding_query(typed: str) -> str:
    """The query for clients with names that sound like every word typed; empty when a word has no sound."""
    keys = [sound(term) for term in terms(fold(typed))]
    if not keys or not all(len(key) >= _SHORTEST_SOUND for key in keys):
        return ""
    return _all_of(f"{SOUND}{key}" for key in keys)


def forget(raw: Raw, table: str, places: Iterable[int]) -> None:
    """Take rows out of a word index."""
    raw.executemany(f"DELETE FROM {table} WHERE rowid=?", [(place,) for place in places]).close()  # noqa: S608


def spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text are, as the word index cuts them: (start, end)."""
    return [found.span() for found in _WORD.finditer(text)]


def terms(typed: str) -> list[str]:
    """The words of a query, at most twelve."""
    return [typed[start:end][:MAX_TERM] for start, end in spans(typed)[:MAX_TERMS]]


def note_query(typed: str) -> str:
    """The query for notes: every word typed must begin some word of the note. Empty when there is none.

    One letter begins a word in every note: it waits for its second. One digit is a number by itself.
    """
    found = [term for term in terms(typed) if len(term) > 1 or term.isdigit() or not term.isascii()]
    return " AND ".join(f'"{term}"' if len(term) == 1 and term.isascii() else f'"{term}"*' for term in found)


def client_query(typed: str) -> str:
    """The query for clients; a text of digits is also tried as a telephone number however it is spaced."""
    words = _all_of(terms(fold(typed)))
    number = digits(typed)
    if len(number) >= 3 and not any(character.isalpha() for character in typed):
        return f'({words}) OR "{number}"*' if words else ""
    return words


def _all_of(words: Iterable[str]) -> str:
    # Quoted: nothing that is typed can be an operator of the query language.
    return " AND ".join(f'"{word}"*' for word in words)
