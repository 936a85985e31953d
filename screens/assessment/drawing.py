"""Levels as pictures made of characters: they say the same without any colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.cells import cell_len

from screens.widgets.cells import Tone
from thuis_tui.casework.vocabulary import LIFE_DOMAIN
from thuis_tui.desk.assessments import LEVELS
from thuis_tui.language import _

BEFORE: Final = "○"
NOW: Final = "●"
TARGET: Final = "◇"
_NOWHERE: Final = "·"
_BLOCKS: Final = dict(zip(LEVELS, "▁▂▃▅▇", strict=True))
SPARKS: Final = 6
"""Assessments in the small trend of a row."""
STEP: Final = 9
"""Columns from one assessment to the next in the large trend: a short date and a space."""
EDGE: Final = 4
"""Columns of the large trend before the first date."""
TONES: Final[Mapping[int | None, Tone]] = {
    1: "alarm",
    2: "lamp",
    3: "text",
    4: "moss",
    5: "moss",
    None: "quiet",
}

Point = tuple[str, int | None]
"""A day and the level then; None when the domain was not assessed."""


def track(level: int | None, before: int | None, target: int | None) -> str:
    """The five levels from left to right: where it was, where it is, where it should come."""
    marks = [_NOWHERE] * len(LEVELS)
    for at, mark in ((target, TARGET), (before, BEFORE), (level, NOW)):
        if at is not None:
            marks[at - 1] = mark
    drawn = marks[0]
    for place in range(1, len(marks)):
        between = level is not None and before is not None
        moved = between and min(level or 0, before or 0) <= place < max(level or 0, before or 0)
        drawn += ("─" if moved else " ") + marks[place]
    return drawn


def legend() -> str:
    """What the marks mean."""
    return f"{BEFORE} {_('before')}  {NOW} {_('now')}  {TARGET} {_('target')}"


def spark(points: Sequence[Point]) -> str:
    """The last assessments as blocks, the higher the more self-reliant; a dot where there is no level."""
    return "".join(_BLOCKS.get(level or 0, _NOWHERE) for _day, level in points[-SPARKS:])


def chart(points: Sequence[Point], target: int | None, width: int) -> list[str]:
    """A line for each level from high to low, and one with the days: how a domain went, a point at a time."""
    room = max(1, (width - EDGE - STEP) // STEP)
    shown = points[-room:]
    rows = {level: [" "] * width for level in LEVELS}
    for number, row in rows.items():
        row[:3] = [str(number), " ", "┤"]
    last: tuple[int, int] | None = None
    for place, (_day, level) in enumerate(shown):
        column = EDGE + place * STEP + 3
        if level is None:
            last = None
            continue
        if last is not None:
            _join(rows, last, (column, level))
        rows[level][column] = NOW
        last = column, level
    if target is not None and shown:
        rows[target][EDGE + len(shown) * STEP + 3 : EDGE + len(shown) * STEP + 4] = [TARGET]
    days = " " * EDGE + "".join(f"{_short(day):<{STEP}}" for day, _level in shown)
    return ["".join(rows[level]) for level in reversed(LEVELS)] + [days[:width].ljust(width)]


def _join(rows: Mapping[int, list[str]], start: tuple[int, int], end: tuple[int, int]) -> None:
    """A line from one point to the next that goes up or down half way."""
    (left, low), (right, high) = start, end
    middle = (left + right) // 2
    for column in range(left + 1, right):
        rows[low if column < middle else high][column] = "─"
    if low == high:
        rows[low][middle] = "─"
        return
    up = high > low
    rows[low][middle] = "╯" if up else "╮"
    rows[high][middle] = "╭" if up else "╰"
    for level in range(min(low, high) + 1, max(low, high)):
        rows[level][middle] = "│"


def _short(day: str) -> str:
    """04-03-26."""
    return f"{day[8:10]}-{day[5:7]}-{day[2:4]}"


def names_width() -> int:
    """Columns that the names of the domains take in the language of the screens."""
    return max(cell_len(term.shown()) for term in LIFE_DOMAIN.terms) + 2
