"""Searching 2,000 clients and 200,000 notes: words while they are typed, filters, names by ear or a slip."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.big_file import CLIENTS, PASSPHRASE, copy_of
from benchmarks.table import Row, under
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.opening import open_desk, unlock

NOTES = 200_000
LIMIT = 100
FIRST = 20
SEARCHES = {
    "words as they are typed": ("w", "wo", "won", "woni", "wonin", "woning", "woning s", "woning sl"),
    "words with filters": ("woning g:zeist", "woning b:ik <30d", "sleutel r:rood", "huur g:utrecht k:bezoek"),
    "filters alone": ("b:ik", "<30d", "g:zeist", "l:4 g:zeist"),
    "a name by ear or with a slip": ("jansn", "dykstra", "yilmas", "benalli"),
}


def measure(runs: int) -> list[Row]:
    """Each kind of search, its texts in turn."""
    with tempfile.TemporaryDirectory() as home:
        places = copy_of(Path(home), NOTES)
        desk = open_desk(places, unlock(places, PASSPHRASE), connect=False)
        try:
            return [_row(desk, kind, texts, runs) for kind, texts in SEARCHES.items()]
        finally:
            desk.close()


def _row(desk: Desk, kind: str, texts: tuple[str, ...], runs: int) -> Row:
    samples = asyncio.run(_samples(desk, texts, runs))
    what = f"first {FIRST}, {kind}, p95: {CLIENTS:,} clients, {NOTES:,} notes"
    return under("search", what, samples, LIMIT, at=0.95)


async def _samples(desk: Desk, texts: tuple[str, ...], runs: int) -> list[float]:
    samples = []
    for _run in range(runs):
        for text in texts:
            begin = time.perf_counter()
            await desk.search.find(text, FIRST)
            samples.append(1000 * (time.perf_counter() - begin))
    return samples
