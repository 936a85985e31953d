"""``python -m tests.simulation --seeds N --start S [--jobs J]``; ``python -m tests.simulation mutants``."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from functools import partial
from multiprocessing import get_context

from tests.simulation import catching
from tests.simulation.running import Outcome, brief, run, shrink, twice

SHOWN = 5


def main(arguments: list[str] | None = None) -> int:
    """Run seeds or mutants; 1 when a seed failed or a mutant lived."""
    parser = argparse.ArgumentParser(prog="tests.simulation", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("seeds", "mutants"), default="seeds")
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--twice", action="store_true", help="each seed again, and with right clocks")
    parser.add_argument("--trace", action="store_true", help="all that happened, of what failed")
    parser.add_argument("--only", default="", help="the mutant of this name")
    given = parser.parse_args(arguments)
    if given.what == "mutants":
        return catching.report(given.only)
    return _seeds(given)


def _seeds(given: argparse.Namespace) -> int:
    seeds = range(given.start, given.start + given.seeds)
    began = time.perf_counter()
    one = twice if given.twice else run
    if given.jobs > 1:
        with get_context("spawn").Pool(given.jobs) as pool:
            found = pool.map(partial(brief, one), seeds, chunksize=20)
    else:
        found = [brief(one, seed) for seed in seeds]
    seconds = time.perf_counter() - began
    counts: Counter[str] = Counter()
    for outcome in found:
        counts.update(outcome.counts)
    failed = [outcome for outcome in found if outcome.name]
    print(f"{len(found)} seeds in {seconds:.1f} s, {len(found) / seconds:.1f} a second, {len(failed)} failed")
    print("\n".join(f"  {count:7} {name}" for name, count in counts.most_common()))
    for outcome in failed[:SHOWN]:
        _tell(outcome, given.trace)
    for outcome in failed[SHOWN:]:
        print(f"seed {outcome.seed}: {outcome.name}")
    return bool(failed)


def _tell(outcome: Outcome, trace: bool) -> None:
    print(f"\nseed {outcome.seed}: {outcome.name}\n{outcome.what[:2000]}")
    if outcome.name in ("P0", "P11"):
        return
    events = shrink(outcome.seed, outcome.name)
    again = run(outcome.seed, events)
    print(f"the shortest script that fails so: {' '.join(map(str, events))}\n{again.what[:2000]}")
    if trace:
        print("  " + "\n  ".join(again.trace))


if __name__ == "__main__":
    sys.exit(main())
