"""The register of homes: read by everybody offline, kept by who divides the homes, filled from lists.

Places live in the scope that all share. Nothing about a client stands there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from thuis_tui.casework import place_list
from thuis_tui.casework.place_columns import FIELDS
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.reading import shown
from thuis_tui.casework.rights import Right, may
from thuis_tui.desk import place_history, roles, standing
from thuis_tui.desk.facts import checked
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.place_history import PlaceHistory
from thuis_tui.desk.records import Records, RecordStanding, refuse
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.language import N_, _, message
from thuis_tui.store import drafts, fold, past, write
from thuis_tui.store.writing import Writing

SCOPE: Final = "ref"
NOT_YOURS = message(N_("Homes are kept by the housing coordinators; you can read them."))
"""Said to everybody else who tries to change one."""
KNOWN = N_("This home is in the register already: {address}.")
_ROWS = """SELECT * FROM place WHERE (?1='' OR state=?1) AND (?2='' OR municipality=?2)
    ORDER BY municipality, postcode, address, id"""
_STATES = "SELECT state, count(*) FROM place GROUP BY state"
_EVERY = "SELECT * FROM place ORDER BY id"
AT_ONCE: Final = 500
"""Homes in one transaction, so that a long list does not keep other writes waiting."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One home with its fields as they are kept."""

    place: str
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A field as it is read, in the user's language; empty when it says nothing."""
        return shown(FIELDS[name], self.values.get(name)) if self.values.get(name) else ""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """What becomes of one row of a list. `what`: "new", "changed", "same" or "bad".

    `differs`: the fields that it says otherwise, each with the ids of the values that were seen.
    """

    number: int
    what: str
    values: Mapping[str, Any]
    place: str = ""
    differs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list would do, row by row, or has done."""

    rows: tuple[ListedRow, ...]
    heads: tuple[str, ...]
    cells: Mapping[int, tuple[str, ...]]
    unknown: tuple[str, ...]

    def count(self, what: str) -> int:
        """How many rows have this fate."""
        return sum(row.what == what for row in self.rows)

    def bad_rows(self) -> str:
        """The rows that cannot be taken, as a list again, with the reason for each cell in a last column."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow([*self.heads, _("What is wrong")])
        for row in self.rows:
            if row.what == "bad":
                said = " | ".join(f"{_(FIELDS[one.field].label)}: {one}" for one in row.problems)
                writer.writerow([*_unarmed(self.cells[row.number]), said])
        return out.getvalue()


class Places:
    """Reads and keeps the register of homes."""

    def __init__(self, file: OpenFile, records: Records) -> None:
        self._file = file
        self._records = records

    async def editable(self) -> bool:
        """Whether this person may change homes."""
        me = self._file.database.actor
        return await self._file.read(lambda connection: may_edit(connection, me))

    async def listed(self, state: str = "", municipality: str = "") -> tuple[PlaceRow, ...]:
        """The homes of a state, of a municipality, or all, by municipality and postcode."""
        return await self._file.read(lambda connection: _rows(connection, _ROWS, (state, municipality)))

    async def states(self) -> Mapping[str, int]:
        """How many homes there are in each state."""
        return await self._file.read(
            lambda connection: {row[0]: row[1] for row in connection.exec_driver_sql(_STATES)}
        )

    async def one(self, place: str) -> PlaceRow:
        """One home; raises NotFound."""
        return await self._file.read(lambda connection: one_place(connection, place))

    async def create(self, values: Mapping[str, Any], draft_id: str | None = None) -> str:
        """Put a home in the register; its id. Raises InvalidInput, NotEnrolled."""
        kept = self._records.stamped("place", values)
        refuse("place", kept)
        me = self._file.author()

        def create_it(writing: Writing) -> str:
            _must_edit(writing, me)
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            if (here := _same_home(writing.connection, kept)) is not None:
                raise InvalidInput([Problem("address", message(KNOWN, address=here.values["address"]))])
            return _make(writing, kept)

        return await self._file.write(create_it)

    async def history(self, place: str) -> PlaceHistory:
        """What was changed at a home, by whom, and how long it was in which state. Raises NotFound."""
        today = self._file.world.today()

        def read(connection: Connection) -> tuple[PlaceHistory, list[str]]:
            one_place(connection, place)
            return place_history.read(connection, place, today)

        found, missing = await self._file.read(read)
        if missing:
            await self._file.write(lambda writing: past.want(writing, missing))
        return found

    async def standing(self, place: str) -> RecordStanding:
        """A home with all its fields, to change them; raises NotFound."""
        me = self._file.database.actor
        return await self._file.read(lambda connection: _standing(connection, place, me))

    async def change(
        self, seen: RecordStanding, values: Mapping[str, Any], draft_id: str | None = None
    ) -> None:
        """Set the fields that differ from what was seen, all or none. Raises InvalidInput, NotEnrolled."""
        me = self._file.author()
        kept = {name: checked("place", name, value) for name, value in values.items()}
        before = seen.values
        changed = {name: value for name, value in kept.items() if value != before.get(name)}

        def change_it(writing: Writing) -> None:
            _must_edit(writing, me)
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            tx = writing.ids() if len(changed) > 1 else ""
            for name, value in changed.items():
                write.set_field(writing, SCOPE, seen.ent, name, value, base=seen.fields[name].base, tx=tx)

        await self._file.write(change_it)

    async def read_list(self, data: bytes, *, corporation: str = "") -> Listed:
        """What a corporation's list would do, row by row; nothing is written. Raises NotAList."""
        found = place_list.read_list(data, self._file.world.today(), corporation=corporation)
        return await self._file.read(lambda connection: _compared(connection, found))

    async def take_list(self, listed: Listed, *, changes: bool = False) -> int:
        """Write the new homes of a list, and what differs in known ones when `changes`; how many rows.

        Bad rows stay out. Raises InvalidInput for who may not edit, NotEnrolled.
        """
        me = self._file.author()
        rows = [row for row in listed.rows if row.what == "new" or (changes and row.what == "changed")]
        for at in range(0, len(rows), AT_ONCE):
            part = [(row, self._records.stamped("place", row.values)) for row in rows[at : at + AT_ONCE]]

            def write_them(
                writing: Writing, part: Sequence[tuple[ListedRow, Mapping[str, Any]]] = part
            ) -> None:
                _must_edit(writing, me)
                for row, kept in part:
                    if row.what == "new":
                        # Somebody's list with the same homes may have come since this one was looked at.
                        if _same_home(writing.connection, kept) is None:
                            _make(writing, kept)
                        continue
                    tx = writing.ids() if len(row.differs) > 1 else ""
                    for name, seen in row.differs.items():
                        ent = f"place:{row.place}"
                        write.set_field(writing, SCOPE, ent, name, kept[name], base=seen, tx=tx)

            await self._file.write(write_them)
        return len(rows)

    def write_bad(self, path: Path, listed: Listed) -> None:
        """Write the rows that cannot be taken. Raises InvalidInput at the field "file"."""
        try:
            with path.expanduser().open("x", encoding="utf-8-sig", newline="") as out:
                out.write(listed.bad_rows())
        except OSError as fault:
            said = message(N_("This file cannot be written: {reason}."), reason=fault.strerror or str(fault))
            raise InvalidInput([Problem("file", said)]) from fault

    def read_file(self, path: Path) -> bytes:
        """The bytes of a list. Raises InvalidInput at the field "file"."""
        try:
            return path.expanduser().read_bytes()
        except OSError as fault:
            said = message(N_("This file cannot be read: {reason}."), reason=fault.strerror or str(fault))
            raise InvalidInput([Problem("file", said)]) from fault


