"""One line of a list as cells of a fixed or shared width, measured in terminal columns; never markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from screens.plain import one_line

_JOINER: Final = "\N{ZERO WIDTH JOINER}"

Tone = Literal["text", "quiet", "strong", "brick", "moss", "lamp", "alarm"]


class Cell(NamedTuple):
    """A piece of a line: `width` in columns, 0 for a share of what the fixed cells leave."""

    text: str
    width: int = 0
    tone: Tone = "text"
    right: bool = False


Line = Sequence[Cell]


def segments(line: Line, width: int, style: Callable[[Tone], Style]) -> list[Segment]:
    """The line as styled segments that are together exactly `width` columns wide."""
    shared = [cell for cell in line if not cell.width]
    left = max(0, width - sum(cell.width for cell in line))
    share, rest = divmod(left, len(shared)) if shared else (0, 0)
    drawn: list[Segment] = []
    used = 0
    for cell in line:
        columns = cell.width or share
        if not cell.width and rest:
            columns, rest = columns + 1, rest - 1
        columns = min(columns, width - used)
        if columns <= 0:
            continue
        used += columns
        drawn.append(Segment(fitted(one_line(cell.text), columns, right=cell.right), style(cell.tone)))
    if used < width:
        drawn.append(Segment(" " * (width - used), style("text")))
    return drawn


def fitted(text: str, columns: int, *, right: bool = False) -> str:
    """The text in exactly so many columns; what does not fit ends in '…' and leaves a space after it."""
    # A joiner at the end would swallow the first column of what comes after it.
    text = text.rstrip(_JOINER)
    length = cell_len(text)
    if length > columns:
        cut = set_cell_size(text, columns - 1).rstrip(_JOINER) if columns > 1 else ""
        return cut + "…"[:columns] + " " * (columns - 1 - cell_len(cut))
    padding = " " * (columns - length)
    return padding + text if right else text + padding
