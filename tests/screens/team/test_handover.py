"""Handing a dossier over by keyboard, and what the other sees of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from textual.widgets import Static

from screens.dialogs.choose_one import ChooseOne
from screens.dialogs.one_line import OneLine
from screens.dialogs.question import Answer, Question
from screens.dialogs.reason import Reason
from screens.dossier import DossierScreen
from screens.handover.page import TransfersScreen
from screens.handover.sheet import HandOverScreen
from screens.team.member import MemberScreen
from tests.desk.laptops import PERSON, Team
from tests.screens.deciding.conftest import Over
from tests.screens.waiting import shows, text, until
from tests.screens.writing.opened import Opened
from thuis_tui.casework.transfer import READS_ON_DAYS
from thuis_tui.desk.desk import Desk
from thuis_tui.language.dates import long_day


def offered(at: Opened) -> list[Answer]:
    """Whom one can choose in the list that was shown last."""
    dialog = next(one for one in reversed(at.app.screen_stack) if isinstance(one, ChooseOne))
    return dialog._answers


async def chosen(at: Opened, name: str) -> None:
    """Choose the colleague with this name in the list that is shown."""
    await until(at.pilot, lambda: isinstance(at.app.screen, ChooseOne))
    await shows(at.pilot, name)
    place = next(place for place, one in enumerate(offered(at)) if one.title.startswith(name))
    await at.pilot.press(str(place + 1))


async def line(at: Opened, typed: str) -> None:
    """Answer the line that is asked for."""
    await until(at.pilot, lambda: isinstance(at.app.screen, OneLine | Reason))
    await at.type(typed)
    await at.pilot.press("enter")


async def test_a_dossier_is_offered_with_its_sheet(team: Team, over: Over) -> None:
    client = await team.a.intake.create(PERSON)
    await team.sync()
    async with over(team.a) as at:
        await at.go(DossierScreen, "dossier", client=client)
        await at.pilot.press(">")
        await at.at(HandOverScreen)
        await shows(at.pilot, "RISKS AND AGREEMENTS")
        await at.pilot.press("1")
        await chosen(at, "Bram")
        await line(at, "verhuisd")
        await at.at(DossierScreen)
        await team.sync(team.a, team.b)
        [offer] = await team.b.transfers.received()
        assert (offer.client_name, offer.reason, offer.state) == ("José van der Ünal", "verhuisd", "offered")
        assert "RISKS AND AGREEMENTS" in offer.sheet


async def test_of_two_that_are_offered_one_is_taken(team: Team, over: Over) -> None:
    taken = await team.a.intake.create(PERSON)
    left = await team.a.intake.create({"first_name": "Zoë", "surname": "Demir"})
    for client in (taken, left):
        await team.a.transfers.offer(client, team.b_id, "verhuisd")
    await team.sync(team.a, team.b)
    async with over(team.b) as at:
        await at.go(TransfersScreen, "transfers")
        await shows(at.pilot, "2 dossiers wait for your answer")
        assert "RISKS AND AGREEMENTS" in text(at.pilot)
        for answer in ("x", "a"):
            page = await at.at(TransfersScreen)
            wanted = left if answer == "x" else taken
            place = next(place for place, one in enumerate(page._items) if one.one.client == wanted)
            page._list.move_to(place)
            await at.pilot.press(answer)
            if answer == "x":
                await line(at, "vol")
                await shows(at.pilot, "1 dossier waits for your answer")
        await shows(at.pilot, "Nothing waits for your answer.")
        await team.sync(team.b, team.a, team.b)
        sent = {one.client: one for one in await team.a.transfers.sent()}
        told = {client: (one.state, one.answer) for client, one in sent.items()}
        assert told == {taken: ("accepted", ""), left: ("declined", "vol")}
        assert [row.client for row in await team.b.caseload.rows(await team.b.caseload.ids())] == [taken]
        held = {row.client: row.held for row in await team.a.caseload.rows(await team.a.caseload.ids())}
        reads_on = timedelta(days=READS_ON_DAYS)
        last = datetime.fromisoformat(sent[taken].recorded_at).astimezone().date() + reads_on
        assert held == {left: "", taken: f"reading on until {short(last)}"}


async def test_a_cover_has_a_last_day_and_what_was_typed_wrong_stays(team: Team, over: Over) -> None:
    client = await team.a.intake.create(PERSON)
    await team.sync()
    async with over(team.a) as at:
        await at.go(HandOverScreen, "hand_over", client=client)
        await at.pilot.press("2")
        await chosen(at, "Bram")
        await line(at, "31-2")
        await shows(at.pilot, "▲")
        assert "31-2" in text(at.pilot)
        await at.pilot.press("ctrl+u")
        await line(at, "+7")
        await shows(at.pilot, "Your colleague reads this")
        await line(at, "")
        await until(at.pilot, lambda: not isinstance(at.app.screen, HandOverScreen | OneLine))
        await team.sync(team.a, team.b)
        last = team.a.file.world.today() + timedelta(days=7)
        [row] = await team.b.caseload.rows(await team.b.caseload.ids())
        assert (row.client, row.held) == (client, f"cover until {short(last)}")
        await at.go(TransfersScreen, "transfers")
        await shows(at.pilot, f"in force · until {long_day(last)}")
        await at.pilot.press("y")
        await shows(at.pilot, f"ended · until {long_day(last)}")
        await team.sync(team.a, team.b)
        assert await team.b.caseload.ids() == ()


async def test_a_lead_gives_on_what_somebody_holds_and_restricts_it(team: Team, over: Over) -> None:
    client = await team.a.intake.create(PERSON)
    last = team.a.file.world.today() + timedelta(days=2)
    anna, bram = (desk.caseworker.name for desk in (team.a, team.b) if desk.caseworker is not None)
    await team.sync(team.a)
    await team.a.transfers.cover(client, team.b_id, last)
    await team.sync(team.a, team.lead)
    await team.sync(team.lead)
    async with over(team.lead) as at:
        # Where the cover is shown, it is of whose own it is that the dossier is taken.
        await at.go(MemberScreen, "member", caseworker=team.b_id)
        await shows(at.pilot, f"cover · until {long_day(last)}")
        for answer in (("enter",), ("right", "enter")):
            await at.pilot.press(">")
            await at.at(HandOverScreen)
            await shows(at.pilot, "RISKS AND AGREEMENTS")
            await at.pilot.press("3")
            await until(at.pilot, lambda: isinstance(at.app.screen, ChooseOne))
            assert bram in (titles := [one.title for one in offered(at)])
            assert anna not in titles, "it is hers already"
            await chosen(at, "Bram")
            await line(at, "Verdeling")
            await until(at.pilot, lambda: isinstance(at.app.screen, Question))
            asked = " ".join(str(each.content) for each in at.app.screen.query(Static))
            assert f"José van der Ünal goes from {anna} to {bram}" in asked
            await at.pilot.press(*answer)
            if answer == ("enter",):
                await at.at(HandOverScreen)
                assert await team.lead.transfers.sent() == ()
                await at.pilot.press("escape")
            await at.at(MemberScreen)
        await team.sync(team.lead, team.a, team.b)
        assert [one.state for one in await team.lead.transfers.sent()] == ["in_force"]
        assert await held_by(team.b) == {client: ""}
        assert (await held_by(team.a))[client].startswith("reading on until ")
        await at.go(HandOverScreen, "hand_over", client=client)
        await shows(at.pilot, "RISKS AND AGREEMENTS")
        await at.pilot.press("4")
        await shows(at.pilot, "Restrict this dossier?")
        await at.pilot.press("right", "enter")
        await until(at.pilot, lambda: not isinstance(at.app.screen, HandOverScreen | Question))
        await team.sync(team.lead, team.a, team.b)
        assert (await held_by(team.b), await held_by(team.a)) == ({client: ""}, {})


async def held_by(desk: Desk) -> dict[str, str]:
    """The dossiers in the caseload, each with how it is held in words."""
    return {row.client: row.held for row in await desk.caseload.rows(await desk.caseload.ids())}


def short(day: date) -> str:
    """As a list says a day: '3 Dec'."""
    return " ".join(long_day(day).split()[1:3])


async def test_who_only_covers_cannot_hand_it_over(team: Team, over: Over) -> None:
    client = await team.a.intake.create(PERSON)
    await team.sync()
    await team.a.transfers.cover(client, team.b_id, team.a.file.world.today(), "")
    await team.sync(team.a, team.b)
    async with over(team.b) as at:
        await at.go(HandOverScreen, "hand_over", client=client)
        await shows(at.pilot, "This dossier is not yours to hand over.")
        await at.pilot.press("1")
        await at.pilot.pause()
        assert isinstance(at.app.screen, HandOverScreen)
