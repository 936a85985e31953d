"""The body draws what Textual's own text area draws, and quickly however long a paragraph is."""

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.widgets import TextArea

from screens.widgets.note_body import NoteBody
from tests.hostile import SHORT
from thuis_tui.text import clean, refuse

WORDS = "Meneer vertelde dat het béter gaat met de huur, ondanks [bijlage] alles. 家 👩‍🚀 ﬁ "
TEXTS = [
    "",
    "kort",
    WORDS * 40,
    "\n\n".join([WORDS * 3] * 6),
    "een\ttab\nen\tnog\t\teen\n\n",
    "x" * 300,
    "\n".join(clean(item.text) for item in SHORT if refuse(item.text) is None)[:8_000],
]


class Both(App[None]):
    """The two of them, as large as each other."""

    CSS = "TextArea { height: 12; width: 50; border: none; padding: 0; }"

    def compose(self) -> ComposeResult:
        yield NoteBody(limit=20_000, id="ours")
        yield TextArea(id="theirs", compact=True, highlight_cursor_line=False)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
async def test_it_shows_what_a_text_area_shows(text: str) -> None:
    app = Both()
    async with app.run_test(size=(60, 30)) as pilot:
        ours, theirs = app.query_one("#ours", NoteBody), app.query_one("#theirs", TextArea)
        theirs.cursor_blink = False
        for area in (ours, theirs):
            area.load_text(text)
        await pilot.pause()
        assert ours.size == theirs.size == Size(50, 12)
        for share in (0, 1, 2):
            for area in (ours, theirs):
                area.move_cursor((area.document.end[0] * share // 2, area.document.end[1] * share // 2))
            await pilot.pause()
            assert ours.scroll_offset == theirs.scroll_offset
            drawn = [[area.render_line(y).text.rstrip() for y in range(12)] for area in (ours, theirs)]
            assert drawn[0] == drawn[1]


async def test_editing_in_the_middle_of_a_long_paragraph_shows_at_once() -> None:
    app = Both()
    async with app.run_test(size=(60, 30)) as pilot:
        ours = app.query_one("#ours", NoteBody)
        ours.load_text(WORDS * 100)
        ours.move_cursor((0, 0))
        ours.focus()
        await pilot.press(*"Nieuw", "space")
        assert ours.render_line(0).text.startswith("Nieuw Meneer vertelde")
        ours.select_all()
        await pilot.press("backspace")
        assert ours.text == ""
        assert ours.length == 0


async def test_the_cursor_and_the_selection_are_drawn() -> None:
    app = Both()
    async with app.run_test(size=(60, 30)) as pilot:
        ours = app.query_one("#ours", NoteBody)
        ours.load_text("een twee drie")
        ours.focus()
        ours.move_cursor((0, 4))
        await pilot.pause()
        theme = ours._theme
        styles = {segment.text: segment.style for segment in ours.render_line(0)}
        assert theme is not None
        assert theme.cursor_style is not None
        assert styles["t"] is not None
        assert styles["t"].bgcolor == theme.cursor_style.bgcolor
        ours.move_cursor((0, 8), select=True)
        await pilot.pause()
        assert [segment.text for segment in ours.render_line(0)][:3] == ["een ", "twee", " "]
