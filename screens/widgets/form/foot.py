"""The line under a form: how full it is on the left, when it was kept on the right."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from screens.plain import one_line
from screens.widgets.cells import fitted


class Foot(Widget):
    """Two short texts; what is wrong is said in the colour of a problem.

    Where there is no room for both, of the right one its last word stays, which is a time.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"foot--quiet", "foot--kept", "foot--over"}

    left: reactive[str] = reactive("")
    right: reactive[str] = reactive("")
    over: reactive[bool] = reactive(False)

    def render_line(self, y: int) -> Strip:
        """The one line."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        right, said = f"{one_line(self.right)} ", f" {one_line(self.left)}"
        if self.right and cell_len(said) + cell_len(right) >= width:
            right = f" ✓ {one_line(self.right).rpartition(' ')[2]} "
        left = fitted(said, max(0, width - cell_len(right)))
        style = self.get_component_rich_style
        return Strip(
            [
                Segment(left, style("foot--over" if self.over else "foot--quiet")),
                Segment(right, style("foot--kept")),
            ]
        ).adjust_cell_length(width)
