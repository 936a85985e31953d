"""A question with a few answers; the safe one has the focus, and Esc gives none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from screens.plain import plain


@dataclass(frozen=True, slots=True)
class Answer:
    """One button: what it stands for and what it says."""

    name: str
    title: str


class Question(ModalScreen[str | None]):
    """Asks; the result is the name of the answer, or None when the question was left open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(self, question: str, detail: str, answers: Sequence[Answer]) -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._answers = answers

    def compose(self) -> ComposeResult:
        """The question, what it is about, and the answers; the first is the safe one."""
        with Vertical(classes="question"):
            yield Static(plain(self._question), classes="question-title")
            yield Static(plain(self._detail), classes="question-detail")
            with Horizontal(classes="question-answers"):
                for answer in self._answers:
                    yield Button(plain(answer.title), name=answer.name)

    def on_mount(self) -> None:
        """The first answer is the one that loses nothing."""
        self.query(Button).first().focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Give the answer."""
        event.stop()
        self.dismiss(event.button.name)

    def action_leave(self) -> None:
        """Leave the question open."""
        self.dismiss(None)
