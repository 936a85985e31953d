"""What differs between an old text and a new one, marked by signs and underlining as well as by colour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final

from textual.content import Content

from screens import moments
from screens.plain import one_line, plain
from thuis_tui.casework.paragraphs import MOST, paragraphs
from thuis_tui.desk.shapes import FieldValue
from thuis_tui.language import _

_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS: Final = 1500
"""Words that are compared one by one; a longer paragraph is marked as a whole."""
ADDED: Final = "bold underline"
GONE: Final = "strike dim"


def by_whom(value: FieldValue, now: datetime) -> str:
    """Whose a value is, when and where it was written: 'Mine, 14:05, on this laptop'."""
    who = _("Mine") if value.mine else one_line(value.author_name) or _("somebody whose name is not here yet")
    moment = moments.local(value.written_at).replace(tzinfo=None)
    when = moments.when(moment, now)
    if when == moments.day(moment):
        when = f"{when} {moments.clock(moment)}"
    where = _("on this laptop") if value.here else "" if value.mine else _("on another laptop")
    return ", ".join(filter(None, [who, when, where]))


def compared(was: str, text: str, *, long: bool) -> Content:
    """The text with what is new in it marked: '=' as it was, '≠' other, '+' new, '−' gone."""
    if text == was:
        return plain(f"= {text or _('nothing')}")
    if not text:
        return plain(f"≠ {_('nothing')}", ADDED)
    if not long:
        return Content.assemble(plain("≠ "), *_words(was, text))
    return plain("\n\n").join(list(_by_paragraph(paragraphs(was), paragraphs(text))))


def _by_paragraph(was: list[str], text: list[str]) -> Iterator[Content]:
    if max(len(was), len(text)) > MOST:
        yield plain("\n\n".join(text))
        return
    for sign, a, b, c, d in SequenceMatcher(None, was, text, autojunk=False).get_opcodes():
        if sign == "equal":
            yield from (plain(f"  {each}") for each in text[c:d])
            continue
        before, after = was[a:b], text[c:d]
        for place, each in enumerate(after):
            if place < len(before):
                yield Content.assemble(plain("≠ "), *_words(before[place], each))
            else:
                yield plain(f"+ {each}", ADDED)
        yield from (plain(f"− {each}", GONE) for each in before[len(after) :])


def _words(was: str, text: str) -> Iterator[Content]:
    before, after = _WORDS.findall(was), _WORDS.findall(text)
    if max(len(before), len(after)) > MOST_WORDS:
        yield plain(text, ADDED)
        return
    for sign, _a, _b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        part = "".join(after[c:d])
        if part:
            yield plain(part) if sign == "equal" else plain(part, ADDED)
