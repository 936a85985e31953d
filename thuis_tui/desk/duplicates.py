"""People who may be the same: by BSN, by telephone, by name together with birth date.

Every question goes through an index, so that it can be asked at each key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Connection

from thuis_tui.casework.names import full_name, sort_key
from thuis_tui.desk.shapes import Duplicate
from thuis_tui.store import merged
from thuis_tui.text import digits, fold

AT_MOST = 5
ALIKE = 85
"""How alike two folded names must be, of 100, when the birth date is the same: a slip of the finger."""
_WEIGHT = {"bsn": 8, "birth_date": 4, "phone": 3, "name": 2}
_NAMES = ("first_name", "name_prefix", "surname", "alias")
_COLUMNS = "id, birth_date, bsn, phone, first_name, name_prefix, surname, alias, sort_name"
_BY_BSN = f"SELECT {_COLUMNS} FROM client WHERE bsn=?"  # noqa: S608  our own constants
_BY_BIRTH = f"SELECT {_COLUMNS} FROM client WHERE birth_date=? LIMIT 200"  # noqa: S608  our own constants
_BY_NAME = f"SELECT {_COLUMNS} FROM client WHERE sort_name>=? AND sort_name<? LIMIT 50"  # noqa: S608
_NAMES_OF = "SELECT first_name, name_prefix, surname, alias FROM client WHERE id=?"
_BY_PHONE = (
    f"SELECT {_COLUMNS} FROM client WHERE rowid IN"  # noqa: S608  our own constants
    " (SELECT rowid FROM client_search WHERE client_search MATCH ? LIMIT 50)"
)


def find(connection: Connection, values: Mapping[str, Any]) -> list[Duplicate]:
    """At most five people like the one being typed, the strongest likeness first."""
    given = {name: value for name, value in values.items() if isinstance(value, str) and value.strip()}
    rows: dict[str, Any] = {}
    if bsn := given.get("bsn"):
        rows.update((row[0], row) for row in connection.exec_driver_sql(_BY_BSN, (bsn,)))
    if len(phone := digits(given.get("phone", ""))) >= 8:
        rows.update((row[0], row) for row in connection.exec_driver_sql(_BY_PHONE, (f'"{phone}"',)))
    if born := given.get("birth_date"):
        rows.update((row[0], row) for row in connection.exec_driver_sql(_BY_BIRTH, (born,)))
    if given.get("first_name") and given.get("surname"):
        # The key without the prefix at its end: 'van der Berg' and 'Berg' are looked at together.
        start = sort_key(given["first_name"], None, given["surname"])
        rows.update(
            (row[0], row) for row in connection.exec_driver_sql(_BY_NAME, (start, start + "\U0010ffff"))
        )
    _follow(connection, rows)
    found = [(because, row) for row in rows.values() if (because := _because(given, row))]
    found.sort(key=lambda pair: (-sum(_WEIGHT[name] for name in pair[0]), pair[1][8]))
    return [
        Duplicate(client=row[0], name=_called(row), birth_date=row[1], because=because)
        for because, row in found[:AT_MOST]
    ]


def _called(row: Any) -> str:
    """The name of who is found; at the end of a row of somebody merged away is who goes on."""
    return str(row[9]) if len(row) > 9 else full_name(*row[4:8])


def _follow(connection: Connection, rows: dict[str, Any]) -> None:
    """In the place of a dossier that was merged away: the one that goes on, found by what the other says."""
    away = merged.into(connection)
    for client in [one for one in rows if one in away]:
        row = rows.pop(client)
        if away[client] not in rows:
            called = connection.exec_driver_sql(_NAMES_OF, (away[client],)).first()
            if called is not None:
                rows[away[client]] = (away[client], *row[1:4], *row[4:9], full_name(*called))


def _because(given: Mapping[str, str], row: Any) -> tuple[str, ...]:
    """What is the same, when together it is enough to warn for; else nothing."""
    _client, birth_date, bsn, phone = row[:4]
    because = []
    likeness = _likeness(given, dict(zip(_NAMES, row[4:8], strict=True)))
    same_birth = bool(birth_date) and birth_date == given.get("birth_date")
    possible = likeness == 100 and not _excluded(birth_date, given.get("birth_date"))
    if possible or (same_birth and likeness >= ALIKE):
        because.append("name")
    if same_birth and because:
        because.append("birth_date")
    if phone and digits(phone) == digits(given.get("phone", "")):
        because.append("phone")
    if bsn and bsn == given.get("bsn"):
        because.append("bsn")
    return tuple(because)


def _excluded(one: str | None, other: str | None) -> bool:
    """Whether two birth dates cannot be of one person: both known, and neither in part nor about."""
    return bool(one and other) and len(one or "") == 10 and len(other or "") == 10 and one != other


def _likeness(given: Mapping[str, str], known: Mapping[str, str | None]) -> float:
    """How alike the names are, of 100; first name and surname may have changed places."""
    one, other = _plain(given), _plain(known)
    if not one or not other or len(one.split()) < 2:
        return 0.0
    return 100.0 if one == other else fuzz.token_sort_ratio(one, other)


def _plain(names: Mapping[str, str | None]) -> str:
    return fold(" ".join(names.get(name) or "" for name in ("first_name", "surname")))
