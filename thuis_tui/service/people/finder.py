"""Finding a dossier by exactly whose it is, for emergency access, without keeping names outside the logs.

Of the family name with the whole birth date, of the citizen service number, and of the dossier in which it
goes on when it was merged, a keyed hash is kept for each dossier. The key is derived from the secret of the
service and is in no database and no backup, so who has those alone can neither read the index nor try names
on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b
from itertools import product
from typing import Any, Final

import msgspec

from thuis_tui.casework.names import split_prefix
from thuis_tui.log.wire import PullRow
from thuis_tui.service.database.storage import Transaction, flatten, marks, tuples
from thuis_tui.service.logs.ledger import ScopeLog
from thuis_tui.text import fold

FIELDS: Final = ("surname", "birth_date", "bsn")
_INTO: Final = "merged_into"
"""Says of a dossier in which other it goes on; what the laptops read as one is one here too."""
_WHOLE_DAY: Final = 10  # characters of YYYY-MM-DD: part of a date, or about one, is too little to go by
_CHUNK: Final = 400
_REGISTERS = (
    "SELECT scope, field, heads FROM register WHERE scope IN ({}) AND ent = 'client:' || substr(scope, 3)"
    " AND field IN ('', 'surname', 'birth_date', 'bsn', 'merged_into')"
)
_ROWS = (
    "WITH asked(scope, id) AS (VALUES {}) SELECT l.scope, l.id, l.row FROM asked a"
    " JOIN log l ON l.scope = a.scope AND l.id = a.id"
)
_FOUND = (
    "SELECT i.scope FROM dossier_index i JOIN dossier d ON d.scope = i.scope"
    " JOIN scope_head h ON h.scope = i.scope WHERE i.hash = ? AND d.organisation = ? AND d.restricted = 0"
    " AND d.ended_at = 0 ORDER BY h.seq DESC, i.scope LIMIT 1"
)

_MERGED_INTO = (
    "SELECT i.scope FROM dossier_index i JOIN dossier d ON d.scope = i.scope"
    " WHERE i.hash = ? AND d.organisation = ? AND d.ended_at = 0 ORDER BY i.scope"
)
_OF = "SELECT 1 FROM dossier WHERE scope = ? AND organisation = ? AND ended_at = 0"

_row = msgspec.json.Decoder(PullRow).decode


def named(logs: Collection[ScopeLog]) -> list[str]:
    """Return the dossiers of which this transaction changed something that they are found by."""
    return sorted(
        log.scope
        for log in logs
        if log.scope.startswith("c:")
        and any((f"client:{log.scope[2:]}", field) in log.touched for field in ("", _INTO, *FIELDS))
    )


def by_name(tx: Transaction, surname: str, birth_date: str) -> str:
    """Return the keyed hash of a family name and a birth date; empty when that is too little to go by."""
    plain = fold(split_prefix(surname)[1])
    return _hash(tx, f"name\0{plain}\0{birth_date}") if plain and len(birth_date) == _WHOLE_DAY else ""


def by_bsn(tx: Transaction, bsn: str) -> str:
    """Return the keyed hash of a citizen service number; empty for none."""
    return _hash(tx, f"bsn\0{bsn}") if bsn else ""


def find(tx: Transaction, hashes: Sequence[str], organisation: str) -> str:
    """Return the dossier of an organisation that one of these belongs to; empty when there is none.

    Of two dossiers of one person the one that most was written in. One that is restricted is not found.
    """
    for hash_ in filter(None, hashes):
        if (row := tx.first(_FOUND, (hash_, organisation))) is not None:
            return str(row.scope)
    return ""


def family(tx: Transaction, scope: str, organisation: str) -> list[str]:
    """Return the dossiers of an organisation that are read as one with this, itself first.

    Which dossier was merged into which is said in the dossiers, and followed in both directions.
    """
    found, asked = [scope], [scope]
    while asked:
        one = asked.pop()
        said = _standing(tx, [one]).get(one, {}).get(_INTO, ())
        near = [f"c:{goal}" for goal in said if isinstance(goal, str) and goal]
        near = [goal for goal in near if tx.first(_OF, (goal, organisation)) is not None]
        rows = tx.rows(_MERGED_INTO, (_into(tx, one.removeprefix("c:")), organisation))
        for other in (*near, *(each for (each,) in rows)):
            if other not in found:
                found.append(other)
                asked.append(other)
    return found


def reindex(tx: Transaction, scopes: Sequence[str]) -> None:
    """Bring the index of dossiers up to date with what stands in their logs now."""
    for at in range(0, len(scopes), _CHUNK):
        part = scopes[at : at + _CHUNK]
        told = _standing(tx, part)
        tx.run(f"DELETE FROM dossier_index WHERE scope IN ({marks(len(part))})", part)  # noqa: S608
        rows = {(scope, hash_) for scope, values in told.items() for hash_ in _hashes(tx, values)}
        tx.many("INSERT INTO dossier_index(scope, hash) VALUES (?, ?)", sorted(rows))


def reindex_all(tx: Transaction) -> None:
    """Index every dossier, as when the index is new."""
    rows = tx.rows("SELECT scope FROM scope_head WHERE substr(scope, 1, 2) = 'c:' ORDER BY scope")
    reindex(tx, [scope for (scope,) in rows])


def _standing(tx: Transaction, scopes: Sequence[str]) -> dict[str, dict[str, list[Any]]]:
    """Return by dossier and field all values that stand: more than one while people disagree."""
    registers = [
        (scope, field, id_)
        for scope, field, heads in tx.rows(_REGISTERS.format(marks(len(scopes))), scopes)
        for id_ in heads.split()
    ]
    stored: dict[tuple[str, str], PullRow] = {}
    for at in range(0, len(registers), _CHUNK):
        part = [(scope, id_) for scope, _, id_ in registers[at : at + _CHUNK]]
        for scope, id_, row in tx.rows(_ROWS.format(tuples(len(part), 2)), flatten(part)):
            stored[scope, id_] = _row(bytes(row))
    found: dict[str, dict[str, list[Any]]] = {}
    made: dict[str, list[dict[str, Any]]] = {}
    for scope, field, id_ in registers:
        row = stored.get((scope, id_))
        value = None if row is None else msgspec.json.decode(row.val)
        if field and row is not None and row.kind == "set":
            found.setdefault(scope, {}).setdefault(field, []).append(value)
        elif not field and isinstance(value, dict) and row is not None and row.kind == "create":
            made.setdefault(scope, []).append(value)
    for scope, records in made.items():
        values = found.setdefault(scope, {})
        for field in FIELDS:
            if field not in values:
                values[field] = [record.get(field) for record in records]
    return found


def _hashes(tx: Transaction, values: dict[str, list[Any]]) -> Iterator[str]:
    texts = {field: [one for one in values.get(field, ()) if isinstance(one, str)] for field in FIELDS}
    for surname, born in product(texts["surname"], texts["birth_date"]):
        if hash_ := by_name(tx, surname, born):
            yield hash_
    for bsn in texts["bsn"]:
        if hash_ := by_bsn(tx, bsn):
            yield hash_
    for goal in values.get(_INTO, ()):
        if isinstance(goal, str) and goal:
            yield _into(tx, goal)


def _into(tx: Transaction, client: str) -> str:
    """The keyed hash by which what was merged into a dossier is found."""
    return _hash(tx, f"into\0{client}")


def _hash(tx: Transaction, text: str) -> str:
    return blake2b(text.encode(), digest_size=16, key=tx.identity.finder_key).hexdigest()
