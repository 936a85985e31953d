"""The line one types on: arrows and Enter walk through the form, and a paste is taken whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from textual import events
from textual.message import Message
from textual.widgets import Input

from screens.widgets.form.wording import too_long
from thuis_tui import text as texts

STEPS: Final = {
    "enter": (1, True),
    "tab": (1, True),
    "shift+tab": (-1, True),
    "down": (1, False),
    "up": (-1, False),
}
"""Keys that walk: in which direction, and whether they leave the field whatever list is open."""


class Entry(Input):
    """A text line without a border, a blinking cursor or a silent change to what is pasted."""

    @dataclass
    class Step(Message):
        """The user asks for what is after (1) or before (-1); `leave`: by Enter or Tab, not by an arrow."""

        direction: int
        leave: bool = False

    @dataclass
    class Refused(Message):
        """A paste was not taken; `reason` says why."""

        reason: str

    @dataclass
    class FocusMoved(Message):
        """The line got the focus, or lost it."""

        focused: bool

    def __init__(self, *, limit: int | None = None) -> None:
        super().__init__(compact=True, select_on_focus=False, validate_on=())
        self.cursor_blink = False
        self._limit = limit
        self.takes_key: Callable[[str], bool] = lambda key: False
        """Asked before a key types something; True says that the key meant something else."""
        self.step: Callable[[int, bool], None] = self._post_step
        """Called at once: a message would be overtaken by the next key, which belongs to the next field."""

    async def _on_key(self, event: events.Key) -> None:
        if self._sent_on(event):
            return
        if event.key in STEPS:
            event.stop()
            event.prevent_default()
            self.step(*STEPS[event.key])
        elif self.takes_key(event.key):
            event.stop()
            event.prevent_default()

    def _sent_on(self, event: events.Key | events.Paste) -> bool:
        """Give a key that came while the focus was moving on to where it moved."""
        there = self.screen.focused
        if there is None or there is self:
            return False
        event.stop()
        event.prevent_default()
        # A new event: this one is stopped, and nobody would handle it any more.
        again = events.Paste(event.text) if isinstance(event, events.Paste) else _same_key(event)
        there._forward_event(again)
        return True

    def _post_step(self, direction: int, leave: bool) -> None:
        self.post_message(self.Step(direction, leave))

    def _on_focus(self, event: events.Focus) -> None:
        self.post_message(self.FocusMoved(focused=True))

    def _on_blur(self, event: events.Blur) -> None:
        self.post_message(self.FocusMoved(focused=False))

    def _on_paste(self, event: events.Paste) -> None:
        """Take the whole paste on this one line, or nothing of it."""
        if self._sent_on(event):
            return
        event.stop()
        event.prevent_default()
        if event.text:
            self.take(event.text)

    def action_paste(self) -> None:
        """Paste what was cut or copied inside the application, by the same rule."""
        if self.app.clipboard:
            self.take(self.app.clipboard)

    def refusal(self, pasted: str) -> str:
        """Why this text may not be put at the cursor; empty when it may."""
        if (reason := texts.refuse(pasted, lines=False)) is not None:
            return str(reason)
        if self._limit is None:
            return ""
        room = self._limit - len(self.value) + len(self.selected_text)
        return too_long(len(pasted), room, self._limit) if len(pasted) > room else ""

    def take(self, pasted: str) -> None:
        """Put a pasted text at the cursor, or say why not."""
        pasted = texts.clean(pasted)
        if reason := self.refusal(pasted):
            self.post_message(self.Refused(reason))
        elif self.selection.is_empty:
            self.insert_text_at_cursor(pasted)
        else:
            self.replace(pasted, *self.selection)


def _same_key(event: events.Key) -> events.Key:
    return events.Key(event.key, event.character)
