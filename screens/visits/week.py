"""The visits of one week, day by day; a day without any is there too, to plan on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens import moments
from screens.background import in_background
from screens.dialogs.choose_client import ChooseClient
from screens.dialogs.one_line import OneLine
from screens.keys import bindings
from screens.list_page import ListPage
from screens.plain import one_line, plain
from screens.route import Route
from screens.visits import drawing, steps
from screens.widgets.cells import Cell, Line
from screens.widgets.windowed_list import WindowedList
from thuis_tui.desk.shapes import Changed
from thuis_tui.desk.visit_reading import VisitShown
from thuis_tui.language import _, ngettext
from thuis_tui.language.dates import long_day

AGENDA: Final = "~/thuis-agenda.ics"
AGENDA_DAYS: Final = 28


@dataclass(frozen=True, slots=True)
class Row:
    """A visit, or a day without one."""

    day: date
    first: bool
    visit: VisitShown | None


def rows(monday: date, visits: Sequence[VisitShown]) -> list[Row]:
    """Seven days with their visits."""
    found: list[Row] = []
    for number in range(7):
        day = monday + timedelta(days=number)
        here = [one for one in visits if moments.local(one.starts_at).date() == day]
        found += [Row(day, not place, one) for place, one in enumerate(here)] or [Row(day, True, None)]
    return found


class WeekScreen(ListPage[Row]):
    """One's own visits of a week."""

    CONTEXT = "visits"
    BINDINGS: ClassVar[list[BindingType]] = bindings("visits")

    def __init__(self, monday: str = "") -> None:
        super().__init__()
        self._monday = date.fromisoformat(monday) if monday else None

    @property
    def _first(self) -> date:
        """The Monday of the week that is shown."""
        return self._monday or _monday(self.thuis.local_now().date())

    @property
    def heading(self) -> str:
        """The week, as people in the Netherlands name it."""
        return _("Visits · week {number}").format(number=self._first.isocalendar().week)

    @property
    def route(self) -> Route:
        """Back here after a lock."""
        return Route("visits", {"monday": self._monday.isoformat()} if self._monday else {})

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a visit that is not over can still be not at home."""
        if action == "not_home":
            row = self._current if self._looked else None
            return row is not None and row.visit is not None and not row.visit.over
        return True

    def compose_body(self) -> Iterable[Widget]:
        """Which days, and the visits."""
        yield Static("", markup=False, classes="summary", id="week")
        yield self._make_list()
        yield self._make_empty("")

    async def _look(self) -> None:
        visits = await self.desk.visits.week(self._first)
        count = ngettext("{count} visit", "{count} visits", len(visits)).format(count=len(visits))
        last = self._first + timedelta(days=6)
        self.query_one("#week", Static).update(plain(f"{long_day(self._first)} – {long_day(last)} · {count}"))
        self.retitle()
        found = rows(self._first, visits)
        cursor = None if self._looked else _begin(found, self.thuis.local_now().date())
        await self._show(found, cursor)
        self._shown()

    def _lines(self, row: Row, width: int) -> tuple[Line, Line]:
        """The day on its first visit; the day alone when there is none."""
        day = " ".join(long_day(row.day).split()[:2]) if row.first else ""
        today = row.day == self.thuis.local_now().date()
        if row.visit is None:
            return (Cell(day, 8, "brick" if today else "quiet"), Cell("·", tone="quiet")), ()
        return drawing.lines(row.visit, one_line(row.visit.client_name), day, width)

    def records_changed(self, changed: Changed) -> None:
        """A visit was written, here or elsewhere."""
        if any(ent.startswith(("visit:", "note:", "client:")) for ent in changed.ents):
            super().records_changed(changed)

    def on_windowed_list_highlighted(self, event: WindowedList.Highlighted) -> None:
        """What can be done depends on the visit at the cursor."""
        event.stop()
        self.refresh_bindings()

    async def on_windowed_list_selected(self, event: WindowedList.Selected) -> None:
        """A second click opens."""
        event.stop()
        await self.action_open()

    async def action_open(self) -> None:
        """To the visit at the cursor; on a free day, plan one."""
        row = self._current
        if row is None:
            return
        if row.visit is None:
            self.action_plan()
        else:
            await self.thuis.go("visit", visit=row.visit.visit)

    def action_plan(self) -> None:
        """Plan one, on the day at the cursor."""
        row = self._current
        day = row.day if row is not None and row.day >= self.thuis.local_now().date() else None
        in_background(self, partial(self._plan, day), "plan", exclusive=True)

    async def _plan(self, day: date | None) -> None:
        client = await self.app.push_screen_wait(ChooseClient(_("Whom do you visit?")))
        if client is not None:
            typed = f"{moments.day(day)} " if day is not None else ""
            await self.thuis.go("visit_editor", client=client, day=typed)

    def action_not_home(self) -> None:
        """Nobody opened."""
        row = self._current
        if row is not None and row.visit is not None:
            in_background(self, partial(steps.not_home, self, row.visit), "step", exclusive=True)

    async def action_previous(self) -> None:
        """The week before."""
        await self._turn(self._first - timedelta(days=7))

    async def action_next(self) -> None:
        """The week after."""
        await self._turn(self._first + timedelta(days=7))

    async def action_this_week(self) -> None:
        """Back to this week."""
        self._looked = False
        await self._turn(None)

    async def _turn(self, monday: date | None) -> None:
        self._monday = monday if monday != _monday(self.thuis.local_now().date()) else None
        await self._look()

    def action_agenda(self) -> None:
        """Write the agenda file."""
        in_background(self, self._write_agenda, "agenda", exclusive=True)

    async def _write_agenda(self) -> None:
        typed, problem = AGENDA, ""
        while True:
            answer = await self.app.push_screen_wait(
                OneLine(
                    _("Write your visits into an agenda file?"),
                    _("{days} days from today, with initials only: no names, no addresses.").format(
                        days=AGENDA_DAYS
                    ),
                    _("A file, like {path}").format(path=AGENDA),
                    typed,
                    problem,
                )
            )
            if answer is None or not answer.strip():
                return
            path = _path(answer)
            try:
                count = await self.desk.visits.write_agenda(path, AGENDA_DAYS)
            except OSError as fault:
                typed = answer
                problem = _("This file cannot be written: {reason}").format(reason=fault.strerror or "")
                continue
            told = ngettext("{count} visit is in {path}.", "{count} visits are in {path}.", count)
            self.thuis.tell(told.format(count=count, path=path))
            return


def _path(typed: str) -> Path:
    return Path(typed.strip()).expanduser()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _begin(found: Sequence[Row], today: date) -> int | None:
    """The place of the first visit of today that is not over, else of today."""
    here = [place for place, row in enumerate(found) if row.day == today]
    waiting = [place for place in here if (one := found[place].visit) is not None and not one.over]
    return next(iter(waiting or here), None)
