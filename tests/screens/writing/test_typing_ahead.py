"""Keys typed in one breath: each goes where it would have gone had one waited for the screen."""

import ast
from pathlib import Path

from textual import events

import screens
from screens.app import ThuisApp
from screens.caseload import CaseloadScreen
from screens.dossier import DossierScreen
from screens.note_editor import NoteEditorScreen
from screens.search import SearchScreen
from screens.writing_page import WritingPage
from tests.screens.conftest import PASSPHRASE
from tests.screens.laptop import open_desk
from tests.screens.waiting import shows, until
from tests.screens.writing.conftest import Opener
from tests.screens.writing.opened import Opened
from thuis_tui.desk import opening
from thuis_tui.desk.shapes import Draft

NAMES = {" ": "space", "\n": "enter", "/": "slash", ".": "full_stop", "\x06": "ctrl+f", "\x1b": "escape"}


def burst(app: ThuisApp, text: str) -> None:
    """All keys at once, before the application looks at the first."""
    for character in text:
        app.post_message(
            events.Key(NAMES.get(character, character), character if character.isprintable() else None)
        )


async def people(at: Opened) -> list[str]:
    made = [
        await at.desk.intake.create({"first_name": first, "surname": last})
        for first, last in (("Jan", "Aalders"), ("Piet", "Eland"), ("Klaas", "Visser"))
    ]
    await at.go(CaseloadScreen, "caseload")
    await shows(at.pilot, "3 people")
    return made


async def body(at: Opened, text: str) -> WritingPage:
    page = await at.at(NoteEditorScreen)
    await until(at.pilot, lambda: page.body is not None and page.body.text == text, text)
    return page


async def test_what_is_typed_right_after_n_is_the_note(opened: Opener) -> None:
    async with opened() as at:
        await people(at)
        burst(at.app, "nvandaag koffie\nin de tuin / o")
        await body(at, "vandaag koffie\nin de tuin / o")


async def test_a_name_typed_blindly_opens_that_dossier_and_its_note(opened: Opener) -> None:
    async with opened() as at:
        made = await people(at)
        burst(at.app, "/visser\nnonly for him")
        page = await body(at, "only for him")
        await page.keep_draft()
        [draft] = await at.desk.drafts.list()
        assert draft.client == made[2]


async def test_letters_that_begin_a_filter_stay_letters(opened: Opener) -> None:
    async with opened() as at:
        await people(at)
        burst(at.app, "eland\n")
        page = await at.at(DossierScreen)
        assert page.route.arguments["client"] == (await at.desk.caseload.rows([2]))[0].client


async def test_search_takes_the_words_that_follow_it(opened: Opener) -> None:
    async with opened() as at:
        await people(at)
        burst(at.app, "\x06visser")
        page = await at.at(SearchScreen)
        await until(at.pilot, lambda: page.line.value == "visser")


async def test_enter_after_words_typed_blindly_opens_what_they_find(opened: Opener) -> None:
    async with opened() as at:
        made = await people(at)
        burst(at.app, "\x06visser\n")
        page = await at.at(DossierScreen)
        assert page.route.arguments["client"] == made[2]


async def test_i_takes_the_first_name_that_follows_it(opened: Opener) -> None:
    async with opened() as at:
        await people(at)
        burst(at.app, "iNina\n\nOost")
        await until(at.pilot, lambda: isinstance(at.app.screen, WritingPage) and at.field("surname").typed)
        assert (at.field("first_name").typed, at.field("surname").typed) == ("Nina", "Oost")


async def test_text_for_the_note_does_not_answer_the_question_about_a_draft(opened: Opener) -> None:
    async with opened() as at:
        made = await people(at)
        await at.desk.drafts.keep(Draft(id="a" * 32, kind="note", client=made[0], fields={"body": "Eerder."}))
        burst(at.app, "n Later\nnog")
        await shows(at.pilot, "You began a note about this person")
        burst(at.app, " iets")
        await at.pilot.pause()
        await at.pilot.press("enter")
        await body(at, "Eerder. Later\nnog iets")


async def test_what_is_typed_after_esc_is_for_the_page_one_comes_back_to(opened: Opener) -> None:
    async with opened() as at:
        await people(at)
        burst(at.app, "nhalf")
        await body(at, "half")
        burst(at.app, "\x1b/visser")
        page = await at.at(CaseloadScreen)
        await until(at.pilot, lambda: page.field.value == "visser")
        [draft] = await at.desk.drafts.list()
        assert draft.fields["body"] == "half"


async def test_locking_forgets_keys_that_wait(opened: Opener) -> None:
    async with opened() as at:
        await people(at)
        at.app._turnstile._waiting.append(events.Key("x", "x"))
        await at.app.lock()
        assert not at.app._turnstile._waiting


async def test_who_works_offline_on_purpose_still_does_after_a_lock(opened: Opener) -> None:
    async with opened() as at:
        await people(at)
        await at.pilot.press("f6")
        await until(at.pilot, lambda: at.desk.connection.state.cut)
        await at.app.lock()
        again = open_desk(at.app.places, opening.unlock(at.app.places, PASSPHRASE))
        at.app.take(again)
        await until(at.pilot, lambda: again.connection.state.cut)


def test_no_coroutine_is_made_before_its_turn() -> None:
    """A worker that is overtaken before it begins would leave it never awaited."""
    for source in Path(screens.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr
            if named == "run_worker" and isinstance(node, ast.Call):
                assert not isinstance(node.args[0], ast.Call) or source.name == "page.py", source
