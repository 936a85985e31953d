"""Hostile text in every field: it comes back equal, or it is refused at the field with a reason."""

import pytest

from screens.intake import IntakeScreen
from screens.note import NoteScreen
from screens.note_editor import NoteEditorScreen
from screens.search import SearchScreen
from tests.hostile import HOSTILE, same
from tests.screens.writing.conftest import Opener
from thuis_tui.casework.client import QUICK_INTAKE
from thuis_tui.desk.shapes import NoteInput
from thuis_tui.text import clean, refuse

FREE = ("first_name", "name_prefix", "surname", "alias", "address")


ONE_OF_EACH = tuple({item.name.rstrip("0123456789-_ "): item for item in HOSTILE}.values())


@pytest.mark.parametrize("name", QUICK_INTAKE)
async def test_every_line_of_intake_takes_a_paste_whole_or_says_why_not(opened: Opener, name: str) -> None:
    async with opened() as at:
        await at.go(IntakeScreen, "intake")
        field = at.field(name)
        for item in HOSTILE:
            field.restore("")
            field.entry.take(item.text)
            typed = field.entry.value
            assert same(typed, item.text) or (not typed and field.entry.refusal(clean(item.text))), item.name
            if name in FREE and typed and field.judge():
                assert same(str(field.understood().value), item.text), item.name


async def test_a_refused_paste_is_a_reason_at_the_field(opened: Opener) -> None:
    async with opened() as at:
        await at.go(IntakeScreen, "intake")
        field = at.field("surname")
        field.entry.focus()
        for item in ONE_OF_EACH:
            field.restore("")
            field.problem = ""
            await at.paste(item.text)
            assert field.entry.value or field.problem or not item.text, item.name


async def test_a_body_takes_a_paste_whole_or_says_why_not(opened: Opener) -> None:
    async with opened() as at:
        who = await at.desk.intake.create({"surname": "Berg"})
        page = await at.go(NoteEditorScreen, "note_editor", client=who)
        assert page.body is not None
        body = page.body.body
        body.focus()
        for item in HOSTILE:
            body.load_text("")
            if (reason := body.refusal(clean(item.text))) is None:
                body.insert(clean(item.text))
                assert same(page.body.text, item.text), item.name
            else:
                assert reason, item.name
        for item in ONE_OF_EACH:
            page.body.restore("")
            page.body.problem = ""
            await at.paste(item.text)
            assert page.body.text or page.body.problem or not item.text, item.name


async def test_hostile_notes_are_read_without_harm(opened: Opener) -> None:
    async with opened() as at:
        who = await at.desk.intake.create({"surname": "[/x] [bijlage]", "alias": "[@click=app.quit]stop[/]"})
        fit = [item.text for item in HOSTILE if refuse(item.text) is None and 0 < len(item.text) < 300]
        filed = [
            await at.desk.notes.file(
                NoteInput(
                    client=who,
                    kind="other",
                    occurred_at="2026-03-01T10:00:00Z",
                    occurred_offset=60,
                    body=body,
                )
            )
            for body in ("\n".join(fit[at_ : at_ + 40]) for at_ in range(0, len(fit), 40))
        ]
        await at.app.go("dossier", client=who)
        await at.pilot.pause()
        for each in filed:
            page = await at.go(NoteScreen, "note", note=each)
            assert page.is_running
            await at.pilot.press("escape")


async def test_hostile_searches_find_nothing_or_something_and_never_fail(opened: Opener) -> None:
    async with opened() as at:
        await at.desk.intake.create({"surname": "Berg"})
        for item in HOSTILE:
            found = await at.desk.search.find(clean(item.text)) if refuse(item.text) is None else None
            assert found is None or len(found.clients) <= 1, item.name
        page = await at.go(SearchScreen, "search")
        for item in ONE_OF_EACH:
            page.line.value = ""
            page.line.take(item.text)
            await at.pilot.pause()
        assert isinstance(at.app.screen, SearchScreen)
