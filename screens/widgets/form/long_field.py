"""A field of several rows for prose inside a form; Enter begins a new line, Tab and the arrows move on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast

from textual import events
from textual.message import Message

from screens.widgets.form.entry import Entry
from screens.widgets.form.field import FormField, Understand
from screens.widgets.note_body import NoteBody

ROWS = 4


class LongEntry(NoteBody):
    """The text of a LongField, with the few words that a field uses for the line of one row."""

    def __init__(self, *, limit: int) -> None:
        super().__init__(limit=limit)
        self.step: Callable[[int, bool], None] = lambda direction, leave: None
        self.takes_key: Callable[[str], bool] = lambda key: False

    @property
    def value(self) -> str:
        """The text."""
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        self.load_text(text)

    @property
    def cursor_position(self) -> int:
        """Where the cursor is; only its end is ever asked for."""
        return self.length

    @cursor_position.setter
    def cursor_position(self, position: int) -> None:
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        at_end = self.cursor_location[0] == self.document.line_count - 1
        if event.key in ("tab", "shift+tab") or (
            event.key == "down" and at_end and self.navigator.is_last_wrapped_line(self.cursor_location)
        ):
            event.stop()
            event.prevent_default()
            self.step(-1 if event.key == "shift+tab" else 1, True)

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        self.post_message(Entry.FocusMoved(focused=True))

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        self.post_message(Entry.FocusMoved(focused=False))


class LongField(FormField):
    """A labelled text of a few rows, which scrolls when it is longer."""

    ROWS: ClassVar[int] = ROWS
    CHANGES: ClassVar[tuple[type[Message], ...]] = (NoteBody.Changed,)

    def __init__(
        self, field_name: str, label: str, understand: Understand, *, limit: int, hint: str = "", **more: Any
    ) -> None:
        more["side_width"] = 1
        super().__init__(field_name, label, understand, limit=limit, hint="", placeholder=hint, **more)
        self.styles.height = self.ROWS
        self.entry.styles.height = self.ROWS

    def make_entry(self, limit: int | None) -> Entry:
        """Several rows; for the field they are its line."""
        assert limit is not None
        return cast("Entry", LongEntry(limit=limit))

    def look(self) -> None:
        """Beside a text nothing is said: it is its own reading."""

    def on_text_area_changed(self, event: NoteBody.Changed) -> None:
        """A key changed the text."""
        event.stop()
        self.retyped(self.entry.value)

    def on_note_body_refused(self, event: NoteBody.Refused) -> None:
        """A paste that was not taken is a problem to read, until the next key."""
        event.stop()
        self.problem = event.reason

    def on_note_body_left(self, event: NoteBody.Left) -> None:
        """Up from the first row: to the field before."""
        event.stop()
        self.walk(-1, True)
