"""The page a note is written on: a text area for prose, quick however long one paragraph is."""

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.document._document import Document, DocumentBase, Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from screens.widgets.form.wording import too_long
from thuis_tui import text as texts

LINE_CACHE = 512


class Prose(WrappedDocument):
    """Wrapped text that slices its lines.

    Textual's own builds a styled copy of the whole paragraph for each visible row: 100 ms a key in a
    paragraph of 2,000 words.
    """

    @property
    def height(self) -> int:
        """Rows of the wrapped text."""
        return len(self._offset_to_line_info)

    def get_sections(self, line_index: int) -> list[str]:
        """The rows one paragraph is shown on."""
        line = self.document[line_index]
        offsets = self._wrap_offsets[line_index]
        return [line[start:end] for start, end in zip([0, *offsets], [*offsets, len(line)], strict=True)]


OURS = frozenset({"f6", "f7", "f8", "f9"})
"""Keys that mean the same on every page of thuis, also where text is written."""


class NoteBody(TextArea, inherit_bindings=False):
    """Plain prose without a language; takes a paste whole or says why it takes nothing of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        each for each in TextArea.BINDINGS if isinstance(each, Binding) and each.key not in OURS
    ]

    @dataclass
    class Refused(Message):
        """A paste was not taken; `reason` says why, in the user's words."""

        body: "NoteBody"
        reason: str

        @property
        def control(self) -> "NoteBody":
            """The body that refused."""
            return self.body

    class Left(Message):
        """The user went up from the first row: to what is above the text."""

    def __init__(self, *, limit: int, id: str | None = None, placeholder: str = "") -> None:
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(LINE_CACHE)
        self.limit = limit
        super().__init__(
            id=id, compact=True, highlight_cursor_line=False, placeholder=placeholder, tab_behavior="focus"
        )
        self.cursor_blink = False
        self.match_cursor_bracket = False

    @property
    def length(self) -> int:
        """Characters in the body, line ends included."""
        lines = self.document.lines
        return sum(map(len, lines)) + len(lines) - 1

    def action_cursor_up(self, select: bool = False) -> None:
        """One row up; from the first, out of the text."""
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            self.post_message(self.Left())
        else:
            super().action_cursor_up(select)

    async def _on_paste(self, event: events.Paste) -> None:
        """Take every line of the paste, or nothing of it."""
        event.stop()
        event.prevent_default()
        pasted = texts.clean(event.text)
        reason = self.refusal(pasted)
        if reason is not None:
            self.post_message(self.Refused(self, reason))
            return
        if result := self._replace_via_keyboard(pasted, *self.selection):
            self.move_cursor(result.end_location)

    def refusal(self, pasted: str) -> str | None:
        """Why this text may not be put at the cursor, or None when it may."""
        reason = texts.refuse(pasted)
        if reason is not None:
            return str(reason)
        room = self.limit - self.length + len(self.selected_text)
        return too_long(len(pasted), room, self.limit) if len(pasted) > room else None

    # What follows replaces the drawing of TextArea, which costs the length of a paragraph for every row.

    def _set_document(self, text: str, language: str | None) -> None:
        """Hold the text in a document whose rows are slices."""
        self._highlight_query = None
        document: DocumentBase = Document(text)
        self.document = document
        self.wrapped_document = Prose(document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def _build_highlight_map(self) -> None:
        """Prose has no syntax; the cache is keyed by what a row shows, so nothing is to be forgotten."""

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """Brackets in prose are not matched: looking for one can walk through the whole text."""
        return None

    def notify_style_update(self) -> None:
        """Colours changed: what was drawn with the old ones goes."""
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One row: the words on it, the selection and the cursor."""
        if not self.document.get_line(0) and self.document.line_count == 1:
            return super().render_line(y)
        theme = self._theme
        base = theme.base_style if theme and theme.base_style is not None else self.rich_style
        width = self.scrollable_content_region.size.width
        row = y + self.scroll_offset.y
        rows = self.wrapped_document._offset_to_line_info
        if row >= len(rows):
            return Strip.blank(width, base)
        line_index, section = rows[row]
        line = self.document.get_line(line_index)
        if "\t" in line:
            return self._render_line(y)
        offsets = self.wrapped_document.get_offsets(line_index)
        start = offsets[section - 1] if section else 0
        last = section == len(offsets)
        end = len(line) if last else offsets[section]
        marks = self._marks(line_index, start, end, last=last)
        shown = line[start:end]
        key = (shown, marks, width, base)
        strip = self._strips.get(key)
        if strip is None:
            strip = _draw(shown, marks, width, base)
            self._strips[key] = strip
        return strip

    def _marks(self, line: int, start: int, end: int, *, last: bool) -> tuple[tuple[int, int, Style], ...]:
        """Selection and cursor on one row, as (from, to, style) within that row."""
        theme = self._theme
        marks: list[tuple[int, int, Style]] = []
        if not self.selection.is_empty and theme and theme.selection_style:
            top, bottom = sorted(self.selection)
            if top[0] <= line <= bottom[0]:
                first = max(start, top[1]) if line == top[0] else start
                # The line end itself is part of a selection that goes on below it.
                until = min(end, bottom[1]) if line == bottom[0] else end + int(last)
                if first < until:
                    marks.append((first - start, until - start, theme.selection_style))
        row, column = self.selection.end
        on_row = row == line and start <= column and (column < end or (last and column == end))
        if on_row and self._draw_cursor and theme and theme.cursor_style:
            marks.append((column - start, column - start + 1, theme.cursor_style))
        return tuple(marks)


def _draw(shown: str, marks: tuple[tuple[int, int, Style], ...], width: int, base: Style) -> Strip:
    """The segments of one row, padded to the width."""
    if not marks:
        return Strip([Segment(shown, base)], cell_len(shown)).extend_cell_length(width, base)
    padded = shown.ljust(max(end for _start, end, _style in marks))
    edges = sorted({0, len(padded), *(edge for start, end, _style in marks for edge in (start, end))})
    segments = []
    for start, end in pairwise(edges):
        style = base
        for mark_start, mark_end, mark in marks:
            if mark_start <= start and end <= mark_end:
                style += mark
        segments.append(Segment(padded[start:end], style))
    return Strip(segments, cell_len(padded)).extend_cell_length(width, base)
