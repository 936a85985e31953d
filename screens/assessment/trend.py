"""How one domain went, drawn large: a widget of six lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from screens.assessment.drawing import BEFORE, NOW, TARGET, Point, chart, legend
from screens.widgets.cells import fitted


class Trend(Widget):
    """The levels of a domain from low to high, the days from left to right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"trend--line", "trend--point", "trend--target", "trend--quiet"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._points: Sequence[Point] = ()
        self._target: int | None = None

    def show(self, points: Sequence[Point], target: int | None) -> None:
        """Draw these."""
        self._points, self._target = points, target
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One level, or the days below them."""
        width = self.size.width
        lines = chart(self._points, self._target, max(20, width - 2))
        free = width - 4 - cell_len(lines[-1].rstrip())
        if free > cell_len(legend()):
            # What the marks mean, here and in the rows above.
            lines[-1] = f"{lines[-1].rstrip()}{legend():>{free}}"
        if y >= len(lines):
            return Strip.blank(width, self.rich_style)
        style = self.get_component_rich_style
        line = style("trend--line")
        quiet = style("trend--quiet")
        marks = {NOW: style("trend--point"), BEFORE: line, TARGET: style("trend--target")}
        last = y == len(lines) - 1
        drawn = [
            Segment(each, quiet if last or place < 3 else marks.get(each, line))
            for place, each in enumerate(fitted(f"  {lines[y]}", width))
        ]
        return Strip(drawn).simplify().adjust_cell_length(width)
