"""Emergency access: a dossier that one does not hold and cannot wait for, for an hour, and told to others."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.dialogs.one_line import OneLine
from screens.keys import bindings
from screens.list_page import ListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line, Tone
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework.terms.handover import EMERGENCY_STATE
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import _
from thuis_tui.language.dates import clock

if TYPE_CHECKING:
    from thuis_tui.desk.emergency import Emergency

_MARKS: dict[str, tuple[str, Tone]] = {"": ("…", "lamp"), "granted": ("✓", "moss")}


class EmergencyScreen(ListPage["Emergency"]):
    """What it does and to whom it is told; what one asked before, the latest first."""

    CONTEXT = "emergency"
    BINDINGS: ClassVar[list[BindingType]] = bindings("emergency")

    def __init__(self) -> None:
        super().__init__()
        self._may = False

    @property
    def heading(self) -> str:
        """The name of the page."""
        return _("Emergency access")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("emergency")

    def compose_body(self) -> Iterable[Widget]:
        """What it means, and what was asked."""
        yield Static("", markup=False, classes="summary")
        yield self._make_list()
        yield self._make_empty(
            _("You never asked for this."),
            _("For somebody in danger whose dossier you do not have. {key} asks for it.").format(key="n"),
        )

    async def _look(self) -> None:
        at = self._current.id if self._looked and self._current is not None else None
        self._may = await self.desk.emergency.may()
        items = await self.desk.emergency.listed()
        told = (
            _(
                "The dossier opens for an hour, with a connection only. Your team lead and the privacy "
                "officer are told, with your reason, and the client can see it."
            )
            if self._may
            else _("Your role has no emergency access.")
        )
        self.query_one(".summary", Static).update(plain(told))
        await self._show(items, next((place for place, one in enumerate(items) if one.id == at), None))
        self.query_one(".empty-state").display = self._may and not items
        self._shown()

    def _lines(self, item: Emergency, width: int) -> tuple[Line, Line]:
        """Of whom, what became of it and when; below it why it was asked."""
        when = moments.when(moments.local(item.recorded_at).replace(tzinfo=None), self.thuis.local_now())
        mark, tone = _MARKS.get(item.state, ("×", "alarm"))
        said = EMERGENCY_STATE.shown(item.state) if item.state else _("waits for the service")
        if item.until:
            said = f"{said} · {_('until {time}').format(time=clock(moments.local(item.until)))}"
        first = (
            Cell(f" {mark} ", 3, tone),
            Cell(" · ".join(filter(None, [one_line(item.client_name) or _asked(item), said])), tone="strong"),
            Cell(f"{when} ", len(when) + 2, "quiet", right=True),
        )
        return first, (Cell("", 3), Cell(one_line(item.reason), tone="quiet"))

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who may ask; only what is here can be opened."""
        if not self._looked:
            return True
        if action == "ask":
            return self._may
        item = self._current if self._items else None
        return item is not None and bool(item.client_name) if action == "open" else True

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_open(self) -> None:
        """The dossier at the cursor."""
        if (item := self._current) is not None and item.client_name:
            await self.thuis.go("dossier", client=item.client)

    def action_ask(self) -> None:
        """Whose dossier, and why."""
        in_background(self, self._ask, "ask", exclusive=True)

    async def _ask(self) -> None:
        """Three lines; what was wrong with one is said there, and what was typed stays."""
        given = {"who": "", "birth_date": "", "reason": ""}
        problems: dict[str, str] = {}
        while True:
            for name in given:
                bsn = given["who"].strip()[:1].isdigit()
                if (name == "birth_date" and bsn) or (problems and name not in problems):
                    continue
                typed = await self.app.push_screen_wait(
                    OneLine(*self._question(name), given[name], problems.get(name, ""))
                )
                if typed is None:
                    return
                given[name] = typed
            ask = (
                partial(self.desk.emergency.ask_bsn, given["who"], given["reason"])
                if given["who"].strip()[:1].isdigit()
                else partial(self.desk.emergency.ask, given["who"], given["birth_date"], given["reason"])
            )
            try:
                await ask()
            except InvalidInput as fault:
                names = {"surname": "who", "bsn": "who"}
                problems = {names.get(one.field, one.field): str(one) for one in fault.problems}
                continue
            break
        self.thuis.action_sync()
        await self._look()

    def _question(self, name: str) -> tuple[str, str, str]:
        """What is asked, what it means, and how it is typed."""
        return {
            "who": (
                _("Whose dossier?"),
                _("The family name without its prefix, or the BSN, exactly as the dossier has it."),
                _("Family name or BSN"),
            ),
            "birth_date": (
                _("Born when?"),
                _("Day, month and year: with the name it finds one dossier, or none."),
                _("3-4-85"),
            ),
            "reason": (
                _("Why can it not wait?"),
                _("Your team lead and the privacy officer read this."),
                _("Your reason"),
            ),
        }[name]


def _asked(item: Emergency) -> str:
    """Whose dossier was asked for, in the words of who asked; of a number only the end."""
    if item.bsn:
        return _("BSN ending in {digits}").format(digits=item.bsn[-3:])
    born = moments.day_of(item.birth_date) if item.birth_date else ""
    return ", ".join(filter(None, [one_line(item.surname), born]))
