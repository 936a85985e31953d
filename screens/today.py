"""Today: what asks for attention, in groups, the first of them what cannot wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens.background import in_background
from screens.drafts import route_of
from screens.keys import bindings, first_key
from screens.list_page import ListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line, Tone
from screens.widgets.grouped_list import GroupedList
from screens.widgets.windowed_list import WindowedList
from thuis_tui.commands import BY_ID
from thuis_tui.desk.matter import GROUPS, Matter, grouped
from thuis_tui.desk.shapes import Changed, Day
from thuis_tui.language import _, ngettext
from thuis_tui.language.dates import long_day

NEW_DAY: Final = 20.0
"""Seconds between two looks at whether it is another day."""
_WHEN: Final = 13


@dataclass(frozen=True, slots=True)
class Row:
    """A heading, a word where there is nothing, or something to go to."""

    heading: str = ""
    told: str = ""
    matter: Matter | None = None


def rows(day: Day) -> list[Row]:
    """The page from top to bottom; without anything to attend to it has no rows."""
    found: list[Row] = []
    groups = grouped(day.matters, day.on)
    for group, title in GROUPS.items():
        here = groups.get(group, [])
        # A visit one is checked in to stands at the very top, and is a visit of today as well.
        under_way = any(one.kind == "visit_under_way" for one in groups.get("now", ()))
        if here:
            found += [Row(heading=_(title)), *(Row(matter=one) for one in here)]
        elif group == "visits" and groups and not under_way:
            found += [Row(heading=_(title)), Row(told=no_visits())]
    return found


def no_visits() -> str:
    """What to do when none is planned."""
    return _("No visits today. {key} plans one.").format(key=first_key(BY_ID["app.visits"]))


class TodayScreen(ListPage[Row]):
    """The list, and in full what is at the cursor."""

    CONTEXT = "today"
    BINDINGS: ClassVar[list[BindingType]] = bindings("today")

    def __init__(self) -> None:
        super().__init__()
        self._day: Day | None = None
        self._seen_on: date | None = None

    @property
    def heading(self) -> str:
        """Where one is."""
        return _("Today")

    @property
    def route(self) -> Route:
        """Home."""
        return Route("today")

    def compose_body(self) -> Iterable[Widget]:
        """The day, the list, and what is at the cursor: below it or, where there is room, beside it."""
        yield Static("", markup=False, classes="summary", id="day")
        with Container(classes="today-body"):
            yield GroupedList(self._fetch, self._draw, self._passed, id="today", classes="items")
            yield self._make_empty("")
            with VerticalScroll(classes="today-full", can_focus=False):
                yield Static("", markup=False, id="matter")

    async def on_mount(self) -> None:
        """Look again when it is another day. The first look is the base's: Textual calls both."""
        self.set_interval(NEW_DAY, self.look_at_day)

    def look_at_day(self) -> None:
        """After midnight other things are for today."""
        if self.is_current and self.thuis.local_now().date() != self._seen_on:
            in_background(self, self._look, "look", exclusive=True)

    def records_changed(self, changed: Changed) -> None:
        """Look again when anything but the access log was written; under another page, on coming back."""
        if self.is_current and (changed.drafts or any(not ent.startswith("access:") for ent in changed.ents)):
            super().records_changed(changed)

    # Reading

    async def _look(self) -> None:
        before = self._matter
        self._seen_on = self.thuis.local_now().date()
        self._day = await self.desk.today.day()
        found = rows(self._day)
        self.query_one("#day", Static).update(plain(self._told_day(self._day)))
        self.query_one(".empty-state", Static).update(plain(self._why_nothing(self._day)))
        self.query_one(".today-full").display = bool(found)
        await self._show(found, _place(found, before))
        self._tell()
        self._shown()

    def _told_day(self, day: Day) -> str:
        """The date and how much there is."""
        parts = [long_day(day.on)]
        visits = sum(
            one.kind in ("visit", "visit_under_way") and one.due_on == day.on.isoformat()
            for one in day.matters
        )
        late = sum(one.late(day.on) and one.kind != "visit_under_way" for one in day.matters)
        if visits:
            parts.append(ngettext("{count} visit", "{count} visits", visits).format(count=visits))
        if late:
            parts.append(ngettext("{count} overdue", "{count} overdue", late).format(count=late))
        return " · ".join(parts)

    def _why_nothing(self, day: Day) -> str:
        """What an empty page means and what one can do."""
        keys = {
            name: first_key(BY_ID[f"app.{name}"])
            for name in ("intake", "palette", "visits", "caseload", "search")
        }
        if day.known:
            return "\n\n".join(
                [
                    _("Nothing asks for your attention today."),
                    no_visits(),
                    _("{caseload} shows the people you support, {search} finds a person or a note.").format(
                        **keys
                    ),
                ]
            )
        if not self.desk.enrolled:
            return _(
                "Nobody here yet.\n\nThis laptop is not connected to your organisation.\n"
                "Press Ctrl+P and choose 'Connect to the service'."
            )
        return _("Nobody here yet.\n\nPress i to record the first person you support.")

    @property
    def _matter(self) -> Matter | None:
        """What is at the cursor."""
        row = self._current if self._items else None
        return row.matter if row is not None else None

    def _passed(self, place: int) -> bool:
        return place < len(self._items) and self._items[place].matter is None

    # Drawing

    def _lines(self, item: Row, width: int) -> tuple[Line, Line]:
        """A heading, or sign, time, name and what it is."""
        if item.heading:
            return (Cell(f" {item.heading}", tone="brick"),), ()
        matter = item.matter
        if matter is None:
            return (Cell("", 3), Cell(item.told, tone="quiet")), ()
        sign, tone = self._sign(matter)
        name = one_line(matter.client_name)
        cells = [Cell(f" {sign}", 3, tone), Cell(self._when(matter), _WHEN, tone)]
        if name:
            cells.append(Cell(name, min(26, max(16, width // 4)), "strong"))
        return (*cells, Cell(one_line(matter.text))), ()

    def _sign(self, matter: Matter) -> tuple[str, Tone]:
        """A sign and a tone that repeat what the words say."""
        if matter.urgent:
            return ("●", "moss") if matter.kind == "visit_under_way" else ("▲", "alarm")
        if matter.kind == "conflict":
            return "≠", "alarm"
        if self._day is not None and matter.late(self._day.on):
            return "!", "lamp"
        return " ", "text"

    def _when(self, matter: Matter) -> str:
        """Its time, or its day in few letters."""
        if matter.when or not matter.due_on or self._day is None:
            return matter.when
        on = date.fromisoformat(matter.due_on)
        if on == self._day.on:
            return _("today")
        if on == self._day.on + timedelta(days=1):
            return _("tomorrow")
        return long_day(on) if on.year != self._day.on.year else " ".join(long_day(on).split()[:3])

    def _tell(self) -> None:
        """In full what is at the cursor: nothing of it is lost where the line is too short."""
        matter, day = self._matter, self._day
        if matter is None or day is None:
            self.query_one("#matter", Static).update(Content(""))
            return
        parts = [plain(one_line(matter.client_name), "bold")] if matter.client_name else []
        parts.append(plain(matter.text))
        if matter.due_on:
            on = long_day(date.fromisoformat(matter.due_on))
            overdue = _("overdue since {day}").format(day=on) if matter.late(day.on) else on
            said = " ".join(filter(None, [on if matter.when else overdue, matter.when]))
            parts.append(plain(said, "$warning" if matter.late(day.on) else "$quiet"))
        self.query_one("#matter", Static).update(Content("\n").join(parts))

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be opened on an empty page; some things are about no one person."""
        if not self._looked or action not in ("open", "new_note", "dossier"):
            return True
        matter = self._matter
        return matter is not None and (action == "open" or matter.client is not None)

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """Another line: in full below it, with its own keys."""
        event.stop()
        self._tell()
        self.refresh_bindings()

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_board(self) -> None:
        """Who is how far on the way to a home."""
        await self.thuis.go("board")

    async def action_open(self) -> None:
        """To the thing itself."""
        matter = self._matter
        if matter is None:
            return
        if matter.kind == "draft":
            drafts = await self.desk.drafts.list()
            wanted = next((one for one in drafts if one.id == matter.arguments["draft"]), None)
            route = route_of(wanted) if wanted is not None else None
            route = route or Route("drafts")
            await self.thuis.go(route.name, **route.arguments)
        elif matter.route:
            await self.thuis.go(matter.route, **matter.arguments)

    async def action_new_note(self) -> None:
        """A note about the person at the cursor."""
        if (matter := self._matter) is not None and matter.client:
            await self.thuis.go("note_editor", client=matter.client)

    async def action_dossier(self) -> None:
        """The dossier of the person at the cursor."""
        if (matter := self._matter) is not None and matter.client:
            await self.thuis.go("dossier", client=matter.client)

    async def action_caseload(self) -> None:
        """The people one supports."""
        await self.thuis.go("caseload")

    async def action_search(self) -> None:
        """Search people and notes."""
        await self.thuis.go("search")

    def action_back(self) -> None:
        """There is nothing behind this page but the door."""


def _place(found: list[Row], before: Matter | None) -> int | None:
    """Where the cursor goes: to what it was on, else to the first that can be opened."""
    places = [place for place, row in enumerate(found) if row.matter is not None]
    if before is not None:
        for place in places:
            matter = found[place].matter
            if matter is not None and (matter.kind, matter.client, matter.arguments) == (
                before.kind,
                before.client,
                before.arguments,
            ):
                return place
    return next(iter(places), None)
