"""The list under a field: what may be chosen, narrowed by what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from screens.widgets.cells import fitted


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its code, what to type for it, and its name."""

    code: object
    mark: str
    label: str


class Options(Widget):
    """Drawn over what stands below the field; it never takes the focus, the field keeps the keys."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "options--line",
        "options--cursor",
        "options--mark",
        "options--chosen",
    }

    @dataclass
    class Picked(Message):
        """An option was clicked."""

        code: object

    def __init__(self) -> None:
        super().__init__()
        self.can_focus = False
        self._options: Sequence[Option] = ()
        self._chosen: frozenset[object] = frozenset()
        self.cursor: int | None = None

    @property
    def at_cursor(self) -> Option | None:
        """The option the cursor is on."""
        return (
            None if self.cursor is None or self.cursor >= len(self._options) else self._options[self.cursor]
        )

    def offer(self, options: Sequence[Option], chosen: frozenset[object], cursor: int | None) -> None:
        """Show these; hides itself when there is nothing to show."""
        self._options, self._chosen, self.cursor = options, chosen, cursor
        self.display = bool(options)
        if options:
            self.styles.height = len(options)
            self.styles.width = 6 + max(cell_len(option.label) + cell_len(option.mark) for option in options)
        self.refresh()

    def move(self, direction: int) -> bool:
        """Move the cursor; False when it would leave the list."""
        at = direction - 1 if self.cursor is None and direction > 0 else (self.cursor or 0) + direction
        if not self.display or not 0 <= at < len(self._options) or (self.cursor is None and direction < 0):
            return False
        self.cursor = at
        self.refresh()
        return True

    def render_line(self, y: int) -> Strip:
        """One option: a tick when chosen, what to type, its name."""
        if y >= len(self._options):
            return Strip.blank(self.size.width)
        option = self._options[y]
        style = self.get_component_rich_style
        line = style("options--cursor" if y == self.cursor else "options--line")
        mark = line if y == self.cursor else line + style("options--mark", partial=True)
        chosen = option.code in self._chosen
        width = max((cell_len(each.mark) for each in self._options), default=0)
        segments = [
            Segment(
                "✓" if chosen else " ",
                line + style("options--chosen", partial=True) if y != self.cursor else line,
            ),
            Segment(f" {fitted(option.mark, width, right=True)}{' ' if width else ''}", mark),
            Segment(option.label, line),
        ]
        return Strip(segments).adjust_cell_length(self.size.width, line)

    async def on_mouse_down(self, event: events.MouseDown) -> None:
        """Pick on the press: a click would first take the focus away from the field."""
        event.stop()
        event.prevent_default()
        if event.y < len(self._options):
            self.post_message(self.Picked(self._options[event.y].code))
