"""Shows that the checker sees faults: each mutant runs until a seed catches it; the table is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.simulation.mutant import Mutant
from tests.simulation.mutants import MUTANTS
from tests.simulation.running import run
from tests.simulation.world import warm

MOST = 600
"""Seeds after which a mutant is taken to live."""

PAGE = Path(__file__).parents[2] / "docs" / "simulation.md"
BEGIN, END = "<!-- mutants -->", "<!-- end of mutants -->"


@dataclass(frozen=True, slots=True)
class Caught:
    """What became of a mutant; `by` is empty when it lived."""

    mutant: Mutant
    by: str
    seeds: int


def catch(mutant: Mutant, most: int = MOST) -> Caught:
    """Run seeds with the fault in until one of them fails."""
    warm()
    with mutant.applied():
        for seed in range(most):
            if name := run(seed).name:
                return Caught(mutant, name, seed + 1)
    return Caught(mutant, "", most)


def report(only: str = "") -> int:
    """Run all mutants (or one), print what caught each, and write the table; 1 when one lived."""
    lived = 0
    rows = []
    for mutant in MUTANTS:
        if only and mutant.name != only:
            continue
        caught = catch(mutant)
        lived += not caught.by
        print(f"{mutant.name:32} {caught.by or 'LIVES':16} {caught.seeds:4} seeds", flush=True)
        rows.append(f"| {mutant.name} | {mutant.breaks} | {caught.by or 'not caught'} | {caught.seeds} |")
    if not only:
        _write(rows)
    return bool(lived)


def _write(rows: list[str]) -> None:
    text = PAGE.read_text()
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    table = ["| mutant | what it breaks | caught by | seeds |", "|---|---|---|---:|", *rows]
    PAGE.write_text(f"{before}{BEGIN}\n" + "\n".join(table) + f"\n{END}{after}")
