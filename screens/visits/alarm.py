"""The alarm of a visit past its planned end: looked after in the application, whatever page is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from textual.app import App
from textual.reactive import reactive

from screens.bridge import NewsArrived
from thuis_tui.casework.visit_rules import OVERRUN_MINUTES, later

if TYPE_CHECKING:
    from collections.abc import Callable

    from thuis_tui.desk.desk import Desk

LOOK: Final = 20.0
"""Seconds between two looks at the clock."""
RING: Final = timedelta(minutes=1)
"""How often the bell rings for as long as nobody does anything."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A visit that is over time; `visit` is an id, nothing here tells of whom it is."""

    visit: str
    ends_at: str
    now: datetime


class Watchful(App[None]):
    """The part of the application that watches over visits under way, also while the screen is locked.

    Behind the lock only the planned end is remembered: a visit is longer than a laptop stays open by itself.
    """

    alarm: reactive[Alarm | None] = reactive(None)
    desk: Desk | None
    _expected: tuple[tuple[str, str], ...] = ()
    _visits_now: Callable[[], int] | None = None
    _rung_at: datetime | None = None

    def on_mount(self) -> None:
        """Look now and then."""
        self.set_interval(LOOK, self.look_at_visits)

    async def on_news_arrived(self, _message: NewsArrived) -> None:
        """A check-in or check-out counts at once."""
        await self.look_at_visits()

    async def look_at_visits(self) -> None:
        """Ask the desk who is still out, and raise or lay down the alarm."""
        if self.desk is not None:
            from thuis_tui.desk.shapes import FileProblem

            visits = self.desk.visits
            try:
                running = await visits.under_way()
            except FileProblem:
                pass  # Closed or locked meanwhile: what was known a moment ago still counts.
            else:
                self._expected = tuple((one.visit, one.ends_at) for one in running)
                self._visits_now = visits.now_ms
        self._raise()

    def _raise(self) -> None:
        if self._visits_now is None:
            return
        now = datetime.fromtimestamp(self._visits_now() / 1000, UTC)
        stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        late = [(end, visit) for visit, end in self._expected if later(end, OVERRUN_MINUTES) <= stamp]
        if not late:
            self.alarm = self._rung_at = None
            return
        end, visit = min(late)
        self.alarm = Alarm(visit, end, now.astimezone().replace(tzinfo=None))
        if self._rung_at is None or now - self._rung_at >= RING:
            self._rung_at = now
            self.bell()
