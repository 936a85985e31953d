"""The same 100 changes with 1,000 and with 100,000 records present: what was written before costs nothing.

Two services with two laptops each, in turn, so that a busy machine weighs on both alike.
"""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.laptops import add_client, add_note, device, exchange, expect
from benchmarks.records import texts
from benchmarks.table import Row, within
from tests.terminal.team import Organisation
from thuis_tui.store.writing import Writing

FEW, MANY = 1_000, 100_000
DOSSIERS = 20
CHANGES = 100
AT_ONCE = 10_000
DELTAS_A_RUN = 4
LIMIT = 1.3


class _Team:
    """A service with so many notes, and two laptops that have them all."""

    def __init__(self, place: Path, notes: int, loop: asyncio.Runner, stack: ExitStack) -> None:
        service = stack.enter_context(Organisation(place / "service"))
        author = service.caseworker("Amina Bakker")
        self._loop = loop
        self.one, self.other = (
            stack.enter_context(device(place / name, service, author, loop)) for name in ("a", "b")
        )
        self._clients = self._write(lambda w: [add_client(w, number) for number in range(DOSSIERS)])
        self._notes = 0
        body = texts(AT_ONCE)
        for at in range(0, notes, AT_ONCE):
            self.note(body[: min(AT_ONCE, notes - at)])
        exchange(loop, self.one)
        exchange(loop, self.other)
        expect(loop, self.other, DOSSIERS, notes)

    def note(self, body: list[str]) -> None:
        """Write these, spread over the dossiers."""

        def fill(writing: Writing) -> list[str]:
            for at, text in enumerate(body, self._notes):
                add_note(writing, self._clients[at % DOSSIERS], at, text)
            return []

        self._write(fill)
        self._notes += len(body)

    def change(self, number: int) -> tuple[float, float]:
        """A hundred changes: how long the push and the pull take."""
        self.note(texts(CHANGES, seed=number))
        return exchange(self._loop, self.one), exchange(self._loop, self.other)

    def _write(self, fill: Callable[[Writing], list[str]]) -> list[str]:
        return self.one.file.database.write(fill).result()


def measure(runs: int) -> list[Row]:
    """The first of each is not counted: it warms up what is kept in memory."""
    few: list[tuple[float, float]] = []
    many: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        loop = stack.enter_context(asyncio.Runner())
        teams = [
            (_Team(Path(folder) / str(size), size, loop, stack), samples)
            for size, samples in ((FEW, few), (MANY, many))
        ]
        for number in range(DELTAS_A_RUN * runs + 1):
            for team, samples in teams:
                samples.append(team.change(number))
    return [
        _row("push and pull", [sum(pair) for pair in many[1:]], [sum(pair) for pair in few[1:]]),
        _row("push", [push for push, _ in many[1:]], [push for push, _ in few[1:]]),
        _row("pull", [pull for _, pull in many[1:]], [pull for _, pull in few[1:]]),
    ]


def _row(what: str, many: list[float], few: list[float]) -> Row:
    return within(
        "scaling", f"100 changes with {MANY:,} records, {what}", many, f"{FEW:,} records", few, LIMIT
    )
