"""A filed note, on the disk: from the call to the commit, in a file of 100,000 notes."""

import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.big_file import copy_of, opened
from benchmarks.records import texts
from benchmarks.table import Row, under
from thuis_tui.desk.drafts import Drafts
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.notes import Notes
from thuis_tui.desk.shapes import Draft, NoteInput
from thuis_tui.desk.world import World
from thuis_tui.store.database import Database

WRITES = 40


def measure(runs: int) -> list[Row]:
    """p95 of filing a note and of keeping a draft, each a transaction of its own."""
    filed: list[float] = []
    kept: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        database = opened(copy_of(Path(home)))
        try:
            asyncio.run(_write(database, runs * WRITES, filed, kept))
        finally:
            database.close()
    return [
        under("writes", "a note filed, durable, p95", filed, 5, at=0.95),
        under("writes", "a draft kept, durable, p95", kept, 5, at=0.95),
    ]


async def _write(database: Database, count: int, filed: list[float], kept: list[float]) -> None:
    file = OpenFile(database, World())
    notes, drafts = Notes(file), Drafts(file)
    clients = database.read(
        lambda connection: [row[0] for row in connection.exec_driver_sql("SELECT id FROM client LIMIT 500")]
    ).result()
    for number, body in enumerate(texts(count, seed=5)):
        client = clients[number % len(clients)]
        draft = Draft(id=f"{number:032x}", kind="note", client=client, fields={"body": body})
        start = time.perf_counter()
        await drafts.keep(draft)
        middle = time.perf_counter()
        note = NoteInput(
            client=client, kind="visit", occurred_at="2026-09-02T10:00:00Z", occurred_offset=120, body=body
        )
        between = time.perf_counter()
        await notes.file(note, draft.id)
        filed.append(1000 * (time.perf_counter() - between))
        kept.append(1000 * (middle - start))
