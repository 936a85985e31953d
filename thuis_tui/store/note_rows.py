"""Where a note lies in its table: in the order of the events, so that 'newest first' needs no sorting.

A place is the minute of the event (since 1970) times 256, plus a few bits of the id; a place that is taken
moves on to the next free one. A word index read backwards then gives the newest notes first, from the index
alone, however many notes have the word.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from thuis_tui.store.connection import Raw

SLOT_BITS = 8
_LAST_MINUTE = 1 << 31
_WINDOW = 4096


def floor(occurred_at: str) -> int:
    """The lowest place a note of this moment can have: for ranges over time on the row id."""
    return _minute(occurred_at) << SLOT_BITS


def places(raw: Raw, notes: Sequence[tuple[str, Any]]) -> list[int]:
    """A free place for each new note (id, moment), in the order given."""
    wanted = [_minute(moment) << SLOT_BITS | int(note_id[-2:], 16) for note_id, moment in notes]
    taken = _taken(raw, wanted)
    if not taken and len(set(wanted)) == len(wanted):
        return wanted
    # Once one place is taken its neighbours may be: look at a whole stretch, once for each stretch.
    known: set[int] = set()
    onward: dict[int, int] = {}
    return [_settle(raw, place, taken, known, onward) for place in wanted]


def _settle(raw: Raw, wanted: int, taken: set[int], known: set[int], onward: dict[int, int]) -> int:
    place = wanted
    path = []
    while place in taken:
        stretch = place // _WINDOW
        if stretch not in known:
            known.add(stretch)
            taken.update(_stretch(raw, stretch))
        path.append(place)
        place = onward.get(place, place + 1)
        if place // _WINDOW not in known:
            known.add(place // _WINDOW)
            taken.update(_stretch(raw, place // _WINDOW))
    for passed in path:
        onward[passed] = place + 1
    taken.add(place)
    onward[place] = place + 1
    return place


def _stretch(raw: Raw, number: int) -> Iterable[int]:
    rows = raw.execute(
        "SELECT rowid FROM note WHERE rowid BETWEEN ? AND ?", (number * _WINDOW, (number + 1) * _WINDOW - 1)
    )
    return [row[0] for row in rows]


def _taken(raw: Raw, wanted: Iterable[int]) -> set[int]:
    rows = raw.execute(
        "SELECT rowid FROM note WHERE rowid IN (SELECT value FROM json_each(?))", (json.dumps(list(wanted)),)
    )
    return {row[0] for row in rows}


def _minute(moment: Any) -> int:
    # A moment that is none (another program's mistake) lies at the beginning; it is shown all the same.
    try:
        seconds = datetime.fromisoformat(moment).timestamp()
    except (ValueError, TypeError, OverflowError):
        return 0
    return max(0, min(int(seconds) // 60, _LAST_MINUTE))
