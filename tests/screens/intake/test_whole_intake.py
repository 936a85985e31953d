"""The whole intake: sections that can be left and gone on with, their meters, and the typing sheet."""

import stat
from pathlib import Path

import pytest

from screens.dossier import DossierScreen
from screens.drafts import DraftsScreen
from screens.whole_intake.sections import WholeIntakeScreen
from screens.whole_intake.sheet import TypingSheetScreen
from screens.widgets.section_list import SectionList
from tests.screens.waiting import shows, text, until
from tests.screens.writing.conftest import Opener
from tests.screens.writing.opened import Opened

PERSON = {"first_name": "Jan", "surname": "Berg", "birth_date": "1985-04-03"}


async def section(at: Opened, title: str) -> WholeIntakeScreen:
    page = await at.at(WholeIntakeScreen)
    await until(at.pilot, lambda: at.app.screen._section.title == title, title)  # type: ignore[attr-defined]
    page = await at.at(WholeIntakeScreen)
    await until(at.pilot, lambda: page.query_one(SectionList).marks, "the meters are there")
    return page


async def test_f_in_the_dossier_leads_through_the_sections_and_each_is_saved_on_the_way(
    opened: Opener,
) -> None:
    async with opened() as at:
        client = await at.desk.intake.create(PERSON)
        await at.go(DossierScreen, "dossier", client=client)
        await at.pilot.press("f")
        await section(at, "Referral")
        await at.type("3-3-26\nWijkteam Zeist\n")
        await at.pilot.press("pagedown" if at.field("strengths").entry.has_focus else "ctrl+n")
        page = await section(at, "Person")
        assert at.field("first_name").entry.value == "Jan"
        await at.pilot.press("ctrl+b")
        await section(at, "Referral")
        assert at.field("referred_by").entry.value == "Wijkteam Zeist"
        dossier = await at.desk.dossiers.open(client)
        assert dossier.field("referred_on").value == "2026-03-03"
        assert await at.desk.drafts.list() == []
        assert page.is_attached is False


async def test_enter_after_the_last_field_goes_on_to_the_next_section(opened: Opener) -> None:
    async with opened() as at:
        client = await at.desk.intake.create(PERSON)
        await at.go(WholeIntakeScreen, "whole_intake", client=client, part="living")
        page = await section(at, "Living place")
        page.form.fields[-1].entry.focus()
        await at.pilot.pause()
        await at.type("2021\n")
        await section(at, "Household")
        assert (await at.desk.dossiers.open(client)).field("homeless_since").value == "2021"


