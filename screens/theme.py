"""The looks: paper by day, lamplight by night, and one with the strongest contrast.

Brick and moss are the colours of a Dutch street. Every meaning also has a word or a mark, so that nothing is
lost without colour; a test holds text to a contrast of 4.5 to 1.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from textual.theme import Theme

LIGHT: Final = "thuis-light"
DARK: Final = "thuis-dark"
CONTRAST: Final = "thuis-contrast"


def _theme(name: str, *, dark: bool, colours: Mapping[str, str]) -> Theme:
    """A theme from our own colour names; Textual's derived names follow from them."""
    ink, quiet, paper, brick = colours["ink"], colours["quiet"], colours["paper"], colours["brick"]
    return Theme(
        name=name,
        primary=brick,
        secondary=colours["moss"],
        accent=colours["lamp"],
        foreground=ink,
        background=paper,
        surface=colours["card"],
        panel=colours["edge"],
        success=colours["moss"],
        warning=colours["lamp"],
        error=colours["alarm"],
        dark=dark,
        variables={
            "text": ink,
            "text-muted": quiet,
            "text-disabled": quiet,
            "quiet": quiet,
            "wall": colours["wall"],
            "lamp": "#F2B544" if not dark else colours["lamp"],
            "line": colours["line"],
            "cursor": colours["cursor"],
            "cursor-ink": colours["cursor-ink"],
            "cursor-away": colours["cursor-away"],
            "bar": colours["bar"],
            "bar-ink": colours["bar-ink"],
            "on-brick": colours["on-brick"],
            "border": brick,
            "border-blurred": colours["line"],
            "block-cursor-background": colours["cursor"],
            "block-cursor-foreground": colours["cursor-ink"],
            "block-cursor-text-style": "bold",
            "input-cursor-background": brick,
            "input-cursor-foreground": paper,
            "input-cursor-text-style": "none",
            "input-selection-background": f"{brick} 35%",
            "button-foreground": ink,
            "button-color-foreground": colours["on-brick"],
            "button-focus-text-style": "bold",
            "scrollbar": colours["line"],
            "scrollbar-hover": quiet,
            "scrollbar-active": brick,
            "scrollbar-background": paper,
            "scrollbar-background-hover": paper,
            "scrollbar-background-active": paper,
            "scrollbar-corner-color": paper,
        },
    )


THEMES: Final = (
    _theme(
        LIGHT,
        dark=False,
        colours={
            "wall": "#A03D22", "paper": "#FBF7F0", "card": "#F4EDE1", "edge": "#E9DFCF", "line": "#CDBFAB",
            "ink": "#2C2520", "quiet": "#6B5F54", "brick": "#A03D22", "on-brick": "#FFFBF5",
            "moss": "#3F6B3F", "lamp": "#8A5A00", "alarm": "#B3202C", "cursor": "#F0D9C4",
            "cursor-ink": "#2C2520", "cursor-away": "#EFE6D8", "bar": "#EFE6D8", "bar-ink": "#4A4038",
        },
    ),
    _theme(
        DARK,
        dark=True,
        colours={
            "wall": "#A4593B", "paper": "#1B1816", "card": "#24201D", "edge": "#322C27", "line": "#4D443C",
            "ink": "#EDE4D8", "quiet": "#A89C8E", "brick": "#E8946E", "on-brick": "#21140D",
            "moss": "#9CC394", "lamp": "#EFC074", "alarm": "#F58D84", "cursor": "#4A3327",
            "cursor-ink": "#FFF4E8", "cursor-away": "#2E2824", "bar": "#24201D", "bar-ink": "#CFC4B6",
        },
    ),
    _theme(
        CONTRAST,
        dark=True,
        colours={
            "wall": "#FFFFFF", "paper": "#000000", "card": "#000000", "edge": "#1A1A1A", "line": "#FFFFFF",
            "ink": "#FFFFFF", "quiet": "#E0E0E0", "brick": "#FFD400", "on-brick": "#000000",
            "moss": "#6BFF6B", "lamp": "#FFD400", "alarm": "#FF8A80", "cursor": "#0B3C8C",
            "cursor-ink": "#FFFFFF", "cursor-away": "#3A3A3A", "bar": "#000000", "bar-ink": "#FFFFFF",
        },
    ),
)  # fmt: skip

_BY_SETTING: Final = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST, "high-contrast": CONTRAST}


def chosen(setting: str, environment: Mapping[str, str] = os.environ) -> str:
    """The theme's name for a setting; 'auto' follows what the terminal says of its background, else dark."""
    if setting in _BY_SETTING:
        return _BY_SETTING[setting]
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background in {"7", "15"} else DARK
