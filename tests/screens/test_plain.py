"""User text is shown, never obeyed."""

from rich.cells import cell_len
from rich.style import Style

from screens.plain import one_line, plain, visible
from screens.widgets.cells import Cell, fitted, segments
from tests.cases import each
from tests.hostile import HOSTILE


@each("text", [one.text for one in HOSTILE])
def test_hostile_text_is_shown_without_commands_to_the_terminal(text: str) -> None:
    shown = visible(text)
    assert not any(ord(character) < 32 and character not in "\n\t" for character in shown)
    assert not any(0x7F <= ord(character) < 0xA0 for character in shown)
    shown.encode()
    assert plain(text).plain == shown
    assert "\n" not in one_line(text)


@each("text", [one.text for one in HOSTILE])
def test_a_line_of_cells_is_exactly_as_wide_as_asked(text: str) -> None:
    for width in (1, 7, 40):
        drawn = segments(
            [Cell(" x ", 3), Cell(text), Cell(text, 12, "quiet", right=True)],
            width,
            lambda _tone: Style.null(),
        )
        assert sum(cell_len(segment.text) for segment in drawn) == width


def test_markup_stays_as_it_was_typed() -> None:
    assert plain("zie [bijlage] en [/x]").plain == "zie [bijlage] en [/x]"


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert fitted("Utrechtse Heuvelrug", 10) == "Utrechtse…"
    assert fitted("Zeist", 10) == "Zeist     "
    assert fitted("Zeist", 10, right=True) == "     Zeist"