def may_edit(connection: Connection, me: str) -> bool:
    """Whether somebody keeps the homes."""
    return may(roles.roles_of(connection, me), Right.EDIT_PLACES)


def _must_edit(writing: Writing, me: str) -> None:
    if not may_edit(writing.connection, me):
        raise InvalidInput([Problem("", NOT_YOURS)])


def rows_of_places(connection: Connection) -> tuple[PlaceRow, ...]:
    """Every home, in whatever state."""
    return _rows(connection, _EVERY)


def _rows(connection: Connection, sql: str, parameters: tuple[str | None, ...] = ()) -> tuple[PlaceRow, ...]:
    return tuple(
        PlaceRow(row["id"], {name: row[name] for name in FIELDS})
        for row in connection.exec_driver_sql(sql, parameters).mappings()
    )


def one_place(connection: Connection, place: str) -> PlaceRow:
    """One home; raises NotFound."""
    for row in _rows(connection, "SELECT * FROM place WHERE id=?", (place,)):
        return row
    raise NotFound(place)


def _standing(connection: Connection, place: str, me: str) -> RecordStanding:
    one_place(connection, place)
    ent = f"place:{place}"
    return RecordStanding("", ent, {name: standing.of_shared(connection, ent, name, me) for name in FIELDS})


def _same_home(connection: Connection, values: Mapping[str, Any]) -> PlaceRow | None:
    """The home in the register that these values are about, by what makes two the same."""
    key, postcode = place_list.key_of(values), values.get("postcode")
    near = "SELECT * FROM place WHERE postcode=?1 OR (?1 IS NULL AND municipality=?2)"
    found = _rows(connection, near, (postcode, str(values["municipality"])))
    return next((row for row in found if place_list.key_of(row.values) == key), None)


def _make(writing: Writing, kept: Mapping[str, Any]) -> str:
    """Write a home down under the id that its address gives.

    When a home had that before, which was taken away or has another address now, it gets one of its own.
    """
    id_ = place_list.id_of(kept)
    ent = f"place:{id_}"
    taken = fold.registers(writing.raw, SCOPE, [ent])[ent]
    return write.create(writing, SCOPE, "place", kept, id=None if taken else id_).partition(":")[2]


def _compared(connection: Connection, found: place_list.PlaceList) -> Listed:
    """The rows beside the register. What a list leaves empty it does not change, nor the state of a home."""
    known = {place_list.key_of(row.values): row for row in _rows(connection, _EVERY)}
    rows = []
    for row in found.rows:
        here = known.get(place_list.key_of(row.values)) if not row.problems else None
        if row.problems:
            rows.append(ListedRow(row.number, "bad", row.values, problems=row.problems))
        elif here is None:
            rows.append(ListedRow(row.number, "new", row.values))
        else:
            differs = {
                name: standing.of_shared(connection, f"place:{here.place}", name, "").base
                for name, value in row.values.items()
                if name not in ("state", "address") and here.values.get(name) != value
            }
            what = "changed" if differs else "same"
            rows.append(ListedRow(row.number, what, row.values, here.place, differs))
    return Listed(tuple(rows), found.heads, {row.number: row.cells for row in found.rows}, found.unknown)


def _unarmed(cells: Sequence[str]) -> list[str]:
    """The cells as they came; what a spreadsheet would run as a formula is put in quotes."""
    return [f"'{cell}" if cell[:1] in ("=", "+", "@", "\t") else cell for cell in cells]
