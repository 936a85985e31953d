"""Writing a note: fields, body, draft, filing, and what is refused."""

from screens.note_editor import NoteEditorScreen
from tests.screens.waiting import shows, text, until
from tests.screens.writing.conftest import Opener
from tests.screens.writing.opened import Opened
from thuis_tui.desk.shapes import Draft

STORY = "Bij meneer thuis geweest: é ë ï €. [/x] De brief [bijlage] ligt er nog."


async def client(at: Opened) -> str:
    return await at.desk.intake.create({"first_name": "Jan", "name_prefix": "van der", "surname": "Berg"})


async def test_a_note_is_written_with_the_keyboard_alone_and_filed(opened: Opener) -> None:
    async with opened() as at:
        who = await client(at)
        await at.go(NoteEditorScreen, "note_editor", client=who)
        await shows(at.pilot, "New note · Jan van der Berg")
        await at.pilot.press("tab")
        await at.type("h\n1:30\n\n1 4\n")
        assert "1 h 30 min" in text(at.pilot)
        assert "Finances, Housing" in text(at.pilot)
        await at.paste(STORY)
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: not isinstance(at.app.screen, NoteEditorScreen), "filed")
        [rowid] = await at.desk.dossiers.timeline(who)
        [entry] = await at.desk.dossiers.entries([rowid])
        shown = await at.desk.dossiers.note(entry.note)
        assert shown.body == STORY
        assert (entry.kind, entry.duration_minutes, entry.life_domains) == ("home_visit", 90, (1, 4))
        assert await at.desk.drafts.list() == []


async def test_a_new_note_is_begun_by_typing_and_filed_as_a_home_visit_now(opened: Opener) -> None:
    async with opened() as at:
        who = await client(at)
        page = await at.go(NoteEditorScreen, "note_editor", client=who)
        assert page.body is not None
        assert page.body.body.has_focus
        await shows(at.pilot, "Home visit")
        await at.type("koffie")
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: not isinstance(at.app.screen, NoteEditorScreen), "filed")
        [entry] = await at.desk.dossiers.entries(await at.desk.dossiers.timeline(who))
        assert (entry.kind, entry.excerpt) == ("home_visit", "koffie")


async def test_up_and_shift_tab_lead_from_the_first_row_to_the_fields_and_tab_goes_round(
    opened: Opener,
) -> None:
    async with opened() as at:
        page = await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        assert page.body is not None
        await at.type("een\ntwee")
        await at.pilot.press("up")
        assert page.body.body.has_focus
        await at.pilot.press("up")
        await until(at.pilot, lambda: at.field("life_domains").entry.has_focus)
        await at.pilot.press("tab")
        await until(at.pilot, lambda: page.body is not None and page.body.body.has_focus)
        await at.pilot.press("shift+tab", "shift+tab")
        await until(at.pilot, lambda: at.field("occurred_at").entry.has_focus)
        await at.pilot.press("shift+tab", "shift+tab")
        await until(at.pilot, lambda: at.field("kind").entry.has_focus)
        await at.type("tel\n")
        assert at.field("kind").understood().value == "phone"
        assert page.body.text == "een\ntwee"


async def test_the_time_of_the_event_is_typed_short_and_shown_in_full(opened: Opener) -> None:
    async with opened() as at:
        await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        when = at.field("occurred_at")
        assert when.entry.value == "04-03-2026 14:30"
        when.entry.focus()
        await at.pilot.pause()
        await at.type("ma 9u15")
        await shows(at.pilot, "Monday 2 March 2026, 09:15")
        await at.pilot.press("enter")
        assert when.entry.value == "02-03-2026 09:15"


async def test_a_moment_that_is_still_to_come_is_a_problem_at_the_field(opened: Opener) -> None:
    async with opened() as at:
        await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        when = at.field("occurred_at")
        when.entry.focus()
        await at.pilot.pause()
        await at.type("15:00\n")
        await shows(at.pilot, "This moment is still to come: it is Wednesday 4 March 2026, 14:30 now.")
        assert when.entry.value == "15:00"


async def test_filing_goes_to_the_first_problem_and_keeps_what_was_typed(opened: Opener) -> None:
    async with opened() as at:
        page = await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        assert page.body is not None
        await at.paste(STORY)
        await at.pilot.press("tab", "backspace", "ctrl+s")
        await shows(at.pilot, "This field cannot stay empty.")
        assert at.field("kind").entry.has_focus
        assert page.body.text == STORY
        assert page.body.problem == ""


