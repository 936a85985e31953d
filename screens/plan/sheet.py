"""A readable sheet of items of many lines each: the cursor goes from item to item, every line can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from screens.plain import one_line
from screens.widgets.cells import Cell, Line, Tone, segments
from screens.widgets.windowed_list import WindowedList

_BAR: Final = "▌"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the cursor can be on: what it is, its id, and how it is drawn in so many columns."""

    kind: str
    id: str
    draw: Callable[[int], Sequence[Line]]
    goal: str = ""
    """The goal it belongs to."""


class Row(NamedTuple):
    """One line on the sheet, and the place of the item it belongs to; -1 for a line between items."""

    number: int
    item: int
    line: Line


class Sheet(WindowedList[Row]):
    """Items below each other with an empty line before each goal."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(self._take, lambda row: row.number, lambda row, _width: (row.line,), id=id)
        self._items: Sequence[Item] = ()
        self._laid: list[Row] = []
        self._laid_for = 0

    async def _take(self, numbers: Sequence[int]) -> list[Row]:
        return [self._laid[number] for number in numbers if number < len(self._laid)]

    @property
    def item(self) -> Item | None:
        """The item at the cursor."""
        place = self._at
        return self._items[place] if 0 <= place < len(self._items) else None

    @property
    def _at(self) -> int:
        return self._laid[self._cursor].item if self._cursor < len(self._laid) else -1

    def lay(self, items: Sequence[Item], at: tuple[str, str] | None = None) -> None:
        """Show these items; the cursor stays on the item it was on, or goes to the one of `at`."""
        before = self.item
        wanted = at or ((before.kind, before.id) if before else None)
        self._items = items
        self._lay()
        place = next((n for n, item in enumerate(items) if (item.kind, item.id) == wanted), None)
        if place is None:
            place = min(max(0, self._at), len(items) - 1)
        self._to(place)

    def _lay(self) -> None:
        """Draw every item for the width there is."""
        self._laid_for = width = self.size.width
        laid: list[Row] = []
        for place, item in enumerate(self._items):
            if item.kind == "goal" and laid:
                laid.append(Row(len(laid), -1, ()))
            for line in item.draw(max(20, width - 2)):
                laid.append(Row(len(laid), place, line))
        self._laid = laid
        self._rows = {row.number: row for row in laid}
        self._ids = tuple(range(len(laid)))
        self._cursor = min(self._cursor, max(0, len(laid) - 1))
        self._top = max(0, min(self._top, len(laid) - self._window()))

    def _extent(self, place: int) -> tuple[int, int]:
        """The first and the last line of an item."""
        lines = [row.number for row in self._laid if row.item == place]
        return (lines[0], lines[-1]) if lines else (0, 0)

    def _to(self, place: int, *, end: bool = False) -> None:
        """The cursor on an item, with as much of it in sight as fits."""
        if not self._laid:
            self.refresh()
            return
        place = max(0, min(place, len(self._items) - 1))
        first, last = self._extent(place)
        window = self._window()
        if last - first >= window:
            top = last - window + 1 if end else first
        else:
            top = min(max(self._top, last - window + 1), first)
            if place == 0:
                top = 0
        self._cursor = first
        self._top = max(0, min(top, len(self._laid) - window))
        self.refresh()
        self.post_message(self.Highlighted(self, first))

    def _go(self, index: int) -> None:
        """To the item that a line belongs to: for the mouse."""
        row = self._laid[max(0, min(index, len(self._laid) - 1))] if self._laid else None
        if row is not None and row.item >= 0 and row.item != self._at:
            self._to(row.item)
        self.refresh()

    def action_down(self) -> None:
        """The next item; within one that is longer than the window, one line down."""
        _first, last = self._extent(self._at)
        if last >= self._top + self._window():
            self._scroll_by(1)
        else:
            self._to(self._at + 1)

    def action_up(self) -> None:
        """The item before; within one that is longer than the window, one line up."""
        first, _last = self._extent(self._at)
        if first < self._top:
            self._scroll_by(-1)
        else:
            self._to(self._at - 1, end=True)

    def action_page_down(self) -> None:
        """One window down; the cursor to the first item in sight."""
        self._turn(self._window() - 1)

    def action_page_up(self) -> None:
        """One window up."""
        self._turn(1 - self._window())

    def _turn(self, lines: int) -> None:
        top = self._top
        self._scroll_by(lines)
        if self._top == top:
            self._to(len(self._items) - 1 if lines > 0 else 0, end=lines > 0)
            return
        seen = next((row.item for row in self._laid[self._top :] if row.item >= 0), self._at)
        self._cursor = self._extent(seen)[0]
        self.refresh()

    def action_first(self) -> None:
        """To the first item."""
        self._to(0)

    def action_last(self) -> None:
        """To the last item."""
        self._to(len(self._items) - 1, end=True)

    def _scroll_by(self, lines: int) -> None:
        self._top = max(0, min(self._top + lines, len(self._laid) - self._window()))
        self.refresh()

    def _scroll_window(self, top: int) -> None:
        """For the wheel and the scrollbar: the sheet moves, the cursor stays on its item."""
        self._scroll_by(top - self._top)

    def on_resize(self) -> None:
        """Other columns, other lines."""
        if self._items and self.size.width != self._laid_for:
            place = self._at
            self._lay()
            self._to(place)

    def _row_line(self, index: int, line: int, width: int) -> list[Segment]:
        row = self._laid[index] if index < len(self._laid) else None
        here = row is not None and row.item >= 0 and row.item == self._at
        over = _only_ground(self._over(here))

        def style(tone: Tone) -> Style:
            return self._style(tone) + over

        mark = Segment(_BAR if here else " ", style("brick"))
        return [mark, *segments(row.line if row else (), width - 1, style)]


def _only_ground(style: Style) -> Style:
    """The ground of a style: bold words and quiet words stay apart under the cursor."""
    return Style(bgcolor=style.bgcolor)


def wrapped(text: str, width: int) -> Iterator[str]:
    """A text as lines of at most `width` columns; its own line ends stay."""
    for part in text.split("\n"):
        yield from _wrapped(one_line(part), max(8, width))


def _wrapped(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        together = f"{line} {word}" if line else word
        if cell_len(together) <= width:
            line = together
            continue
        if line:
            yield line
        while cell_len(word) > width:
            cut = _fitting(word, width)
            yield word[:cut]
            word = word[cut:]
        line = word
    yield line


def _fitting(word: str, width: int) -> int:
    """How many characters fit."""
    columns = 0
    for place, character in enumerate(word):
        columns += cell_len(character)
        if columns > width:
            return max(1, place)
    return len(word)


def paragraph(label: str, text: str, width: int, tone: Tone = "text", *, indent: int = 4) -> list[Line]:
    """A label in its own column with the text beside it, every line of it."""
    column = 17
    lines: list[Line] = []
    for number, part in enumerate(wrapped(text, width - indent - column)):
        named = Cell(label if number == 0 else "", column, "quiet")
        lines.append((Cell("", indent), named, Cell(part, tone=tone)))
    return lines
