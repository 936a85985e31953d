"""The team's pages by keyboard."""

from __future__ import annotations

from screens.dossier import DossierScreen
from screens.team.member import MemberScreen
from screens.team.page import TeamScreen
from tests.desk.laptops import PERSON, Team
from tests.desk.test_team import expired_risk
from tests.screens.deciding.conftest import Over
from tests.screens.waiting import shows, text
from thuis_tui.log.wire import ScopeGrant
from thuis_tui.store import holding


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


async def test_a_dossier_of_nobody_that_is_not_here_yet_says_so(team: Team, over: Over) -> None:
    client = await team.a.intake.create({**PERSON, "first_name": "Abdelkarim-Alexander", "bsn": None})
    await expired_risk(team.a, client)
    await team.sync()
    await team.sync(team.lead)
    known = [ScopeGrant(scope=f"c:{one}", gen=1, epoch="", head=0, kind="lead") for one in (client, "d" * 32)]
    await team.lead.file.write(lambda writing: holding.learn(writing, known))
    async with over(team.lead) as at:
        await at.go(TeamScreen, "team")
        await shows(at.pilot, "Nobody's dossiers")
        await shows(at.pilot, "a dossier that is not on this laptop")
        # A name that is cut does not run into what is said of it.
        await shows(at.pilot, "… Risk expired")
        await at.pilot.press("down", "enter")
        await at.pilot.pause()
        assert isinstance(at.app.screen, TeamScreen)
