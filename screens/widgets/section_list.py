"""The sections of a long form with how far each is: below each other, or three on a line above the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from screens.plain import one_line
from screens.widgets.cells import fitted

ACROSS: Final = 3
"""Sections on one line where there is no room beside the form."""
ROWS: Final = 2
"""Lines of a section beside the form."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One section: how many of its questions were asked, how many are still needed, and that in words."""

    title: str
    asked: int
    questions: int
    needed: int
    told: str

    @property
    def meter(self) -> str:
        """The numbers, short."""
        return f"{self.asked}/{self.questions}"

    @property
    def missing(self) -> str:
        """What has still to be done, short; a tick when nothing has."""
        if self.needed:
            return f"▲{self.needed}"
        return "✓" if self.asked == self.questions else ""


class SectionList(Widget):
    """Shows where one is; a click leads to another section."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "section-list--title",
        "section-list--here",
        "section-list--quiet",
        "section-list--needed",
        "section-list--done",
    }
    can_focus = False
    marks: reactive[tuple[Mark, ...]] = reactive(())
    here: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """A section was clicked."""

        place: int

    @property
    def _beside(self) -> bool:
        """Whether the sections stand below each other."""
        return self.size.height > ACROSS

    def render_line(self, y: int) -> Strip:
        """One line of the list."""
        width = self.size.width
        if self._beside:
            place, row = divmod(y, ROWS)
            return self._strip(self._tall(place, row, width) if place < len(self.marks) else [])
        column = width // ACROSS
        segments: list[Segment] = []
        for place in range(y * ACROSS, min((y + 1) * ACROSS, len(self.marks))):
            segments += self._flat(place, column)
        return self._strip(segments)

    def _strip(self, segments: Sequence[Segment]) -> Strip:
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _flat(self, place: int, width: int) -> list[Segment]:
        """A section in one cell of a line."""
        mark, style = self.marks[place], self.get_component_rich_style
        title = style("section-list--here" if place == self.here else "section-list--title")
        done = "section-list--needed" if mark.needed else "section-list--done"
        pointer = "▌" if place == self.here else " "
        return [
            Segment(pointer + fitted(f"{place + 1} {one_line(mark.title)}", width - 12), title),
            Segment(fitted(mark.meter, 5, right=True), style("section-list--quiet")),
            Segment(fitted(f" {mark.missing}", 6), style(done)),
        ]

    def _tall(self, place: int, row: int, width: int) -> list[Segment]:
        """A line of a section that has two."""
        mark, style = self.marks[place], self.get_component_rich_style
        here = place == self.here
        pointer = Segment("▌" if here else " ", style("section-list--here"))
        if row:
            return [
                pointer,
                Segment(fitted(f"  {one_line(mark.told)}", width - 1), style("section-list--quiet")),
            ]
        done = "section-list--needed" if mark.needed else "section-list--done"
        return [
            pointer,
            Segment(
                fitted(f"{place + 1} {one_line(mark.title)}", width - 12),
                style("section-list--here" if here else "section-list--title"),
            ),
            Segment(fitted(mark.meter, 5, right=True), style("section-list--quiet")),
            Segment(fitted(f" {mark.missing}", 6), style(done)),
        ]

    def on_click(self, event: events.Click) -> None:
        """To the section under the mouse."""
        if self._beside:
            place = event.y // ROWS
        else:
            place = event.y * ACROSS + min(ACROSS - 1, event.x // max(1, self.size.width // ACROSS))
        if place < len(self.marks):
            self.post_message(self.Chosen(place))
