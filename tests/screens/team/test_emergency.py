"""Emergency access by keyboard: what is wrong is said at its line; the dossier opens once it was given."""

from __future__ import annotations

from screens.dialogs.one_line import OneLine
from screens.dossier import DossierScreen
from screens.handover.emergency import EmergencyScreen
from tests.desk.laptops import PERSON, Team
from tests.screens.deciding.conftest import Over
from tests.screens.waiting import shows, text, until

REASON = "Dreigt van het dak"


async def test_somebody_in_danger_is_found_and_opened(team: Team, over: Over) -> None:
    client = await team.a.intake.create({**PERSON, "birth_date": "1961-08-14", "bsn": None})
    await team.sync()
    async with over(team.b) as at:
        await at.go(EmergencyScreen, "emergency")
        await shows(at.pilot, "The dossier opens for an hour")
        await at.pilot.press("n")
        for question, typed in (
            ("Whose dossier?", "Ünal"),
            ("Born when?", "31-2-85"),
            ("Why can it not wait?", "kort"),
        ):
            await shows(at.pilot, question)
            await at.type(typed)
            await at.pilot.press("enter")
        await shows(at.pilot, "▲")
        assert "31-2-85" in text(at.pilot)
        await at.pilot.press("ctrl+u")
        await at.type("14-8-1961")
        await at.pilot.press("enter")
        await shows(at.pilot, "Say in 10 characters")
        assert "kort" in text(at.pilot)
        await at.pilot.press("ctrl+u")
        await at.type(REASON)
        await at.pilot.press("enter")
        await until(at.pilot, lambda: not isinstance(at.app.screen, OneLine))
        await shows(at.pilot, "Ünal, 14-08-1961 · waits for the service")
        await team.sync(team.b)
        await team.sync(team.b)
        await shows(at.pilot, "José van der Ünal · given · until")
        await at.pilot.press("enter")
        page = await at.at(DossierScreen)
        assert page.client == client
    await team.sync(team.lead)
    [notice] = [one for one in await team.lead.notices.listed() if one.kind == "emergency"]
    assert (notice.account, notice.client) == (REASON, client)


async def test_whom_one_asked_for_is_told_also_when_nobody_was_found(team: Team, over: Over) -> None:
    await team.sync()
    await team.b.emergency.ask_bsn("999900018", REASON)
    await team.sync(team.b)
    await team.sync(team.b)
    async with over(team.b) as at:
        await at.go(EmergencyScreen, "emergency")
        await shows(at.pilot, "BSN ending in 018 · nobody found")
        assert "999900018" not in text(at.pilot)


async def test_who_may_not_ask_is_not_told_how(team: Team, over: Over) -> None:
    async with over(team.a) as at:
        await at.go(EmergencyScreen, "emergency")
        await shows(at.pilot, "Your role has no emergency access.")
        assert "asks for it" not in text(at.pilot)
