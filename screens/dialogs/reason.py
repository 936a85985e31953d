"""Why, or by what name: one line that a step cannot do without."""

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

LONGEST = 500


class Reason(ModalScreen[str | None]):
    """Gives the line, or None when the step is not taken."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(
        self, question: str, detail: str, *, placeholder: str = "", missing: str = "", longest: int = LONGEST
    ) -> None:
        """`placeholder` and `missing` are said of the empty line, when it is no reason that is asked."""
        super().__init__()
        self._placeholder = placeholder or _("Your reason")
        self._missing = missing or _("Who reads this later wants to know why.")
        self._longest = longest
        self._question = question
        self._detail = detail

    def compose(self) -> Iterable[Widget]:
        """The question, what it means, and the line."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._question), markup=False, classes="ask")
            yield Static(plain(self._detail), markup=False, classes="quiet")
            line = Input(placeholder=self._placeholder, max_length=self._longest, id="reason")
            line.cursor_blink = False
            yield line
            yield Static("", id="answer", markup=False)

    def on_mount(self) -> None:
        """To the line."""
        self.query_one("#reason", Input).focus()

    @on(Input.Submitted, "#reason")
    def given(self, event: Input.Submitted) -> None:
        """A decision without a reason is none."""
        event.stop()
        if event.value.strip():
            self.dismiss(event.value.strip())
        else:
            self.query_one("#answer", Static).update(plain(f"▲ {self._missing}"))

    def action_leave(self) -> None:
        """Nothing is decided."""
        self.dismiss(None)
