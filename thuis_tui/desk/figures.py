"""The figures of the programme as the service counted them last, and who falls in a cell of them.

The report has no dossiers in it. Which ones fall in a cell is worked out on this laptop, of the ways to a
home that it holds: who has none sees none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from thuis_tui.casework.figures.contributions import OF_DOSSIER, OF_WAY, is_in, of_client
from thuis_tui.casework.figures.definitions import BY_KEY
from thuis_tui.casework.figures.report import Report, from_json
from thuis_tui.casework.rights import Right, may
from thuis_tui.desk import names, roles
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.records import read_row
from thuis_tui.store import merged

_NEWEST: Final = "SELECT report FROM programme_report ORDER BY recorded_at DESC, id LIMIT 1"
_READ: Final = tuple(sorted((OF_WAY | OF_DOSSIER) - {"client"}))
_NAMES: Final = "SELECT id, name FROM candidacy"


@dataclass(frozen=True, slots=True)
class Fallen:
    """A dossier, or a way to a home, that falls in a cell."""

    client: str
    name: str


class Figures:
    """Reads the report, and which of the dossiers here fall in a cell of it."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def allowed(self) -> bool:
        """Whether this person may read the figures."""
        me = self._file.database.actor
        return await self._file.read(lambda connection: may(roles.roles_of(connection, me), Right.COUNT))

    async def report(self) -> Report | None:
        """The report that came last, with its day; None when none came."""
        return await self._file.read(_report)

    async def dossiers(self, figure: str, row: str, column: str) -> tuple[Fallen, ...]:
        """Who falls in a cell, of all that this laptop holds, by name: each has a line in the access log."""
        known = BY_KEY.get(figure)
        if known is None or not known.by_client:
            return ()
        today = self._file.world.today()
        found = await self._file.read(lambda connection: _fallen(connection, today, figure, row, column))
        await self._file.saw_each([one.client for one in found])
        return found


def _report(connection: Connection) -> Report | None:
    text = connection.exec_driver_sql(_NEWEST).scalar()
    return from_json(text) if isinstance(text, str) else None


def _fallen(connection: Connection, today: date, figure: str, row: str, column: str) -> tuple[Fallen, ...]:
    gone = merged.into(connection)
    called = {client: name or "" for client, name in connection.exec_driver_sql(_NAMES)}
    found = [
        client
        for client, records in _records(connection).items()
        if client not in gone
        and any(is_in(key, figure, row, column, today) for key in of_client(records, today))
    ]
    called |= names.of_clients(connection, found)
    listed = [Fallen(client, called.get(client, "")) for client in found]
    return tuple(sorted(listed, key=lambda one: (one.name, one.client)))


def _records(connection: Connection) -> Mapping[str, Mapping[str, list[Mapping[str, Any]]]]:
    """What counts of everybody on this laptop, by client and type."""
    found: dict[str, dict[str, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for record_type in _READ:
        rows = connection.exec_driver_sql(f'SELECT * FROM "{record_type}"').mappings()  # noqa: S608
        for each in rows:
            values = read_row(record_type, dict(each))
            found[values["client"]][record_type].append(values)
    return found
