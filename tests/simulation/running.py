"""Runs seeds: each from its script, what fails shrunk to the shortest script that still fails."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy.exc import SQLAlchemyError
from sqlcipher3 import dbapi2

from tests.simulation.model import Violation
from tests.simulation.script import Event, rates, script
from tests.simulation.world import World
from thuis_tui.service.keeping.durability import NotWhole
from thuis_tui.store.errors import StoreError

FAILURES = (
    Violation,
    StoreError,
    NotWhole,
    SQLAlchemyError,
    dbapi2.Error,
    msgspec.MsgspecError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a program with a fault raises."""

_KNOWN: dict[type[BaseException], str] = {NotWhole: "P15"}
"""Properties that the program watches itself: a backup of which the log does not hang together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one seed. `name`: the property that failed, or the kind of error; empty: all is well."""

    seed: int
    name: str = ""
    what: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    track: str = ""
    result: str = ""
    trace: tuple[str, ...] = ()


def run(seed: int, events: Sequence[Event] | None = None, *, clocks: bool = True) -> Outcome:
    """Run one seed, or a part of its script."""
    given = rates(seed)
    world = World(seed, given, clocks=clocks)
    try:
        world.run(script(seed, given) if events is None else events)
    except FAILURES as problem:
        name = (
            problem.name
            if isinstance(problem, Violation)
            else _KNOWN.get(type(problem), type(problem).__name__)
        )
        what = str(problem) if isinstance(problem, Violation) else traceback.format_exc()
        return Outcome(seed, name, what, world.counts, trace=tuple(world.trace))
    return Outcome(seed, "", "", world.counts, world.track(), world.outcome(), tuple(world.trace))


def shrink(seed: int, name: str) -> list[Event]:
    """Return the shortest script found with which this seed fails in the same way."""
    events = script(seed, rates(seed))
    size = max(1, len(events) // 2)
    while True:
        at, shorter = 0, False
        while at < len(events):
            part = events[:at] + events[at + size :]
            if run(seed, part).name == name:
                events, shorter = part, True
            else:
                at += size
        if size == 1 and not shorter:
            return events
        size = max(1, size // 2)


def twice(seed: int) -> Outcome:
    """Run a seed two times: the same must happen, and with right clocks the same must come of it (P11)."""
    first = run(seed)
    if first.name:
        return first
    if (again := run(seed)).track != first.track:
        return Outcome(seed, "P0", "the same seed went another way: " + again.what, first.counts)
    if (right := run(seed, clocks=False)).result != first.result:
        return Outcome(
            seed, "P11", "with right clocks something else came of it: " + right.what, first.counts
        )
    return first


def brief(one: object, seed: int) -> Outcome:
    """Run a seed one way and keep what can go from process to process: no world."""
    outcome: Outcome = one(seed)  # type: ignore[operator]
    return Outcome(outcome.seed, outcome.name, outcome.what, outcome.counts)
