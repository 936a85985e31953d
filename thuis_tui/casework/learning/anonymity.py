"""k-anonymity of the learning export: which steps make each person one of at least k, and who is left out.

The method: global recoding over all combinations of steps (the lattice of Samarati and Sweeney), then
suppression. Each quasi-identifier has a stated row of steps; a combination says how many of them each has
gone, the same for all rows. Rows that are then alike in all quasi-identifiers are one class; classes of fewer
than k rows are left out. Of all combinations that leave out at most 5 % of the rows the one that loses least
is taken: the sum over the variables of steps gone by steps there are; then the fewest rows left out; then
the order of the table. All combinations are tried: there is no chance and no guess in it.

What it does not do: it says nothing of what somebody knows who knows more of a person than the
quasi-identifiers, and of a class in which all have one value of a sensitive variable that value is known
(`diversity` tells where).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from thuis_tui.casework.learning.classes import coarser
from thuis_tui.casework.learning.variables import BY_NAME, QUASI
from thuis_tui.casework.programme import FEWEST

MOST_LEFT_OUT: Final = 20
"""One in so many rows may be left out, where that saves a step; never more."""

Row = Mapping[str, str]
Levels = Mapping[str, int]
"""How many steps each quasi-identifier has gone."""


class TooFew(Exception):
    """There are fewer than k people: whatever is left out, each can be found."""


@dataclass(frozen=True, slots=True)
class Anonymised:
    """What may leave: the rows, the steps that were taken, and what came of it."""

    rows: tuple[Row, ...]
    levels: Levels
    k: int
    left_out: int


def last_step(name: str) -> int:
    """How many steps a quasi-identifier has."""
    return len(BY_NAME[name].steps)


def smallest(rows: Sequence[Row], names: Sequence[str] = QUASI) -> int:
    """k: the fewest rows that are alike in all these variables; 0 when there are none."""
    return min(Counter(tuple(row[name] for name in names) for row in rows).values(), default=0)


def diversity(rows: Sequence[Row], sensitive: str, names: Sequence[str] = QUASI) -> int:
    """Return l: the fewest different values of a sensitive variable among rows that are alike (distinct).

    Classes in which nobody has a value are passed over: nothing is learnt there; 0 when all are like that.
    """
    found: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in names), set()).add(row[sensitive])
    return min((len(values) for values in found.values() if values != {""}), default=0)


def anonymise(rows: Sequence[Row], k: int, floor: Levels | None = None) -> Anonymised:
    """Take the steps that make each row one of at least k, and leave out what stays rare. Raises TooFew.

    `floor`: the fewest steps of each variable, those of an earlier export of the same people: two exports of
    one project are linked, so the finer one counts for both.
    """
    if k < FEWEST:
        raise ValueError(k)
    if len(rows) < k:
        raise TooFew
    counts = Counter(tuple(row[name] for name in QUASI) for row in rows)
    ranges = [range((floor or {}).get(name, 0), last_step(name) + 1) for name in QUASI]
    best = min(
        (_cost(counts, steps, k) for steps in product(*ranges)),
        key=lambda cost: (cost[0] * MOST_LEFT_OUT > len(rows), cost[1], cost[0], cost[2]),
    )
    levels = dict(zip(QUASI, best[2], strict=True))
    made = [{**row, **{name: coarser(name, levels[name], row[name]) for name in QUASI}} for row in rows]
    sizes = Counter(tuple(row[name] for name in QUASI) for row in made)
    kept = tuple(row for row in made if sizes[tuple(row[name] for name in QUASI)] >= k)
    return Anonymised(kept, levels, smallest(kept), len(rows) - len(kept))


def _cost(
    counts: Mapping[tuple[str, ...], int], steps: tuple[int, ...], k: int
) -> tuple[int, float, tuple[int, ...]]:
    """How many rows a combination of steps leaves out, and how much it loses."""
    together: Counter[tuple[str, ...]] = Counter()
    for values, count in counts.items():
        together[tuple(map(coarser, QUASI, steps, values))] += count
    lost = sum(step / last_step(name) for name, step in zip(QUASI, steps, strict=True))
    return sum(count for count in together.values() if count < k), round(lost, 6), steps
