"""Dossier, note, amendment, outbox, drafts and search, over real records."""

import pytest

from screens.amendment import AmendmentScreen
from screens.dossier import DossierScreen
from screens.drafts import DraftsScreen
from screens.note import NoteScreen
from screens.note_editor import NoteEditorScreen
from screens.outbox import OutboxScreen
from screens.search import SearchScreen
from screens.widgets.reading_pane import ReadingPane
from tests.screens.waiting import shows, text, until
from tests.screens.writing.conftest import Opener
from tests.screens.writing.opened import Opened
from thuis_tui.desk.shapes import NoteInput

STORY = "De brief [bijlage] van de corporatie [/x] samen gelezen; de huurachterstand is hoog."
SIZES = [(80, 24), (120, 36)]


async def client(at: Opened, surname: str = "Berg") -> str:
    return await at.desk.intake.create(
        {"first_name": "Jan", "surname": surname, "birth_date": "1985-04-03", "municipality": "0344"}
    )


async def note(at: Opened, who: str, body: str = STORY, day: int = 2) -> str:
    return await at.desk.notes.file(
        NoteInput(
            client=who,
            kind="phone",
            occurred_at=f"2026-03-{day:02d}T13:05:00Z",
            occurred_offset=60,
            body=body,
            life_domains=(4,),
        )
    )


@pytest.mark.parametrize("size", SIZES)
async def test_a_dossier_shows_who_and_the_notes_latest_first(opened: Opener, size: tuple[int, int]) -> None:
    async with opened(size=size) as at:
        who = await client(at)
        await note(at, who, "De eerste", day=1)
        await note(at, who, "De tweede", day=2)
        await at.go(DossierScreen, "dossier", client=who)
        await shows(at.pilot, "3 April 1985, 40 years · Utrecht")
        await shows(at.pilot, "02-03-2026 14:05 By telephone")
        shown = text(at.pilot)
        assert shown.index("De tweede") < shown.index("De eerste")
        await at.pilot.press("enter")
        await at.at(NoteScreen)
        await shows(at.pilot, "By telephone · Monday 2 March 2026, 14:05")
        await shows(at.pilot, "De tweede")


async def test_from_100_columns_the_note_at_the_cursor_stands_beside_the_list(opened: Opener) -> None:
    async with opened(size=(120, 36)) as at:
        who = await client(at)
        await note(at, who, "De eerste", day=1)
        await note(at, who, "De tweede", day=2)
        page = await at.go(DossierScreen, "dossier", client=who)
        pane = page.query_one("#beside", ReadingPane)
        await until(at.pilot, lambda: pane.note is not None and pane.note.body == "De tweede")
        await at.pilot.press("j")
        await until(at.pilot, lambda: pane.note is not None and pane.note.body == "De eerste")


async def test_a_dossier_without_notes_says_how_to_begin(opened: Opener) -> None:
    async with opened() as at:
        await at.go(DossierScreen, "dossier", client=await client(at))
        await shows(at.pilot, "No notes yet. Press n to write the first.")
        await at.pilot.press("n")
        await at.at(NoteEditorScreen)


async def test_a_note_filed_elsewhere_appears_by_itself(opened: Opener) -> None:
    async with opened() as at:
        who = await client(at)
        await at.go(DossierScreen, "dossier", client=who)
        await note(at, who, "Zojuist binnengekomen")
        await shows(at.pilot, "Zojuist binnengekomen")


@pytest.mark.parametrize("size", SIZES)
async def test_an_amendment_is_written_beside_the_original_and_read_with_it(
    opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(size=size) as at:
        who = await client(at)
        filed = await note(at, who)
        await at.go(NoteScreen, "note", note=filed)
        await shows(at.pilot, "[bijlage]")
        await at.pilot.press("a")
        await at.at(AmendmentScreen)
        await shows(at.pilot, "De brief [bijlage]")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "This field cannot stay empty.")
        assert at.field("reason").entry.has_focus
        await at.type("Bedrag klopte niet\n")
        await at.paste("Het was € 321,40.")
        await at.pilot.press("ctrl+s")
        await at.at(NoteScreen)
        await shows(at.pilot, "Amendment by Merel de Wit")
        await shows(at.pilot, "Reason: Bedrag klopte niet")
        await shows(at.pilot, "Het was € 321,40.")
        await shows(at.pilot, "1 amendment")
        assert (await at.desk.dossiers.note(filed)).body == STORY


async def test_the_outbox_names_what_waits_and_for_whom(opened: Opener) -> None:
    async with opened() as at:
        await at.go(OutboxScreen, "outbox")
        await shows(at.pilot, "Nothing waits.")
        await note(at, await client(at))
        await shows(at.pilot, "↑ waits")
        await shows(at.pilot, "Jan Berg")
        await at.pilot.press("enter")
        await at.at(DossierScreen)


async def test_drafts_are_continued_and_thrown_away_after_asking(opened: Opener) -> None:
    async with opened() as at:
        who = await client(at)
        page = await at.go(NoteEditorScreen, "note_editor", client=who)
        assert page.body is not None
        page.body.body.focus()
        await at.paste("Halverwege [/x]")
        await at.pilot.press("escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, NoteEditorScreen))
        await at.go(DraftsScreen, "drafts")
        await shows(at.pilot, "Note · Jan Berg")
        await shows(at.pilot, "Halverwege [/x]")
        await at.pilot.press("enter")
        again = await at.at(NoteEditorScreen)
        await until(at.pilot, lambda: again.body is not None and again.body.text == "Halverwege [/x]")
        await at.pilot.press("escape")
        await at.at(DraftsScreen)
        await at.pilot.press("x")
        await shows(at.pilot, "Throw this draft away?")
        await at.pilot.press("escape")
        await at.at(DraftsScreen)
        assert len(await at.desk.drafts.list()) == 1
        await at.pilot.press("x")
        await shows(at.pilot, "Throw this draft away?")
        await at.pilot.press("right", "enter")
        await shows(at.pilot, "Nothing to continue.")


async def test_search_groups_people_and_notes_as_one_types_and_opens_them(opened: Opener) -> None:
    async with opened() as at:
        who = await client(at, "Huurman")
        filed = await note(at, who)
        await at.go(SearchScreen, "search")
        await shows(at.pilot, "Searches everything on this laptop")
        await at.type("huur")
        await shows(at.pilot, "1 person")
        await shows(at.pilot, "1 note")
        shown = text(at.pilot)
        assert "Jan Huurman" in shown
        assert "[/x]" in shown
        await at.pilot.press("down", "enter")
        page = await at.at(NoteScreen)
        assert page.route.arguments == {"note": filed}
        await at.pilot.press("escape")
        search = await at.at(SearchScreen)
        assert search.line.value == "huur"
        await at.pilot.press("escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, SearchScreen))
        again = await at.go(SearchScreen, "search")
        assert again.line.value == "huur"
        await at.type("zzz")
        await shows(at.pilot, "Nothing found for 'zzz'.")
