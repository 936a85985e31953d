"""Colours that are never told by colour alone: each has a sign and a word."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from screens.plain import one_line, plain
from screens.widgets.cells import Tone
from screens.widgets.reading_pane import author
from thuis_tui.casework.vocabulary import RISK_LEVEL
from thuis_tui.desk.shapes import FieldValue
from thuis_tui.language import N_, _

SIGNS: Final = {"green": "●", "yellow": "◆", "orange": "▲", "red": "■"}
TONES: Final[dict[str, Tone]] = {"green": "moss", "yellow": "lamp", "orange": "lamp", "red": "alarm"}
STYLES: Final = {"moss": "bold $success", "lamp": "bold $warning", "alarm": "bold $error"}
PHASE_NAMES: Final = {
    "green": N_("Green"),
    "yellow": N_("Yellow"),
    "orange": N_("Orange"),
    "red": N_("Red"),
}
PARTY_NAMES: Final = {
    "signs": N_("Signs"),
    "client": N_("What I do"),
    "others": N_("What others do"),
    "caseworker": N_("What the caseworker does"),
}


def sign(code: str) -> str:
    """The sign of a colour; of one that this version does not know a question mark."""
    return SIGNS.get(code, "?")


def tone(code: str) -> Tone:
    """How loudly a colour is drawn; one that this version does not know may be a warning."""
    return TONES.get(code, "alarm")


def word(code: str) -> str:
    """The colour in words: 'Red'."""
    return _(PHASE_NAMES[code]) if code in PHASE_NAMES else RISK_LEVEL.shown(code)


def colour(code: str) -> str:
    """Sign and word: '■ Red'."""
    return f"{sign(code)} {word(code)}"


def coloured(code: str) -> Content:
    """Sign and word, in the colour."""
    return plain(colour(code), STYLES[tone(code)])


def values(disputed: tuple[FieldValue, ...]) -> str:
    """What people wrote differently: '≠ Red (Anna) / Green (Bram)'."""
    told = " / ".join(
        f"{one_line(each.text) or _('nothing')} ({author(each.author_name)})" for each in disputed
    )
    return f"≠ {told}"
