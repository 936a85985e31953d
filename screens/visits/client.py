"""The visits to one client by anybody: those to come first, then back in time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from screens import moments
from screens.background import in_background
from screens.keys import bindings
from screens.list_page import ClientListPage
from screens.plain import one_line
from screens.route import Route
from screens.visits import drawing, steps
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.shapes import NotFound
from thuis_tui.desk.visit_reading import VisitShown
from thuis_tui.language import _


class ClientVisitsScreen(ClientListPage[VisitShown]):
    """All visits to one person."""

    CONTEXT = "client_visits"
    BINDINGS: ClassVar[list[BindingType]] = bindings("client_visits")

    def __init__(self, client: str) -> None:
        super().__init__(client)
        self._name = ""

    @property
    def heading(self) -> str:
        """Whose visits."""
        return f"{_('All visits')} · {self._name}" if self._name else _("All visits")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("client_visits", {"client": self._client})

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is not over can still be not at home; only own visits."""
        if action == "not_home":
            visit = self._current if self._looked else None
            return visit is not None and visit.mine and not visit.over
        return bool(self._items) if action == "open" else True

    def compose_body(self) -> Iterable[Widget]:
        """The visits, or what to do."""
        yield self._make_list()
        yield self._make_empty(_("No visits yet."), _("Press n to plan the first."))

    async def _look(self) -> None:
        try:
            self._name = await self.desk.dossiers.name(self._client)
        except NotFound:
            self.thuis.tell(_("This dossier is no longer on this laptop."), severity="warning")
            self.dismiss()
            return
        self.retitle()
        await self._show(await self.desk.visits.of_client(self._client))
        self._shown()

    def _lines(self, visit: VisitShown, width: int) -> tuple[Line, Line]:
        """When, by whom and how it stands; below it where and what for."""
        mark, words, tone = drawing.standing(visit)
        begin = moments.at_place(visit.starts_at, visit.starts_offset)
        first = (
            Cell(f"{moments.day(begin)} {drawing.times(visit)}", 24, "strong"),
            Cell("" if visit.mine else one_line(visit.caseworker_name)),
            Cell(f"{mark} {words} ", min(34, width // 2), tone, right=True),
        )
        return first, (Cell(drawing.about(visit), tone="quiet"),)

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """What can be done depends on the visit at the cursor."""
        event.stop()
        self.refresh_bindings()

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_open(self) -> None:
        """To the visit at the cursor."""
        if (visit := self._current) is not None:
            await self.thuis.go("visit", visit=visit.visit)

    async def action_plan(self) -> None:
        """Plan one."""
        await self.thuis.go("visit_editor", client=self._client)

    def action_not_home(self) -> None:
        """Nobody opened."""
        if (visit := self._current) is not None:
            in_background(self, partial(steps.not_home, self, visit), "step", exclusive=True)
