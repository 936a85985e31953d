"""Notices: what who leads the team has to know, to read and to mark as seen."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from screens import moments
from screens.keys import bindings
from screens.list_page import ReadingListPage
from screens.plain import one_line
from screens.route import Route
from screens.widgets.cells import Cell, Line
from screens.widgets.reading_pane import author
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.notices import NoticeShown
from thuis_tui.language import _, ngettext


class NoticesScreen(ReadingListPage[NoticeShown]):
    """What was not seen yet, and below it what was."""

    CONTEXT = "notices"
    PANE = "safety-full"
    BINDINGS: ClassVar[list[BindingType]] = bindings("notices")

    @property
    def heading(self) -> str:
        """The name of the screen."""
        return _("Notices to the team lead")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("notices")

    def _nothing(self) -> tuple[str, ...]:
        return (
            _("No notices."),
            _("Visits alone in spite of a warning, calamities and reporting codes of the team come here."),
        )

    def _in_full(self, item: NoticeShown) -> str:
        return item.account or _("What it is about stays in the dossier. Ask {name}.").format(
            name=author(item.author_name)
        )

    async def _look(self) -> None:
        at = self._current.id if self._current is not None else None
        items = await self.desk.notices.listed()
        new = sum(not item.seen_at for item in items)
        told = (
            ngettext("{count} new notice", "{count} new notices", new).format(count=new)
            if new
            else _("All seen.")
        )
        await self._show_all(
            items, told, next((place for place, item in enumerate(items) if item.id == at), None)
        )

    def _lines(self, item: NoticeShown, width: int) -> tuple[Line, Line]:
        """What it is and when; below it about whom and by whom."""
        when = moments.when(moments.local(item.recorded_at).replace(tzinfo=None), self.thuis.local_now())
        first = (
            Cell(" ✓ " if item.seen_at else " ! ", 3, "moss" if item.seen_at else "alarm"),
            Cell(item.title[:1].upper() + item.title[1:], tone="quiet" if item.seen_at else "strong"),
            Cell(f"{when} ", len(when) + 2, "quiet", right=True),
        )
        whom = one_line(item.client_name) or _("a dossier that is not on this laptop")
        return first, (Cell("", 3), Cell(f"{whom} · {author(item.author_name)}", tone="quiet"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What was seen is seen; a dossier that is not here is not opened."""
        item = self._current if self._looked else None
        if action == "seen":
            return item is not None and not item.seen_at
        if action == "open":
            return item is not None and bool(item.client_name)
        return True

    async def action_open(self) -> None:
        """To the dossier that it is about: its risks and safety."""
        item = self._current
        if item is not None and item.client and item.client_name:
            await self.thuis.go("safety", client=item.client)

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_seen(self) -> None:
        """Mark the notice at the cursor as seen."""
        item = self._current
        if item is not None and not item.seen_at:
            await self.desk.notices.seen(item.id)
            await self._look()
