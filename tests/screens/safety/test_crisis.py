"""The crisis card: from anywhere, over whatever is shown, with what was typed still there."""

from __future__ import annotations

from typing import Any

import pytest

from screens.app import ThuisApp
from screens.dialogs.choose_field import ChooseField
from screens.dossier import DossierScreen
from screens.note_editor import NoteEditorScreen
from screens.safety.crisis import CrisisOfWhom, CrisisScreen
from tests.screens.safety.conftest import AtSafety, Safe
from tests.screens.waiting import shows, text, until

READINGS = "SELECT count(*) FROM access WHERE event='read' AND client=?"


async def everything(at: AtSafety) -> None:
    """A person of whom all is known."""
    await at.risk(level="red", fact="Mes op tafel [/x]. " * 3)
    await at.desk.safety.make_plan(at.client)
    ent = f"warning_plan:{at.client}"
    for field, said in (
        ("red_signs", "Komt de deur niet meer uit."),
        ("red_caseworker", "Blijf in de gang, bel 112."),
        ("green_client", "Wandelt met de hond."),
    ):
        await at.desk.facts.set(await at.desk.facts.standing(at.client, field, ent), said)
    for values in (
        {
            "role": "family",
            "name": "Naima [b]",
            "phone": "06-12345678",
            "safe_to_call": "no",
            "emergency": "yes",
        },
        {"role": "gp", "name": "Dokter Vos", "phone": "030-1234567"},
    ):
        await at.desk.records.create("contact", at.client, values)


async def test_what_goes_on_over_a_line_goes_on_under_itself(safe: Safe) -> None:
    async with safe() as at:
        await everything(at)
        await at.pilot.press("f8")
        await at.pilot.press("enter")
        await card(at)
        await shows(at.pilot, "Mes op tafel [/x].")
        lines = text(at.pilot).splitlines()
        place = next(place for place, line in enumerate(lines) if "Risk " in line)
        column = lines[place].index("■")
        assert lines[place + 1].strip("┃ ").startswith(("Mes", "op", "tafel", "[/x]"))
        assert not lines[place + 1][2:column].strip()
        await at.pilot.resize_terminal(120, 36)
        await until(at.pilot, lambda: "Risk" in text(at.pilot))
        await until(at.pilot, lambda: text(at.pilot).count("Mes op tafel") == 3)


async def card(at: AtSafety) -> CrisisScreen:
    def there() -> bool:
        return isinstance(at.app.screen, CrisisScreen) and at.app.screen.card is not None

    await until(at.pilot, there, "the crisis card")
    screen = at.app.screen
    assert isinstance(screen, CrisisScreen)
    return screen


async def readings(at: AtSafety) -> int:
    def read(connection: Any) -> int:
        return int(connection.exec_driver_sql(READINGS, (at.client,)).scalar_one())

    return await at.desk.file.read(read)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_matters_is_on_it_whole(safe: Safe, size: tuple[int, int]) -> None:
    async with safe(size=size) as at:
        await everything(at)
        await at.go(DossierScreen, "dossier", client=at.client)
        await at.pilot.press("f8")
        await card(at)
        await shows(at.pilot, "Blijf in de gang, bel 112.")
        seen = " ".join(text(at.pilot).replace("┃", " ").split())
        for wanted in (
            "CRISIS · José Ünal",
            "112 danger to life",
            "0800-2000 Veilig Thuis",
            "113 suicide prevention",
            "Risk ■ Red Weapon: Mes op tafel [/x].",
            "06-12345678 · Naima [b] (Other family)",
            "✗ safe to call: no: do not call",
            "GP 030-1234567 · Dokter Vos · safe to call: not asked",
            "Address Kade 1",
            "4 ■ Red",
            "Signs Komt de deur niet meer uit.",
            "thuis cannot call anyone",
        ):
            assert wanted in seen, wanted
        assert "Wandelt" not in seen
        await at.pilot.press("1")
        await shows(at.pilot, "Wandelt met de hond.")
        await at.pilot.press("right", "right", "right")
        await shows(at.pilot, "Komt de deur niet meer uit.")
        await at.pilot.press("f8", "escape")
        await at.at(DossierScreen)


async def test_while_typing_the_draft_is_kept_and_the_cursor_stays(safe: Safe) -> None:
    async with safe() as at:
        page = await at.go(NoteEditorScreen, "note_editor", client=at.client)
        page.query_one("NoteBody").focus()
        await at.type("hij schreeuwt")
        await at.pilot.press("f8")
        await card(at)
        await shows(at.pilot, "There is no warning plan.")
        [draft] = await at.desk.drafts.list()
        assert draft.fields["body"] == "hij schreeuwt"
        await at.pilot.press("escape")
        await at.at(NoteEditorScreen)
        await at.type(" nog")
        assert page.gather()["body"] == "hij schreeuwt nog"


async def test_it_goes_over_a_dialog_and_comes_back_to_it(safe: Safe) -> None:
    async with safe() as at:
        await at.go(DossierScreen, "dossier", client=at.client)
        await at.pilot.press("e")
        await until(at.pilot, lambda: isinstance(at.app.screen, ChooseField))
        await at.pilot.press("f8")
        await card(at)
        await at.pilot.press("escape")
        await until(at.pilot, lambda: isinstance(at.app.screen, ChooseField))


async def test_without_an_open_dossier_one_chooses_by_a_few_letters(safe: Safe) -> None:
    async with safe() as at:
        await at.desk.intake.create({"first_name": "Karim", "surname": "Bos"})
        await at.pilot.press("f8")
        await until(at.pilot, lambda: isinstance(at.app.screen, CrisisOfWhom))
        await shows(at.pilot, "Bos")
        assert "112 danger to life" in text(at.pilot)
        await at.type("un")
        await until(at.pilot, lambda: "Bos" not in text(at.pilot))
        await shows(at.pilot, "Ünal")
        await at.pilot.press("enter")
        assert (await card(at)).card is not None
        await shows(at.pilot, "CRISIS · José Ünal")


async def test_reading_it_is_in_the_access_log(safe: Safe) -> None:
    async with safe() as at:
        before = await readings(at)
        await at.app._crisis_of(at.client)
        await card(at)
        for _turn in range(200):
            if await readings(at) == before + 1:
                break
            await at.pilot.pause(0.01)
        assert await readings(at) == before + 1


async def test_behind_a_closed_door_there_is_no_card(recovery_key: str, make_app: Any) -> None:
    app: ThuisApp = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f8")
        await pilot.pause()
        assert not isinstance(app.screen, CrisisScreen | CrisisOfWhom)
