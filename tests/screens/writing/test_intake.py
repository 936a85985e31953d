"""Quick intake: twelve fields by keyboard, answers that are no value, and the warning of people known."""

import pytest
from textual import events

from screens.dossier import DossierScreen
from screens.intake import IntakeScreen
from tests.screens.waiting import shows, text, until
from tests.screens.writing.conftest import Opener
from thuis_tui.casework.client import QUICK_INTAKE


async def test_twelve_fields_with_enter_end_in_a_dossier(opened: Opener) -> None:
    async with opened() as at:
        await at.go(IntakeScreen, "intake")
        await at.type(
            "Jan\nvan der\nBerg\nJantje\n3-4-85\nm\n999900006\n0612345678\nOudegracht 112\n3511ab\nzei\n6\n"
        )
        await shows(at.pilot, "3 April 1985, 40 years")
        await shows(at.pilot, "3511 AB")
        await at.pilot.press("ctrl+s")
        await at.at(DossierScreen)
        [row] = await at.desk.caseload.rows(await at.desk.caseload.ids(""))
        dossier = await at.desk.dossiers.open(row.client)
        values = {name: dossier.field(name).value for name in QUICK_INTAKE}
        assert values == {
            "first_name": "Jan",
            "name_prefix": "van der",
            "surname": "Berg",
            "alias": "Jantje",
            "birth_date": "1985-04-03",
            "gender": "man",
            "bsn": "999900006",
            "phone": "06-12345678",
            "address": "Oudegracht 112",
            "postcode": "3511 AB",
            "municipality": "0355",
            "current_stay": "6",
        }
        assert await at.desk.drafts.list() == []


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_all_twelve_fields_fit_on_the_screen(opened: Opener, size: tuple[int, int]) -> None:
    async with opened(size=size) as at:
        page = await at.go(IntakeScreen, "intake")
        await shows(at.pilot, "Current stay")
        assert page.form.max_scroll_y == 0


async def test_f3_cycles_what_is_no_value_and_brings_back_what_was_typed(opened: Opener) -> None:
    async with opened() as at:
        await at.go(IntakeScreen, "intake")
        field = at.field("first_name")
        await at.type("Jan")
        seen = []
        for _press in range(4):
            await at.pilot.press("f3")
            seen.append(field.answer)
        assert seen == ["unknown", "refused", "not_asked", ""]
        assert field.entry.value == "Jan"
        await at.pilot.press("f3", "f3")
        assert field.understood().value == {"answer": "refused"}
        await at.type("P")
        assert (field.answer, field.entry.value) == ("", "P")


async def test_f3_on_an_empty_field_leads_back_to_empty(opened: Opener) -> None:
    async with opened() as at:
        await at.go(IntakeScreen, "intake")
        field = at.field("first_name")
        seen = []
        for _press in range(3):
            await at.pilot.press("f3")
            seen.append(field.answer)
        assert seen == ["unknown", "refused", ""]
        assert field.understood().value is None


async def test_a_wrong_bsn_and_postcode_are_said_on_leaving_and_what_was_typed_stays(opened: Opener) -> None:
    async with opened() as at:
        await at.go(IntakeScreen, "intake")
        bsn = at.field("bsn")
        bsn.entry.focus()
        await at.pilot.pause()
        await at.type("123456789")
        assert bsn.problem == ""
        await at.pilot.press("enter")
        await shows(at.pilot, "This is not a BSN: the check digit is wrong.")
        assert bsn.entry.value == "123456789"
        await at.pilot.press("up")
        await at.pilot.press("backspace")
        await at.type("2")
        await until(at.pilot, lambda: bsn.problem == "", "the problem goes when it is solved")
        postcode = at.field("postcode")
        postcode.entry.focus()
        await at.pilot.pause()
        await at.type("0000\n")
        await shows(at.pilot, "This is not a Dutch postcode")


async def test_up_and_shift_tab_go_back(opened: Opener) -> None:
    async with opened() as at:
        await at.go(IntakeScreen, "intake")
        await at.pilot.press("enter", "enter")
        assert at.field("surname").entry.has_focus
        await at.pilot.press("up")
        assert at.field("name_prefix").entry.has_focus
        await at.pilot.press("shift+tab")
        assert at.field("first_name").entry.has_focus


async def test_people_who_may_be_the_same_are_named_with_the_reason_while_typing(opened: Opener) -> None:
    async with opened() as at:
        await at.desk.intake.create(
            {"first_name": "Jan", "surname": "Berg", "birth_date": "1985-04-03", "phone": "06-12345678"}
        )
        await at.go(IntakeScreen, "intake")
        await at.type("Jan\n\nBerg\n\n3-4-85")
        await shows(at.pilot, "Perhaps known already (F4 opens the dossier)")
        await shows(at.pilot, "Jan Berg, 03-04-1985")
        await shows(at.pilot, "born on the same day")
        assert at.field("birth_date").entry.has_focus
        await at.pilot.press("f4")
        await at.at(DossierScreen)
        await at.pilot.press("escape")
        await at.at(IntakeScreen)
        assert at.field("surname").entry.value == "Berg"


async def test_letters_narrow_a_list_and_arrows_walk_through_it(opened: Opener) -> None:
    async with opened() as at:
        await at.go(IntakeScreen, "intake")
        municipality = at.field("municipality")
        municipality.entry.focus()
        await at.pilot.pause()
        await at.type("utr")
        assert "Utrechtse Heuvelrug" in text(at.pilot)
        assert "Woerden" not in text(at.pilot)
        await at.pilot.press("down", "enter")
        assert municipality.entry.value == "Utrechtse Heuvelrug"
        assert at.field("current_stay").entry.has_focus


