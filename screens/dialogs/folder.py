"""Into which folder something is written; what was typed stays when it is refused."""

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


class Folder(ModalScreen[str | None]):
    """Gives the folder as typed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, question: str, detail: str, typed: str = "", problem: str = "") -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._typed = typed
        self._problem = problem

    def compose(self) -> Iterable[Widget]:
        """The question, what it means, the line, and why the last answer was not taken."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._question), markup=False, classes="ask")
            yield Static(plain(self._detail), markup=False, classes="quiet")
            line = Input(self._typed, placeholder=_("A folder, like ~/Documents"), id="folder")
            line.cursor_blink = False
            yield line
            yield Static(plain(f"▲ {self._problem}" if self._problem else ""), markup=False, id="answer")

    def on_mount(self) -> None:
        """To the line."""
        self.query_one("#folder", Input).focus()

    @on(Input.Submitted, "#folder")
    def given(self, event: Input.Submitted) -> None:
        """As it was typed."""
        event.stop()
        self.dismiss(event.value)

    def action_leave(self) -> None:
        """Nowhere."""
        self.dismiss(None)
