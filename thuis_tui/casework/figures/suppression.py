"""Hiding small cells across tables that share totals: what one hides, another may not give away.

Every published number is a sum of atoms, the finest cells there are (of homes: municipality and corporation).
A hidden number can be found when it is a combination of shown ones: that is looked at as an equation, over
whole numbers modulo a prime, and shown numbers are hidden until no small one can be found.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from thuis_tui.casework import small_cells
from thuis_tui.casework.figures.report import HIDDEN, Cell

AtomT = TypeVar("AtomT", bound=Hashable)
KeyT = TypeVar("KeyT", bound=Hashable)
_PRIME: Final = 2**61 - 1


def line(counts: Sequence[int]) -> list[Cell]:
    """A line of counts that stands beside its total: what is small is hidden, and what it follows from.

    The total is hidden too when it is small itself.
    """
    places = range(len(counts))
    gone = small_cells.hidden({("", at): counts[at] for at in places}, ("",), list(places))
    if small_cells.total_hidden(sum(counts)):
        return [HIDDEN if count else 0 for count in counts]
    return [HIDDEN if ("", at) in gone else counts[at] for at in places]


def total(count: int) -> Cell:
    """A total as it is shown."""
    return HIDDEN if small_cells.total_hidden(count) else count


def linked(
    sums: Mapping[KeyT, frozenset[AtomT]],
    counts: Mapping[AtomT, int],
    lines: Iterable[tuple[KeyT, Sequence[KeyT]]],
) -> frozenset[KeyT]:
    """Which sums of atoms are hidden, of several tables that are read side by side.

    `lines`: a sum with those it is divided into; what is hidden in a line together is no small number either.
    """
    size = {key: sum(counts.get(atom, 0) for atom in atoms) for key, atoms in sums.items()}
    small = [atoms for key, atoms in sums.items() if small_cells.total_hidden(size[key])]
    gone = {key for key in sums if small_cells.total_hidden(size[key])}
    divided = list(lines)
    while True:
        told: _Told[KeyT, AtomT] = _Told()
        for key in sums:
            if key not in gone:
                told.add(key, {atom: 1 for atom in sums[key] if counts.get(atom, 0)})
        for atoms in [*small, *_together(divided, gone, sums, counts)]:
            found = told.gives({atom: 1 for atom in atoms if counts.get(atom, 0)})
            away = min(
                (key for key in found or () if size[key]),
                key=lambda key: (size[key], repr(key)),
                default=None,
            )
            if away is not None:
                gone.add(away)
                break
        else:
            return frozenset(gone)


def _together(
    lines: Iterable[tuple[KeyT, Sequence[KeyT]]],
    gone: set[KeyT],
    sums: Mapping[KeyT, frozenset[AtomT]],
    counts: Mapping[AtomT, int],
) -> Iterable[frozenset[AtomT]]:
    """What is hidden of each line as one number, where that is small."""
    for _whole, parts in lines:
        atoms = frozenset(atom for part in parts if part in gone for atom in sums[part])
        if small_cells.total_hidden(sum(counts.get(atom, 0) for atom in atoms)):
            yield atoms


@dataclass(slots=True)
class _Told(Generic[KeyT, AtomT]):
    """What is shown, as equations in echelon form; each remembers of which sums it is made."""

    rows: list[tuple[AtomT, dict[AtomT, int], dict[KeyT, int]]] = field(default_factory=list)

    def add(self, key: KeyT, vector: dict[AtomT, int]) -> None:
        """Take one more shown sum."""
        made = self._reduce(vector, {key: 1})
        if vector:
            pivot = min(vector, key=repr)
            inverse = pow(vector[pivot], -1, _PRIME)
            self.rows.append(
                (
                    pivot,
                    {atom: value * inverse % _PRIME for atom, value in vector.items()},
                    {name: value * inverse % _PRIME for name, value in made.items()},
                )
            )

    def gives(self, vector: dict[AtomT, int]) -> list[KeyT] | None:
        """From which shown sums a number can be found; None when it cannot."""
        if not vector:
            return None
        made = self._reduce(vector, {})
        return None if vector else [name for name, value in made.items() if value]

    def _reduce(self, vector: dict[AtomT, int], made: dict[KeyT, int]) -> dict[KeyT, int]:
        """Take out of a vector what is told already; returns what was used for it, and empties it if all."""
        for pivot, row, of in self.rows:
            times = vector.get(pivot, 0)
            if times:
                _subtract(vector, row, times)
                _subtract(made, of, times)
        return made


def _subtract(vector: dict[AtomT, int], row: Mapping[AtomT, int], times: int) -> None:
    for name, value in row.items():
        left = (vector.get(name, 0) - times * value) % _PRIME
        if left:
            vector[name] = left
        else:
            vector.pop(name, None)