async def test_a_place_outside_the_list_is_kept_as_typed(opened: Opener) -> None:
    async with opened() as at:
        await at.go(IntakeScreen, "intake")
        municipality = at.field("municipality")
        municipality.entry.focus()
        await at.pilot.pause()
        await at.type("Amsterdam\n")
        assert municipality.understood().value == "Amsterdam"
        gender = at.field("gender")
        gender.entry.focus()
        await at.pilot.pause()
        await at.type("qqq\n")
        await shows(at.pilot, "'qqq' is not in the list.")


async def test_without_any_name_nothing_is_made_and_the_reason_stands_at_the_surname(opened: Opener) -> None:
    async with opened() as at:
        await at.go(IntakeScreen, "intake")
        at.field("phone").entry.focus()
        await at.pilot.pause()
        await at.type("0612345678")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "Give a first name, a surname or an alias")
        assert at.field("surname").entry.has_focus
        assert at.field("phone").entry.value == "0612345678"
        assert await at.desk.caseload.ids("") == ()


async def test_the_draft_keeps_answers_and_a_list_that_was_chosen_from(opened: Opener) -> None:
    async with opened() as at:
        page = await at.go(IntakeScreen, "intake")
        await at.type("Mo\n")
        at.field("bsn").entry.focus()
        await at.pilot.press("f3", "f3")
        at.field("gender").entry.focus()
        await at.pilot.pause()
        await at.type("m\n")
        await page.keep_draft()
        [draft] = await at.desk.drafts.list()
        await at.pilot.press("escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, IntakeScreen))
        await at.app.go("intake", draft=draft.id)
        again = await at.at(IntakeScreen)
        await until(at.pilot, lambda: at.field("first_name").entry.value == "Mo")
        assert again.form.values() == {"first_name": "Mo", "bsn": {"answer": "refused"}, "gender": "man"}


async def test_keys_that_come_faster_than_the_screen_land_in_the_fields_they_are_for(opened: Opener) -> None:
    async with opened() as at:
        await at.go(IntakeScreen, "intake")
        for key in ("J", "a", "n", "enter", "v", "a", "n", "tab", "B", "e", "r", "g", "down", "M", "o"):
            at.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(at.pilot, lambda: at.field("alias").entry.value == "Mo")
        typed = {name: at.field(name).entry.value for name in ("first_name", "name_prefix", "surname")}
        assert typed == {"first_name": "Jan", "name_prefix": "van", "surname": "Berg"}


KNOWN = {"first_name": "Jan", "surname": "Berg", "birth_date": "1985-04-03"}


async def test_somebody_known_already_is_opened_instead_of_made_again(opened: Opener) -> None:
    async with opened() as at:
        known = await at.desk.intake.create(KNOWN)
        await at.go(IntakeScreen, "intake")
        await at.type("Jan\n\nBerg\n\n3-4-85")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "Perhaps this person is known already")
        await at.pilot.press("enter")
        page = await at.at(DossierScreen)
        assert page._client == known
        assert len(await at.desk.caseload.ids("")) == 1
        await until(at.pilot, lambda: len(at.app.screen_stack) > 1)
        [draft] = await at.desk.drafts.list()
        assert draft.kind == "intake"


async def test_new_after_all_needs_a_reason_which_is_kept(opened: Opener) -> None:
    async with opened() as at:
        known = await at.desk.intake.create(KNOWN)
        await at.go(IntakeScreen, "intake")
        await at.type("Jan\n\nBerg\n\n3-4-85")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "New after all")
        await at.pilot.press("right", "enter")
        await shows(at.pilot, "Why a new dossier after all?")
        await at.pilot.press("enter")
        await shows(at.pilot, "Who reads this later wants to know why.")
        await at.type("Neef met dezelfde naam\n")
        page = await at.at(DossierScreen)
        assert page._client != known
        dossier = await at.desk.dossiers.open(page._client)
        assert dossier.field("duplicate_reason").value == "Neef met dezelfde naam"
        assert (await at.desk.dossiers.open(known)).field("duplicate_reason").value is None


async def test_the_question_may_be_left_open_and_everything_is_still_there(opened: Opener) -> None:
    async with opened() as at:
        await at.desk.intake.create(KNOWN)
        await at.go(IntakeScreen, "intake")
        await at.type("Jan\n\nBerg\n\n3-4-85")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "New after all")
        await at.pilot.press("right", "enter")
        await shows(at.pilot, "Why a new dossier after all?")
        await at.pilot.press("escape")
        await at.at(IntakeScreen)
        assert at.field("surname").entry.value == "Berg"
        assert len(await at.desk.caseload.ids("")) == 1


async def test_twelve_fields_take_at_most_fourteen_keys_beside_the_answers(opened: Opener) -> None:
    answers = (
        "Jan",
        "van der",
        "Berg",
        "Jantje",
        "3-4-85",
        "m",
        "999900006",
        "0612345678",
        "Oudegracht 112",
        "3511ab",
        "zei",
        "6",
    )
    assert len(answers) == len(QUICK_INTAKE)
    async with opened() as at:
        await at.app.go("caseload")
        await at.pilot.pause()
        keys = ["i"]
        await at.pilot.press("i")
        await at.at(IntakeScreen)
        for place, answer in enumerate(answers):
            await at.type(answer)
            key = "enter" if place < len(answers) - 1 else "ctrl+s"
            keys.append(key)
            await at.pilot.press(key)
        await at.at(DossierScreen)
        [row] = await at.desk.caseload.rows(await at.desk.caseload.ids(""))
        dossier = await at.desk.dossiers.open(row.client)
        assert all(dossier.field(name).answer is None for name in QUICK_INTAKE)
        assert len(keys) == 13
