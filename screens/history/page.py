"""The history of a dossier, of a record or of one field: each change with who, when, before and since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.history.change import ChangeSheet, said, since_words, who_and_when
from screens.keys import bindings
from screens.page import Page
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.history import ChangeShown, HistoryList
from thuis_tui.desk.shapes import Changed, NotFound
from thuis_tui.language import _

Row = tuple[int, ChangeShown]


class HistoryScreen(Page[None]):
    """The changes, the latest first, three lines to each."""

    CONTEXT = "history"
    BINDINGS: ClassVar[list[BindingType]] = bindings("history")

    def __init__(self, client: str, ent: str = "", field: str = "") -> None:
        super().__init__()
        self._client = client
        self._ent = ent
        self._field = field
        self._listed: HistoryList | None = None

    @property
    def ready(self) -> bool:
        """Once the list is there: the keys are about the change at its cursor."""
        return super().ready and self._listed is not None

    @property
    def heading(self) -> str:
        """What of whom."""
        if self._listed is None:
            return _("History")
        about = f"{self._listed.about} · " if self._listed.about else ""
        return _("History: {about}{name}").format(about=about, name=self._listed.client_name)

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("history", {"client": self._client, "ent": self._ent, "field": self._field})

    def compose_body(self) -> Iterable[Widget]:
        """From when on all is here yet, the changes, or a word when there are none."""
        since = Static("", markup=False, classes="summary")
        since.display = False
        yield since
        yield WindowedList[Row](
            self._fetch, lambda row: row[0], self._draw, row_height=3, id="history", classes="items"
        )
        empty = Static(plain(_("Nothing was changed here.")), markup=False, classes="empty-state")
        empty.display = False
        yield empty

    @property
    def _list(self) -> WindowedList[Row]:
        return self.query_one("#history", WindowedList)

    async def on_mount(self) -> None:
        """Look, which is reading the dossier."""
        self._list.focus()
        try:
            await self.desk.dossiers.open(self._client)
            await self._look()
        except NotFound:
            self.thuis.tell(_("This dossier is no longer on this laptop."), severity="warning")
            self.dismiss()

    async def _look(self) -> None:
        listed = await self.desk.history.listed(self._client, self._ent, self._field)
        self._listed = listed
        self.retitle()
        since = self.query_one(".summary", Static)
        since.display = bool(listed.since)
        self._list.set_class(not listed.since, "-first")
        if listed.since:
            moment = moments.local(listed.since)
            text = _(
                "What was changed before {when} is not all on this laptop yet."
                " It comes by itself when there is a connection."
            )
            since.update(plain(text.format(when=f"{moments.day(moment)} {moments.clock(moment)}")))
        self._list.display = bool(listed.keys)
        self.query_one(".empty-state").display = not listed.keys
        await self._list.show(range(len(listed.keys)))
        await self._list.reload()
        self.refresh_bindings()

    def records_changed(self, changed: Changed) -> None:
        """Something of this dossier was changed."""
        if self._client in changed.clients:
            in_background(self, self._look_again, "look", exclusive=True)

    async def _look_again(self) -> None:
        try:
            await self._look()
        except NotFound:  # taken away meanwhile
            self.dismiss()

    async def _fetch(self, places: Sequence[int]) -> list[Row]:
        if self._listed is None:
            return []
        by_key = {self._listed.keys[place]: place for place in places if place < len(self._listed.keys)}
        found = await self.desk.history.changes(self._client, list(by_key), self._field)
        return [(by_key[change.key], change) for change in found]

    def _draw(self, row: Row, width: int) -> tuple[Line, Line, Line]:
        """What was changed and by whom; below it what it said before, and what it says since."""
        change = row[1]
        told = who_and_when(change, self.thuis.local_now())
        what = one_line(f"{change.label} · {change.record}" if change.record else change.label)
        mark = "●" if change.stands and change.kind == "set" else " "
        before, after = said(change)
        first = (
            Cell(f" {mark} ", 3, "moss"),
            Cell(what, tone="strong"),
            Cell(f"  {told} ", min(len(told) + 3, width // 2), "quiet", right=True),
        )
        return first, (Cell("", 3), Cell(before, tone="quiet")), (Cell("", 3), Cell(after))

    # The commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be read in an empty list."""
        return action != "open" or (self._listed is not None and bool(self._listed.keys))

    def action_open(self) -> None:
        """The change at the cursor in full."""
        if (row := self._list.current) is not None:
            in_background(self, partial(self._open, row[1]), "open", exclusive=True)

    async def _open(self, change: ChangeShown) -> None:
        await self.app.push_screen_wait(ChangeSheet(change, since_words(change, self.thuis.local_now())))

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click reads."""
        event.stop()
        self.action_open()

    async def action_bin(self) -> None:
        """What was removed and can still be put back."""
        await self.thuis.go("bin", client=self._client)
