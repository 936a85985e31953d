"""The team's pages by keyboard."""

from __future__ import annotations

from screens.dossier import DossierScreen
from screens.team.member import MemberScreen
from screens.team.page import TeamScreen
from tests.desk.laptops import PERSON, Team
from tests.desk.test_team import expired_risk
from tests.screens.deciding.conftest import Over
from tests.screens.waiting import shows, text


async def test_from_the_team_to_a_dossier(team: Team, over: Over) -> None:
    client = await team.a.intake.create(PERSON)
    await expired_risk(team.a, client)
    await team.sync()
    await team.sync(team.lead)
    async with over(team.lead) as at:
        await at.go(TeamScreen, "team")
        await shows(at.pilot, "Risks past their day")
        await shows(at.pilot, "1 dossier · 1 red")
        # The first line that can be opened is the risk; the team stands below it.
        await at.pilot.press("down", "enter")
        page = await at.at(MemberScreen)
        await shows(at.pilot, "José van der Ünal")
        assert "own dossier · since" in text(at.pilot)
        assert "1 thing overdue" in text(at.pilot)
        assert page.route.arguments["caseworker"] == team.a_id
        await at.pilot.press("enter")
        await at.at(DossierScreen)
        await at.pilot.press("T")
        await at.at(TeamScreen)


async def test_who_leads_nothing_is_told_so(team: Team, over: Over) -> None:
    await team.sync()
    async with over(team.a) as at:
        await at.go(TeamScreen, "team")
        await shows(at.pilot, "This page is for who leads a team.")
