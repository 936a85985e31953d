"""The caseload: everyone one supports, by surname; type to see fewer, Enter to open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar, Final

from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from screens import moments
from screens.background import in_background
from screens.keys import bindings, first_key
from screens.page import Page
from screens.plain import plain
from screens.route import Route
from screens.widgets.cells import Cell, Line, fitted
from screens.widgets.preview import Preview
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework.vocabulary import MUNICIPALITY
from thuis_tui.commands import BY_ID
from thuis_tui.desk.shapes import CaseloadRow, Changed
from thuis_tui.language import _, ngettext

REST: Final = 0.4
"""Seconds the cursor rests on a person before their notes are shown: that is reading, and is logged."""
NOTES_SHOWN: Final = 4
FIRST_BEHIND_DOOR: Final = 2
"""Screens on the stack when this page is the first that was opened."""
_BORN, _WHERE, _LAST, _MARKS, _GAP = 12, 22, 15, 4, 1


def _columns(width: int) -> tuple[bool, bool]:
    """Whether there is room for the birth date and for the municipality; the name goes before both."""
    return width >= 74, width >= 58


class CaseloadScreen(Page[None]):
    """A filter, a list and, where there is room, a preview."""

    CONTEXT = "caseload"
    BINDINGS = bindings("caseload")
    AUTO_FOCUS = "#people"
    STEPS: ClassVar[dict[str, str]] = {
        "up": "up",
        "down": "down",
        "pageup": "page_up",
        "pagedown": "page_down",
    }

    def __init__(self) -> None:
        super().__init__()
        self._total = 0
        self._resting: Timer | None = None
        self._shown: str | None = None

    @property
    def ready(self) -> bool:
        """Once the people are there: Enter and n are about the one at the cursor."""
        return super().ready and self._shown is not None

    @property
    def heading(self) -> str:
        """Where one is."""
        return _("Caseload")

    @property
    def route(self) -> Route:
        """Home."""
        return Route("caseload")

    def compose_body(self) -> Iterable[Widget]:
        """Filter and count on one line, the list with its column names, the preview beside it."""
        with Horizontal(id="filter-line"):
            yield Static("⌕", id="filter-mark")
            field = Input(
                placeholder=_("Press / and type a name, telephone or address"),
                id="filter",
                compact=True,
                select_on_focus=False,  # A letter that begins the filter would be replaced by the next.
            )
            field.cursor_blink = False
            yield field
            yield Static("", id="count", markup=False)
        decide = Static("", id="to-decide", markup=False)
        decide.display = False
        yield decide
        with Horizontal(id="people-and-preview"):
            with Vertical(id="people-side"):
                yield ColumnNames()
                yield WindowedList(self._rows, lambda row: row.rowid, self._line, id="people")
                yield Static("", id="nobody")
            yield Preview(id="preview-side")

    async def on_mount(self) -> None:
        """Everyone, at once."""
        self.people.add_class("-driven")
        await self._look("")

    @property
    def people(self) -> WindowedList[CaseloadRow]:
        """The list."""
        return self.query_one("#people", WindowedList)

    @property
    def field(self) -> Input:
        """The filter."""
        return self.query_one("#filter", Input)

    # Reading

    async def _rows(self, ids: Sequence[int]) -> Sequence[CaseloadRow]:
        return await self.desk.caseload.rows(ids)

    async def _look(self, text: str, *, again: bool = False) -> None:
        """Show who matches; `again` after a change, when rows that are known have to be read once more."""
        people = self.people
        ids, rows = await self.desk.caseload.found(text, people.window)
        self._total = len(ids) if not text.strip() else self._total
        await people.show(ids, keep=again or not text.strip(), rows=rows)
        self._shown = text
        self._say_count(len(ids), text)
        if again or not text.strip():
            in_background(self, self._say_conflicts, "conflicts", exclusive=True)
        if again:
            await people.reload()

    async def _say_conflicts(self) -> None:
        """How much there is to decide, and the key for it."""
        count = len(await self.desk.conflicts.listed())
        decide = self.query_one("#to-decide", Static)
        decide.display = bool(count)
        if count:
            key = first_key(BY_ID["app.conflicts"])
            told = ngettext(
                "≠ {count} fact was written differently by two people: {key} decides",
                "≠ {count} facts were written differently by two people: {key} decides",
                count,
            )
            decide.update(plain(told.format(count=count, key=key)))

    def _say_count(self, found: int, text: str) -> None:
        people = ngettext("{count} person", "{count} people", self._total).format(count=self._total)
        if text.strip():
            people = _("{found} of {people}").format(found=found, people=people)
        self.query_one("#count", Static).update(people, layout=False)
        nobody = self.query_one("#nobody", Static)
        if bool(found) == nobody.display:
            nobody.display = not found
            self.people.display = bool(found)
            self.query_one(ColumnNames).display = bool(found)
            self.refresh_bindings()
        if not found:
            nobody.update(plain(self._why_nobody(text)))
            self.query_one(Preview).show(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without anybody in the list there is nobody to open or to write about."""
        return self._shown is None or bool(self.people.ids) if action in ("open", "new_note") else True

    def _why_nobody(self, text: str) -> str:
        """What an empty list means and what one can do."""
        if text.strip():
            return _(
                "Nobody matches '{text}'.\n\nEach word may be the beginning of a name, alias, telephone "
                "number or address.\nEsc shows everyone again; after that, i records a new person."
            ).format(text=text.strip())
        if not self.desk.enrolled:
            return _(
                "Nobody here yet.\n\nThis laptop is not connected to your organisation.\n"
                "Press Ctrl+P and choose 'Connect to the service'."
            )
        return _("Nobody here yet.\n\nPress i to record the first person you support.")

    def records_changed(self, changed: Changed) -> None:
        """Look again, when a dossier or what waits for the service changed; not for the access log."""
        log_alone = bool(changed.scopes) and all(scope.startswith("u:") for scope in changed.scopes)
        if changed.clients or (changed.sync and not log_alone):
            in_background(self, partial(self._look, self.field.value, again=True), "look", exclusive=True)
        if (row := self.people.current) is not None and row.client in changed.clients:
            self._rest()

    async def look_again(self) -> None:
        """Back from a dossier: the cursor is where it was."""
        if not self.field.value:
            self.people.focus()
        self._rest()

    # Drawing

    def _line(self, row: CaseloadRow, width: int) -> Sequence[Line]:
        marks = ("≠" if row.conflicts else " ") + ("↑" if row.waiting else " ")
        born, where = _columns(width)
        cells = [
            Cell(f" {marks} ", _MARKS, "alarm" if row.conflicts else "lamp"),
            Cell(row.name if where or not row.held else f"{row.name} · {row.held}", tone="strong"),
        ]
        cells.append(Cell("", _GAP))
        if born:
            cells.append(Cell(moments.day_of(row.birth_date), _BORN, "quiet"))
        if where:
            place = MUNICIPALITY.shown(row.municipality) if row.municipality else ""
            shown = Cell(row.held, _WHERE - _GAP, "lamp") if row.held else Cell(place, _WHERE - _GAP, "quiet")
            cells += [shown, Cell("", _GAP)]
        return [[*cells, Cell(self._last(row), _LAST)]]

    def _last(self, row: CaseloadRow) -> str:
        if row.last_note_at is None:
            return _("no notes")
        return moments.how_long_ago(moments.local(row.last_note_at), self.thuis.local_now().astimezone())

    # Filter and cursor

    @on(Input.Changed, "#filter")
    def filter_changed(self, event: Input.Changed) -> None:
        """Each letter shows fewer at once; reading the notes of whoever is at the cursor can wait."""
        self._rest()
        in_background(self, partial(self._look, event.value), "look", exclusive=True)

    @on(Input.Submitted, "#filter")
    async def filter_submitted(self) -> None:
        """Enter opens who is at the cursor."""
        await self.action_open()

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while one types in the filter."""
        if self.focused is self.field and event.key in self.STEPS:
            event.stop()
            getattr(self.people, f"action_{self.STEPS[event.key]}")()

    def on_windowed_list_typed(self, message: WindowedList.Typed) -> None:
        """A letter that is no command begins a filter."""
        self.field.focus()
        self.field.insert_text_at_cursor(message.character)

    def on_windowed_list_highlighted(self, message: WindowedList.Highlighted) -> None:
        """Show who is at the cursor, and the notes when it rests there."""
        if not isinstance(message, WindowedList.Selected):
            self._rest()

    def _rest(self) -> None:
        """The notes are shown once nothing was typed or moved for a while."""
        if self._resting is not None:
            self._resting.stop()
        self.workers.cancel_group(self, "preview")
        self._resting = self.set_timer(REST, self._rested) if self.has_class("-wide") else None

    async def on_windowed_list_selected(self) -> None:
        """A double click opens."""
        await self.action_open()

    def _rested(self) -> None:
        if (row := self.people.current) is not None and self.is_current:
            in_background(self, partial(self._preview, row), "preview", exclusive=True)

    async def _preview(self, row: CaseloadRow) -> None:
        """Open the dossier, so that this reading is in the access log, and show its last notes."""
        await self.desk.dossiers.open(row.client)
        rowids = await self.desk.dossiers.timeline(row.client)
        entries = await self.desk.dossiers.entries(rowids[:NOTES_SHOWN])
        if self.people.current_id == row.rowid:
            self.query_one(Preview).show(row, entries)

    # Commands

    async def action_open(self) -> None:
        """The dossier of the person at the cursor."""
        await self._catch_up()
        if (row := self.people.current) is not None:
            await self.thuis.go("dossier", client=row.client)

    async def action_new_note(self) -> None:
        """A note about the person at the cursor."""
        await self._catch_up()
        if (row := self.people.current) is not None:
            await self.thuis.go("note_editor", client=row.client)

    async def _catch_up(self) -> None:
        """Who is at the cursor is who was typed last, also for someone who types on without looking."""
        if self.field.value != self._shown:
            await self._look(self.field.value)

    def action_filter(self) -> None:
        """To the filter."""
        self._rest()
        self.field.focus()

    async def action_intake(self) -> None:
        """Record a new person."""
        await self.thuis.go("intake")

    async def action_board(self) -> None:
        """Who is how far on the way to a home."""
        await self.thuis.go("board")

    async def action_outbox(self) -> None:
        """What waits, arrived or was refused."""
        await self.thuis.go("outbox")

    def action_back(self) -> None:
        """Out of the filter, then everyone again, then back; never out of the application."""
        at_rest = not self.field.value and self.focused is self.people
        self.field.value = ""
        self.people.focus()
        # The door is under everything: it is no page to go back to.
        if at_rest and len(self.app.screen_stack) > FIRST_BEHIND_DOOR:
            super().action_back()


class ColumnNames(Widget):
    """The names above the columns of the list."""

    def render(self) -> str:
        """Aligned with the cells."""
        width = self.size.width - 2
        born, where = _columns(width)
        names = (
            [(_("Born"), _BORN)] * born + [(_("Municipality"), _WHERE)] * where + [(_("Last note"), _LAST)]
        )
        right = " " * _GAP + "".join(fitted(name, columns) for name, columns in names)
        return " " * (_MARKS + 1) + fitted(_("Name"), max(1, width - _MARKS - len(right))) + right
