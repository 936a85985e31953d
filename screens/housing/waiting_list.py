"""The waiting list in its order, with what the place of each comes from; the criteria stand above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from screens.keys import bindings
from screens.list_page import ReadingListPage
from screens.plain import one_line
from screens.route import Route
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework.waiting_list import CRITERIA
from thuis_tui.language import _, ngettext

if TYPE_CHECKING:
    from thuis_tui.casework.waiting_list import Turn


class WaitingListScreen(ReadingListPage["Turn"]):
    """Whose turn it is, and why."""

    CONTEXT = "waiting_list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("waiting_list")

    @property
    def heading(self) -> str:
        """The name of the page."""
        return _("Waiting list")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("waiting_list")

    def _nothing(self) -> tuple[str, ...]:
        return (_("Nobody is on the waiting list."), _("Who is moved to that stage comes here."))

    async def on_screen_resume(self) -> None:
        """Look again on coming back."""
        if self.is_mounted and self._looked and self.thuis.desk is not None:
            await self._look()

    async def _look(self) -> None:
        turns = await self.desk.housing.waiting()
        told = ngettext("{count} person waits", "{count} people wait", len(turns)).format(count=len(turns))
        await self._show_all(turns, told, None)

    def _lines(self, item: Turn, width: int) -> tuple[Line, Line]:
        """The number and the name; below it why there."""
        name = one_line(str(item.candidacy.get("name") or ""))
        because = " · ".join(str(one) for one in item.because)
        return (
            (Cell(f"{item.number} ", 6, "brick", right=True), Cell(name, tone="strong")),
            (Cell("", 6), Cell(because, tone="quiet")),
        )

    def _in_full(self, item: Turn) -> str:
        """The criteria, which anybody may read."""
        lines = [
            _("The order, by what decides first:"),
            *(f"{n}. {_(one)}" for n, one in enumerate(CRITERIA, 1)),
        ]
        lines.append(_("The wish of a candidate decides which homes fit, never whose turn it is."))
        return "\n".join(lines)

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_open(self) -> None:
        """The way of the person at the cursor."""
        if (turn := self._current if self._items else None) is not None:
            await self.thuis.go("candidate", client=str(turn.candidacy["id"]))
