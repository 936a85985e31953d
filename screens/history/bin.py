"""The bin of a dossier: what was removed in the last thirty days, by whom and why, to be put back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.keys import bindings
from screens.list_page import ClientListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.removals import BIN_DAYS, Removed
from thuis_tui.desk.shapes import NotFound
from thuis_tui.language import _, ngettext


class BinScreen(ClientListPage[Removed]):
    """What can be put back, the last removed first."""

    CONTEXT = "bin"
    BINDINGS: ClassVar[list[BindingType]] = bindings("bin")

    def __init__(self, client: str) -> None:
        super().__init__(client)
        self._name = ""

    @property
    def heading(self) -> str:
        """Whose bin it is."""
        return _("Bin: {name}").format(name=self._name) if self._name else _("Bin")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("bin", {"client": self._client})

    def compose_body(self) -> Iterable[Widget]:
        """What this is, what is in it, or a word when nothing is."""
        told = ngettext(
            "What was removed can be put back for {count} day. After that it stays in the history.",
            "What was removed can be put back for {count} days. After that it stays in the history.",
            BIN_DAYS,
        ).format(count=BIN_DAYS)
        yield Static(plain(told), markup=False, classes="summary")
        yield self._make_list()
        yield self._make_empty(_("The bin is empty."))

    async def _look(self) -> None:
        try:
            self._name = (await self.desk.dossiers.open(self._client)).name
        except NotFound:
            self.thuis.tell(_("This dossier is no longer on this laptop."), severity="warning")
            self.dismiss()
            return
        self.retitle()
        items = await self.desk.removals.bin(self._client)
        self.query_one(".summary").display = bool(items)
        await self._show(items)
        self._shown()

    def _lines(self, item: Removed, width: int) -> tuple[Line, Line]:
        """What it was and until when; below it who removed it when, and why."""
        until = _("until {day}").format(day=moments.day(moments.local(item.until)))
        moment = moments.local(item.removed_at).replace(tzinfo=None)
        who = one_line(item.author_name) or _("somebody whose name is not here yet")
        what = one_line(" · ".join(filter(None, [item.label, item.title])))
        when = moments.when(moment, self.thuis.local_now())
        below = f"− {who}, {when}: {one_line(item.reason)}"
        first = (Cell(f" {what}", tone="strong"), Cell(f"{until} ", len(until) + 2, "quiet", right=True))
        return first, (Cell(f" {below}", tone="quiet"),)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be put back out of an empty bin."""
        return action != "put_back" or bool(self._items)

    def action_put_back(self) -> None:
        """Put back what is at the cursor."""
        if (item := self._current) is not None:
            in_background(self, partial(self._put_back, item), "put back", exclusive=True)

    async def _put_back(self, item: Removed) -> None:
        try:
            await self.desk.removals.put_back(item.client, item.ent)
        except NotFound:
            self.thuis.tell(_("This is not in the bin any more."), severity="warning")
        else:
            self.thuis.tell(_("Put back."))
        await self._look()

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click puts back."""
        event.stop()
        self.action_put_back()
