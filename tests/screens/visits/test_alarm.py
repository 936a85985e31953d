"""The alarm of a visit past its planned end: on every page and behind the lock, until one does something."""

from __future__ import annotations

from screens.note_editor import NoteEditorScreen
from screens.unlock import UnlockScreen
from screens.visits.visit import VisitScreen
from screens.widgets.alarm_line import AlarmLine
from tests.screens.conftest import PASSPHRASE
from tests.screens.visits.conftest import AtDesk, Visiting
from tests.screens.waiting import shows, text, until


async def under_way(at: AtDesk) -> str:
    made = await at.desk.visits.plan(at.client, {"starts_at": at.clock.in_minutes(0)})
    await at.desk.visits.check_in(made, at.clock.in_minutes(30))
    return made


def rings(at: AtDesk) -> list[int]:
    """Counts the bell from now on."""
    rung: list[int] = []
    at.app.bell = lambda: rung.append(1)  # type: ignore[method-assign]
    return rung


async def test_it_stands_over_whatever_one_is_doing_and_leads_to_what_to_do(visiting: Visiting) -> None:
    async with visiting() as at:
        made = await under_way(at)
        rung = rings(at)
        await at.go(NoteEditorScreen, "note_editor", client=at.client)
        await at.type("Half")
        at.clock.forward(44)
        await at.app.look_at_visits()
        await at.pilot.pause()
        assert "OVER TIME" not in text(at.pilot)
        at.clock.forward(1)
        await at.app.look_at_visits()
        await shows(at.pilot, "▲ OVER TIME: visit planned until 09:30, now 09:45")
        await shows(at.pilot, "Ctrl+O: what to do")
        await at.type(" woord")
        assert at.app.screen.body.text == "Half woord"  # type: ignore[attr-defined]
        assert rung == [1]
        await at.app.look_at_visits()
        assert rung == [1]
        at.clock.forward(1)
        await at.app.look_at_visits()
        assert rung == [1, 1]
        await at.pilot.press("ctrl+o")
        page = await at.at(VisitScreen)
        assert page.route.arguments == {"visit": made}
        await shows(at.pilot, "You are offline: thuis cannot call anyone")
        await shows(at.pilot, "call 112")


async def test_more_time_or_leaving_lays_it_down(visiting: Visiting) -> None:
    async with visiting() as at:
        made = await under_way(at)
        at.clock.forward(60)
        await at.app.go("visit", visit=made)
        await at.at(VisitScreen)
        await at.app.look_at_visits()
        await shows(at.pilot, "OVER TIME")
        await at.pilot.press("v")
        await at.pilot.pause()
        await at.pilot.press("enter")
        await until(at.pilot, lambda: at.app.alarm is None)
        await until(at.pilot, lambda: "OVER TIME" not in text(at.pilot))
        at.clock.forward(60)
        await at.app.look_at_visits()
        await shows(at.pilot, "OVER TIME")
        await at.pilot.press("o")
        await at.at(NoteEditorScreen)
        await until(at.pilot, lambda: at.app.alarm is None)
        assert not at.app.screen.query_one(AlarmLine).display


async def test_the_lock_does_not_silence_it_and_tells_no_name(visiting: Visiting) -> None:
    async with visiting() as at:
        await under_way(at)
        await at.app.look_at_visits()
        rung = rings(at)
        await at.app.lock(idle=True)
        await at.at(UnlockScreen)
        at.clock.forward(60)
        await at.app.look_at_visits()
        await shows(at.pilot, "▲ OVER TIME: visit planned until 09:30, now 10:00 · unlock")
        assert rung == [1]
        assert "Ünal" not in text(at.pilot)
        assert PASSPHRASE not in text(at.pilot)


async def test_without_a_visit_the_key_says_so(visiting: Visiting) -> None:
    async with visiting() as at:
        await at.app.go("caseload")
        await at.pilot.press("ctrl+o")
        await shows(at.pilot, "You are not checked in anywhere")
