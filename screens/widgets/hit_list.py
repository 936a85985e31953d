"""What a search found: people and notes under their headings, with the found words lit up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from screens.plain import visible
from screens.widgets.cells import fitted


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing to open: a title, something on the right, and perhaps a line of context with marks in it."""

    key: str
    title: str
    aside: str
    context: str = ""
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class HitGroup:
    """Hits under a heading."""

    heading: str
    hits: Sequence[Hit]


class HitList(Widget):
    """At most a few dozen hits; the search field keeps the keys and moves the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "hit-list--heading",
        "hit-list--title",
        "hit-list--quiet",
        "hit-list--mark",
        "hit-list--cursor",
        "hit-list--bar",
    }

    @dataclass
    class Opened(Message):
        """A hit was clicked twice."""

        key: str

    def __init__(self) -> None:
        super().__init__()
        self._groups: Sequence[HitGroup] = ()
        self._lines: list[tuple[int, str, Hit | None]] = []
        self._hits: list[Hit] = []
        self._cursor = 0
        self._top = 0

    @property
    def current(self) -> Hit | None:
        """The hit at the cursor."""
        return self._hits[self._cursor] if self._hits else None

    def show(self, groups: Sequence[HitGroup]) -> None:
        """Show these; the cursor stays on its hit when that is still there, else it goes first."""
        before = self.current.key if self.current else None
        self._groups = [group for group in groups if group.hits]
        self._hits = [hit for group in self._groups for hit in group.hits]
        self._lines = list(self._lay_out())
        keys = [hit.key for hit in self._hits]
        self._cursor = keys.index(before) if before in keys else 0
        self._keep_in_view()
        self.refresh()

    def _lay_out(self) -> Iterator[tuple[int, str, Hit | None]]:
        """Each line as (number of the hit, part, hit); a heading has no hit."""
        number = 0
        for place, group in enumerate(self._groups):
            if place:
                yield -1, "", None
            yield -1, group.heading, None
            for hit in group.hits:
                yield number, "title", hit
                if hit.context:
                    yield number, "context", hit
                number += 1

    def move(self, by: int) -> None:
        """Move the cursor over the hits."""
        if self._hits:
            self._cursor = max(0, min(self._cursor + by, len(self._hits) - 1))
            self._keep_in_view()
            self.refresh()

    def _keep_in_view(self) -> None:
        """Scroll as little as needed; a first hit shows its heading too."""
        own = [at for at, (number, _part, _hit) in enumerate(self._lines) if number == self._cursor]
        height = max(1, self.size.height)
        if not own:
            self._top = 0
            return
        first = own[0] - 1 if own[0] and self._lines[own[0] - 1][2] is None else own[0]
        self._top = max(own[-1] - height + 1, min(self._top, first), 0)

    def render_line(self, y: int) -> Strip:
        """One line of the hits."""
        width = self.size.width
        at = self._top + y
        if at >= len(self._lines):
            return Strip.blank(width, self._style("quiet"))
        number, part, hit = self._lines[at]
        if hit is None:
            return Strip([Segment(f" {part}", self._style("heading"))]).adjust_cell_length(
                width, self._style("quiet")
            )
        here = number == self._cursor
        over = self.get_component_rich_style("hit-list--cursor", partial=True) if here else Style.null()
        bar = Segment("▌" if here else " ", self._style("bar") + over)
        rest = (
            self._title(hit, width - 1, over) if part == "title" else self._excerpt_line(hit, width - 1, over)
        )
        return Strip([bar, *rest]).adjust_cell_length(width, self._style("quiet") + over)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"hit-list--{name}")

    def _title(self, hit: Hit, width: int, over: Style) -> list[Segment]:
        aside = f" {visible(hit.aside)} "
        room = max(0, width - cell_len(aside))
        return [
            Segment(fitted(f" {visible(hit.title)}", room), self._style("title") + over),
            Segment(aside, self._style("quiet") + over),
        ]

    def _excerpt_line(self, hit: Hit, width: int, over: Style) -> list[Segment]:
        """The excerpt, one character for one character, so that the marks stay where they are."""
        shown = visible(hit.context.replace("\n", " ").replace("\t", " "))
        cut = shown if cell_len(shown) <= width - 4 else set_cell_size(shown, width - 5) + "…"
        drawn = [Segment("   ", self._style("quiet") + over)]
        at = 0
        for start, end in hit.marks:
            start, end = max(at, min(start, len(cut))), min(end, len(cut))
            if start >= end:
                continue
            drawn.append(Segment(cut[at:start], self._style("quiet") + over))
            drawn.append(Segment(cut[start:end], self._style("mark") + over))
            at = end
        drawn.append(Segment(cut[at:], self._style("quiet") + over))
        return drawn

    def on_resize(self) -> None:
        """Keep the cursor in view; it may have been drawn for the height of before."""
        self._keep_in_view()
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Down."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Up."""
        event.stop()
        self.move(-1)

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one opens."""
        at = self._top + event.y
        if at >= len(self._lines) or self._lines[at][2] is None:
            return
        self._cursor = self._lines[at][0]
        self.refresh()
        if event.chain == 2 and self.current is not None:
            self.post_message(self.Opened(self.current.key))
