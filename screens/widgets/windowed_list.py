"""A list of any length that draws only what is visible and asks only for what it draws.

It holds an array of row ids; rows are fetched in pages when they come into view and kept by id. It scrolls
and draws its own scrollbar, because changing a Textual container's virtual size costs a whole layout (30 ms)
at each letter of a filter. While rows are on their way the old ones stay in view; after 150 ms their places
are shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Final, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from screens.background import in_background
from screens.keys import LIST, bindings
from screens.widgets.cells import Cell, Line, Tone, segments

RowT = TypeVar("RowT")

PAGE: Final = 128
PATIENCE: Final = 0.15
"""Seconds that old rows stay in view before the places of the new ones are shown."""
KEPT: Final = 32 * PAGE

_BAR: Final = "▌"


class WindowedList(Widget, Generic[RowT], can_focus=True):
    """Rows by id, a cursor, and messages when it moves (Highlighted) or is chosen (Selected).

    `fetch(ids)` gives the rows of these ids in that order, leaving out those that are gone; `identity(row)`
    is a row's id; `draw(row, width)` is a row's lines, at most `row_height` of them.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(LIST)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "windowed-list--text",
        "windowed-list--quiet",
        "windowed-list--strong",
        "windowed-list--brick",
        "windowed-list--moss",
        "windowed-list--lamp",
        "windowed-list--alarm",
        "windowed-list--cursor",
        "windowed-list--cursor-away",
        "windowed-list--track",
        "windowed-list--thumb",
    }

    class Highlighted(Message):
        """The cursor is on another row, or on none."""

        def __init__(self, sender: WindowedList[Any], row_id: int | None) -> None:
            super().__init__()
            self.list = sender
            self.row_id = row_id

        @property
        def control(self) -> WindowedList[Any]:
            """The list, for @on with a selector."""
            return self.list

    class Selected(Highlighted):
        """A row was chosen with Enter or the mouse."""

    class Typed(Message):
        """A letter that means nothing to the list was typed, for a filter to begin with."""

        def __init__(self, sender: WindowedList[Any], character: str) -> None:
            super().__init__()
            self.list = sender
            self.character = character

        @property
        def control(self) -> WindowedList[Any]:
            """The list, for @on with a selector."""
            return self.list

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], Awaitable[Sequence[RowT]]],
        identity: Callable[[RowT], int],
        draw: Callable[[RowT, int], Sequence[Line]],
        *,
        row_height: int = 1,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._fetch = fetch
        self._identity = identity
        self._draw = draw
        self._row_height = row_height
        self._ids: tuple[int, ...] = ()
        self._rows: dict[int, RowT] = {}
        self._gone: set[int] = set()
        self._loading: set[int] = set()
        self._cursor = 0
        self._top = 0
        self._dragging = False

    # What it shows

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of all rows, in order."""
        return self._ids

    @property
    def current_id(self) -> int | None:
        """The id under the cursor; None in an empty list."""
        return self._ids[self._cursor] if self._ids else None

    @property
    def current(self) -> RowT | None:
        """The row under the cursor, when it is loaded."""
        return self._rows.get(self._ids[self._cursor]) if self._ids else None

    @property
    def cursor(self) -> int:
        """The place of the cursor, from 0."""
        return self._cursor

    @property
    def window(self) -> int:
        """How many rows are visible."""
        return self._window()

    async def show(self, ids: Sequence[int], *, keep: bool = True, rows: Sequence[RowT] = ()) -> None:
        """Show these rows; with `keep` the cursor stays on its row if that is still there, else first.

        `rows` are some of them that are read already.
        """
        self._rows.update((self._identity(row), row) for row in rows)
        wanted = tuple(ids)
        before = self.current_id
        cursor = 0
        if keep and before is not None and before in wanted:
            cursor = wanted.index(before)
        top = self._top_for(cursor, self._top if keep else 0, len(wanted))
        await self._have_soon(wanted[top : top + self._window()])
        self._ids, self._cursor, self._top = wanted, cursor, top
        self.refresh()
        if self.current_id != before or before is None:
            self.post_message(self.Highlighted(self, self.current_id))

    async def reload(self) -> None:
        """Fetch the visible rows again after a change; the others when they come into view."""
        visible = self._visible_ids()
        kept = {row_id: self._rows[row_id] for row_id in visible if row_id in self._rows}
        self._gone.clear()
        fresh = {self._identity(row): row for row in await self._fetch(visible)} if visible else {}
        self._rows = {**kept, **fresh}
        self._gone.update(row_id for row_id in visible if row_id not in fresh)
        self.refresh()

    def move_to(self, row_id: int) -> bool:
        """Put the cursor on a row by its id; False when it is not in the list."""
        if row_id not in self._ids:
            return False
        self._go(self._ids.index(row_id))
        return True

    # Fetching

    def _window(self) -> int:
        """How many rows are visible, at least one page before the first layout."""
        height = self.size.height
        return max(1, height // self._row_height) if height else PAGE

    def _visible_ids(self) -> tuple[int, ...]:
        return self._ids[self._top : self._top + self._window() + 1]

    async def _have_soon(self, ids: Sequence[int]) -> None:
        """Fetch what is missing of these; returns when it is there or patience is over."""
        if missing := self._missing(ids):
            await asyncio.wait({asyncio.ensure_future(self._load(missing))}, timeout=PATIENCE)

    def _missing(self, ids: Sequence[int]) -> list[int]:
        return [i for i in ids if i not in self._rows and i not in self._gone and i not in self._loading]

    async def _load(self, ids: Sequence[int]) -> None:
        """Fetch rows into the cache and draw again."""
        self._loading.update(ids)
        try:
            rows = await self._fetch(ids)
        finally:
            self._loading.difference_update(ids)
        if len(self._rows) + len(rows) > KEPT:
            near = set(self._visible_ids())
            self._rows = {row_id: row for row_id, row in self._rows.items() if row_id in near}
        self._rows.update((self._identity(row), row) for row in rows)
        self._gone.update(row_id for row_id in ids if row_id not in self._rows)
        self.refresh()

    def _fetch_visible(self) -> None:
        """Fetch the page around the window, in the background, when something visible is missing."""
        if self._missing(self._visible_ids()):
            start = max(0, self._top - PAGE // 2)
            wanted = self._missing(self._ids[start : start + PAGE + self._window()])
            in_background(self, partial(self._load, wanted), "rows")

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line of the window with its piece of the scrollbar."""
        width, height = self.size.width, self.size.height
        index = self._top + y // self._row_height
        overflow = len(self._ids) > self._window()
        # The scrollbar's column is kept free when there is none, so that columns stay where they are.
        drawn = self._row_line(index, y % self._row_height, max(0, width - 1))
        drawn.append(self._scrollbar(y, height) if overflow else Segment(" ", self._style("text")))
        return Strip(drawn, width)

    def _row_line(self, index: int, line: int, width: int) -> list[Segment]:
        at_cursor = index == self._cursor and index < len(self._ids)
        over = self._over(at_cursor)

        def style(tone: Tone) -> Style:
            return self._style(tone) + over

        if index >= len(self._ids):
            return [Segment(" " * width, self._style("text"))]
        row = self._rows.get(self._ids[index])
        mark = Segment(_BAR if at_cursor else " ", style("brick"))
        if row is None:
            waiting: Line = (
                () if self._ids[index] in self._gone else (Cell(" ····" if not line else "", tone="quiet"),)
            )
            return [mark, *segments(waiting, width - 1, style)]
        lines = self._draw(row, width - 1)
        return [mark, *segments(lines[line] if line < len(lines) else (), width - 1, style)]

    def _style(self, tone: Tone) -> Style:
        return self.get_component_rich_style(f"windowed-list--{tone}")

    def _over(self, at_cursor: bool) -> Style:
        """The cursor's colours, laid over a tone's; none elsewhere."""
        if not at_cursor:
            return Style.null()
        name = "cursor" if self.has_focus or self.has_class("-driven") else "cursor-away"
        return self.get_component_rich_style(f"windowed-list--{name}", partial=True)

    def _scrollbar(self, y: int, height: int) -> Segment:
        top, length = self._thumb(height)
        if top <= y < top + length:
            return Segment("▐", self.get_component_rich_style("windowed-list--thumb"))
        return Segment("▕", self.get_component_rich_style("windowed-list--track"))

    def _thumb(self, height: int) -> tuple[int, int]:
        """Where the scrollbar's thumb begins and how long it is."""
        window, total = self._window(), max(1, len(self._ids))
        length = max(1, min(height, height * window // total))
        travel = max(1, total - window)
        return round((height - length) * min(1.0, self._top / travel)), length

    # Moving

    def _top_for(self, cursor: int, top: int, total: int) -> int:
        """The first visible row so that the cursor is in view and no room is left empty."""
        window = self._window()
        top = min(max(top, cursor - window + 1), cursor)
        return max(0, min(top, total - window))

    def _go(self, index: int) -> None:
        """Move the cursor, scroll as little as needed, tell."""
        if not self._ids:
            return
        index = max(0, min(index, len(self._ids) - 1))
        moved = index != self._cursor
        self._cursor = index
        self._top = self._top_for(index, self._top, len(self._ids))
        self._fetch_visible()
        self.refresh()
        if moved:
            self.post_message(self.Highlighted(self, self.current_id))

    def action_down(self) -> None:
        """One row down."""
        self._go(self._cursor + 1)

    def action_up(self) -> None:
        """One row up."""
        self._go(self._cursor - 1)

    def action_page_down(self) -> None:
        """One screen down."""
        self._go(self._cursor + self._window())

    def action_page_up(self) -> None:
        """One screen up."""
        self._go(self._cursor - self._window())

    def action_first(self) -> None:
        """To the first row."""
        self._go(0)

    def action_last(self) -> None:
        """To the last row."""
        self._go(len(self._ids) - 1)

    def choose(self) -> None:
        """Tell that the row at the cursor was chosen."""
        if self._ids:
            self.post_message(self.Selected(self, self.current_id))

    # Keys, mouse and size

    def on_key(self, event: events.Key) -> None:
        """Letters that are nobody's key are for a filter."""
        if event.is_printable and event.character and event.key not in self.screen.active_bindings:
            event.stop()
            self.post_message(self.Typed(self, event.character))

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._top = self._top_for(self._cursor, self._top, len(self._ids))
        self._fetch_visible()

    def on_focus(self) -> None:
        """The cursor looks different with the focus."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor looks different without the focus."""
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Three lines down; the cursor stays in view."""
        event.stop()
        self._scroll_window(self._top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Three lines up; the cursor stays in view."""
        event.stop()
        self._scroll_window(self._top - 3)

    def _scroll_window(self, top: int) -> None:
        window = self._window()
        self._top = max(0, min(top, len(self._ids) - window))
        self._fetch_visible()
        self.refresh()
        if self._ids:
            self._go(max(self._top, min(self._cursor, self._top + window - 1)))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """On the scrollbar: begin to drag."""
        if event.x == self.size.width - 1 and len(self._ids) > self._window():
            self._dragging = True
            self.capture_mouse()
            self._drag_to(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the scrollbar."""
        if self._dragging:
            self._drag_to(event.y)

    def on_mouse_up(self) -> None:
        """Let the scrollbar go."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def _drag_to(self, y: int) -> None:
        travel = len(self._ids) - self._window()
        self._scroll_window(round(travel * max(0, y) / max(1, self.size.height - 1)))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one on the same row chooses it."""
        index = self._top + event.y // self._row_height
        on_scrollbar = event.x == self.size.width - 1 and len(self._ids) > self._window()
        if on_scrollbar or index >= len(self._ids):
            return
        self._go(index)
        if event.chain == 2:
            self.choose()
