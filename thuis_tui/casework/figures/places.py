"""Homes promised, realised and occupied: by part, by municipality and by corporation.

How many homes there are is no secret, and everybody reads the register; that people live in them is counted
as people are, in the three tables together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from thuis_tui.casework import programme
from thuis_tui.casework.figures.definitions import BY_KEY, PARTS
from thuis_tui.casework.figures.report import HIDDEN, TOTAL, Cell, Table
from thuis_tui.casework.figures.suppression import linked
from thuis_tui.casework.programme import part_of
from thuis_tui.casework.vocabulary import MUNICIPALITY

Atom = tuple[str, str]
Key = tuple[str, str]
_TARGETS: Final[dict[str, int]] = {**programme.PROMISED, TOTAL: programme.HOMES}
_WHOLE: Final[Key] = (TOTAL, TOTAL)


def tables(homes: Sequence[tuple[tuple[str, ...], int]]) -> tuple[Table, ...]:
    """The three tables; `homes` are municipality, corporation and kind, each with its number."""
    by_kind: dict[str, Counter[Atom]] = {kind: Counter() for kind in ("promised", "realised", "occupied")}
    for (municipality, corporation, kind), times in homes:
        by_kind[kind][municipality, corporation] += times
    occupied = by_kind["occupied"]
    there = by_kind["realised"] + occupied
    atoms = sorted(set(there) | set(by_kind["promised"]))
    municipalities = [str(term.code) for term in MUNICIPALITY.terms]
    municipalities += sorted({atom[0] for atom in atoms} - set(municipalities))
    corporations = sorted({atom[1] for atom in atoms})

    of: dict[Key, frozenset[Atom]] = {_WHOLE: frozenset(atoms)}
    of |= {("part", part): frozenset(a for a in atoms if part_of(a[0]) == part) for part in PARTS}
    of |= {("municipality", code): frozenset(a for a in atoms if a[0] == code) for code in municipalities}
    of |= {("corporation", name): frozenset(a for a in atoms if a[1] == name) for name in corporations}
    lines = [(_WHOLE, [("part", part) for part in PARTS])]
    lines += [
        (("part", part), [("municipality", code) for code in municipalities if part_of(code) == part])
        for part in PARTS
    ]
    lines.append((_WHOLE, [("corporation", name) for name in corporations]))
    gone = linked(of, occupied, lines)

    def table(figure: str, axis: str, rows: Sequence[str]) -> Table:
        cells: list[tuple[Cell, ...]] = []
        for row in (*rows, TOTAL):
            key = _WHOLE if row == TOTAL else (axis, row)
            inside = of[key]
            shown: list[Cell] = [
                sum(by_kind["promised"][a] for a in inside),
                sum(there[a] for a in inside),
                HIDDEN if key in gone else sum(occupied[a] for a in inside),
            ]
            if "target" in BY_KEY[figure].columns_shown:
                shown.insert(0, _TARGETS.get(row, 0))
            cells.append(tuple(shown))
        return Table(figure, (*rows, TOTAL), BY_KEY[figure].columns_shown, tuple(cells))

    return (
        table("places_part", "part", PARTS),
        table("places_municipality", "municipality", municipalities),
        table("places_corporation", "corporation", corporations),
    )