async def test_the_draft_is_on_disk_while_one_goes_on_typing(opened: Opener) -> None:
    async with opened() as at:
        page = await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        assert page.body is not None
        page.body.body.focus()
        kept: list[Draft] = []
        for _turn in range(40):
            await at.pilot.press(*"woord", "space")
            await at.pilot.pause(0.03)
            kept = await at.desk.drafts.list()
            if kept:
                break
        assert kept, "typed on for forty words without a draft"
        assert ("woord " * 40).startswith(str(kept[0].fields["body"]))
        await shows(at.pilot, "Kept today 14:30:05")


async def test_a_draft_is_offered_with_its_time_and_comes_back_whole(opened: Opener) -> None:
    async with opened() as at:
        who = await client(at)
        await at.go(NoteEditorScreen, "note_editor", client=who)
        await at.pilot.press("tab")
        await at.type("by\n45\n")
        await at.pilot.press("escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, NoteEditorScreen))
        await at.app.go("note_editor", client=who)
        await shows(at.pilot, "You began a note about this person")
        await shows(at.pilot, "Kept ")
        await at.pilot.press("enter")
        await at.at(NoteEditorScreen)
        await until(
            at.pilot, lambda: at.field("kind").entry.value == "At the office" or at.field("kind").typed
        )
        assert at.field("duration_minutes").entry.value == "45"
        assert len(await at.desk.drafts.list()) == 1


async def test_esc_on_an_untouched_note_leaves_no_draft(opened: Opener) -> None:
    async with opened() as at:
        await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        await at.pilot.press("escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, NoteEditorScreen))
        assert await at.desk.drafts.list() == []


async def test_throwing_away_asks_and_keeping_has_the_focus(opened: Opener) -> None:
    async with opened() as at:
        await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        await at.type("h")
        await at.pilot.press("f7")
        await shows(at.pilot, "Throw this draft away?")
        await at.pilot.press("enter")
        await at.at(NoteEditorScreen)
        await at.pilot.press("f7")
        await shows(at.pilot, "Throw this draft away?")
        await at.pilot.press("right", "enter")
        await until(at.pilot, lambda: not isinstance(at.app.screen, NoteEditorScreen))
        assert await at.desk.drafts.list() == []


async def test_a_paste_beyond_the_limit_is_refused_whole_with_both_numbers(opened: Opener) -> None:
    async with opened() as at:
        page = await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        assert page.body is not None
        page.body.body.focus()
        await at.paste("x" * 19_990)
        await at.paste("y" * 11)
        await shows(at.pilot, "11 characters and there is room for 10 of 20 000")
        assert page.body.text == "x" * 19_990
        await at.paste("z" * 10)
        assert len(page.body.text) == 20_000
        assert page.body.problem == ""
        await shows(at.pilot, "20 000 of 20 000 characters")


async def test_a_paste_keeps_all_its_lines_whatever_ends_them(opened: Opener) -> None:
    async with opened() as at:
        page = await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        assert page.body is not None
        page.body.body.focus()
        await at.paste("een\r\ntwee\rdrie\n\nvier\te\u0301")
        assert page.body.text == "een\ntwee\ndrie\n\nvier\té"


async def test_locking_keeps_the_draft_and_unlocking_leads_back_to_it(opened: Opener) -> None:
    async with opened() as at:
        page = await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        assert page.body is not None
        page.body.body.focus()
        await at.paste(STORY)
        await page.keep_draft()
        [draft] = await at.desk.drafts.list()
        assert draft.fields["body"] == STORY
        route = page.route
        await at.pilot.press("escape")
        await at.app.push_screen(route.build())
        again = await at.at(NoteEditorScreen)
        assert again.body is not None
        assert again.body.text == STORY
        assert again.body.body.has_focus


async def test_esc_at_the_offer_goes_back_and_the_draft_stays(opened: Opener) -> None:
    async with opened() as at:
        who = await client(at)
        await at.desk.drafts.keep(Draft(id="a" * 32, kind="note", client=who, fields={"body": STORY}))
        await at.app.go("note_editor", client=who)
        await shows(at.pilot, "You began a note about this person")
        await at.pilot.press("escape")
        await until(at.pilot, lambda: len(at.app.screen_stack) == 1, "back where one was")
        assert len(await at.desk.drafts.list()) == 1


async def test_what_was_typed_a_moment_ago_is_kept_when_the_terminal_goes(opened: Opener) -> None:
    async with opened() as at:
        page = await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        assert page.body is not None
        page.body.body.insert("Tot hier")
        page.keep_draft_now()
        [draft] = await at.desk.drafts.list()
        assert draft.fields["body"] == "Tot hier"


async def test_quitting_keeps_the_draft(opened: Opener) -> None:
    async with opened() as at:
        page = await at.go(NoteEditorScreen, "note_editor", client=await client(at))
        assert page.body is not None
        page.body.body.focus()
        await at.pilot.press(*"ja")
        await at.app._keep_drafts()
        [draft] = await at.desk.drafts.list()
        assert draft.fields["body"] == "ja"
