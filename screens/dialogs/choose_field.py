"""Which fact about a person to change: the facts as they stand, the one at the cursor is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from screens.plain import one_line, plain
from screens.widgets.cells import Cell, Line
from screens.widgets.form.field import answer_words
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.shapes import FieldShown
from thuis_tui.language import _


class ChooseField(ModalScreen[str | None]):
    """Gives the name of the field, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,l", "choose", show=False),
        Binding("escape,h", "leave", show=False),
    ]

    def __init__(self, fields: Sequence[FieldShown]) -> None:
        super().__init__()
        self._fields = list(fields)

    def compose(self) -> Iterable[Widget]:
        """What is asked, and the facts."""
        with Vertical(classes="sheet", id="choose-field"):
            yield Static(plain(_("What do you want to change?")), markup=False, classes="sheet-title")
            yield WindowedList(self._rows, self._fields.index, self._line, id="fields")

    async def on_mount(self) -> None:
        """All of them."""
        facts = self.query_one("#fields", WindowedList)
        facts.styles.height = min(len(self._fields), max(4, self.size.height - 8))
        facts.focus()
        await facts.show(range(len(self._fields)))

    async def _rows(self, places: Sequence[int]) -> Sequence[FieldShown]:
        return [self._fields[place] for place in places]

    def _line(self, field: FieldShown, width: int) -> Sequence[Line]:
        said = one_line(field.text) if field.answer is None else answer_words(field.answer)
        several = len(field.siblings) > 1
        return [
            [
                Cell(" ≠ " if several else "   ", 3, "alarm"),
                Cell(field.label, min(20, width // 3), "strong"),
                Cell(said, tone="text" if field.answer is None else "quiet"),
            ]
        ]

    def action_choose(self) -> None:
        """The one at the cursor."""
        place = self.query_one("#fields", WindowedList).current_id
        self.dismiss(None if place is None else self._fields[place].name)

    def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click chooses."""
        event.stop()
        self.action_choose()

    def action_leave(self) -> None:
        """None."""
        self.dismiss(None)
