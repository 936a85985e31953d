"""Where else a dossier is quoted: in records about it in the scopes of caseworkers and team leads.

A handover, a notice, a ruling, an emergency access and a note to oneself quote the dossier for who reads it
without it. What was erased must not live on there. Which records quote, and in which fields, follows from the
records themselves: each that lies with a caseworker and names a client. Which words a handover sheet quotes
nobody knows, so a sheet goes whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import msgspec

from thuis_tui.casework.attribute import Shape
from thuis_tui.casework.records import SCOPE_OF, fields
from thuis_tui.log.operation import Operation
from thuis_tui.log.wire import PullRow
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.people import finder

CODES: Final[Mapping[str, frozenset[str]]] = {
    "late_work": frozenset({"reason", "record_type", "field"}),
    "notice": frozenset({"about"}),
    "transfer": frozenset({"refusal"}),
}
"""What has the shape of a text and is a code or the name of a record: it says nothing of anybody."""

_NAME: Final = {"transfer": ("client_name",), "offer": ("client_name",)}
COPIED: Final[Mapping[tuple[str, str], Mapping[str, Sequence[str]]]] = {
    ("client", "first_name"): _NAME,
    ("client", "name_prefix"): _NAME,
    ("client", "alias"): _NAME,
    ("client", "surname"): {**_NAME, "emergency_access": ("surname",)},
    ("client", "birth_date"): {"emergency_access": ("birth_date",)},
    ("client", "bsn"): {"emergency_access": ("bsn",)},
    ("visit", "alone_reason"): {"notice": ("account",)},
    ("calamity", "what"): {"notice": ("account",)},
}
"""Which fields say again what one field of a dossier says."""

SHEETS: Final[Mapping[str, Sequence[str]]] = {"transfer": ("sheet",), "offer": ("sheet",)}
"""What may say again any field of a dossier."""

_ABOUT: Final = "about"
"""The field that names of which record of the dossier a notice is."""
_WORDS: Final = (Shape.LINE, Shape.TEXT, Shape.DATE)
_BATCH = 500
_row = msgspec.json.Decoder(PullRow).decode
_ROWS = (
    "SELECT scope, seq, row FROM log WHERE substr(scope, 1, 2) = 'u:' AND (scope, seq) > (?, ?)"
    " ORDER BY scope, seq LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A record that quotes: the fields that do, and where in the log of its scope it is spoken of."""

    scope: str
    ent: str
    fields: tuple[str, ...]
    places: tuple[int, ...]


@dataclass(slots=True)
class _Record:
    """What the scan learnt of one record."""

    refers: bool = False
    about: str = ""
    places: list[int] = field(default_factory=list)


@cache
def words(record_type: str) -> tuple[str, ...]:
    """The fields of a record that may say something of somebody."""
    codes = CODES.get(record_type, frozenset())
    return tuple(
        name for name, facts in fields(record_type).items() if facts.shape in _WORDS and name not in codes
    )


@cache
def _references(record_type: str) -> tuple[str, ...]:
    return tuple(name for name, facts in fields(record_type).items() if facts.shape is Shape.REFERENCE)


_OF_COLLEAGUES: Final = frozenset({"learning_request"})
"""Records whose ids are those of people who work here: about a project, and nobody's dossier."""
QUOTING: Final[frozenset[str]] = frozenset(
    name
    for name, where in SCOPE_OF.items()
    if where == "u" and words(name) and _references(name) and name not in _OF_COLLEAGUES
)
"""The records with a caseworker that can quote a dossier."""
_BEGINS = re.compile((',"(?:' + "|".join(sorted(QUOTING)) + "):").encode())


def refers_to(operation: Operation | PullRow) -> list[str]:
    """Return what a record that can quote names in this operation: clients among other ids."""
    record_type = str(operation.ent).partition(":")[0]
    if record_type not in QUOTING:
        return []
    value = msgspec.json.decode(operation.val)
    if operation.kind == "create" and isinstance(value, dict):
        named = [value.get(name) for name in _references(record_type)]
    else:
        named = [value] if operation.field in _references(record_type) else []
    return [one for one in named if isinstance(one, str) and one]


def quoting(record_type: str, ent: str, name: str, about: str) -> tuple[str, ...]:
    """Return which fields of a record go with the field `name` of `ent`; all its words with a whole dossier.

    `about` is which record of the dossier it says it is about.
    """
    if not ent:
        return words(record_type)
    copied = COPIED.get((ent.partition(":")[0], name), {}).get(record_type, ())
    if about and about != ent:
        copied = ()
    return (*SHEETS.get(record_type, ()), *copied)


class Quoted:
    """Who is quoted: tells which operations are about one client. Made before anything is erased."""

    def __init__(self, tx: Transaction, client: str) -> None:
        self._tx = tx
        self._client = client
        rows = tx.rows("SELECT hash FROM dossier_index WHERE scope = ?", (f"c:{client}",))
        self._hashes = {hash_ for (hash_,) in rows}

    def by(self, operation: Operation | PullRow) -> bool:
        """Tell whether an operation names this client, or asks for whom it is about by name or number."""
        if self._client in refers_to(operation):
            return True
        # An emergency access that found nothing names no dossier, and yet whom it was for.
        if operation.kind != "create" or not str(operation.ent).startswith("emergency_access:"):
            return False
        value = msgspec.json.decode(operation.val)
        told = {name: one if isinstance(one := value.get(name), str) else "" for name in finder.FIELDS}
        asked = (
            finder.by_bsn(self._tx, told["bsn"]),
            finder.by_name(self._tx, told["surname"], told["birth_date"]),
        )
        return not self._hashes.isdisjoint(filter(None, asked))


def copies(tx: Transaction, quoted: Quoted, ent: str, name: str) -> Iterator[Copy]:
    """Give the records that quote a client in what is erased: one field of a record, or all (both empty).

    It reads the logs of all accounts, which takes seconds where there are millions of rows; erasing is rare.
    """
    found: dict[tuple[str, str], _Record] = {}
    at: tuple[str, int] = ("u:", 0)
    while rows := tx.rows(_ROWS, (*at, _BATCH)):
        for scope, seq, raw in rows:
            if not _BEGINS.search(bytes(raw), 0, 200):
                continue
            row = _row(bytes(raw))
            record = found.setdefault((scope, str(row.ent)), _Record())
            record.places.append(seq)
            record.refers = record.refers or quoted.by(row)
            record.about = record.about or about(row)
        at = (rows[-1][0], rows[-1][1])
    for (scope, copy), record in sorted(found.items()):
        names = quoting(copy.partition(":")[0], ent, name, record.about) if record.refers else ()
        if names:
            yield Copy(scope, copy, names, tuple(record.places))


def about(operation: Operation | PullRow) -> str:
    """Return which record of the dossier an operation says its record is about; empty when none."""
    value = msgspec.json.decode(operation.val) if operation.kind == "create" else None
    named = value.get(_ABOUT) if isinstance(value, dict) else None
    return named if isinstance(named, str) else ""
