"""One's own working notes: no part of any dossier, gone after 90 days."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.dialogs.reason import Reason
from screens.keys import bindings
from screens.list_page import ListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line
from thuis_tui.desk.shapes import InvalidInput, NotEnrolled
from thuis_tui.language import _, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.working_notes import WorkingNote

LONGEST = 4000


class WorkingNotesScreen(ListPage[Any]):
    """The working notes of one client, or all."""

    CONTEXT = "working_notes"
    BINDINGS: ClassVar[list[BindingType]] = bindings("working_notes")

    def __init__(self, client: str | None = None) -> None:
        super().__init__()
        self._client = client

    @property
    def heading(self) -> str:
        """The name of the page."""
        return _("Working notes")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("working_notes", {"client": self._client} if self._client else {})

    def compose_body(self) -> Iterable[Widget]:
        """What they are, the notes, and a word when there are none."""
        told = _("Only you see these. They are no part of a dossier and go away after 90 days.")
        yield Static(plain(told), markup=False, classes="summary")
        yield self._make_list()
        yield self._make_empty(_("No working notes."), _("n writes one: a thought, a number, a reminder."))

    async def _look(self) -> None:
        await self._show(await self.desk.working_notes.listed(self._client))
        self._shown()

    def _lines(self, note: WorkingNote, width: int) -> tuple[Line, Line]:
        when = moments.when(moments.local(note.recorded_at).replace(tzinfo=None), self.thuis.local_now())
        left = ngettext("{count} day left", "{count} days left", note.days_left).format(count=note.days_left)
        side = f"{when}  ·  {left}"
        first = (
            Cell(" ✎ ", 3, "quiet"),
            Cell(one_line(note.client_name) or _("about nobody in particular"), tone="strong"),
            Cell(f"{side} ", cell_len(side) + 1, "quiet", right=True),
        )
        return first, (Cell("", 3), Cell(one_line(note.body)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done with an item of an empty list."""
        return bool(self._items) if action == "discard" else True

    def action_new(self) -> None:
        """Write one."""
        in_background(self, self._new, "new", exclusive=True)

    async def _new(self) -> None:
        body = await self.app.push_screen_wait(
            Reason(
                _("A working note"),
                _("Only you see it. What belongs in the dossier is written as a note."),
                placeholder=_("A thought, a number, a reminder"),
                missing=_("There is nothing in it yet."),
                longest=LONGEST,
            )
        )
        if body is None:
            return
        try:
            await self.desk.working_notes.add(body, self._client)
        except InvalidInput as fault:
            self.thuis.tell(str(fault.problems[0]), severity="warning")
        except NotEnrolled:
            self.thuis.tell(_("This laptop is not connected to an organisation yet."), severity="warning")
        await self._look()

    def action_discard(self) -> None:
        """Let go of the one at the cursor."""
        note = self._current
        if note is not None:
            in_background(self, partial(self._discard, note.id), "discard", exclusive=True)

    async def _discard(self, note: str) -> None:
        await self.desk.working_notes.remove(note)
        await self._look()
