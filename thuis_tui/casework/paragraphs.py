"""Merging long text of two people by paragraph: different paragraphs merge, the same one is a conflict.

Never inside a paragraph: one who removes 'geen' while another adds 'ibuprofen' would make a sentence that
neither of them wrote.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from merge3 import Merge3

MOST = 400
"""Paragraphs that are compared; a text of more is no prose, and comparing it would hold up a service."""

_BOUNDARY = re.compile(r"\n(?:[^\S\n]*\n)+")
_BETWEEN = "\n\n"


class _Exact(SequenceMatcher[str]):
    """A matcher that never takes a frequent paragraph for noise."""

    def __init__(self, isjunk: None, a: Sequence[str], b: Sequence[str]) -> None:
        super().__init__(isjunk, a, b, autojunk=False)


_MATCHER: Final[Any] = _Exact
"""The library asks for tuples where Python's matcher gives named ones."""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what stands between empty lines."""
    return [part for part in _BOUNDARY.split(text.strip("\n")) if part]


def merged(base: str, one: str, other: str, limit: int = 0) -> str | None:
    """Both changes of `base` together, or None when a person has to decide.

    Whatever is not certain is left to a person: changes that touch or overlap, a different answer when the
    two change places, and a text that would be longer than `limit` characters (0: any).
    """
    if one == other or other == base:
        return one
    if one == base:
        return other
    parts = [paragraphs(text) for text in (base, one, other)]
    if max(map(len, parts)) > MOST:
        return None
    there = _merged(parts[0], parts[1], parts[2])
    back = _merged(parts[0], parts[2], parts[1])
    if there is None or there != back or not _keeps(there, *parts):
        return None
    text = _BETWEEN.join(there)
    return None if limit and len(text) > limit else text


def _merged(base: list[str], one: list[str], other: list[str]) -> list[str] | None:
    found: list[str] = []
    for region in Merge3(base, one, other, sequence_matcher=_MATCHER).merge_regions():
        if region[0] == "conflict":
            return None
        source = {"unchanged": base, "a": one, "same": one, "b": other}[region[0]]
        found += source[region[1] : region[2]]
    return found


def _keeps(found: list[str], base: list[str], one: list[str], other: list[str]) -> bool:
    """Whether every paragraph that somebody added is there, and none that somebody took out."""
    for part in {*found, *base, *one, *other}:
        before = base.count(part)
        change, another = one.count(part) - before, other.count(part) - before
        expected = change if change == another else change + another
        if found.count(part) not in (before + expected, before + change + another):
            return False
    return True
