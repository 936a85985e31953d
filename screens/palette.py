"""The palette: find a command by a few letters of its name and carry it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.keys import shown
from screens.page import STYLES
from screens.plain import plain
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.commands import Command, for_context
from thuis_tui.language import _
from thuis_tui.text import fold

MOST: Final = 14
"""Lines of the list."""


def likeness(title: str, wanted: str) -> int | None:
    """How well a title answers: 0 it begins so, 1 a word does, 2 it is inside, 3 its letters in order."""
    text, letters = fold(title), fold(wanted)
    if text.startswith(letters):
        return 0
    if f" {letters}" in text:
        return 1
    if letters in text:
        return 2
    rest = iter(text)
    return 3 if all(letter in rest for letter in letters) else None


def offered(context: str, keymap: Mapping[str, str]) -> list[Command]:
    """The commands of a context that the palette knows, the context's own first, each title once."""
    by_title: dict[str, Command] = {}
    for command in for_context(context, keymap):
        if command.palette or command.context == context:
            by_title.setdefault(command.title, command)
    by_title.pop("Commands", None)
    return list(by_title.values())


class Palette(ModalScreen["Command | None"]):
    """Gives the command that was chosen, or None."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+p", "leave", show=False),
        Binding("down", "step('down')", show=False),
        Binding("up", "step('up')", show=False),
        Binding("pagedown", "step('page_down')", show=False),
        Binding("pageup", "step('page_up')", show=False),
    ]

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = list(commands)

    def compose(self) -> Iterable[Widget]:
        """A field and the list under it."""
        with Vertical(classes="sheet", id="palette"):
            field = Input(placeholder=_("What do you want to do?"), classes="sheet-field")
            field.cursor_blink = False
            yield field
            yield WindowedList(
                self._rows, self._commands.index, self._line, id="palette-list", classes="-driven"
            )
            yield Static(id="palette-help", markup=False)

    async def on_mount(self) -> None:
        """Everything that can be done here."""
        self._list.styles.height = min(MOST, len(self._commands))
        self.query_one(Input).focus()
        await self._show("")

    async def _rows(self, ids: Sequence[int]) -> Sequence[Command]:
        return [self._commands[place] for place in ids]

    def _line(self, command: Command, width: int) -> Sequence[Line]:
        key = next((shown(each) for each in command.keys), "")
        return [[Cell(f" {_(command.title)}", tone="strong"), Cell(f" {key} ", 10, "brick", right=True)]]

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """What the command at the cursor does, in full."""
        event.stop()
        told = "" if event.row_id is None else _(self._commands[event.row_id].help)
        self.query_one("#palette-help", Static).update(plain(told))

    @on(Input.Changed)
    async def narrowed(self, event: Input.Changed) -> None:
        """The best answers first."""
        event.stop()
        await self._show(event.value)

    async def _show(self, wanted: str) -> None:
        scored = [
            (score, place)
            for place, command in enumerate(self._commands)
            if (score := likeness(_(command.title), wanted)) is not None
        ]
        await self._list.show([place for _score, place in sorted(scored)], keep=False)

    @property
    def _list(self) -> WindowedList[Command]:
        return self.query_one("#palette-list", WindowedList)

    @on(Input.Submitted)
    def chosen(self, event: Input.Submitted) -> None:
        """Carry out what is at the cursor."""
        event.stop()
        if self._list.current is not None:
            self.dismiss(self._list.current)

    def on_windowed_list_selected(self) -> None:
        """Carry out what was clicked."""
        self.dismiss(self._list.current)

    def action_step(self, way: str) -> None:
        """Move in the list while the field keeps the focus."""
        getattr(self._list, f"action_{way}")()

    def action_leave(self) -> None:
        """Nothing."""
        self.dismiss(None)
