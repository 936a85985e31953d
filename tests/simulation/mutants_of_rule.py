"""Seeded faults in what leads and administrators do: decisions, grants that end, erasure."""

from __future__ import annotations

from typing import Any

from tests.simulation.mutant import Mutant, without
from thuis_tui.service.people import grants, late_work
from thuis_tui.store import shadow


def _alone(real: Any) -> Any:
    def group(tx: Any, kept: Any) -> Any:
        return [kept]

    return group


def _always(real: Any) -> Any:
    def tell(tx: Any, logs: Any, own: Any, decision: Any, kept: Any) -> None:
        if decision.decision != "accept":
            late_work._accept(tx, own.open([kept.scope]), kept)
        real(tx, logs, own, decision, kept)

    return tell


def _endless(real: Any) -> Any:
    return real.replace("(g.until = 0 OR", "(g.until >= 0 OR")


MUTANTS = (
    Mutant("accepted and lost", "what a lead accepts comes into no log", late_work, "_accept", without(None)),
    Mutant("half accepted", "of a group only what is decided about is accepted", late_work, "group", _alone),
    Mutant(
        "decided twice",
        "a decision counts although there is one",
        late_work,
        "KEPT",
        lambda real: real.replace("q.decision, c.team", "'', c.team"),
    ),
    Mutant(
        "nobody is told", "who wrote it does not hear what was decided", late_work, "_tell", without(None)
    ),
    Mutant(
        "returned is accepted",
        "whatever is decided, it comes into the log",
        late_work,
        "_tell",
        lambda real: (
            lambda tx, logs, own, decision, kept: (
                late_work._accept(tx, own.open([kept.scope]), kept),
                real(tx, logs, own, decision, kept),
            )
        ),
    ),
    Mutant("cover without end", "what was given for some time is kept", grants, "_GRANTED", _endless),
    Mutant(
        "read is write",
        "who may only read a dossier writes in it",
        grants.Granted,
        "writable",
        lambda real: property(lambda self: True),
    ),
    Mutant(
        "nothing never ends",
        "what an earlier life of a scope had stays where the new one is empty",
        shadow,
        "empty",
        without(None),
    ),
)
