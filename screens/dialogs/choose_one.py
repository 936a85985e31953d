"""One of a few: by its number, or with the cursor and Enter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from screens.dialogs.question import Answer
from screens.plain import plain
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList


class ChooseOne(ModalScreen[str | None]):
    """Gives the name of the answer, or None when it was left open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,l", "choose", show=False),
        Binding("escape,h", "leave", show=False),
    ]

    def __init__(self, question: str, detail: str, answers: Sequence[Answer]) -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._answers = list(answers)

    def compose(self) -> Iterable[Widget]:
        """The question, what it is about, and the numbered answers."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._question), markup=False, classes="ask")
            if self._detail:
                yield Static(plain(self._detail), markup=False, classes="quiet")
            yield WindowedList(self._rows, self._answers.index, self._line, id="choices")

    async def on_mount(self) -> None:
        """All of them."""
        choices = self.query_one("#choices", WindowedList)
        choices.styles.height = min(len(self._answers), max(3, self.size.height - 12))
        choices.focus()
        await choices.show(range(len(self._answers)))

    async def _rows(self, places: Sequence[int]) -> Sequence[Answer]:
        return [self._answers[place] for place in places]

    def _line(self, answer: Answer, width: int) -> Sequence[Line]:
        number = self._answers.index(answer) + 1
        return [[Cell(f" {number}", 4, "brick"), Cell(answer.title)]]

    def on_windowed_list_typed(self, event: WindowedList.Typed) -> None:
        """The number of an answer chooses it."""
        event.stop()
        number = int(event.character) if event.character in "123456789" else 0
        if 0 < number <= len(self._answers):
            self.dismiss(self._answers[number - 1].name)

    def action_choose(self) -> None:
        """The one at the cursor."""
        place = self.query_one("#choices", WindowedList).current_id
        self.dismiss(None if place is None else self._answers[place].name)

    def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click chooses."""
        event.stop()
        self.action_choose()

    def action_leave(self) -> None:
        """None."""
        self.dismiss(None)
