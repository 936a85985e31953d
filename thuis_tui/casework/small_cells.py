"""Hiding small cells: nobody is recognised in a table of counts, not by subtraction either.

A cell of 1 to 4 people is hidden. Where the hidden cells of a row or column could be found from its total,
the smallest other cell of that line is hidden as well, until every line with a hidden cell has at least two
of them that together are no small cell themselves: complementary suppression, as statistics offices do it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from thuis_tui.casework.programme import FEWEST

RowT = TypeVar("RowT")
ColumnT = TypeVar("ColumnT")

Cells = Mapping[tuple[RowT, ColumnT], int]


def hidden(
    cells: Mapping[tuple[RowT, ColumnT], int], rows: Sequence[RowT], columns: Sequence[ColumnT]
) -> frozenset[tuple[RowT, ColumnT]]:
    """Which cells of a table with the totals of all its rows and columns are hidden. A nought is shown.

    A total stands beside its line, so a line is read as one equation: one unknown in it is no secret.
    """
    away = {at for at, count in cells.items() if 0 < count < FEWEST}
    lines = [[(row, column) for column in columns] for row in rows]
    lines += [[(row, column) for row in rows] for column in columns]
    grew = True
    while grew:
        grew = False
        for line in lines:
            again = _more(line, cells, away)
            if again is not None:
                away.add(again)
                grew = True
    return frozenset(away)


def _more(
    line: Sequence[tuple[RowT, ColumnT]],
    cells: Mapping[tuple[RowT, ColumnT], int],
    away: set[tuple[RowT, ColumnT]],
) -> tuple[RowT, ColumnT] | None:
    """The cell of a line that has to be hidden too, or None when the line keeps its secrets."""
    gone = [at for at in line if at in away]
    if not gone or (len(gone) > 1 and sum(cells.get(at, 0) for at in gone) >= FEWEST):
        return None
    left = [at for at in line if at not in away]
    counted = [at for at in left if cells.get(at, 0)]
    if counted:
        return min(counted, key=lambda at: (cells.get(at, 0), line.index(at)))
    # All others are nought: who reads the total knows the cell, unless a nought is hidden beside it.
    return left[0] if left and len(gone) == 1 else None


def total_hidden(total: int) -> bool:
    """Whether a total on its own is too small to be shown."""
    return 0 < total < FEWEST
