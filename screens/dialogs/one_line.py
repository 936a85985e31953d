"""One line of text that a step cannot do without; what is typed stays when it is refused."""

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
from thuis_tui.language import _

LONGEST = 4096
"""As long as the name of a folder can be."""


class OneLine(ModalScreen[str | None]):
    """Gives the line as typed, or None when it was left open."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(
        self,
        question: str,
        detail: str,
        hint: str,
        typed: str = "",
        problem: str = "",
        *,
        missing: str = "",
        longest: int = LONGEST,
    ) -> None:
        """`problem`: why the last answer was not taken. `missing`: what is said of an empty line, where it
        is no answer; `longest`: the most characters.
        """
        super().__init__()
        self._question = question
        self._detail = detail
        self._hint = hint
        self._typed = typed
        self._problem = problem
        self._missing = missing
        self._longest = longest

    def compose(self) -> Iterable[Widget]:
        """The question, what it means, the line, and below it the keys or what is wrong."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._question), markup=False, classes="ask")
            yield Static(plain(self._detail), markup=False, classes="quiet")
            line = Input(self._typed, placeholder=self._hint, max_length=self._longest, id="line")
            line.cursor_blink = False
            yield line
            keys = plain(_("Enter goes on · Esc leaves it"), "$quiet")
            yield Static(plain(f"▲ {self._problem}") if self._problem else keys, markup=False, id="answer")

    def on_mount(self) -> None:
        """To the line."""
        self.query_one("#line", Input).focus()

    @on(Input.Submitted, "#line")
    def given(self, event: Input.Submitted) -> None:
        """As it was typed; nothing is no answer where one is needed."""
        event.stop()
        if self._missing and not event.value.strip():
            self.query_one("#answer", Static).update(plain(f"▲ {self._missing}"))
        else:
            self.dismiss(event.value.strip() if self._missing else event.value)

    def action_leave(self) -> None:
        """Left open."""
        self.dismiss(None)
