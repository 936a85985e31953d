"""The register of homes: by municipality, of one state or all, and filtered while one types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.background import in_background
from screens.dialogs.one_line import OneLine
from screens.keys import bindings
from screens.list_page import ReadingListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line, Tone
from screens.widgets.windowed_list import WindowedList
from thuis_tui.casework.terms.housing import PLACE_STATE
from thuis_tui.desk.shapes import Changed
from thuis_tui.language import _, ngettext
from thuis_tui.language.dates import stored_day
from thuis_tui.text import fold

if TYPE_CHECKING:
    from thuis_tui.desk.places import PlaceRow

TONES: Final[Mapping[str, Tone]] = {
    "available": "moss",
    "reserved": "lamp",
    "promised": "quiet",
    "unavailable": "quiet",
    "ended": "quiet",
}
_WITH_PLACE: Final = 76
_WITH_KIND: Final = 100
_STEPS: Final = {"up": "up", "down": "down", "pageup": "page_up", "pagedown": "page_down"}


class PlacesScreen(ReadingListPage["PlaceRow"]):
    """Every home in a line with its rent and its state, and below them the one at the cursor."""

    CONTEXT = "places"
    PANE = "place-facts"
    BINDINGS: ClassVar[list[BindingType]] = bindings("places")

    def __init__(self, state: str = "") -> None:
        super().__init__()
        self._state = state
        self._all: tuple[PlaceRow, ...] = ()
        self._folded: dict[str, str] = {}
        self._editable = False

    @property
    def heading(self) -> str:
        """The name of the page."""
        return _("Homes")

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("places", {"state": self._state} if self._state else {})

    def compose_body(self) -> Iterable[Widget]:
        """The states with how many there are, the filter, and the homes."""
        yield Static("", markup=False, classes="summary", id="states")
        with Horizontal(id="filter-line"):
            yield Static("⌕", id="filter-mark")
            field = Input(
                placeholder=_("Press / and type a street or a place"),
                id="filter",
                compact=True,
                select_on_focus=False,
            )
            field.cursor_blink = False
            yield field
            yield Static("", id="count", markup=False)
        yield WindowedList[int](self._fetch, lambda place: place, self._draw, id="places", classes="items")
        with VerticalScroll(classes=self.PANE, id="in-full"):
            yield Static("", markup=False)
        yield self._make_empty("")

    @property
    def field(self) -> Input:
        """The filter."""
        return self.query_one("#filter", Input)

    def records_changed(self, changed: Changed) -> None:
        """A home was written, here or elsewhere."""
        if any(ent.startswith(("place:", "caseworker:")) for ent in changed.ents):
            super().records_changed(changed)

    async def on_screen_resume(self) -> None:
        """Look again on coming back."""
        if self.is_mounted and self._looked and self.thuis.desk is not None:
            await self._look()

    async def _look(self) -> None:
        places = self.desk.places
        self._editable = await places.editable()
        states = await places.states()
        self._all = await places.listed(self._state)
        self._folded = {row.place: fold(_words(row)) for row in self._all}
        self.query_one("#states", Static).update(self._tabs(states))
        await self._narrow(self.field.value, keep=True)
        self._shown()

    async def _narrow(self, text: str, *, keep: bool = False) -> None:
        words = fold(text).split()
        found = [row for row in self._all if all(word in self._folded[row.place] for word in words)]
        before = self._current.place if keep and self._looked and self._current is not None else None
        told = ngettext("{count} home", "{count} homes", len(found)).format(count=len(found))
        self.query_one("#count", Static).update(plain(told), layout=False)
        if not found:
            self.query_one(".empty-state", Static).update(plain(self._why_none(text)))
        place = next((at for at, row in enumerate(found) if row.place == before), 0 if not keep else None)
        self.query_one("#in-full").display = bool(found)
        await self._show(found, place)
        self._show_current()
        self.refresh_bindings()

    def _why_none(self, text: str) -> str:
        if text.strip():
            return _("No home matches '{text}'.\n\nEsc shows them all again.").format(text=text.strip())
        if self._state:
            return _("No home is in this state.\n\nTab shows the next state.")
        if self._editable:
            return _(
                "There are no homes here yet.\n\n"
                "n writes one down; y takes in the list of a corporation (CSV), after showing what it does."
            )
        return _("There are no homes here yet.\n\nThe housing coordinators write them down.")

    def _tabs(self, states: Mapping[str, int]) -> Content:
        total = sum(states.values())
        parts = []
        for state, title in (("", _("All")), *((str(term.code), term.shown()) for term in PLACE_STATE.terms)):
            count = states.get(state, 0) if state else total
            here = state == self._state
            if count or here or not state:
                said = f"{title} {count}"
                parts.append(
                    Content.styled(f"▸ {said}" if here else f"  {said}", "bold" if here else "$quiet")
                )
        return Content("  ").join(parts)

    # Drawing

    def _lines(self, item: PlaceRow, width: int) -> tuple[Line, Line]:
        """Where, what, for how much and in which state, as far as there is room."""
        state = str(item.values.get("state") or "")
        rent = item.text("rent")
        cells = [Cell(f"  {one_line(item.text('address'))}", tone="strong")]
        if width >= _WITH_PLACE:
            cells.append(Cell(item.text("municipality"), 20, "quiet"))
        if width >= _WITH_KIND:
            cells.append(Cell(one_line(item.text("home_type")), 16, "quiet"))
        cells += [
            Cell(f"€ {rent}" if rent else "", 11, right=True),
            Cell(f"  {item.text('state')}", 18, TONES.get(state, "text")),
        ]
        return cells, ()

    def _in_full(self, item: PlaceRow) -> str:
        """All there is to read of a home."""
        return "\n".join(
            " · ".join(one_line(each) for each in line if each) for line in _facts(item) if any(line)
        )

    # Filter

    @on(Input.Changed, "#filter")
    def filter_changed(self, event: Input.Changed) -> None:
        """Each letter shows fewer at once."""
        event.stop()
        if self._looked:
            in_background(self, partial(self._narrow, event.value), "look", exclusive=True)

    @on(Input.Submitted, "#filter")
    async def filter_submitted(self) -> None:
        """Enter opens the home at the cursor."""
        await self.action_open()

    def on_key(self, event: events.Key) -> None:
        """The arrows move in the list while one types in the filter."""
        if self.focused is self.field and event.key in _STEPS:
            event.stop()
            getattr(self._list, f"action_{_STEPS[event.key]}")()

    def on_windowed_list_typed(self, message: WindowedList.Typed) -> None:
        """A letter that is no command begins a filter."""
        self.field.focus()
        self.field.insert_text_at_cursor(message.character)

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Homes are written by who keeps them; nothing can be opened on an empty page."""
        if action in ("new_place", "take_in"):
            return not self._looked or self._editable
        if action in ("candidates", "past"):
            return not self._looked or bool(self._items)
        return not self._looked or (self._editable and bool(self._items)) if action == "open" else True

    def action_filter(self) -> None:
        """To the filter."""
        self.field.focus()

    async def action_state(self) -> None:
        """The next state of which there is a home."""
        states = await self.desk.places.states()
        order = ["", *(str(term.code) for term in PLACE_STATE.terms if states.get(str(term.code)))]
        at = order.index(self._state) if self._state in order else 0
        self._state = order[(at + 1) % len(order)]
        await self._look()

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_open(self) -> None:
        """The form of the home at the cursor, for who keeps them; else all there is to read of it."""
        row = self._current if self._items else None
        if row is not None and self._editable:
            await self.thuis.go("place_editor", record=row.place)

    async def action_candidates(self) -> None:
        """Whom the home at the cursor fits."""
        if (row := self._current if self._items else None) is not None:
            await self.thuis.go("candidates_for", place=row.place)

    async def action_past(self) -> None:
        """What was changed at the home at the cursor, and how long it stood empty."""
        if (row := self._current if self._items else None) is not None:
            await self.thuis.go("place_past", place=row.place)

    async def action_new_place(self) -> None:
        """Write a home down."""
        await self.thuis.go("place_editor")

    def action_take_in(self) -> None:
        """Take in a corporation's list."""
        in_background(self, self._take_in, "take-in", exclusive=True)

    async def _take_in(self) -> None:
        file = await self.app.push_screen_wait(
            OneLine(
                _("Which list?"),
                _("A file with columns (CSV). First you see row by row what would happen."),
                _("A file, like ~/Downloads/woningen.csv"),
                missing=_("Name the file, or leave with Esc."),
            )
        )
        if file is not None:
            await self.thuis.go("place_list", file=file)

    def action_back(self) -> None:
        """Out of the filter first, then back."""
        if self.field.value or self.focused is self.field:
            self.field.value = ""
            self._list.focus()
        else:
            super().action_back()


def _facts(row: PlaceRow) -> list[list[str]]:
    """What kind of home it is, in words: where, what, of whom."""
    since = row.values.get("available_from")
    rooms = row.values.get("rooms")
    return [
        [row.text("address"), row.text("postcode"), row.text("municipality"), row.text("area")],
        [
            row.text("home_type"),
            ngettext("{count} room", "{count} rooms", rooms).format(count=rooms) if rooms else "",
            f"€ {row.text('rent')}" if row.values.get("rent") else "",
            row.text("accessible"),
            _("pets allowed") if row.values.get("pets") == "yes" else "",
            _("from {day}").format(day=stored_day(since)) if since else "",
        ],
        [row.text("corporation"), row.text("corporation_number"), row.text("lease_form")],
        [row.text("remarks")],
    ]


def _words(row: PlaceRow) -> str:
    names = ("address", "postcode", "municipality", "area", "corporation", "corporation_number", "home_type")
    return " ".join(row.text(name) for name in names)
