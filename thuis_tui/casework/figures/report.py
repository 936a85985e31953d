"""The report as it is sent and shown: tables of counts of one day, in which small cells say that they are."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

HIDDEN: Final = "hidden"
"""Fewer than five people, or what those could be found from."""
NOT_REACHED: Final = "not_reached"
"""Half of the people (or a quarter) did not come so far yet: there is no number of days to give."""
NONE: Final = "none"
"""There is nobody to say it of."""
TOTAL: Final = "total"
"""The name of the row of all together, where a table has one."""

Cell = int | float | str


class Step(msgspec.Struct, frozen=True, array_like=True):
    """A point of a curve: after so many days this share came so far, with the bounds of 95% confidence."""

    day: int
    share: float
    low: float
    high: float


class Table(msgspec.Struct, frozen=True, omit_defaults=True):
    """One figure: a cell is a number, or one of HIDDEN, NOT_REACHED and NONE. `cells` are by row."""

    figure: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    curve: tuple[Step, ...] = ()

    def cell(self, row: str, column: str) -> Cell:
        """What stands in a row under a column. Raises ValueError for one that is not there."""
        return self.cells[self.rows.index(row)][self.columns.index(column)]


class Report(msgspec.Struct, frozen=True):
    """All figures of one day."""

    counted_on: date
    tables: tuple[Table, ...]

    def table(self, figure: str) -> Table | None:
        """The table of a figure; None when this report has none."""
        return next((table for table in self.tables if table.figure == figure), None)


_decoder = msgspec.json.Decoder(Report)


def to_json(report: Report) -> str:
    """The report as text."""
    return msgspec.json.encode(report).decode()


def from_json(text: str) -> Report | None:
    """Read a report; None for one that a newer thuis made in a way that is not known here."""
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError:
        return None
