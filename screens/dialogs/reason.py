"""Why: one line that a decision cannot do without."""

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
    """Gives the reason, or None when the decision is left open."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, question: str, detail: str) -> None:
        super().__init__()
        self._question = question
        self._detail = detail

    def compose(self) -> Iterable[Widget]:
        """The question, what it means, and the line."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._question), markup=False, classes="ask")
            yield Static(plain(self._detail), markup=False, classes="quiet")
            line = Input(placeholder=_("Your reason"), max_length=LONGEST, id="reason")
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
            self.query_one("#answer", Static).update(
                plain(f"▲ {_('Who reads this later wants to know why.')}")
            )

    def action_leave(self) -> None:
        """Nothing is decided."""
        self.dismiss(None)