async def test_a_section_left_halfway_goes_on_where_it_was_with_every_answer(opened: Opener) -> None:
    async with opened() as at:
        client = await at.desk.intake.create({**PERSON, "phone": "06-12345678"})
        await at.go(WholeIntakeScreen, "whole_intake", client=client, part="contact")
        page = await section(at, "Contact")
        at.field("phone").entry.value = ""
        at.field("email").entry.focus()
        await at.pilot.pause()
        await at.pilot.press("f3", "f3")
        at.field("address").entry.focus()
        await at.pilot.pause()
        await at.type("Oudegracht 1")
        await page.keep_draft()
        [draft] = await at.desk.drafts.list()
        assert draft.kind == "section"
        await at.pilot.press("escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, WholeIntakeScreen))
        await at.app.go("drafts")
        await at.at(DraftsScreen)
        await shows(at.pilot, "Whole intake · Jan Berg")
        await at.pilot.press("enter")
        again = await section(at, "Contact")
        await until(at.pilot, lambda: at.field("address").entry.value == "Oudegracht 1")
        assert at.field("phone").entry.value == ""
        assert at.field("email").answer == "refused"
        assert (await at.desk.dossiers.open(client)).field("phone").value == "06-12345678"
        await again.action_file()
        await until(at.pilot, lambda: not isinstance(at.app.screen, WholeIntakeScreen))
        dossier = await at.desk.dossiers.open(client)
        assert dossier.field("email").answer == "refused"
        assert dossier.field("phone").value is None
        assert await at.desk.drafts.list() == []


async def test_a_wrong_answer_keeps_one_in_the_section_with_what_was_typed(opened: Opener) -> None:
    async with opened() as at:
        client = await at.desk.intake.create(PERSON)
        await at.go(WholeIntakeScreen, "whole_intake", client=client, part="person")
        await section(at, "Person")
        at.field("bsn").entry.focus()
        await at.pilot.pause()
        await at.type("123456789")
        await at.pilot.press("pagedown")
        await shows(at.pilot, "This is not a BSN: the check digit is wrong.")
        assert at.field("bsn").entry.value == "123456789"
        assert isinstance(at.app.screen, WholeIntakeScreen)
        assert at.app.screen._section.name == "person"


async def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(opened: Opener) -> None:
    async with opened() as at:
        client = await at.desk.intake.create({**PERSON, "phone": "06-12345678"})
        await at.go(WholeIntakeScreen, "whole_intake", client=client, part="contact")
        await section(at, "Contact")
        meanwhile = await at.desk.facts.standing(client, "phone")
        await at.desk.facts.set(meanwhile, "06-11111111")
        at.field("phone").entry.focus()
        at.field("phone").entry.value = "06-22222222"
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: not isinstance(at.app.screen, WholeIntakeScreen))
        seen = await at.desk.facts.standing(client, "phone")
        assert {value.value for value in seen.values} == {"06-11111111", "06-22222222"}


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_meters_say_what_was_said_and_what_the_form_needs(
    opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(size=size) as at:
        client = await at.desk.intake.create({**PERSON, "bsn": {"answer": "refused"}})
        await at.go(WholeIntakeScreen, "whole_intake", client=client, part="person")
        page = await section(at, "Person")
        await shows(at.pilot, "✓ 3 answered ! 1 refused ○ 8 not asked")
        await shows(at.pilot, "It needs here: Initials, Gender, Why no BSN")
        mark = page.query_one(SectionList).marks[1]
        assert (mark.meter, mark.missing) == ("4/12", "▲6")
        assert "Attachments" in text(at.pilot)
        assert page.form.max_scroll_y == 0


async def test_the_sheet_has_the_order_of_the_form_and_goes_to_a_file_of_ones_own(
    opened: Opener, tmp_path: Path
) -> None:
    async with opened() as at:
        client = await at.desk.intake.create({**PERSON, "bsn": "999900006"})
        await at.go(WholeIntakeScreen, "whole_intake", client=client, part="money")
        await section(at, "Money")
        await at.type("uitkering [/x]\n")
        await at.pilot.press("f2")
        page = await at.at(TypingSheetScreen)
        await shows(at.pilot, "answers are still needed")
        await shows(at.pilot, "999900006")
        await at.pilot.press("n")
        assert page._current is not None and page._current.line.needed
        await at.pilot.press("y")
        await until(at.pilot, lambda: "signed authorisation" in _told(at), "refused")
        await at.desk.facts.set(await at.desk.facts.standing(client, "authorisation"), "present")
        await until(at.pilot, lambda: page._sheet is not None and page._sheet.authorised, "read again")
        await at.pilot.press("y")
        await shows(at.pilot, "Into which folder?")
        await at.type("nergens\n")
        await shows(at.pilot, "There is no such folder.")
        await at.pilot.press("ctrl+u")
        await at.paste(str(tmp_path))
        await at.pilot.press("enter")
        await until(at.pilot, lambda: list(tmp_path.glob("*.txt")), "written")
        name, mode, content = _only_file(tmp_path)
        assert mode == 0o600
        assert "Berg" not in name
        assert content.index("Surname") < content.index("BSN") < content.index("Income")
        assert "uitkering [/x]" in content
        await at.pilot.press("escape")
        await section(at, "Money")


def _told(at: Opened) -> str:
    return " ".join(each.message for each in at.app._notifications)


def _only_file(folder: Path) -> tuple[str, int, str]:
    [file] = folder.glob("*.txt")
    return file.name, stat.S_IMODE(file.stat().st_mode), file.read_text("utf-8")


async def test_long_answers_can_be_unknown_or_refused_too(opened: Opener) -> None:
    async with opened() as at:
        client = await at.desk.intake.create({**PERSON, "medication": "Metformine\n500 mg"})
        await at.go(WholeIntakeScreen, "whole_intake", client=client, part="care")
        await section(at, "Care")
        at.field("medication").entry.focus()
        await at.pilot.pause()
        await at.pilot.press("f3", "f3")
        assert at.field("medication").answer == "refused"
        at.field("substance_use").entry.focus()
        await at.pilot.pause()
        await at.pilot.press("f3")
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: not isinstance(at.app.screen, WholeIntakeScreen))
        dossier = await at.desk.dossiers.open(client)
        assert dossier.field("medication").answer == "refused"
        assert dossier.field("substance_use").answer == "unknown"
        await at.go(WholeIntakeScreen, "whole_intake", client=client, part="care")
        await section(at, "Care")
        assert at.field("medication").answer == "refused"
