"""The exports that wait for a privacy officer, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest

from screens.dialogs.reason import Reason
from screens.learning import LearningScreen
from tests.screens.waiting import shows, text, until
from tests.screens.writing.opened import Opened, make_opener
from thuis_tui.settings import Places
from thuis_tui.store import write

ME = f"{7:032x}"


@pytest.fixture
def opened(places: Places, make_app: Any) -> Any:
    """An application at the desk of somebody."""
    return make_opener(places, make_app)


async def _asked(at: Opened, **changes: Any) -> None:
    values = {
        "project": "Landing [b]",
        "institute": "Kenniscentrum Wonen",
        "reason": "Wat werkt bij wie",
        "least": 5,
        "variables": 1,
        "requester": "b" * 32,
        "recorded_at": "2026-03-04T10:00:00Z",
        "state": "asked",
        **changes,
    }
    await at.desk.file.write(lambda writing: write.create(writing, f"u:{ME}", "learning_request", values))


async def _officer(at: Opened, *roles: str) -> None:
    await at.desk.file.write(
        lambda writing: write.set_field(writing, "ref", f"caseworker:{ME}", "roles", list(roles))
    )


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_an_export_is_read_and_decided_with_a_reason(opened: Any, size: tuple[int, int]) -> None:
    async with opened(size=size) as at:
        await _officer(at, "privacy_officer")
        await _asked(at)
        await _asked(at, project="Eigen", requester=ME)
        await _asked(at, project="Vorig jaar", state="made", recorded_at="2025-03-04T10:00:00Z")
        await at.app.go("today")
        await shows(at.pilot, "Landing [b], to Kenniscentrum Wonen")
        await at.go(LearningScreen, "learning")
        await shows(at.pilot, "1 export waits for your decision")
        await until(at.pilot, lambda: "Landing [b]" in text(at.pilot))
        while "Landing" not in (item := at.app.screen._current).project:
            await at.pilot.press("down")
        await shows(at.pilot, "What for: Wat werkt bij wie")
        await until(at.pilot, lambda: "a Approve" in text(at.pilot))
        await at.pilot.press("x")
        await until(at.pilot, lambda: isinstance(at.app.screen, Reason))
        await at.pilot.press("escape")
        await until(at.pilot, lambda: isinstance(at.app.screen, LearningScreen))
        await at.pilot.press("a")
        await until(at.pilot, lambda: isinstance(at.app.screen, Reason))
        await at.type("Goed")
        await at.pilot.press("enter")
        await shows(at.pilot, "Nothing waits for your decision.")
        decided = {one.project: one.decision for one in await at.desk.learning.items()}
        assert decided == {item.project: "approve", "Eigen": "", "Vorig jaar": ""}


async def test_who_is_no_privacy_officer_decides_nothing(opened: Any) -> None:
    async with opened() as at:
        await at.go(LearningScreen, "learning")
        await shows(at.pilot, "Nothing was asked.")
        await _officer(at, "caseworker")
        await _asked(at)
        await shows(at.pilot, "Nothing waits for your decision.")
        assert "a Approve" not in text(at.pilot)
        await at.pilot.press("a")
        assert isinstance(at.app.screen, LearningScreen)
