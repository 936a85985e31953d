"""Whom: typing narrows the people of the caseload, the one at the cursor is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.background import in_background
from screens.plain import plain
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.shapes import CaseloadRow
from thuis_tui.language import _
from thuis_tui.language.dates import stored_day

if TYPE_CHECKING:
    from screens.app import ThuisApp

ROWS: Final = 9


class ChooseClient(ModalScreen[str | None]):
    """Gives the id of a client, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("down", "move('down')", show=False),
        Binding("up", "move('up')", show=False),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> Iterable[Widget]:
        """The question, the line, and who answers to what is typed."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._question), markup=False, classes="ask")
            line = Input(placeholder=_("A part of the name"), id="line")
            line.cursor_blink = False
            yield line
            people = WindowedList[CaseloadRow](self._rows, lambda row: row.rowid, self._line, id="people")
            people.styles.height = ROWS
            people.add_class("-driven")
            people.can_focus = False
            yield people

    async def on_mount(self) -> None:
        """Everybody, until something is typed."""
        self.query_one("#line", Input).focus()
        await self._find()

    async def _rows(self, ids: Sequence[int]) -> Sequence[CaseloadRow]:
        desk = cast("ThuisApp", self.app).desk
        return [] if desk is None else await desk.caseload.rows(ids)

    async def _find(self) -> None:
        desk = cast("ThuisApp", self.app).desk
        if desk is not None:
            ids, found = await desk.caseload.found(self.query_one("#line", Input).value, ROWS)
            await self.query_one("#people", WindowedList).show(ids, keep=False, rows=found)

    def _line(self, row: CaseloadRow, width: int) -> Sequence[Line]:
        return [[Cell(f" {row.name}", tone="strong"), Cell(stored_day(row.birth_date), 12, "quiet")]]

    @on(Input.Changed, "#line")
    def typed(self, event: Input.Changed) -> None:
        """Fewer with each letter."""
        event.stop()
        in_background(self, self._find, "find", exclusive=True)

    @on(Input.Submitted, "#line")
    async def given(self, event: Input.Submitted) -> None:
        """The one at the cursor, of those that answer to what is typed by now."""
        event.stop()
        people = self.query_one("#people", WindowedList)
        before = people.current_id
        await self._find()
        if before is not None and before in people.ids:
            people.move_to(before)
        [row] = await self._rows([people.current_id]) if people.current_id is not None else [None]
        if row is not None:
            self.dismiss(row.client)

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click chooses."""
        event.stop()
        if (row := self.query_one("#people", WindowedList).current) is not None:
            self.dismiss(row.client)

    def action_move(self, way: str) -> None:
        """Move the cursor while the line keeps the focus."""
        people = self.query_one("#people", WindowedList)
        people.action_down() if way == "down" else people.action_up()

    def action_leave(self) -> None:
        """Nobody."""
        self.dismiss(None)
