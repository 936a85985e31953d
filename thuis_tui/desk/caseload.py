"""The caseload: everyone in this file, in the order of their surnames."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from thuis_tui.casework.names import list_name
from thuis_tui.desk import family, held
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.shapes import CaseloadRow
from thuis_tui.store import holding, merged, search

_ROWS = """
SELECT client.rowid, client.id, first_name, name_prefix, surname, alias, sort_name, birth_date, municipality,
    last_note_at, note_count, conflicts, ifnull(scope.n > scope.acked, 0)
FROM json_each(?) asked JOIN client ON client.rowid=asked.value
LEFT JOIN scope ON scope.scope='c:' || client.id
ORDER BY asked.key"""


class Caseload:
    """Reads the list in windows: all row ids first, then only the rows that are visible."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def ids(self, filter_text: str = "") -> tuple[int, ...]:
        """Row ids in surname order; with a filter, those whose name, phone or address match all its words."""
        return await self._file.read(lambda connection: places(connection, filter_text))

    async def found(self, filter_text: str, first: int) -> tuple[tuple[int, ...], list[CaseloadRow]]:
        """The same with the rows of the first so many, in one read: what a list shows after each letter."""

        def read(connection: Connection) -> tuple[tuple[int, ...], list[CaseloadRow]]:
            ids = places(connection, filter_text)
            return ids, rows(connection, ids[:first])

        return await self._file.read(read)

    async def rows(self, ids: Sequence[int]) -> list[CaseloadRow]:
        """The rows of these ids, in the order asked for; ids that are gone are left out."""
        return await self._file.read(lambda connection: rows(connection, ids))


def places(connection: Connection, filter_text: str = "") -> tuple[int, ...]:
    """The row ids in surname order; a dossier that goes on in another is left out.

    Those that are here only because one leads their team are found by a filter, and not listed without.
    """
    found = search.client_rows(connection, filter_text)
    away = merged.places(connection)
    if not filter_text.strip():
        away |= rowids(connection, family.only_led(connection))
    return tuple(place for place in found if place not in away) if away else tuple(found)


def rowids(connection: Connection, clients: Collection[str]) -> frozenset[int]:
    """The row ids of these clients."""
    if not clients:
        return frozenset()
    found = connection.exec_driver_sql(
        "SELECT client.rowid FROM json_each(?) asked CROSS JOIN client ON client.id=asked.value",
        (json.dumps(list(clients)),),
    )
    return frozenset(row[0] for row in found)


def rows(connection: Connection, ids: Sequence[int]) -> list[CaseloadRow]:
    """The rows of these ids, in the order asked for, with the notes of what was merged into them."""
    how = holding.by_client(connection)
    found = [
        CaseloadRow(
            rowid=row[0],
            client=row[1],
            name=list_name(*row[2:6]),
            sort_name=row[6],
            birth_date=row[7],
            municipality=row[8],
            last_note_at=row[9],
            note_count=row[10],
            conflicts=row[11],
            waiting=bool(row[12]),
            held=held.told(how[row[1]]) if row[1] in how else "",
        )
        for row in connection.exec_driver_sql(_ROWS, (json.dumps(list(ids)),))
    ]
    into = merged.into(connection)
    return [_together(connection, row, into) for row in found] if into else found


def _together(connection: Connection, row: CaseloadRow, into: Mapping[str, str]) -> CaseloadRow:
    """The row of a dossier that goes on for others, with their notes."""
    others = [one for one, last in into.items() if last == row.client]
    if not others:
        return row
    count, latest, conflicts = connection.exec_driver_sql(
        "SELECT sum(note_count), max(last_note_at), sum(conflicts) FROM client"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(others),),
    ).one()
    last = max(row.last_note_at or "", latest or "") or None
    return replace(
        row,
        note_count=row.note_count + (count or 0),
        last_note_at=last,
        conflicts=row.conflicts + (conflicts or 0),
    )
