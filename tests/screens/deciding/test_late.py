"""The queue of who leads the team, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest

from screens.dialogs.reason import Reason
from screens.late import LateScreen
from tests.screens.waiting import shows, text, until
from tests.screens.writing.opened import Opened, make_opener
from thuis_tui.settings import Places
from thuis_tui.store import write

ME = f"{7:032x}"


@pytest.fixture
def opened(places: Places, make_app: Any) -> Any:
    """An application at the desk of somebody who leads a team."""
    return make_opener(places, make_app)


async def _set_aside(at: Opened, **changes: str) -> None:
    values = {
        "author": ME,
        "reason": "late",
        "recorded_at": "2026-03-04T10:00:00Z",
        "record_type": "note",
        "value": '{"kind":"phone","body":"Nog gebeld [/x] [bijlage]."}',
        "operation": "d" * 32,
        **changes,
    }
    await at.desk.file.write(lambda writing: write.create(writing, f"u:{ME}", "late_work", values))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_work_is_read_and_decided_with_a_reason(opened: Any, size: tuple[int, int]) -> None:
    async with opened(size=size) as at:
        await _set_aside(at)
        await _set_aside(at, reason="invalid", value='{"kind":"phone","body":"Kapot."}')
        await at.app.go("caseload")
        await at.pilot.press("t")
        await at.at(LateScreen)
        await shows(at.pilot, "2 items wait for your decision")
        await shows(at.pilot, "Nog gebeld [/x] [bijlage].")
        assert "a Accept" in text(at.pilot)
        await at.pilot.press("a")
        await until(at.pilot, lambda: isinstance(at.app.screen, Reason))
        await at.pilot.press("enter")
        await shows(at.pilot, "Who reads this later wants to know why.")
        await at.type("Klopt")
        await at.pilot.press("enter")
        await shows(at.pilot, "1 item waits for your decision")
        decided = {item.decision: item.decision_reason for item in await at.desk.late_work.items()}
        assert decided == {"": "", "accept": "Klopt"}
        # What cannot be accepted offers no key for it, and the key does nothing.
        await at.pilot.press("home")
        await shows(at.pilot, "Kapot.")
        await until(at.pilot, lambda: "a Accept" not in text(at.pilot))
        await at.pilot.press("a")
        assert isinstance(at.app.screen, LateScreen)
        await at.pilot.press("r")
        await until(at.pilot, lambda: isinstance(at.app.screen, Reason))
        await at.pilot.press("escape")
        await at.pilot.press("x")
        await until(at.pilot, lambda: isinstance(at.app.screen, Reason))
        await at.type("Dubbel")
        await at.pilot.press("enter")
        await shows(at.pilot, "Everything is decided.")


async def test_who_leads_no_team_reads_that_nothing_is_lost(opened: Any) -> None:
    async with opened() as at:
        await at.go(LateScreen, "late")
        await shows(at.pilot, "Nothing was set aside.")
        await shows(at.pilot, "Nothing is thrown away.")
