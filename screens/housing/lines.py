"""A few lines typed in a dialog: all are looked at together, and what is wrong stands under its own line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.plain import plain
from thuis_tui.casework.problem import Problem
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import _

Write = Callable[[Mapping[str, str]], Awaitable[None]]
"""Writes what was typed; raises InvalidInput with the names of the lines as fields."""


@dataclass(frozen=True, slots=True)
class LineAsked:
    """One line: its name, what it is called, what stands in it at first, and how it may be typed."""

    name: str
    label: str
    value: str = ""
    hint: str = ""


class AskLines(ModalScreen[bool]):
    """Gives True once it was written; what is refused stays as it was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, detail: str, lines: Sequence[LineAsked], write: Write) -> None:
        super().__init__()
        self._title = title
        self._detail = detail
        self._asked = lines
        self._write = write

    def compose(self) -> Iterable[Widget]:
        """What it is about, the lines, and what is wrong under each."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._title), markup=False, classes="ask")
            yield Static(plain(self._detail), markup=False, classes="quiet")
            yield Static("", markup=False, id="whole-problem", classes="line-problem")
            for one in self._asked:
                yield Static(plain(one.label), markup=False)
                line = Input(
                    one.value,
                    placeholder=one.hint,
                    max_length=300,
                    id=f"line-{one.name}",
                    select_on_focus=True,
                )
                line.cursor_blink = False
                yield line
                yield Static("", markup=False, id=f"{one.name}-problem", classes="line-problem")
            yield Static(plain(_("Enter goes on · Esc leaves it"), "$quiet"), markup=False)

    def on_mount(self) -> None:
        """At the first line that says nothing yet; the day is there already."""
        empty = next((one for one in self._asked if not one.value), self._asked[0])
        self._line(empty.name).focus()

    def _line(self, name: str) -> Input:
        return self.query_one(f"#line-{name}", Input)

    @on(Input.Submitted)
    async def given(self, event: Input.Submitted) -> None:
        """Write it, or show at its line what is wrong."""
        event.stop()
        try:
            await self._write({one.name: self._line(one.name).value.strip() for one in self._asked})
        except InvalidInput as fault:
            self._show(fault.problems)
        else:
            self.dismiss(True)

    def _show(self, problems: Sequence[Problem]) -> None:
        wrong = {problem.field: str(problem) for problem in problems}
        first = ""
        for one in self._asked:
            said = wrong.pop(one.name, "")
            first = first or (one.name if said else "")
            self._tell(f"{one.name}-problem", said)
        self._tell("whole-problem", " ".join(wrong.values()))
        if first:
            # What is typed next takes the place of what was refused.
            self._line(first).focus()
            self._line(first).select_all()

    def _tell(self, name: str, said: str) -> None:
        line = self.query_one(f"#{name}", Static)
        line.update(plain(f"▲ {said}" if said else ""))
        line.display = bool(said)

    def action_leave(self) -> None:
        """Nothing is written."""
        self.dismiss(False)
