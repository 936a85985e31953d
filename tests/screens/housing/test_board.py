"""The board by keyboard: somebody is put on the way, moved on and back, set aside."""

from __future__ import annotations

from screens.dialogs.choose_one import ChooseOne
from screens.dossier import DossierScreen
from screens.housing.board import BoardScreen
from screens.housing.candidate import CandidacyEditorScreen, CandidateScreen
from screens.housing.moving import When
from screens.housing.waiting_list import WaitingListScreen
from tests.screens.visits.conftest import AtDesk, Visiting
from tests.screens.waiting import shows, text, until


async def candidate(at: AtDesk) -> None:
    await at.desk.housing.begin(at.client, await at.desk.housing.prefilled(at.client))


async def look(at: AtDesk) -> BoardScreen:
    await at.app.go("today")
    await at.pilot.press("h")
    page = await at.at(BoardScreen)
    await until(at.pilot, lambda: page.ready, "it was read")
    return page


async def asked(at: AtDesk, kind: type) -> None:
    await until(at.pilot, lambda: isinstance(at.app.screen, kind), kind.__name__)
    await at.pilot.pause()


async def test_from_the_dossier_onto_the_board(visiting: Visiting) -> None:
    async with visiting() as at:
        await look(at)
        await shows(at.pilot, "Nobody is on the way to a home yet.")
        await at.pilot.press("escape")
        await at.app.go("dossier", client=at.client)
        page = await at.at(DossierScreen)
        await page.action_way()
        form = await at.at(CandidacyEditorScreen)
        await until(at.pilot, lambda: form.ready)
        assert form.form.field("name").entry.value == "José van der Ünal"
        assert form.form.field("pets").entry.value
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "On the way to a home.")
        await look(at)
        await shows(at.pilot, "José van der Ünal")
        await shows(at.pilot, "Referral today")


async def test_on_needs_enter_and_back_needs_a_reason(visiting: Visiting) -> None:
    async with visiting() as at:
        await candidate(at)
        await look(at)
        await at.pilot.press("greater_than_sign")
        await asked(at, When)
        await shows(at.pilot, "Referral → Screening")
        await at.pilot.press("enter")
        await shows(at.pilot, "Screening today")
        await at.pilot.press("less_than_sign")
        await asked(at, When)
        await at.pilot.press("enter")
        await shows(at.pilot, "▲ Say in a few words why the candidate goes back.")
        await at.type("Vergist")
        await at.pilot.press("enter")
        await shows(at.pilot, "Referral today")
        await at.pilot.press("enter")
        await at.at(CandidateScreen)
        await shows(at.pilot, "Screening → Referral")
        await shows(at.pilot, "Vergist")


async def test_a_day_that_cannot_be_is_refused_at_its_line_and_stays(visiting: Visiting) -> None:
    async with visiting() as at:
        await candidate(at)
        await look(at)
        await at.pilot.press("greater_than_sign")
        await asked(at, When)
        line = at.app.screen.query_one("#moved_on")
        line.value = "32-13"  # type: ignore[attr-defined]
        await at.pilot.press("enter")
        await shows(at.pilot, "▲")
        assert line.value == "32-13"  # type: ignore[attr-defined]
        line.value = "-3"  # type: ignore[attr-defined]
        await at.pilot.press("enter")
        await shows(at.pilot, "not before the one it follows")


async def test_to_the_waiting_list_over_a_stage_and_aside(visiting: Visiting) -> None:
    async with visiting() as at:
        await candidate(at)
        await look(at)
        await at.pilot.press("enter")
        page = await at.at(CandidateScreen)
        await until(at.pilot, lambda: page.ready)
        await at.pilot.press("m")
        await asked(at, ChooseOne)
        await at.pilot.press("2")
        await asked(at, When)
        await shows(at.pilot, "Skips: Screening")
        await at.type("Alles bekend")
        await at.pilot.press("enter")
        await shows(at.pilot, "Waiting list · since today")
        await at.pilot.press("s")
        await asked(at, ChooseOne)
        await at.pilot.press("1")
        await asked(at, When)
        await at.type("Wacht op uitkering")
        await at.pilot.press("enter")
        await shows(at.pilot, "Waiting list · On hold")
        await at.pilot.press("escape")
        await at.at(BoardScreen)
        await at.pilot.press("f")
        await at.at(WaitingListScreen)
        await shows(at.pilot, "1 José van der Ünal")
        await shows(at.pilot, "1. Urgency: safety")


async def test_columns_are_reached_by_arrows_where_they_do_not_fit(visiting: Visiting) -> None:
    async with visiting() as at:
        await candidate(at)
        page = await look(at)
        await shows(at.pilot, "Referral 1")
        await shows(at.pilot, "›")
        for _step in range(6):
            await at.pilot.press("right")
        await shows(at.pilot, "Afterwards 0")
        await shows(at.pilot, "‹")
        assert page.check_action("on", ()) is False


async def test_all_columns_stand_side_by_side_where_there_is_room(visiting: Visiting) -> None:
    async with visiting((140, 36)) as at:
        await candidate(at)
        await look(at)
        await shows(at.pilot, "Living 0 │ Afterwards 0")
        await shows(at.pilot, "Afterwards 0")


async def test_municipalities_are_found_by_typing_their_names(visiting: Visiting) -> None:
    async with visiting() as at:
        await candidate(at)
        form = await at.go(CandidacyEditorScreen, "candidacy_editor", client=at.client, record=at.client)
        field = form.form.field("wished_municipalities")
        field.entry.focus()
        await at.type("utrechtse")
        await until(
            at.pilot, lambda: "Utrechtse Heuvelrug" in text(at.pilot) and "Zeist" not in text(at.pilot)
        )
        await at.type(",de bilt, wijk bij")
        await at.pilot.press("comma", "d", "e")
        await until(at.pilot, lambda: "De Ronde Venen" in text(at.pilot))
        await at.pilot.press("down", "down", "enter")
        await until(at.pilot, lambda: "De Ronde Venen" in field.entry.value)
        assert field.entry.value == "De Bilt, De Ronde Venen, Utrechtse Heuvelrug, Wijk bij Duurstede"
        await at.pilot.press("enter", "ctrl+s")
        await shows(at.pilot, "Changed.")
        row = (await at.desk.housing.one(at.client)).candidate.values
        assert row["wished_municipalities"] == ["0310", "0736", "1581", "0352"]
        form = await at.go(CandidacyEditorScreen, "candidacy_editor", client=at.client, record=at.client)
        field = form.form.field("wished_municipalities")
        await until(
            at.pilot, lambda: field.entry.value.startswith("De Bilt, De Ronde"), "it comes back by name"
        )
        field.entry.focus()
        await at.type(", 99")
        await at.pilot.press("enter")
        await shows(at.pilot, "There is no number 99 in the list")
        await at.pilot.press("shift+tab", "backspace", "backspace", "d", "e", "enter")
        await shows(at.pilot, "'de' can be")
