"""The whole intake at the desk: meters, people who stand in for an answer, the sheet and its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.laptops import PERSON, Pair
from thuis_tui.casework.intake_sections import SECTIONS, section
from thuis_tui.casework.records import validate
from thuis_tui.desk.demo.intake import EVERY, answers
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import FileProblem, InvalidInput, NotFound
from thuis_tui.desk.whole_intake import text_of

AUTHORISED = {**PERSON, "authorisation": "present"}


async def test_a_person_around_the_client_answers_for_the_form(desk: Desk) -> None:
    client = await desk.intake.create({**PERSON, "debts": "large", "debt_help": "administration"})
    needed = (await desk.whole_intake.standing(client)).needed
    assert {"GP", "Administrator", "In an emergency"} <= set(needed)
    gp = {"role": "gp", "name": "Dr. Vos", "organisation": "De Brug", "phone": "030-1234567"}
    await desk.records.create("contact", client, gp)
    await desk.records.create("contact", client, {"role": "family", "name": "Zus", "emergency": "yes"})
    await desk.records.create(
        "contact", client, {"role": "budget_administrator", "name": "Oud", "ended_on": "2026-01-01"}
    )
    needed = (await desk.whole_intake.standing(client)).needed
    assert "Administrator" in needed
    assert not {"GP", "In an emergency"} & set(needed)
    sheet = await desk.whole_intake.sheet(client)
    said = {line.field: line.text for line in sheet.lines}
    assert said["general_practitioner"] == "Dr. Vos, De Brug, 030-1234567"


async def test_the_order_of_the_form_can_be_set_and_what_it_does_not_know_is_named(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    order = ["municipality", "bsn", "shoe_size", "pets"]
    sheet = await desk.whole_intake.sheet(client, order)
    assert [(line.field, line.needed) for line in sheet.lines] == [
        ("municipality", False),
        ("bsn", False),
        ("pets", True),
        ("consents", False),
    ]
    assert sheet.strangers == ("shoe_size",)
    assert (await desk.whole_intake.standing(client, order)).needed == ("Pets",)


async def test_the_sheet_names_the_consents_that_stand(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    assert (await desk.whole_intake.sheet(client)).lines[-1].text == "none recorded"
    given = {
        "purpose": "aanmelding",
        "data": ["identity", "bsn"],
        "given_on": "2026-01-02",
        "given_how": "signed",
    }
    for party, ended in (("Regionale toegang", None), ("Oude aanbieder", "2026-02-01")):
        await desk.records.create("consent", client, {**given, "party": party, "ends_on": ended})
    line = (await desk.whole_intake.sheet(client)).lines[-1]
    assert line.text == "Regionale toegang: aanmelding (Name, birth date and address, BSN)"


async def test_a_file_is_never_overwritten_and_each_is_in_the_access_log(desk: Desk, tmp_path: Path) -> None:
    client = await desk.intake.create({**AUTHORISED, "housing_wish": "Rust.\nEen tuin."})
    sheet = await desk.whole_intake.sheet(client)
    first = await desk.whole_intake.export(sheet, str(tmp_path))
    second = await desk.whole_intake.export(sheet, f" {tmp_path} ")
    assert first != second
    assert first.read_text("utf-8") == second.read_text("utf-8") == text_of(sheet)
    assert "Housing wish                  Rust.\n" + " " * 32 + "Een tuin.\n" in text_of(sheet)
    events = await desk.file.read(
        lambda connection: (
            connection.exec_driver_sql("SELECT event FROM access WHERE client=? ORDER BY rowid", (client,))
            .scalars()
            .all()
        )
    )
    assert events == ["create", "read", "export", "export"]


@pytest.mark.parametrize("folder", ["", "   ", "/nowhere/at/all"])
async def test_a_folder_that_is_none_is_refused_at_its_field(desk: Desk, folder: str) -> None:
    sheet = await desk.whole_intake.sheet(await desk.intake.create(AUTHORISED))
    with pytest.raises(InvalidInput) as refused:
        await desk.whole_intake.export(sheet, folder)
    assert refused.value.problems[0].field == "folder"


async def test_a_folder_that_takes_no_file_is_told_of(desk: Desk) -> None:
    sheet = await desk.whole_intake.sheet(await desk.intake.create(AUTHORISED))
    with pytest.raises(FileProblem):
        await desk.whole_intake.export(sheet, "/proc")


async def test_without_the_signed_authorisation_the_sheet_stays_on_the_screen(
    desk: Desk, tmp_path: Path
) -> None:
    for said in (None, "asked", "not_needed"):
        sheet = await desk.whole_intake.sheet(await desk.intake.create({**PERSON, "authorisation": said}))
        with pytest.raises(InvalidInput) as refused:
            await desk.whole_intake.export(sheet, str(tmp_path))
        assert refused.value.problems[0].field == "authorisation"
    assert _sheets(tmp_path) == []


def _sheets(folder: Path) -> list[Path]:
    return list(folder.glob("thuis-*"))


async def test_a_client_who_is_not_here_has_no_intake(desk: Desk) -> None:
    for ask in (desk.whole_intake.standing, desk.whole_intake.sheet):
        with pytest.raises(NotFound):
            await ask("0" * 32)
    with pytest.raises(NotFound):
        await desk.whole_intake.section("0" * 32, SECTIONS[0])


async def test_two_laptops_in_one_section_at_once_keep_both_where_they_differ(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    home = section("household")
    assert home is not None
    for desk, pets, wish in ((pair.a, "hond", "Een tuin."), (pair.b, "kat", "Een tuin.\n\nRust.")):
        seen = await desk.whole_intake.section(client, home)
        await desk.records.change(seen, {"pets": pets, "housing_wish": wish, "urgency": "medical"})
    for desk in (pair.a, pair.b, pair.a):
        await desk.connection.run_once()
    for desk in (pair.a, pair.b):
        seen = await desk.whole_intake.section(client, home)
        assert {value.value for value in seen.fields["pets"].values} == {"hond", "kat"}
        assert seen.values["urgency"] == "medical"
        assert not seen.fields["urgency"].contested
        [listed] = [each for each in await desk.conflicts.listed(client) if each.field == "pets"]
        assert listed.client == client


def test_what_the_demo_says_may_be_kept() -> None:
    for number in range(EVERY * 3):
        assert validate("client", {"surname": "Berg", **answers(number)}) == []
