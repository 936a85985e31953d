"""The list under a field: what may be chosen, narrowed by what is typed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from screens.widgets.cells import fitted

FEWEST: Final = 4
BARS: Final = 2
"""Rows at the foot of the screen that stay in sight: the status line and the keys."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its code, what to type for it, and its name."""

    code: object
    mark: str
    label: str


def line_of(options: Sequence[Option], codes: Collection[object]) -> str:
    """Several choices as one types them: by name, or by number where the terms have one of their own.

    A name with a comma in it would be taken for two, so that one stands by its number.
    """
    chosen = [option for option in options if option.code in codes]
    if all(option.mark == str(option.code) for option in options):
        return " ".join(option.mark for option in chosen)
    return ", ".join(option.mark if "," in option.label else option.label for option in chosen)


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
        self._top = 0
        self._rows = 0

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
            self.styles.height = self._rows = min(len(options), self._room())
            self.styles.width = 7 + max(cell_len(option.label) + cell_len(option.mark) for option in options)
        self._keep_in_view()
        self.refresh()

    def _room(self) -> int:
        """How many rows there are below the field, so that nothing one has typed is covered."""
        field = self.parent
        below = field.region.bottom if isinstance(field, Widget) else 0
        return max(FEWEST, self.screen.size.height - BARS - below)

    def _keep_in_view(self) -> None:
        """Scroll as little as needed."""
        at = self.cursor or 0
        self._top = max(0, min(max(self._top, at - self._rows + 1), at, len(self._options) - self._rows))

    def move(self, direction: int) -> bool:
        """Move the cursor; False when it would leave the list."""
        at = direction - 1 if self.cursor is None and direction > 0 else (self.cursor or 0) + direction
        if not self.display or not 0 <= at < len(self._options) or (self.cursor is None and direction < 0):
            return False
        self.cursor = at
        self._keep_in_view()
        self.refresh()
        return True

    def render_line(self, y: int) -> Strip:
        """One option: a tick when chosen, what to type, its name; an arrow where there is more."""
        at = self._top + y
        if y >= self._rows or at >= len(self._options):
            return Strip.blank(self.size.width)
        option = self._options[at]
        style = self.get_component_rich_style
        here = at == self.cursor
        line = style("options--cursor" if here else "options--line")
        mark = line if here else line + style("options--mark", partial=True)
        tick = line if here else line + style("options--chosen", partial=True)
        width = max((cell_len(each.mark) for each in self._options), default=0)
        more = ""
        if y == 0 and self._top:
            more = "▴"
        elif y == self._rows - 1 and at < len(self._options) - 1:
            more = "▾"
        text = fitted(option.label, max(1, self.size.width - 4 - width - bool(width)))
        segments = [
            Segment("✓" if option.code in self._chosen else " ", tick),
            Segment(f" {fitted(option.mark, width, right=True)}{' ' if width else ''}", mark),
            Segment(text, line),
            Segment(f" {more}", mark),
        ]
        return Strip(segments).adjust_cell_length(self.size.width, line)

    async def on_mouse_down(self, event: events.MouseDown) -> None:
        """Pick on the press: a click would first take the focus away from the field."""
        event.stop()
        event.prevent_default()
        at = self._top + event.y
        if at < len(self._options):
            self.post_message(self.Picked(self._options[at].code))
