"""A system of devices and a service, in every weather: see docs/simulation.md."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.simulation.catching import BEGIN, PAGE, catch
from tests.simulation.mutant import Mutant
from tests.simulation.mutants import MUTANTS
from tests.simulation.running import run, shrink, twice

SEEDS = 2000
CHUNKS = 20
TWICE = 12
"""So many seeds are run three times: twice as they are, and with right clocks."""
FAULTS = {
    *("crash", "service crash", "request lost", "answer lost", "late answer", "late request"),
    *("duplicate request", "cut answer", "push under way", "partition", "clock", "revoke", "grant"),
    *("move", "restore", "clone", "set_back", "malformed", "shut_out", "destroyed"),
}
"""What has to go wrong among the seeds of each chunk."""
QUICK = ("ack on send", "cursor before data", "last writer wins", "drop late writes", "sparse log")
"""Mutants that a seed or two shows."""


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_seed_breaks_a_property(chunk: int) -> None:
    size = SEEDS // CHUNKS
    counts: Counter[str] = Counter()
    for seed in range(chunk * size, (chunk + 1) * size):
        outcome = run(seed)
        if outcome.name:
            script = " ".join(map(str, shrink(seed, outcome.name)))
            pytest.fail(f"seed {seed}: {outcome.what[:1500]}\nthe shortest script: {script}")
        counts.update(outcome.counts)
    assert {name for name in FAULTS if not counts[name]} == set()


@pytest.mark.parametrize("chunk", range(2))
def test_a_seed_always_goes_the_same_way_and_clocks_change_nothing(chunk: int) -> None:
    for seed in range(chunk, TWICE, 2):
        outcome = twice(seed)
        assert not outcome.name, f"seed {seed}: {outcome.what}"


@pytest.mark.parametrize("mutant", [one for one in MUTANTS if one.name in QUICK], ids=lambda one: one.name)
def test_a_fault_in_the_program_is_seen(mutant: Mutant) -> None:
    assert catch(mutant, 30).by


@pytest.mark.mutants
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_every_mutant_is_caught(mutant: Mutant) -> None:
    assert catch(mutant).by


def test_the_page_names_every_mutant() -> None:
    table = PAGE.read_text().partition(BEGIN)[2]
    assert [one.name for one in MUTANTS if f"| {one.name} |" not in table] == []
