"""One line of text that something cannot do without; what is typed stays when it is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.plain import plain


class OneLine(ModalScreen[str | None]):
    """Gives the line as typed, or None when it was left open."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, question: str, detail: str, hint: str, typed: str = "", problem: str = "") -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._hint = hint
        self._typed = typed
        self._problem = problem

    def compose(self) -> Iterable[Widget]:
        """The question, what it means, the line, and why the last answer was not taken."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._question), markup=False, classes="ask")
            yield Static(plain(self._detail), markup=False, classes="quiet")
            line = Input(self._typed, placeholder=self._hint, id="line")
            line.cursor_blink = False
            yield line
            yield Static(plain(f"▲ {self._problem}" if self._problem else ""), markup=False, id="answer")

    def on_mount(self) -> None:
        """To the line."""
        self.query_one("#line", Input).focus()

    @on(Input.Submitted, "#line")
    def given(self, event: Input.Submitted) -> None:
        """As it was typed."""
        event.stop()
        self.dismiss(event.value)

    def action_leave(self) -> None:
        """Left open."""
        self.dismiss(None)
