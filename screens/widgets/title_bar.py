"""The line at the top: the house, where one is, and whose file this is."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from screens.plain import one_line
from screens.widgets.cells import fitted


class TitleBar(Widget):
    """Shows ' ⌂ thuis  <heading>' on the left and the caseworker's name on the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"title-bar--house", "title-bar--heading", "title-bar--owner"}

    heading: reactive[str] = reactive("")
    owner: reactive[str] = reactive("")

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.set_reactive(TitleBar.heading, heading)

    def on_mount(self) -> None:
        """Follow who the file belongs to."""
        if hasattr(self.app, "owner"):
            self.watch(self.app, "owner", self._set_owner)

    def _set_owner(self, owner: str) -> None:
        self.owner = owner

    def render_line(self, y: int) -> Strip:
        """The one line; the heading gives way before the house does, the owner before the heading."""
        style = self.get_component_rich_style
        width = self.size.width
        if y:
            return Strip.blank(width, style("title-bar--heading"))
        house = " ⌂ thuis "
        owner = f"{one_line(self.owner)} " if self.owner else ""
        heading = f"  {one_line(self.heading)}"
        room = width - cell_len(house)
        if cell_len(heading) + cell_len(owner) + 2 > room:
            owner = ""
        return Strip(
            [
                Segment(house, style("title-bar--house")),
                Segment(fitted(heading, max(0, room - cell_len(owner))), style("title-bar--heading")),
                Segment(owner, style("title-bar--owner")),
            ]
        ).adjust_cell_length(width)
