"""People and consents by keyboard: adding, changing, withdrawing, sharing, and what is refused."""

from __future__ import annotations

from pathlib import Path

from screens.dossier import DossierScreen
from screens.people.editors import ConsentEditorScreen, ContactEditorScreen
from screens.people.page import PeopleScreen
from tests.screens.waiting import shows, text, until
from tests.screens.writing.conftest import Opener
from tests.screens.writing.opened import Opened


async def _people(at: Opened) -> str:
    client = await at.desk.intake.create({"first_name": "Jan", "surname": "Berg"})
    await at.go(DossierScreen, "dossier", client=client)
    await at.pilot.press("m")
    await at.at(PeopleScreen)
    await shows(at.pilot, "Nobody is recorded yet.")
    return client


async def test_somebody_is_added_and_the_warning_about_calling_is_words(opened: Opener) -> None:
    async with opened() as at:
        await _people(at)
        await at.pilot.press("n")
        await at.at(ContactEditorScreen)
        await at.type("partner\nSam [/x]\n\n0612345678\n\nno\nyes\n")
        await at.pilot.press("ctrl+s")
        await at.at(PeopleScreen)
        await shows(at.pilot, "Sam [/x] · Partner")
        await shows(at.pilot, "▲ Safe to call: no: do not call · 06-12345678")
        assert "in an emergency" in text(at.pilot)


async def test_a_consent_is_recorded_shared_and_withdrawn(opened: Opener, tmp_path: Path) -> None:
    async with opened() as at:
        await _people(at)
        await at.pilot.press("t")
        await at.at(ConsentEditorScreen)
        await at.type("Buurtteam\nde aanvraag\n\n\nin w\n")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "a consent to nothing in particular is none")
        assert at.field("data").entry.has_focus
        await at.type("1 10\n")
        await at.pilot.press("ctrl+s")
        await at.at(PeopleScreen)
        await shows(at.pilot, "Consent: Buurtteam")
        await shows(at.pilot, "1 consent that counts")
        await at.pilot.press("y")
        await shows(at.pilot, "Share with Buurtteam")
        await at.paste(str(tmp_path / "nowhere"))
        await at.pilot.press("enter")
        await shows(at.pilot, "There is no such folder")
        await at.pilot.press("ctrl+u")
        await at.paste(str(tmp_path))
        await at.pilot.press("enter")
        await until(at.pilot, lambda: list(tmp_path.glob("thuis-*.md")), "written")
        await at.at(PeopleScreen)
        await at.pilot.press("x")
        await shows(at.pilot, "Withdraw this consent?")
        await at.type("liever niet\n")
        await shows(at.pilot, "withdrawn")
        await shows(at.pilot, "0 consents that count")
        await at.at(PeopleScreen)
        await at.pilot.press("y")
        await shows(at.pilot, "There is no consent to share this")
