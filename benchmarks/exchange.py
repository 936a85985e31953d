"""First push, first pull, a hundred changes, a quiet round: ours, the floor and Anki in turn, on loopback.

Ours is the real `thuis serve` and real encrypted files, durable on both sides. A push or a pull is timed from
the call to the return of the exchange that the screens use too.
"""

import asyncio
import gc
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import against_anki, floor
from benchmarks.laptops import add_client, add_note, device, exchange, expect
from benchmarks.records import Record, records, texts
from benchmarks.relay import counting
from benchmarks.table import Row, under, within
from tests.terminal.team import Organisation
from thuis_tui.store.writing import Writing

CHANGES = 100
DELTAS = 5
QUIET = 9


@dataclass
class Samples:
    """What one contender took, in milliseconds."""

    push: list[float] = field(default_factory=list)
    pull: list[float] = field(default_factory=list)
    delta: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)


def measure(runs: int) -> list[Row]:
    """Each run has fresh files on all sides; the contenders take turns in every run."""
    everything = records()
    gc.collect()
    gc.freeze()  # the records of the benchmark itself are nobody's cost
    ours, least, anki = Samples(), Samples(), Samples()
    traffic: list[tuple[int, int]] = []
    for _run in range(runs):
        for contender, samples in ((_floor, least), (_anki, anki)):
            with tempfile.TemporaryDirectory() as place:
                contender(Path(place), everything, samples)
        with tempfile.TemporaryDirectory() as place:
            traffic.append(_ours(Path(place), everything, ours))
    requests, size = max(traffic)
    return [
        within("exchange", "first push, 11,000 records", ours.push, "floor", least.push, 3),
        within("exchange", "first push, 11,000 records", ours.push, "Anki", anki.push, 1),
        within("exchange", "first pull, 11,000 records", ours.pull, "floor", least.pull, 3),
        within("exchange", "first pull, 11,000 records", ours.pull, "Anki", anki.pull, 1),
        under("exchange", "100 changes, push and pull", ours.delta, 25),
        Row("exchange", "100 changes, push and pull", ours.delta, against="floor", yardstick=least.delta),
        Row("exchange", "100 changes, push and pull", ours.delta, against="Anki", yardstick=anki.delta),
        under("exchange", "a round with nothing to do", ours.quiet, 3),
        Row("exchange", "a round with nothing to do", ours.quiet, against="floor", yardstick=least.quiet),
        Row("exchange", "a round with nothing to do", ours.quiet, against="Anki", yardstick=anki.quiet),
        under("exchange", "... requests, at most", [requests], 2, "requests"),
        under("exchange", "... bytes both ways", [size], 1000, "bytes"),
    ]


def _floor(place: Path, everything: Sequence[Record], samples: Samples) -> None:
    with floor.running(place) as least:
        samples.push.append(least.push_ms("a.db", everything))
        samples.pull.append(least.pull_ms("b.db"))
        level = len(everything)
        for number in range(DELTAS):
            pushed = least.push_ms("a.db", everything[:CHANGES], f" {number}")
            samples.delta.append(pushed + least.pull_ms("b.db", level))
            level += CHANGES
        samples.quiet.extend(least.pull_ms("b.db", level) for _round in range(QUIET))


def _anki(place: Path, everything: Sequence[Record], samples: Samples) -> None:
    with against_anki.running(place) as anki:
        anki.open("a", first=True)
        anki.open("b", first=False)
        anki.add("a", everything)
        samples.push.append(anki.sync_ms("a"))
        samples.pull.append(anki.sync_ms("b"))
        if anki.ask("count", name="b") != len(everything):
            raise RuntimeError("Anki did not bring everything over")
        for number in range(DELTAS):
            anki.ask("change", name="a", count=CHANGES, word=str(number))
            samples.delta.append(anki.sync_ms("a") + anki.sync_ms("b"))
        samples.quiet.extend(anki.sync_ms("b") for _round in range(QUIET))


def _ours(place: Path, everything: Sequence[Record], samples: Samples) -> tuple[int, int]:
    """One run of thuis; what a quiet round sends and gets: requests and bytes."""
    with Organisation(place / "service") as service, asyncio.Runner() as loop:
        author = service.caseworker("Amina Bakker")
        with (
            device(place / "a", service, author, loop) as one,
            device(place / "b", service, author, loop) as other,
        ):
            clients = one.file.database.write(lambda writing: _fill(writing, everything)).result()
            samples.push.append(exchange(loop, one))
            samples.pull.append(exchange(loop, other))
            notes = len(everything) - len(clients)
            expect(loop, other, len(clients), notes)
            for number in range(DELTAS):
                body = texts(CHANGES, seed=100 + number)
                one.file.database.write(
                    lambda writing, body=body: [  # type: ignore[misc]
                        add_note(writing, clients[place], place, text) for place, text in enumerate(body)
                    ]
                ).result()
                samples.delta.append(exchange(loop, one) + exchange(loop, other))
            expect(loop, other, len(clients), notes + DELTAS * CHANGES)
            samples.quiet.extend(exchange(loop, other) for _round in range(QUIET))
        with counting(service.port) as (port, traffic):
            service.url = f"http://127.0.0.1:{port}"
            with device(place / "c", service, author, loop) as third:
                exchange(loop, third)
                traffic.reset()
                exchange(loop, third)
                return traffic.requests, traffic.bytes


def _fill(writing: Writing, everything: Sequence[Record]) -> list[str]:
    """Write the records as a caseworker's operations; a plan is a record of the same shape as a note."""
    clients: list[str] = []
    for number, record in enumerate(everything):
        if record.kind == "client":
            clients.append(add_client(writing, number, record.text[:200]))
        else:
            add_note(writing, clients[record.dossier], number, record.text)
    return clients
