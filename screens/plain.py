"""What people typed is shown as they typed it: never as markup, never as a command to the terminal."""

from __future__ import annotations

import re
from typing import Final

from textual.content import Content

_KEPT: Final = "\n\t"
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def _visible_forms() -> dict[int, str]:
    """Characters that would steer the terminal or turn the reading direction, and what is shown instead."""
    forms = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in _KEPT}
    forms[0x7F] = "\N{SYMBOL FOR DELETE}"
    forms |= dict.fromkeys(range(0x80, 0xA0), _REPLACEMENT)
    steering = (0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    forms |= dict.fromkeys(steering, _REPLACEMENT)
    return forms


_FORMS: Final = _visible_forms()


def visible(text: str) -> str:
    """The text with terminal controls, direction overrides and lone surrogates made visible."""
    shown = text.translate(_FORMS)
    # A lone surrogate can't be written to a terminal at all: encoding it raises.
    return _SURROGATES.sub(_REPLACEMENT, shown)


def one_line(text: str) -> str:
    """The text on one line, for rows and titles: line ends and tabs become spaces."""
    return visible(" ".join(text.split())) if any(mark in text for mark in "\n\r\t") else visible(text)


def plain(text: str, style: str = "") -> Content:
    """User text for any widget that would otherwise read markup."""
    return Content.styled(visible(text), style) if style else Content(visible(text))
