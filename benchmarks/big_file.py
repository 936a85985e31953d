"""A laptop after years of work: 2,000 clients and 100,000 notes, confirmed by the service, in one file.

Made once for each state of the rooms that write it, and kept in the cache directory.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import msgspec
from platformdirs import user_cache_path

from benchmarks.records import texts
from thuis_tui.desk.demo.people import people
from thuis_tui.desk.opening import create_file, unlock
from thuis_tui.log.identifiers import new_id
from thuis_tui.log.wire import PullLine, PullRow
from thuis_tui.settings import Places
from thuis_tui.store import shadow, write
from thuis_tui.store.database import Database
from thuis_tui.store.writing import Writing

CLIENTS = 2_000
NOTES = 100_000
PASSPHRASE = "a file of some years"
TODAY = datetime(2026, 9, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[1]


def copy_of(home: Path, notes: int = NOTES) -> Places:
    """A copy of the file in this home; the application opens it with THUIS_HOME and `PASSPHRASE`."""
    size = "" if notes == NOTES else f"-{notes}"
    kept = user_cache_path("thuis-benchmarks") / f"file-{_state_of_the_rooms()}{size}"
    if not (kept / "ready").exists():
        shutil.rmtree(kept, ignore_errors=True)
        _make(Places.find(environ={"THUIS_HOME": str(kept)}), notes)
        (kept / "ready").touch()
    shutil.copytree(kept, home, dirs_exist_ok=True)
    return Places.find(environ={"THUIS_HOME": str(home)})


def opened(places: Places) -> Database:
    """The store of a copy, without a desk."""
    return Database.open(places.database, unlock(places, PASSPHRASE), now=now_ms)


def now_ms() -> int:
    """The real clock, for stamps."""
    return int(datetime.now(UTC).timestamp() * 1000)


def _make(places: Places, notes: int) -> None:
    key, _recovery = create_file(places, PASSPHRASE)
    database = Database.open(places.database, key, now=now_ms)
    author = new_id()
    database.write(lambda writing: write.identify(writing, author)).result()
    pages = _dossiers(author, notes)
    while some := list(islice(pages, 40)):
        database.write(lambda writing, some=some: _take(writing, some)).result()  # type: ignore[misc]
    database.close()


def _take(writing: Writing, pages: list[PullLine]) -> None:
    shadow.apply_pages(writing, pages)


def _dossiers(author: str, notes: int) -> Iterator[PullLine]:
    """Each dossier as the page of its log that a first pull would bring."""
    each, epoch = notes // CLIENTS, new_id()
    bodies = iter(texts(notes, size=400, seed=11))
    crowd = (person for seed in range(CLIENTS // 40) for person in people(40, seed, date(2026, 9, 1)))
    for number, person in enumerate(crowd):
        client = new_id()
        rows = [_row(1, f"client:{client}", {**person.values, "status": "supported"}, author)]
        for place in range(each):
            moment = TODAY - timedelta(days=7 * (each - place), minutes=7 * number)
            note = {
                "client": client,
                "kind": "visit",
                "occurred_at": f"{moment:%Y-%m-%dT%H:%M:00Z}",
                "occurred_offset": 120,
                "duration_minutes": 45,
                "life_domains": [4],
                "body": next(bodies),
                "author": author,
                "recorded_at": f"{moment + timedelta(hours=1):%Y-%m-%dT%H:%M:00Z}",
                "recorded_offset": 120,
            }
            rows.append(_row(place + 2, f"note:{new_id()}", note, author))
        yield PullLine(scope=f"c:{client}", gen=1, epoch=epoch, from_=0, head=len(rows), ops=rows)


def _row(seq: int, ent: str, values: dict[str, object], author: str) -> PullRow:
    value = msgspec.Raw(msgspec.json.encode(values))
    return PullRow(
        seq=seq, id=new_id(), ent=ent, kind="create", val=value, hlc=(now_ms() << 16) | seq, actor=author
    )


def _state_of_the_rooms() -> str:
    """A hash over everything that decides what the file looks like."""
    total = hashlib.sha256(Path(__file__).read_bytes())
    for room in ("store", "casework", "log"):
        for source in sorted((ROOT / "thuis_tui" / room).glob("*.py")):
            total.update(source.read_bytes())
    return total.hexdigest()[:16]


if __name__ == "__main__":
    copy_of(Path(os.environ["THUIS_HOME"]))
