"""The history on the screen, the bin, and `u` from anywhere."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from screens.caseload import CaseloadScreen
from screens.dialogs.question import Question
from screens.dialogs.reason import Reason
from screens.dossier import DossierScreen
from screens.field_editor import FieldEditorScreen
from screens.history.bin import BinScreen
from screens.history.page import HistoryScreen
from screens.people.page import PeopleScreen
from screens.record_editor import RecordEditorScreen
from tests.desk.laptops import PERSON, Pair
from tests.desk.test_history import contact, set_of
from tests.screens.deciding.conftest import Over, exchange
from tests.screens.waiting import shows, text, until
from thuis_tui.desk.desk import Desk
from thuis_tui.sync import messages

HOSTILE = "[/x] [bold]dicht[/] \x1b[31m"


def told(pilot: Pilot[None]) -> str:
    """What the app said in the corner."""
    return " ".join(note.message for note in pilot.app._notifications)


async def phone(desk: Desk, client: str, value: str) -> None:
    await desk.facts.set(await desk.facts.standing(client, "phone"), value)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_every_change_with_who_when_before_and_since(
    pair: Pair, over: Over, size: tuple[int, int]
) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await phone(pair.b, client, "06-22222222")
    await exchange(pair)
    async with over(pair.a, size) as at:
        await at.go(DossierScreen, "dossier", client=client)
        await at.pilot.press("H")
        await at.at(HistoryScreen)
        await shows(at.pilot, "− 06-12345678")
        await shows(at.pilot, "+ 06-22222222")
        assert "Bram" in text(at.pilot) and "● Telephone" in text(at.pilot)
        await phone(pair.a, client, "06-33333333")
        await shows(at.pilot, "+ 06-33333333")
        await at.pilot.press("j", "enter")
        await shows(at.pilot, "again since")
        await at.pilot.press("escape", "escape")
        await at.at(DossierScreen)


async def test_older_changes_are_said_to_be_missing_and_come_with_the_connection(
    pair: Pair, over: Over, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "FAR", 3)  # read as it stands
    client = await pair.a.intake.create(PERSON)
    for number in range(5):
        await phone(pair.a, client, f"06-{number:08}")
    await pair.share(client)
    pair.b.connection.cut()
    async with over(pair.b) as at:
        await at.go(HistoryScreen, "history", client=client)
        await shows(at.pilot, "not all on this laptop yet")
        await shows(at.pilot, "+ 06-00000004")
        assert "06-00000001" not in text(at.pilot)
        pair.b.connection.restore()
        await pair.b.connection.run_once()
        await shows(at.pilot, "+ 06-00000001")
        await shows(at.pilot, "− 06-00000003")
        assert "not all on this laptop" not in text(at.pilot)
        assert "what it said before is not" not in text(at.pilot)


async def test_of_one_field_from_where_it_is_changed_and_what_was_typed_waits(pair: Pair, over: Over) -> None:
    client = await pair.a.intake.create(PERSON)
    await phone(pair.a, client, "06-22222222")
    await pair.a.facts.set(await pair.a.facts.standing(client, "address"), "Dorpsstraat 1")
    async with over(pair.a) as at:
        page = await at.go(FieldEditorScreen, "field_editor", client=client, field="phone")
        await at.pilot.press("ctrl+u")
        await at.type("06-4")
        await at.pilot.press("f4")
        await at.at(HistoryScreen)
        await shows(at.pilot, "+ 06-22222222")
        await shows(at.pilot, "+ new: 06-12345678")
        assert "Dorpsstraat" not in text(at.pilot)
        await at.pilot.press("escape")
        assert await at.at(FieldEditorScreen) is page
        assert page.form.fields[0].typed == "06-4"


async def test_u_takes_back_the_last_change_and_names_whom_only_in_that_dossier(
    pair: Pair, over: Over
) -> None:
    client = await pair.a.intake.create(PERSON)
    await phone(pair.a, client, "06-11111111")
    await phone(pair.a, client, "06-22222222")
    async with over(pair.a) as at:
        await at.go(DossierScreen, "dossier", client=client)
        await at.pilot.press("u")
        await until(at.pilot, lambda: "Undone: Telephone" in told(at.pilot), "told")
        assert "Ünal" in told(at.pilot)
        await shows(at.pilot, "06-11111111")
        at.app.clear_notifications()
        await at.app.go("caseload")
        await at.at(CaseloadScreen)
        await at.app.pop_screen()
        await at.go(CaseloadScreen, "caseload")
        while any(isinstance(screen, DossierScreen) for screen in at.app.screen_stack):
            await at.app.pop_screen()
        await at.go(CaseloadScreen, "caseload")
        await at.pilot.press("u")
        await until(at.pilot, lambda: isinstance(at.app.screen, Question), "asked first")
        assert "Ünal" not in " ".join(str(one.render()) for one in at.app.screen.query("Static"))
        # The safe answer has the focus.
        await at.pilot.press("enter")
        await at.at(CaseloadScreen)
        assert (await pair.a.dossiers.open(client)).field("phone").value == "06-11111111"
        await at.pilot.press("u")
        await until(at.pilot, lambda: isinstance(at.app.screen, Question), "asked again")
        await at.pilot.press("right", "enter")
        await until(at.pilot, lambda: "Undone: Telephone" in told(at.pilot), "told")
        assert "Ünal" not in told(at.pilot)
        assert (await pair.a.dossiers.open(client)).field("phone").value == "06-12345678"


async def test_what_a_colleague_changed_since_is_told(pair: Pair, over: Over) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await phone(pair.a, client, "06-11111111")
    await exchange(pair)
    await phone(pair.b, client, "06-22222222")
    await exchange(pair)
    async with over(pair.a) as at:
        await at.go(DossierScreen, "dossier", client=client)
        await at.pilot.press("u")
        await until(at.pilot, lambda: "changed this after you" in told(at.pilot), "told")
        assert (await pair.a.dossiers.open(client)).field("phone").value == "06-22222222"


async def test_a_record_is_removed_with_a_reason_and_put_back_from_the_bin(pair: Pair, over: Over) -> None:
    client = await pair.a.intake.create(PERSON)
    ent = await contact(pair.a, client)
    await set_of(pair.a, client, ent, "name", HOSTILE[:-5] + "Ria")
    async with over(pair.a) as at:
        page = await at.go(PeopleScreen, "people", client=client)
        await shows(at.pilot, "dicht")
        await at.pilot.press("delete")
        await until(at.pilot, lambda: isinstance(at.app.screen, Reason), "asked why")
        await at.pilot.press("enter")
        await at.type("dubbel")
        await at.pilot.press("enter")
        await until(at.pilot, lambda: at.app.screen is page and page._looked and not page._items, "gone")
        await at.go(HistoryScreen, "history", client=client)
        await shows(at.pilot, "− removed: dubbel")
        await at.pilot.press("b")
        await at.at(BinScreen)
        await shows(at.pilot, "dubbel")
        await shows(at.pilot, "[bold]dicht[/]")
        await at.pilot.press("enter")
        await shows(at.pilot, "The bin is empty.")
        assert (await pair.a.records.standing(client, ent)).values["name"].endswith("Ria")


async def test_a_removal_against_an_edit_is_decided_on_the_page_of_conflicts(pair: Pair, over: Over) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    ent = await contact(pair.a, client)
    await exchange(pair)
    await pair.a.records.remove(client, ent, "dubbel")
    await set_of(pair.b, client, ent, "name", "Ria Vos")
    await exchange(pair)
    async with over(pair.a) as at:
        await at.app.go("conflicts")
        await shows(at.pilot, "Remove it: dubbel")
        await shows(at.pilot, "Keep it, with the change of")
        await at.pilot.press("3", "e")
        await at.pilot.press("2")
        await shows(at.pilot, "Nothing to decide.")
        await exchange(pair)
        assert await pair.b.conflicts.listed() == []
        assert (await pair.b.records.standing(client, ent)).values["name"] == "Ria Vos"
        await at.pilot.press("u")
        await shows(at.pilot, "Remove it: dubbel")


async def test_of_one_record_from_its_form(pair: Pair, over: Over) -> None:
    client = await pair.a.intake.create(PERSON)
    ent = await contact(pair.a, client)
    await set_of(pair.a, client, ent, "name", "Ria Vos")
    await phone(pair.a, client, "06-22222222")
    async with over(pair.a) as at:
        arguments = {"client": client, "record_type": "contact", "record": ent.partition(":")[2]}
        await at.go(RecordEditorScreen, "record_editor", **arguments)
        await at.pilot.press("f4")
        await at.at(HistoryScreen)
        await shows(at.pilot, "− Ria Bos")
        await shows(at.pilot, "+ Ria Vos")
        assert "06-22222222" not in text(at.pilot)
