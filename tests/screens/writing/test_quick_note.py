"""A note about anybody from anywhere, prompts by the kind of contact, and working notes."""

from screens.caseload import CaseloadScreen
from screens.dialogs.choose_client import ChooseClient
from screens.note_editor import NoteEditorScreen
from screens.outbox import OutboxScreen
from screens.working_notes import WorkingNotesScreen
from tests.screens.waiting import shows, text, until
from tests.screens.writing.conftest import Opener


async def test_a_quick_note_takes_three_keys_beside_the_name_and_the_text(opened: Opener) -> None:
    async with opened() as at:
        who = await at.desk.intake.create({"first_name": "Jan", "surname": "Berg"})
        await at.desk.intake.create({"first_name": "An", "surname": "Aalders"})
        await at.go(OutboxScreen, "outbox")
        await at.pilot.press("q")
        await until(at.pilot, lambda: isinstance(at.app.screen, ChooseClient), "asked whom")
        await at.type("berg")
        await at.pilot.press("enter")
        await at.at(NoteEditorScreen)
        await at.type("koffie")
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: not isinstance(at.app.screen, NoteEditorScreen), "filed")
        assert isinstance(at.app.screen, OutboxScreen)
        [entry] = await at.desk.dossiers.entries(await at.desk.dossiers.timeline(who))
        assert entry.excerpt == "koffie"


async def test_prompts_follow_the_kind_of_contact_and_leave_what_was_written(opened: Opener) -> None:
    async with opened() as at:
        who = await at.desk.intake.create({"surname": "Berg"})
        page = await at.go(NoteEditorScreen, "note_editor", client=who)
        assert page.body is not None
        await at.pilot.press("f2")
        await shows(at.pilot, "How it is going, in their own words:")
        await at.type("goed")
        assert page.body.text.startswith("How it is going, in their own words:\ngoed\n")
        page.body.restore("Eerst dit.")
        at.field("kind").restore("By telephone")
        page.body.body.move_cursor(page.body.body.document.end)
        await at.pilot.press("f2")
        await shows(at.pilot, "Who called whom, and why:")
        assert page.body.text.startswith("Eerst dit.\n\nWho called whom")


async def test_another_editor_is_off_unless_the_settings_allow_it(opened: Opener) -> None:
    async with opened() as at:
        who = await at.desk.intake.create({"surname": "Berg"})
        page = await at.go(NoteEditorScreen, "note_editor", client=who)
        await at.type("koffie")
        await at.pilot.press("f4")
        await shows(at.pilot, "Opening another editor")
        assert page.body is not None
        assert page.body.text == "koffie"


async def test_working_notes_are_written_and_thrown_away(opened: Opener) -> None:
    async with opened() as at:
        await at.go(CaseloadScreen, "caseload")
        await at.pilot.press("W")
        await at.at(WorkingNotesScreen)
        await shows(at.pilot, "No working notes.")
        await at.pilot.press("n")
        await shows(at.pilot, "A working note")
        await at.type("bel de gemeente\n")
        await shows(at.pilot, "90 days left")
        assert "bel de gemeente" in text(at.pilot)
        await at.at(WorkingNotesScreen)
        await at.pilot.press("x")
        await shows(at.pilot, "No working notes.")
