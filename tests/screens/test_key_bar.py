"""The key bar tells the way back on every page that has one, where it takes no place from another key."""

from __future__ import annotations

import pytest

from screens.safety.page import SafetyScreen
from screens.tasks import TasksScreen
from screens.today import TodayScreen
from tests.screens.safety.conftest import Safe, safe
from tests.screens.waiting import text, until

__all__ = ["safe"]


@pytest.mark.parametrize(
    ("width", "bar"),
    [
        (80, "Enter Open  n New risk  p Warning plan  m Reporting code  Esc Back  F1 Help"),
        (70, "Enter Open  n New risk  p Warning plan  m Reporting code  F1 Help"),
    ],
)
async def test_the_way_back_is_told_where_there_is_room(safe: Safe, width: int, bar: str) -> None:
    async with safe(size=(width, 24)) as at:
        await at.go(SafetyScreen, "safety", client=at.client)
        await until(at.pilot, lambda: text(at.pilot).splitlines()[-1].strip() == bar)


async def test_home_has_no_way_back_and_a_full_bar_stays_as_it_is(safe: Safe) -> None:
    async with safe(size=(120, 36)) as at:
        await at.go(TodayScreen, "today")
        await until(at.pilot, lambda: "Esc" not in text(at.pilot).splitlines()[-1])
        await at.go(TasksScreen, "tasks")
        await until(at.pilot, lambda: text(at.pilot).splitlines()[-1].strip().endswith("Esc Back  F1 Help"))
