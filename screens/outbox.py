"""The outbox: what was recorded here, whether the service has it, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.keys import bindings
from screens.page import Page
from screens.plain import plain
from screens.route import Route
from screens.widgets.cells import Cell, Line, Tone
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.shapes import Changed, OutboxItem
from thuis_tui.language import N_, _, ngettext

_STATES: Final[dict[str, tuple[str, str, Tone]]] = {
    "waiting": ("↑", N_("waits"), "lamp"),
    "confirmed": ("✓", N_("arrived"), "moss"),
    "refused": ("✗", N_("refused"), "alarm"),
    "late": ("!", N_("came late"), "alarm"),
    "ruled": ("§", N_("decided"), "moss"),
}


class OutboxScreen(Page[None]):
    """What waits, what was refused, and what arrived last."""

    CONTEXT = "outbox"
    BINDINGS: ClassVar[list[BindingType]] = bindings("outbox")

    def __init__(self) -> None:
        super().__init__()
        self._items: Sequence[OutboxItem] = ()
        self._looked = False

    @property
    def ready(self) -> bool:
        """Once the list is there: Enter is about the item at its cursor."""
        return super().ready and self._looked

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done with an item of an empty list."""
        return bool(self._items) if action in ("open", "discard") else True

    @property
    def heading(self) -> str:
        """The name of the screen."""
        return _("Outbox")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("outbox")

    def compose_body(self) -> Iterable[Widget]:
        """How things stand, the items, or a word when there are none."""
        yield Static("", markup=False, classes="summary")
        yield WindowedList[int](self._fetch, lambda place: place, self._draw, row_height=2, id="outbox")
        empty = Static(
            plain(
                _("Nothing waits.")
                + "\n\n"
                + _("What you write appears here until the service has it, and stays a while after that.")
            ),
            markup=False,
            classes="empty-state",
        )
        empty.display = False
        yield empty

    @property
    def _list(self) -> WindowedList[int]:
        return self.query_one("#outbox", WindowedList)

    async def on_mount(self) -> None:
        """Look."""
        self._list.focus()
        await self._look()

    async def _look(self) -> None:
        current = self._list.current_id
        at = self._items[current].id if current is not None and current < len(self._items) else None
        self._items = await self.desk.outbox.items()
        self.query_one(".empty-state").display = not self._items
        self._list.display = bool(self._items)
        self.query_one(".summary", Static).update(plain(self._summary()))
        await self._list.show(range(len(self._items)))
        await self._list.reload()
        for place, item in enumerate(self._items):
            if item.id == at:
                self._list.move_to(place)
        self._looked = True
        self.refresh_bindings()

    def _summary(self) -> str:
        """How many wait and how many need somebody."""
        waiting = sum(item.state == "waiting" for item in self._items)
        wrong = sum(item.state in ("refused", "late") for item in self._items)
        if not self._items:
            return ""
        told = [
            ngettext("{count} item waits", "{count} items wait", waiting).format(count=waiting)
            if waiting
            else _("Everything has arrived.")
        ]
        if wrong:
            told.append(
                ngettext("{count} needs your attention", "{count} need your attention", wrong).format(
                    count=wrong
                )
            )
        return "  ·  ".join(told)

    async def _fetch(self, places: Sequence[int]) -> list[int]:
        return [place for place in places if place < len(self._items)]

    def _draw(self, place: int, width: int) -> tuple[Line, Line]:
        """State, what and for whom, since when; below it the reason, or what is to be expected."""
        if place >= len(self._items):
            return (), ()
        item = self._items[place]
        mark, name, tone = _STATES[item.state]
        since = moments.local(item.recorded_at).replace(tzinfo=None)
        when = moments.when(since, self.thuis.local_now())
        who = f"{item.what} · {item.client_name}" if item.client_name else item.what
        state = _(name)
        first = (
            Cell(f"{mark} {state}", 13, tone),
            Cell(who, tone="strong"),
            Cell(f"{when} ", len(when) + 2, "quiet", right=True),
        )
        return first, (Cell("", 13), Cell(item.reason or self._expectation(item), tone="quiet"))

    def _expectation(self, item: OutboxItem) -> str:
        """What one may expect of an item without a reason."""
        if item.state == "confirmed":
            return _("your colleagues can read it")
        if item.state == "late":
            return _("kept for your team lead to decide")
        if item.state == "refused":
            return _("kept on this laptop; ask your administrator")
        state = self.desk.connection.state
        if state.cut:
            return _("goes when you connect again (F9)")
        if not self.desk.enrolled:
            return _("goes when this laptop is connected to your organisation")
        if state.offline_since or state.problem:
            return _("goes by itself when there is a connection")
        return _("goes by itself in a moment")

    def records_changed(self, changed: Changed) -> None:
        """Something was recorded or has arrived."""
        in_background(self, self._look, "look", exclusive=True)

    async def action_open(self) -> None:
        """The dossier of the item at the cursor."""
        place = self._list.current_id
        if place is None or place >= len(self._items):
            return
        if (client := self._items[place].client) is not None:
            await self.thuis.go("dossier", client=client)

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    def action_sync(self) -> None:
        """Exchange now."""
        self.thuis.action_sync()
