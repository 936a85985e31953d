"""A board: columns of cards side by side, a cursor on one card, and only what fits drawn.

Columns and cards scroll by themselves; any number of cards costs what is visible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from screens.keys import LIST, bindings
from screens.widgets.cells import Cell, Line, Tone, segments

CardT = TypeVar("CardT")

NARROWEST: Final = 19
"""Columns of the terminal that a column of the board needs; fewer are shown where there is no room."""
CARD: Final = 3
"""Lines of a card; one more is empty below it."""
HEAD: Final = 2


@dataclass(frozen=True, slots=True)
class Column(Generic[CardT]):
    """One column: its name and its cards from top to bottom."""

    title: str
    cards: Sequence[CardT]


class CardBoard(Widget, Generic[CardT], can_focus=True):
    """Columns of cards. `draw(card, width)` is a card's lines, `identity(card)` what it is about."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(LIST)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"card-board--{name}"
        for name in ("text", "quiet", "strong", "brick", "moss", "lamp", "alarm", "cursor", "line")
    }

    class Moved(Message):
        """The cursor is on another card, or on none."""

    class Chosen(Message):
        """A card was chosen with the mouse."""

    def __init__(
        self,
        identity: Callable[[CardT], object],
        draw: Callable[[CardT, int], Sequence[Line]],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._identity = identity
        self._draw = draw
        self._columns: Sequence[Column[CardT]] = ()
        self._column = 0
        self._rows: list[int] = []
        self._tops: list[int] = []
        self._first = 0

    @property
    def current(self) -> CardT | None:
        """The card under the cursor."""
        if not self._columns or not self._columns[self._column].cards:
            return None
        return self._columns[self._column].cards[self._rows[self._column]]

    def show(self, columns: Sequence[Column[CardT]]) -> None:
        """Show these columns; the cursor stays on its card, wherever that went."""
        before = None if self.current is None else self._identity(self.current)
        first_time = len(self._columns) != len(columns)
        self._columns = columns
        if first_time:
            self._rows, self._tops = [0] * len(columns), [0] * len(columns)
            self._column = next((at for at, one in enumerate(columns) if one.cards), 0)
        for at, column in enumerate(columns):
            self._rows[at] = max(0, min(self._rows[at], len(column.cards) - 1))
        if before is not None:
            self.move_to(before)
        self._settle()

    def move_to(self, about: object) -> bool:
        """Put the cursor on the card that is about this; False when there is none."""
        for at, column in enumerate(self._columns):
            for row, card in enumerate(column.cards):
                if self._identity(card) == about:
                    self._column, self._rows[at] = at, row
                    self._settle()
                    return True
        return False

    # Measures

    @property
    def _shown(self) -> int:
        return max(1, min(len(self._columns), self.size.width // NARROWEST)) if self._columns else 1

    @property
    def _window(self) -> int:
        return max(1, (self.size.height - HEAD) // (CARD + 1))

    def _settle(self) -> None:
        """Keep the cursor in view, draw, and tell."""
        if self._columns:
            shown, at = self._shown, self._column
            self._first = max(0, min(max(self._first, at - shown + 1), at, len(self._columns) - shown))
            window = self._window
            for place, column in enumerate(self._columns):
                row, top = self._rows[place], self._tops[place]
                self._tops[place] = max(0, min(max(top, row - window + 1), row, len(column.cards) - window))
        self.refresh()
        self.post_message(self.Moved())

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line through all columns that are in view."""
        width = self.size.width
        if not self._columns:
            return Strip([Segment(" " * width, self._style("text"))], width)
        shown = self._shown
        share, rest = divmod(width, shown)
        drawn: list[Segment] = []
        for place in range(shown):
            at = self._first + place
            columns = share + (1 if place < rest else 0)
            drawn += self._piece(at, y, columns - 1)
            drawn.append(Segment("│" if place < shown - 1 else " ", self._style("line")))
        return Strip(drawn, width)

    def _piece(self, at: int, y: int, width: int) -> list[Segment]:
        column = self._columns[at]
        if y == 0:
            return self._head(at, column, width)
        if y < HEAD:
            return [Segment("─" * width, self._style("line"))]
        card, line = divmod(y - HEAD, CARD + 1)
        row = self._tops[at] + card
        if row >= len(column.cards) or card >= self._window or line == CARD:
            return [Segment(" " * width, self._style("text"))]
        here = at == self._column and row == self._rows[at]
        over = self.get_component_rich_style("card-board--cursor", partial=True) if here else Style.null()

        def style(tone: Tone) -> Style:
            return self._style(tone) + over

        lines = self._draw(column.cards[row], width - 2)
        mark = Segment("▌" if here else " ", style("brick"))
        shown = segments(lines[line] if line < len(lines) else (), width - 2, style)
        return [mark, *shown, Segment(" ", style("text"))]

    def _head(self, at: int, column: Column[CardT], width: int) -> list[Segment]:
        """The name, how many, and whether there is more to either side."""
        count = str(len(column.cards))
        left = "‹" if at == self._first and self._first else " "
        last = at == self._first + self._shown - 1 and at < len(self._columns) - 1
        tone: Tone = "brick" if at == self._column else "quiet"
        cells = [
            Cell(left, 1, "brick"),
            Cell(column.title, 0, tone),
            Cell(f" {count} ", len(count) + 2, tone, right=True),
            Cell("›" if last else "", 1, "brick"),
        ]
        return segments(cells, width, self._style)

    def _style(self, tone: str) -> Style:
        return self.get_component_rich_style(f"card-board--{tone}")

    # Moving

    def _down(self, by: int) -> None:
        if self._columns:
            last = len(self._columns[self._column].cards) - 1
            self._rows[self._column] = max(0, min(self._rows[self._column] + by, last))
            self._settle()

    def action_down(self) -> None:
        """One card down."""
        self._down(1)

    def action_up(self) -> None:
        """One card up."""
        self._down(-1)

    def action_page_down(self) -> None:
        """One screen down."""
        self._down(self._window)

    def action_page_up(self) -> None:
        """One screen up."""
        self._down(-self._window)

    def action_first(self) -> None:
        """To the first card of the column."""
        self._down(-len(self._columns[self._column].cards) if self._columns else 0)

    def action_last(self) -> None:
        """To the last card of the column."""
        self._down(len(self._columns[self._column].cards) if self._columns else 0)

    def aside(self, by: int) -> None:
        """So many columns to the right."""
        if self._columns:
            self._column = max(0, min(self._column + by, len(self._columns) - 1))
            self._settle()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._settle()

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one chooses the card."""
        if not self._columns:
            return
        place = min(event.x * self._shown // max(1, self.size.width), self._shown - 1)
        at = self._first + place
        row = self._tops[at] + max(0, event.y - HEAD) // (CARD + 1)
        self._column = at
        if row < len(self._columns[at].cards):
            self._rows[at] = row
        self._settle()
        if event.chain == 2:
            self.post_message(self.Chosen())
