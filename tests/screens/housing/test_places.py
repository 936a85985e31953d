"""The register of homes on the screen: filled from a list, narrowed, changed; others read it."""

from __future__ import annotations

from pathlib import Path

from screens.dialogs.one_line import OneLine
from screens.drafts import DraftsScreen
from screens.housing.board import BoardScreen
from screens.housing.place_editor import PlaceEditorScreen
from screens.housing.place_list import PlaceListScreen
from screens.housing.places import PlacesScreen
from tests.screens.visits.conftest import AtDesk, Visiting
from tests.screens.waiting import shows, text, until
from thuis_tui.store import write

HOMES = """Adres;Postcode;Gemeente;Corporatie;Huur;Beschikbaar per;Type
Oudegracht 12 bis;3511 AB;Utrecht;Bo-Ex;623,45;1-4-2026;Appartement
Slotlaan 4;3701 GL;Zeist;Woongoed;701;;Studio
Dorpsstraat 9;37O1 GL;Zeist;Woongoed;700;;Studio
"""


async def coordinator(at: AtDesk) -> None:
    """As the service tells a laptop what somebody is."""
    me = at.desk.file.database.actor
    facts = {"name": "Wil Bos", "team": "Wonen", "roles": ["housing_coordinator"]}
    await at.desk.file.write(lambda writing: write.create(writing, "ref", "caseworker", facts, id=me))


async def look(at: AtDesk) -> PlacesScreen:
    await at.app.go("today")
    await at.pilot.press("h")
    board = await at.at(BoardScreen)
    await until(at.pilot, lambda: board.ready)
    await at.pilot.press("p")
    page = await at.at(PlacesScreen)
    await until(at.pilot, lambda: page.ready, "it was read")
    return page


async def test_a_list_is_taken_in_by_keyboard_and_its_bad_rows_come_back(
    visiting: Visiting, tmp_path: Path
) -> None:
    file = tmp_path / "woningen.csv"
    file.write_text(HOMES, "cp1252")
    async with visiting() as at:
        await coordinator(at)
        await look(at)
        await shows(at.pilot, "y takes in the list of a corporation")
        await at.pilot.press("y")
        await until(at.pilot, lambda: isinstance(at.app.screen, OneLine))
        await at.type(str(file))
        await at.pilot.press("enter")
        page = await at.at(PlaceListScreen)
        await until(at.pilot, lambda: page.ready, "the list was read")
        await shows(at.pilot, "▲ 1 cannot be taken · + 2 new")
        await shows(at.pilot, "▲ Postcode: This is not a Dutch postcode")
        await at.pilot.press("y")
        await until(at.pilot, lambda: isinstance(at.app.screen, OneLine))
        await at.pilot.press("enter")
        await shows(at.pilot, "Written: ")
        assert "Dorpsstraat 9;37O1 GL" in (tmp_path / "woningen-bad.csv").read_text("utf-8-sig")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "2 homes were written.")
        await shows(at.pilot, "▲ 1 cannot be taken · = 2 the same")
        await at.pilot.press("escape")
        await shows(at.pilot, "▸ All 2 Promised 1 Available 1")
        await shows(at.pilot, "Slotlaan 4 Zeist € 701.00 Promised")


async def homes(at: AtDesk) -> None:
    await coordinator(at)
    listed = await at.desk.places.read_list(HOMES.encode())
    await at.desk.places.take_list(listed)


async def test_the_list_is_narrowed_by_state_and_by_what_is_typed(visiting: Visiting) -> None:
    async with visiting() as at:
        await homes(at)
        await look(at)
        await shows(at.pilot, "2 homes")
        await at.pilot.press("tab")
        await shows(at.pilot, "▸ Promised 1")
        await until(at.pilot, lambda: "Oudegracht" not in text(at.pilot))
        await at.pilot.press("tab", "tab")
        await shows(at.pilot, "▸ All 2")
        await at.pilot.press("slash", *"bo-ex")
        await shows(at.pilot, "1 home")
        await until(at.pilot, lambda: "Slotlaan" not in text(at.pilot))
        await at.pilot.press(*"zzz")
        await shows(at.pilot, "No home matches 'bo-exzzz'.")
        await at.pilot.press("escape")
        await shows(at.pilot, "2 homes")


async def test_a_home_is_changed_and_one_begun_is_offered_again(visiting: Visiting) -> None:
    async with visiting() as at:
        await homes(at)
        await look(at)
        await at.pilot.press("enter")
        page = await at.at(PlaceEditorScreen)
        await until(at.pilot, lambda: page.ready)
        await shows(at.pilot, "Home · Oudegracht 12 bis")
        rent = page.form.field("rent")
        rent.entry.focus()
        rent.entry.value = ""
        await at.type("veel")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "This is not an amount in euros")
        assert rent.entry.value == "veel"
        rent.entry.value = ""
        await at.type("650")
        await at.pilot.press("ctrl+s")
        await at.at(PlacesScreen)
        await shows(at.pilot, "€ 650.00")
        await at.pilot.press("n")
        page = await at.at(PlaceEditorScreen)
        await until(at.pilot, lambda: page.ready)
        await at.type("Laan 7")
        await at.pilot.press("escape")
        await at.at(PlacesScreen)
        await at.pilot.press("v")
        await at.at(DraftsScreen)
        await shows(at.pilot, "Laan 7")
        await at.pilot.press("enter")
        page = await at.at(PlaceEditorScreen)
        await until(at.pilot, lambda: page.ready)
        assert page.form.field("address").entry.value == "Laan 7"


async def test_everybody_else_reads(visiting: Visiting) -> None:
    async with visiting() as at:
        await homes(at)
        me = at.desk.file.database.actor
        await at.desk.file.write(
            lambda writing: write.set_field(writing, "ref", f"caseworker:{me}", "roles", ["caseworker"])
        )
        page = await look(at)
        await shows(at.pilot, "2 homes")
        for action in ("new_place", "take_in", "open"):
            assert page.check_action(action, ()) is False
        await at.pilot.press("enter")
        await shows(at.pilot, "Bo-Ex")
        assert isinstance(at.app.screen, PlacesScreen)
