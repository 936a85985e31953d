"""Pages read once when they are shown, and once more on coming back."""

from __future__ import annotations

import pytest

from screens.drafts import DraftsScreen
from screens.handover.emergency import EmergencyScreen
from screens.help import HelpScreen
from screens.list_page import ListPage
from screens.outbox import OutboxScreen
from screens.plan.plan import PlanScreen
from screens.safety.warning_plan import WarningPlanScreen
from screens.tasks import TasksScreen
from screens.today import TodayScreen
from screens.visits.client import ClientVisitsScreen
from screens.visits.week import WeekScreen
from tests.screens.safety.conftest import Safe, safe
from tests.screens.waiting import shows, until
from thuis_tui.desk.shapes import FileProblem

__all__ = ["safe"]

OF_A_CLIENT = (ClientVisitsScreen, PlanScreen, WarningPlanScreen)
OTHERS = (TodayScreen, DraftsScreen, TasksScreen, WeekScreen, OutboxScreen, EmergencyScreen)


@pytest.mark.parametrize("kind", [*OTHERS, *OF_A_CLIENT], ids=lambda kind: kind.__name__)
async def test_a_page_reads_once_at_first_and_once_on_coming_back(safe: Safe, kind: type) -> None:
    counted: list[None] = []
    reading = "look" if kind is PlanScreen else "_look"

    async def look(self: ListPage[object]) -> None:
        await getattr(kind, reading)(self)
        counted.append(None)

    page_type = type(kind.__name__, (kind,), {reading: look, "__module__": kind.__module__})
    async with safe() as at:
        await shows(at.pilot, "Ünal, José")  # the news of who was made has come through
        page = page_type(at.client) if kind in OF_A_CLIENT else page_type()
        await at.app.push_screen(page)
        await until(at.pilot, lambda: page.ready)
        await at.pilot.pause()
        assert len(counted) == 1
        await at.pilot.press("f1")
        await until(at.pilot, lambda: isinstance(at.app.screen, HelpScreen))
        await at.pilot.press("escape")
        await until(at.pilot, lambda: at.app.screen is page and len(counted) > 1)
        await at.pilot.pause()
        assert len(counted) == 2


async def test_a_reading_that_a_lock_cuts_off_ends_in_peace(safe: Safe) -> None:
    cut: list[str] = []

    class Slow(TasksScreen):
        """Its file is locked while it reads once more."""

        async def _look(self) -> None:
            if self._looked:
                desk, self.thuis.desk = self.desk, None
                desk.close()
                try:
                    await desk.tasks.listed("mine")
                except FileProblem as fault:
                    cut.append(fault.reason)
                    raise
            await super()._look()

    async with safe() as at:
        page = Slow()
        await at.app.push_screen(page)
        await until(at.pilot, lambda: page.ready)
        await at.pilot.press("f1")
        await until(at.pilot, lambda: isinstance(at.app.screen, HelpScreen))
        await at.pilot.press("escape")
        await until(at.pilot, lambda: cut)
        await at.pilot.pause()
        assert at.app.is_running
