"""The outbox: what was recorded here, whether the service has it, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.keys import bindings
from screens.list_page import ListPage
from screens.plain import plain
from screens.route import Route
from screens.widgets.cells import Cell, Line, Tone
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.shapes import OutboxItem
from thuis_tui.language import N_, _, ngettext

_STATES: Final[dict[str, tuple[str, str, Tone]]] = {
    "waiting": ("↑", N_("waits"), "lamp"),
    "confirmed": ("✓", N_("arrived"), "moss"),
    "refused": ("✗", N_("refused"), "alarm"),
    "late": ("!", N_("came late"), "alarm"),
    "ruled": ("§", N_("decided"), "moss"),
}


class OutboxScreen(ListPage[OutboxItem]):
    """What waits, what was refused, and what arrived last."""

    CONTEXT = "outbox"
    BINDINGS: ClassVar[list[BindingType]] = bindings("outbox")

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
        yield self._make_list()
        yield self._make_empty(
            _("Nothing waits."),
            _("What you write appears here until the service has it, and stays a while after that."),
        )

    async def _look(self) -> None:
        at = self._current.id if self._current is not None else None
        items = await self.desk.outbox.items()
        self.query_one(".summary", Static).update(plain(_summary(items)))
        await self._show(items, next((place for place, item in enumerate(items) if item.id == at), None))
        self._shown()

    def _lines(self, item: OutboxItem, width: int) -> tuple[Line, Line]:
        """State, what and for whom, since when; below it the reason, or what is to be expected."""
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
            return _("goes when you connect again (F6)")
        if not self.desk.enrolled:
            return _("goes when this laptop is connected to your organisation")
        if state.offline_since or state.problem:
            return _("goes by itself when there is a connection")
        return _("goes by itself in a moment")

    async def action_open(self) -> None:
        """The dossier of the item at the cursor."""
        item = self._current
        if item is not None and item.client is not None:
            await self.thuis.go("dossier", client=item.client)

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    def action_sync(self) -> None:
        """Exchange now."""
        self.thuis.action_sync()


def _summary(items: Sequence[OutboxItem]) -> str:
    """How many wait and how many need somebody."""
    waiting = sum(item.state == "waiting" for item in items)
    wrong = sum(item.state in ("refused", "late") for item in items)
    if not items:
        return ""
    told = [
        ngettext("{count} item waits", "{count} items wait", waiting).format(count=waiting)
        if waiting
        else _("Everything has arrived.")
    ]
    if wrong:
        told.append(
            ngettext("{count} needs your attention", "{count} need your attention", wrong).format(count=wrong)
        )
    return "  ·  ".join(told)
