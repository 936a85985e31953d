"""A report as plain lines, for a terminal without screens."""

from __future__ import annotations

from collections.abc import Iterator

from thuis_tui.casework.figures.definitions import BY_KEY, label
from thuis_tui.casework.figures.report import HIDDEN, NONE, NOT_REACHED, Cell, Report
from thuis_tui.language import N_, _

_SAID = {HIDDEN: N_("fewer than 5"), NOT_REACHED: N_("not reached"), NONE: "-"}


def shown(cell: Cell) -> str:
    """What stands in a cell, in words."""
    if isinstance(cell, float):
        return f"{cell:.0%}"
    return _(_SAID[cell]) if isinstance(cell, str) and cell in _SAID else str(cell)


def lines(report: Report) -> Iterator[str]:
    """The tables, a line for each row."""
    yield _("Counted on {day}.").format(day=report.counted_on)
    for table in report.tables:
        figure = BY_KEY.get(table.figure)
        if figure is None:
            continue
        yield ""
        yield _(figure.title)
        for row, cells in zip(table.rows, table.cells, strict=True):
            told = "  ".join(
                f"{label(figure.columns, column)} {shown(cell)}"
                for column, cell in zip(table.columns, cells, strict=True)
            )
            yield f"  {label(figure.rows, row)}: {told}"
