"""The body of a note with what belongs to it: the problem above it, and how full it is below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from screens.plain import plain
from screens.widgets.form.foot import Foot
from screens.widgets.form.wording import number
from screens.widgets.note_body import NoteBody
from thuis_tui.casework.attribute import Attribute
from thuis_tui.casework.validation import judge
from thuis_tui.language import _
from thuis_tui.text import clean

COUNT_AFTER: Final = 0.25
"""Seconds between a key and the counter: counting at every key would cost the typing."""


class BodyField(Vertical):
    """A NoteBody whose limit, label and judgement come from the table of attributes."""

    @dataclass
    class Edited(Message):
        """The text was changed by the user."""

        field: BodyField

    def __init__(self, facts: Attribute, *, placeholder: str = "") -> None:
        super().__init__(id=f"field-{facts.name}")
        self.field_name = facts.name
        self._label = facts.label
        self._judge = judge(facts)
        self.body = NoteBody(limit=facts.limit, placeholder=placeholder)
        self._problem = Static("", markup=False, classes="body-problem")
        self.foot = Foot()
        self._count_timer: Timer | None = None
        self._quiet = False

    def compose(self) -> ComposeResult:
        """Problem, text, counter."""
        self._problem.display = False
        yield self._problem
        yield self.body
        yield self.foot

    def on_mount(self) -> None:
        """Say how full it is from the start."""
        self.count()

    @property
    def text(self) -> str:
        """The text as it is filed."""
        return clean(self.body.text)

    @property
    def problem(self) -> str:
        """What stands above the text now."""
        return str(self._problem.content) if self._problem.display else ""

    @problem.setter
    def problem(self, message: str) -> None:
        self._problem.update(plain(f"✗ {message}") if message else "")
        self._problem.display = bool(message)

    def restore(self, text: str) -> None:
        """Put back what a draft kept, with the cursor at its end."""
        self._quiet = True
        self.body.load_text(text)
        self.body.move_cursor(self.body.document.end)
        self.count()

    def judge(self) -> bool:
        """Show the problem of the text, if any; whether there is none."""
        problem = self._judge(self.text)
        self.problem = "" if problem is None else str(problem)
        return problem is None

    def count(self) -> None:
        """Say how many characters there are."""
        self._count_timer = None
        length = self.body.length
        over = length - self.body.limit
        counted = _("{length} of {limit} characters").format(
            length=number(length), limit=number(self.body.limit)
        )
        if over > 0:
            counted += " · " + _("{count} too many").format(count=number(over))
        self.foot.left = counted
        self.foot.over = over > 0

    def on_text_area_changed(self, event: NoteBody.Changed) -> None:
        """Each key: note that the text changed and nothing more."""
        event.stop()
        if self._quiet:
            self._quiet = False
            return
        if self._problem.display:
            self.problem = ""
        if self._count_timer is None:
            self._count_timer = self.set_timer(COUNT_AFTER, self.count)
        self.post_message(self.Edited(self))

    def on_note_body_refused(self, event: NoteBody.Refused) -> None:
        """A paste was not taken: the reason stands above the text until the next key."""
        event.stop()
        self.problem = event.reason
