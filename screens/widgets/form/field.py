"""One field of a form: its label, the line to type on, what was understood, the problem under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from screens.plain import one_line
from screens.widgets.cells import fitted
from screens.widgets.form.entry import Entry
from thuis_tui.casework.vocabulary import ANSWER, NOT_ASKED
from thuis_tui.language import _

ANSWERS: Final = (*(str(term.code) for term in ANSWER.terms), "not_asked")


@dataclass(frozen=True, slots=True)
class Understood:
    """What a typed text means: the value that is stored, and how it reads in full."""

    value: Any
    shown: str = ""
    lasting: str = ""
    """What to leave on the line instead of a text that means something else tomorrow, like 'yesterday'."""


class NotUnderstood(ValueError):
    """The typed text is no answer to this field; the message says why and what to do."""


class Missing(NotUnderstood):
    """Nothing was given where something must be; said on filing, not on walking past."""


def answer_words(answer: str) -> str:
    """An answer that is no value, in words."""
    return _(NOT_ASKED) if answer == "not_asked" else ANSWER.shown(answer)


Understand = Callable[[str], Understood]


class FormField(Widget):
    """A labelled line. The typed text is kept whatever it is; only filing and leaving judge it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "form-field--label",
        "form-field--label-focus",
        "form-field--side",
        "form-field--problem",
    }
    ROWS: ClassVar[int] = 1
    """Rows of the text to type on; the problem stands below them."""
    CHANGES: ClassVar[tuple[type[Message], ...]] = (Entry.Changed,)
    """What the line tells of a change; held back while the field itself writes on it."""
    problem: reactive[str] = reactive("")
    side: reactive[str] = reactive("")

    @dataclass
    class Changed(Message):
        """Something was typed, chosen or answered."""

        field: FormField

    def __init__(
        self,
        field_name: str,
        label: str,
        understand: Understand,
        *,
        limit: int | None = None,
        hint: str = "",
        placeholder: str = "",
        answerable: bool = False,
        label_width: int = 18,
        side_width: int = 28,
        entry_width: int | None = None,
    ) -> None:
        super().__init__(id=f"field-{field_name.replace('_', '-')}")
        self.field_name = field_name
        self.label = label
        self.hint = hint
        self.answerable = answerable
        self.answer = ""
        self._understand = understand
        self._label_width, self._side_width, self._entry_width = label_width, side_width, entry_width
        self._set_aside = ""
        self._placeholder = placeholder
        self.entry = self.make_entry(limit)
        self.entry.step = self.walk
        self.step: Callable[[FormField, int], None] = lambda field, direction: None
        """Where walking on leads; the form says it."""
        self.entry.placeholder = placeholder
        self.entry.styles.margin = (0, 0 if entry_width else side_width, 0, label_width)
        if entry_width:
            self.entry.styles.width = entry_width

    def make_entry(self, limit: int | None) -> Entry:
        """The line to type on."""
        return Entry(limit=limit)

    def compose(self) -> ComposeResult:
        """The line to type on; the field draws the rest around it."""
        yield self.entry

    # What the field holds

    @property
    def typed(self) -> str:
        """The text as it stands, also while another answer stands in front of it."""
        return self._set_aside if self.answer else self.entry.value

    def understood(self) -> Understood:
        """What the field says now; raises NotUnderstood."""
        if self.answer:
            return Understood(None if self.answer == "not_asked" else {"answer": self.answer})
        return self._understand(self.entry.value)

    def restore(self, typed: str, answer: str = "") -> None:
        """Put back what a draft kept."""
        self.answer = ""
        with self.prevent(*self.CHANGES):
            self.entry.value = typed
            self.entry.cursor_position = len(typed)
        if answer in ANSWERS:
            self._set_answer(answer)
        self.look()

    def cycle_answer(self) -> None:
        """From the value to unknown, refused, not asked, and back to the value that was typed."""
        if not self.answerable:
            return
        steps = ("", *ANSWERS) if self.typed else ANSWERS
        if not self.typed and not self.answer:
            self._set_answer("unknown")
        else:
            at = steps.index(self.answer) if self.answer in steps else -1
            self._set_answer(steps[(at + 1) % len(steps)])
        self.problem = ""
        self.look()
        self.post_message(self.Changed(self))

    def _set_answer(self, answer: str) -> None:
        """Stand an answer in front of what was typed, or take it away again."""
        typed = self.typed
        self.answer = "" if answer == "not_asked" and not typed else answer
        self._set_aside = typed if self.answer else ""
        with self.prevent(*self.CHANGES):
            self.entry.value = "" if self.answer else typed
            self.entry.cursor_position = len(self.entry.value)
        self.entry.placeholder = answer_words(self.answer) if self.answer else self._placeholder
        self.set_class(bool(self.answer), "-answer")

    # Judging

    def look(self) -> None:
        """Show beside the field what was understood; says nothing about a text that is still being typed."""
        focused = self.entry.has_focus
        try:
            shown = self.understood().shown
        except NotUnderstood:
            self.side = self.hint if focused else ""
            return
        if not shown and not self.typed and not self.answer and focused:
            shown = self.hint
        self.side = "" if shown == self.entry.value else shown

    def look_again(self) -> None:
        """After a change: a problem that is solved goes at once, another one takes its place."""
        if self.problem:
            try:
                self.understood()
            except NotUnderstood as fault:
                self.problem = "" if isinstance(fault, Missing) else str(fault)
            else:
                self.problem = ""
        self.look()

    def judge(self, *, filing: bool = True) -> bool:
        """Show the problem of this field, if any; whether there is none. Walking past may leave it empty."""
        try:
            self.understood()
        except NotUnderstood as fault:
            self.problem = "" if isinstance(fault, Missing) and not filing else str(fault)
        else:
            self.problem = ""
        return not self.problem

    # Events of the line

    # Textual calls the handler of every class in the line, so subclasses change what the handlers call.

    def on_input_changed(self, event: Entry.Changed) -> None:
        """A key changed the text."""
        event.stop()
        self.retyped(event.value)

    def on_entry_refused(self, event: Entry.Refused) -> None:
        """A paste that was not taken is a problem to read, until the next key."""
        event.stop()
        self.problem = event.reason

    def on_entry_focus_moved(self, event: Entry.FocusMoved) -> None:
        """Coming and going."""
        event.stop()
        self.refresh()
        if event.focused:
            self.come()
        else:
            self.leave()

    def retyped(self, value: str) -> None:
        """The text takes the place of an answer; what it means is shown, the draft follows."""
        if self.answer and value:
            self.answer = self._set_aside = ""
            self.entry.placeholder = self._placeholder
            self.remove_class("-answer")
        self.look_again()
        self.post_message(self.Changed(self))

    def walk(self, direction: int, leave: bool) -> None:
        """To the field after (1) or before (-1)."""
        self.step(self, direction)

    def come(self) -> None:
        """The hint, while one is here."""
        self.look()

    def leave(self) -> None:
        """What was typed is judged."""
        self._settle()
        self.judge(filing=False)
        self.look()

    def _settle(self) -> None:
        """Leave on the line what means the same tomorrow."""
        try:
            lasting = self.understood().lasting
        except NotUnderstood:
            return
        if lasting and not self.answer and lasting != self.entry.value:
            with self.prevent(*self.CHANGES):
                self.entry.value = lasting
            self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """The label and the space around the line lead to the line."""
        self.entry.focus()

    # Drawing

    def watch_problem(self, problem: str) -> None:
        """A problem takes a line of its own under the field."""
        self.set_class(bool(problem), "-problem")
        self.styles.height = self.ROWS + len(self._problem_lines())
        self.refresh()

    def on_resize(self) -> None:
        """A message is wrapped to the width."""
        if self.problem:
            self.styles.height = self.ROWS + len(self._problem_lines())

    def _problem_lines(self) -> list[str]:
        """The problem in lines that fit beside the labels."""
        if not self.problem:
            return []
        room = max(20, (self.size.width or 78) - self._label_width - 2)
        lines: list[str] = []
        for word in one_line(self.problem).split(" "):
            if lines and cell_len(lines[-1]) + cell_len(word) < room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def render_line(self, y: int) -> Strip:
        """The label, the room of the line, and what was understood; under it the problem."""
        style = self.get_component_rich_style
        width = self.size.width
        blank = self.rich_style
        if y == 0:
            focused = self.entry.has_focus
            label = style("form-field--label-focus" if focused else "form-field--label")
            room = self._entry_width or max(0, width - self._label_width - self._side_width)
            side = max(1, width - self._label_width - room)
            return Strip(
                [
                    Segment("▌" if focused else " ", label),
                    Segment(fitted(self.label, self._label_width - 1), label),
                    Segment(" " * room, blank),
                    Segment(" " + fitted(one_line(self.side), side - 1), style("form-field--side")),
                ]
            ).adjust_cell_length(width, blank)
        lines = self._problem_lines()
        at = y - self.ROWS
        if not 0 <= at < len(lines):
            return Strip.blank(width, blank)
        text = ("✗ " if at == 0 else "  ") + lines[at]
        return Strip(
            [Segment(" " * self._label_width, blank), Segment(text, style("form-field--problem"))]
        ).adjust_cell_length(width, blank)
