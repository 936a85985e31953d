"""The privacy view: nobody else on the screen, whatever is pressed, until it is ended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from textual.screen import ModalScreen

from screens.app import ThuisApp
from screens.caseload import CaseloadScreen
from screens.dossier import DossierScreen
from screens.note_editor import NoteEditorScreen
from screens.privacy import OPEN, PrivacyScreen
from tests.screens.conftest import PASSPHRASE
from tests.screens.waiting import shows, text, until
from tests.screens.writing.opened import Opened, make_opener
from thuis_tui.commands import APP, COMMANDS
from thuis_tui.settings import Places, Settings

Opener = Callable[..., AbstractAsyncContextManager[Opened]]
OTHERS = ("Zonneveld", "Ketelaar")


@pytest.fixture
def opened(places: Places, make_app: Callable[..., ThuisApp]) -> Opener:
    """An application at an open desk."""
    return make_opener(places, make_app)


async def people(at: Opened) -> str:
    """Two others, and the one who reads along; the caseload is on the screen."""
    for name in OTHERS:
        await at.desk.intake.create({"first_name": "Anne", "surname": name})
    client = await at.desk.intake.create({"first_name": "Jan", "surname": "Berg"})
    await at.app.go("caseload")
    await shows(at.pilot, "Zonneveld")
    return client


def nobody_else(at: Opened) -> None:
    drawn = text(at.pilot)
    told = " ".join(shown.message for shown in at.app._notifications)
    assert not [name for name in OTHERS if name in drawn or name in told], drawn
    assert "3 people" not in drawn


async def test_only_this_client_until_it_is_ended(opened: Opener) -> None:
    async with opened() as at:
        client = await people(at)
        await at.go(DossierScreen, "dossier", client=client)
        at.app.tell("Zonneveld wacht")
        await at.pilot.press("f9")
        await shows(at.pilot, "Privacy view: only this dossier is shown · F9 ends")
        assert "wait on this laptop" not in text(at.pilot)
        nobody_else(at)
        own = {key for each in COMMANDS if each.context == "dossier" for key in each.keys}
        for each in COMMANDS:
            if each.context == APP and each.action not in OPEN:
                await at.pilot.press(*(key for key in each.keys if key not in own))
                nobody_else(at)
        await at.at(DossierScreen)
        # In its own pages one goes on as ever.
        await at.pilot.press("n")
        await at.at(NoteEditorScreen)
        await at.type("samen geschreven")
        await at.pilot.press("ctrl+s")
        await at.at(DossierScreen)
        await shows(at.pilot, "samen geschreven")
        await at.pilot.press("f9")
        await until(at.pilot, lambda: not at.app.private)
        await at.at(DossierScreen)
        await at.pilot.press("escape")
        await at.at(CaseloadScreen)
        await shows(at.pilot, "Zonneveld")


async def test_no_page_of_the_client_shows_anybody_else(opened: Opener) -> None:
    async with opened() as at:
        client = await people(at)
        await at.go(DossierScreen, "dossier", client=client)
        await at.pilot.press("f9")
        for each in COMMANDS:
            if each.context != "dossier" or each.action == "back":
                continue
            await at.go(DossierScreen, "dossier", client=client)
            await at.pilot.press(each.keys[0])
            await at.pilot.pause(0.05)
            nobody_else(at)
            while isinstance(at.app.screen, ModalScreen):
                await at.app.pop_screen()


async def test_one_esc_too_many_shows_nobody_and_the_second_ends_it(opened: Opener) -> None:
    async with opened() as at:
        client = await people(at)
        await at.go(DossierScreen, "dossier", client=client)
        await at.pilot.press("f9")
        await at.at(DossierScreen)
        await at.pilot.press("escape")
        await at.at(PrivacyScreen)
        await shows(at.pilot, "only the dossier of Jan Berg is shown")
        nobody_else(at)
        await at.pilot.press("enter")
        await at.at(DossierScreen)
        await at.pilot.press("escape", "escape")
        await at.at(CaseloadScreen)
        assert not at.app.private


async def test_what_is_typed_goes_along_and_the_list_under_it_does_not(opened: Opener) -> None:
    async with opened() as at:
        client = await people(at)
        await at.go(NoteEditorScreen, "note_editor", client=client)
        await at.type("half af")
        await at.pilot.press("f9")
        page = await at.at(NoteEditorScreen)
        assert page.body is not None and page.body.text == "half af"
        await at.pilot.press("ctrl+s")
        await at.at(PrivacyScreen)
        nobody_else(at)


async def test_without_an_open_dossier_there_is_nobody_to_show(opened: Opener) -> None:
    async with opened() as at:
        await people(at)
        await at.pilot.press("f9")
        await shows(at.pilot, "Open a dossier first")
        assert not at.app.private


async def test_the_palette_offers_nothing_that_leads_to_others(opened: Opener) -> None:
    async with opened(size=(120, 60)) as at:
        client = await people(at)
        await at.go(DossierScreen, "dossier", client=client)
        await at.pilot.press("f9", "ctrl+p")
        await shows(at.pilot, "Privacy view")
        for each in COMMANDS:
            if each.context == APP and each.action not in OPEN:
                assert not at.app.check_action(each.action, ()), each.id


async def test_a_lock_clears_the_screen_and_unlocking_leads_back_into_the_view(
    opened: Opener, places: Places
) -> None:
    async with opened() as at:
        client = await people(at)
        await at.go(DossierScreen, "dossier", client=client)
        await at.pilot.press("f9")
        await at.at(DossierScreen)
        await at.pilot.press("ctrl+l")
        await until(at.pilot, lambda: at.app.desk is None)
        assert "Berg" not in text(at.pilot)
        nobody_else(at)
        await at.pilot.press(*PASSPHRASE.replace(" ", "␣").replace("␣", " "), "enter")
        await at.at(DossierScreen)
        assert at.app.private == client
        await at.pilot.press("escape")
        await at.at(PrivacyScreen)


async def test_text_of_clients_is_not_copied_out_of_thuis_unless_the_settings_say_so(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not Settings().clipboard
    async with opened() as at:
        written: list[str] = []
        monkeypatch.setattr(at.app._driver, "write", written.append)
        await at.go(NoteEditorScreen, "note_editor", client=await people(at))
        await at.type("geheim")
        await at.pilot.press("ctrl+a", "ctrl+x")
        await shows(at.pilot, "Copied within thuis")
        await at.pilot.press("ctrl+v")
        page = await at.at(NoteEditorScreen)
        assert page.body is not None and page.body.text == "geheim"
        assert not [text for text in written if "]52;" in text]
