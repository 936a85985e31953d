"""The typing sheet: every answer in the order in which the regional access form asks, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.dialogs.folder import Folder
from screens.keys import bindings
from screens.list_page import ClientListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework.intake_sections import section_of
from thuis_tui.desk.shapes import FileProblem, InvalidInput, NotEnrolled
from thuis_tui.language import _, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.whole_intake import SheetLine, TypingSheet

LABEL = 22


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet: an answer, or where a long one goes on."""

    line: SheetLine
    text: str
    first: bool


class TypingSheetScreen(ClientListPage[Row]):
    """The sheet of one client."""

    CONTEXT = "typing_sheet"
    BINDINGS: ClassVar[list[BindingType]] = bindings("typing_sheet")

    def __init__(self, client: str) -> None:
        super().__init__(client)
        self._sheet: TypingSheet | None = None

    @property
    def heading(self) -> str:
        """Whose sheet it is."""
        title = _("Typing sheet")
        return f"{title} · {self._sheet.client_name}" if self._sheet else title

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("typing_sheet", {"client": self._client})

    def compose_body(self) -> Iterable[Widget]:
        """What is missing, and the lines of the form."""
        yield Static("", markup=False, classes="summary")
        yield self._make_list()
        yield self._make_empty(_("The setting 'access_form' names no question."))

    async def _look(self) -> None:
        sheet = await self.desk.whole_intake.sheet(self._client, self.thuis.settings.access_form)
        self._sheet = sheet
        self.retitle()
        self.query_one(".summary", Static).update(plain(_summary(sheet)))
        await self._show_rows()
        self._shown()

    def on_resize(self) -> None:
        """Long answers are wrapped to the width there is."""
        if self._looked:
            in_background(self, self._show_rows, "rows", exclusive=True)

    async def _show_rows(self) -> None:
        sheet = self._sheet
        if sheet is not None:
            width = max(20, self.size.width - LABEL - 6)
            await self._show([row for line in sheet.lines for row in _rows(line, width)])

    def _make_list(self) -> WindowedList[int]:
        """One row of the sheet on each line."""
        return WindowedList[int](
            self._fetch, lambda place: place, self._row, id=self.CONTEXT, classes="items"
        )

    def _row(self, place: int, width: int) -> tuple[Line, ...]:
        """The question with its answer, or where a longer answer goes on."""
        if place >= len(self._items):
            return ((),)
        row = self._items[place]
        needed = row.first and row.line.needed
        return (
            (
                Cell("▲ " if needed else "  ", 2, "lamp"),
                Cell(row.line.label if row.first else "", LABEL, "strong"),
                Cell(row.text, tone="lamp" if needed else "text"),
            ),
        )

    async def action_fill_in(self) -> None:
        """To the question at the cursor."""
        row = self._current
        if row is not None and row.line.field == "consents":
            await self.thuis.go("people", client=self._client)
            return
        found = section_of(row.line.field) if row is not None else None
        if found is not None:
            await self.thuis.go("whole_intake", client=self._client, part=found.name)

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click goes there too."""
        event.stop()
        await self.action_fill_in()

    def action_next_needed(self) -> None:
        """The next line that cannot stay like this; after the last, the first."""
        places = [place for place, row in enumerate(self._items) if row.first and row.line.needed]
        if places:
            after = [place for place in places if place > self._list.cursor]
            self._list.move_to((after or places)[0])

    def action_export(self) -> None:
        """Write it into a folder."""
        in_background(self, self._export, "export", exclusive=True)

    async def _export(self) -> None:
        sheet, problem, before = self._sheet, "", ""
        if sheet is not None and not sheet.authorised:
            from thuis_tui.desk.whole_intake import NOT_AUTHORISED

            self.thuis.tell(str(NOT_AUTHORISED), severity="warning", timeout=12)
            return
        while sheet is not None:
            typed = await self.app.push_screen_wait(
                Folder(
                    _("Into which folder?"),
                    _("The sheet holds personal data. Delete the file once it is typed over."),
                    before,
                    problem,
                )
            )
            if typed is None:
                return
            before = typed
            try:
                place = await self.desk.whole_intake.export(sheet, typed)
            except InvalidInput as fault:
                problem = str(fault.problems[0])
            except FileProblem as fault:
                problem = fault.reason
            except NotEnrolled:
                problem = _("This laptop is not connected to an organisation yet.")
            else:
                self.thuis.tell(_("Written: {path}").format(path=place), timeout=12)
                return


def _rows(line: SheetLine, width: int) -> list[Row]:
    """The rows of one answer; nothing of it is cut off, for it is typed over from here."""
    parts = [part for text in line.text.split("\n") for part in wrap(one_line(text), width) or [""]]
    return [Row(line, part, place == 0) for place, part in enumerate(parts)]


def _summary(sheet: TypingSheet) -> str:
    count = len(sheet.needed)
    told = (
        ngettext("▲ {count} answer is still needed.", "▲ {count} answers are still needed.", count).format(
            count=count
        )
        if count
        else _("✓ Everything the form asks is here.")
    )
    if sheet.strangers:
        told += "\n" + _("The setting 'access_form' names what is no question here: {names}").format(
            names=", ".join(one_line(name) for name in sheet.strangers)
        )
    return told
