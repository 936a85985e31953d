"""The page of today in a file of 2,000 clients, each with a risk, a task, a visit, a plan and a consent."""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import timedelta

from benchmarks.table import Row, under
from tests.samples import WHOLE
from tests.screens import laptop
from tests.screens.conftest import PASSPHRASE, quick_file
from thuis_tui.desk.demo.people import people
from thuis_tui.desk.desk import Desk
from thuis_tui.settings import Places
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

CLIENTS = 2_000
LIMIT = 50
KINDS = ("risk_flag", "task", "visit", "plan", "consent")
NEAR = 20
"""One client in so many has something that is due now; of the others it is long from now, or done."""
SOME = 200
"""Clients in one write."""


def measure(runs: int) -> list[Row]:
    """The whole read: what asks for attention, with the names that go with it."""
    with tempfile.TemporaryDirectory() as home:
        places = Places.find(environ={"THUIS_HOME": home})
        key, _recovery = quick_file(places, PASSPHRASE)
        desk = laptop.open_desk(places, key)
        try:
            _fill(desk)
            found, samples = asyncio.run(_read(desk, max(20, runs)))
        finally:
            desk.close()
    return [under("today", f"what asks for attention, {CLIENTS:,} clients, {found} of it", samples, LIMIT)]


async def _read(desk: Desk, runs: int) -> tuple[int, list[float]]:
    day = await desk.today.day()
    samples = []
    for _run in range(runs):
        begin = time.perf_counter()
        await desk.today.day()
        samples.append(1000 * (time.perf_counter() - begin))
    return len(day.matters), samples


def _fill(desk: Desk) -> None:
    crowd = [
        person.values for seed in range(CLIENTS // 40) for person in people(40, seed, desk.file.world.today())
    ]
    me, today = desk.file.author(), desk.file.world.today()
    for begin in range(0, CLIENTS, SOME):

        def some(writing: Writing, begin: int = begin) -> None:
            for number, values in enumerate(crowd[begin : begin + SOME], begin):
                client = writing.ids()
                write.create(writing, f"c:{client}", "client", values, id=client)
                near = number % NEAR == 0
                day = (today + timedelta(days=2 if near else 300)).isoformat()
                for kind in KINDS:
                    write.create(writing, f"c:{client}", kind, _values(kind, client, me, day, near=near))

        desk.file.database.write(some).result()


def _values(kind: str, client: str, me: str, day: str, *, near: bool) -> dict[str, object]:
    """A record of this kind whose day is this one."""
    values: dict[str, object] = {**WHOLE[kind], "client": client, "author": me}
    moved: dict[str, dict[str, object]] = {
        "risk_flag": {"review_on": day, "closed_on": None},
        "task": {"due_on": day, "owner": me, "state": "open", "done_on": None},
        "visit": {
            "starts_at": f"{day}T09:00:00Z",
            "caseworker": me,
            "outcome": None if near else "done",
            "checked_in_at": None,
            "checked_out_at": None,
        },
        "plan": {"evaluate_on": day, "state": "active"},
        "consent": {"ends_on": day},
    }
    known = WHOLE[kind].keys()
    return {
        name: value for name, value in (values | moved[kind]).items() if name in known and value is not None
    }
