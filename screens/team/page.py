"""The team: what waits for who leads it, risks past their day, and who holds how many dossiers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.keys import bindings
from screens.list_page import ListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.widgets.cells import Cell, Line
from screens.widgets.grouped_list import GroupedList
from screens.widgets.windowed_list import WindowedList
from thuis_tui.language import _, ngettext
from thuis_tui.language.dates import long_day

if TYPE_CHECKING:
    from thuis_tui.desk.matter import Matter
    from thuis_tui.desk.team import Held, Member, TeamDay

_NAME: Final = 26
_COUNT: Final = 12
WITH_DAY: Final = 100
"""Columns from which on the day stands beside what is due."""


@dataclass(frozen=True, slots=True)
class Row:
    """A heading, a word where there is nothing, a matter, a caseworker, or a dossier that nobody holds."""

    heading: str = ""
    told: str = ""
    matter: Matter | None = None
    member: Member | None = None
    unheld: Held | None = None

    @property
    def chosen(self) -> bool:
        """Whether the cursor can be on it."""
        return bool(self.matter or self.member or self.unheld)

    @property
    def key(self) -> object:
        """What it is about, the same after the page was read again."""
        if self.matter is not None:
            return self.matter.kind, self.matter.client, tuple(self.matter.arguments.items())
        if self.member is not None:
            return self.member.caseworker
        return self.unheld.client if self.unheld is not None else None


def rows(day: TeamDay) -> list[Row]:
    """The page from top to bottom."""
    if not day.leads:
        return []
    found = [Row(heading=_("Waits for you"))]
    found += [Row(matter=one) for one in day.waiting] or [Row(told=_("Nothing waits for your decision."))]
    if day.expired:
        found += [Row(heading=_("Risks past their day")), *(Row(matter=one) for one in day.expired)]
    if day.unheld:
        found += [Row(heading=_("Nobody's dossiers")), *(Row(unheld=one) for one in day.unheld)]
    found += [Row(heading=_("Caseload of the team")), *(Row(member=one) for one in day.members)]
    return found


class TeamScreen(ListPage[Row]):
    """One list in groups; Enter goes to the thing, or to what a caseworker holds."""

    CONTEXT = "team"
    BINDINGS: ClassVar[list[BindingType]] = bindings("team")

    def __init__(self) -> None:
        super().__init__()
        self._day: TeamDay | None = None

    @property
    def heading(self) -> str:
        """Where one is, and which team it is."""
        return " · ".join(filter(None, [_("Team"), one_line(self._day.team) if self._day else ""]))

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("team")

    def compose_body(self) -> Iterable[Widget]:
        """How the team stands in one line, and the list."""
        yield Static("", markup=False, classes="summary")
        yield GroupedList(self._fetch, self._draw, self._passed, id="team", classes="items")
        yield self._make_empty(
            _("This page is for who leads a team."),
            _("Your organisation says who that is; it is not you on this laptop."),
        )

    async def _look(self) -> None:
        before = self._current.key if self._looked and self._current is not None else None
        self._day = await self.desk.team.day()
        found = rows(self._day)
        self.query_one(".summary", Static).update(plain(self._told(self._day)))
        self.retitle()
        places = [place for place, row in enumerate(found) if row.chosen]
        place = next((one for one in places if before is not None and found[one].key == before), None)
        await self._show(found, next(iter(places), None) if place is None else place)
        self._shown()

    def _told(self, day: TeamDay) -> str:
        """How many people and dossiers, in one line."""
        if not day.leads:
            return ""
        return " · ".join(
            [
                long_day(day.on),
                ngettext("{count} caseworker", "{count} caseworkers", len(day.members)).format(
                    count=len(day.members)
                ),
                ngettext("{count} dossier", "{count} dossiers", day.dossiers).format(count=day.dossiers),
            ]
        )

    def _passed(self, place: int) -> bool:
        return place < len(self._items) and not self._items[place].chosen

    # Drawing

    def _lines(self, item: Row, width: int) -> tuple[Line, Line]:
        """A heading, a matter, or a caseworker with numbers."""
        if item.heading:
            return (Cell(f" {item.heading}", tone="brick"),), ()
        if item.told:
            return (Cell("", 3), Cell(item.told, tone="quiet")), ()
        if item.member is not None:
            return self._member(item.member, width), ()
        if item.unheld is not None:
            name = one_line(item.unheld.client_name) or _("a dossier that is not on this laptop")
            return (Cell("", 3), Cell(name, tone="strong")), ()
        return self._matter(item.matter, width) if item.matter is not None else (), ()

    def _matter(self, matter: Matter, width: int) -> Line:
        sign = "▲" if matter.urgent else " "
        cells = [Cell(f" {sign}", 3, "alarm")]
        if name := one_line(matter.client_name):
            cells += [Cell(name, min(_NAME, max(16, width // 4)), "strong"), Cell("", 1)]
        when = ""
        if matter.due_on and width >= WITH_DAY:  # the colour of a risk is read before its day
            when = " ".join(long_day(date.fromisoformat(matter.due_on)).split()[:3])
        return (*cells, Cell(one_line(matter.text)), Cell(f"{when} ", len(when) + 2, "quiet", right=True))

    def _member(self, member: Member, width: int) -> Line:
        """The name, then what is theirs in numbers, risks first; what is nought is left out."""
        red, orange = member.at_risk("red"), member.at_risk("orange")
        name = f"{one_line(member.name)} ({_('lead')})" if member.lead else one_line(member.name)
        parts = [
            ngettext("{count} dossier", "{count} dossiers", member.own).format(count=member.own),
            _("{count} red").format(count=red) if red else "",
            _("{count} orange").format(count=orange) if orange else "",
            ngettext("covers {count}", "covers {count}", member.covered).format(count=member.covered)
            if member.covered
            else "",
        ]
        late = _("{count} overdue").format(count=member.late) if member.late else ""
        return (
            Cell("", 3),
            Cell(name, min(_NAME + 6, max(20, width // 3)), "strong"),
            Cell(" · ".join(filter(None, parts))),
            Cell(f"{late} ", _COUNT, "lamp", right=True),
        )

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be opened on an empty page."""
        return not self._looked or bool(self._items) if action == "open" else True

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_open(self) -> None:
        """To the matter itself, to what a caseworker holds, or to the dossier."""
        row = self._current if self._items else None
        if row is None:
            return
        if row.matter is not None and row.matter.route:
            await self.thuis.go(row.matter.route, **row.matter.arguments)
        elif row.member is not None:
            await self.thuis.go("member", caseworker=row.member.caseworker)
        elif row.unheld is not None and row.unheld.client_name:
            await self.thuis.go("dossier", client=row.unheld.client)
