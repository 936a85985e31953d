"""Power cuts, by the dozen: the laptop, the service or both end in the middle of whatever they do."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.beyond.budget import rounds, times
from tests.service.office import Office
from tests.sync.laptops import Laptop
from thuis_tui.service.configuration import Configuration
from thuis_tui.store import fold

if sys.platform == "win32":
    pytest.skip("there is no kill -9", allow_module_level=True)

from tests.beyond.lives import Service, Writer, free_port

LOOPS = 20
MANY_LOOPS = 200
MOST_PROMISES = 8


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """Where the service keeps its file, and its port."""
    yield tmp_path / "service", free_port()


def test_what_was_promised_survives_every_kill(tmp_path: Path, place: tuple[Path, int]) -> None:
    kill_and_count(tmp_path, place, loops=range(LOOPS), seed=1)


@pytest.mark.soak
def test_what_was_promised_survives_hundreds_of_kills(tmp_path: Path, place: tuple[Path, int]) -> None:
    kill_and_count(tmp_path, place, loops=rounds("THUIS_LOOPS", MANY_LOOPS), seed=times("THUIS_SEED", 2))


def kill_and_count(tmp_path: Path, place: tuple[Path, int], *, loops: Iterable[int], seed: int) -> None:
    """Kill in each loop; then everything promised is on the other laptop, and in the log exactly once."""
    chance = random.Random(seed)
    data, port = place
    service = Service(data, port)
    office = Office(Configuration(data_dir=data), f"http://127.0.0.1:{port}")
    caseworker = office.caseworker("Amina")
    path = tmp_path / "one" / "thuis.db"
    one, other = Laptop(path), Laptop(tmp_path / "other" / "thuis.db")
    for laptop in (one, other):
        laptop.enrol(office.url, office.code(caseworker))
    client = one.client()
    one.close()
    office.close()

    promised: list[tuple[str, str]] = []
    writer = Writer(path, client)
    for _ in loops:
        promised += [writer.promise() for _ in range(chance.randint(1, MOST_PROMISES))]
        victims = chance.choice(("writer", "writer", "service", "both"))
        if victims != "service":
            promised += writer.last_words()
        if victims != "writer":
            service.kill()
            service = Service(data, port)
        if victims != "service":
            writer = Writer(path, client)
    promised += [writer.promise()]
    promised += writer.last_words()

    one = Laptop(path)
    try:
        for laptop in (one, other):
            state = laptop.sync()
            assert (state.problem, state.waiting, state.refused) == (None, 0, 0)
            assert laptop.rows("PRAGMA integrity_check") == [("ok",)]
            assert laptop.runner.repairs == 0
        everything_arrived_once(one, other, promised, Configuration(data_dir=data), port)
    finally:
        one.close()
        other.close()
        service.kill()


def everything_arrived_once(
    one: Laptop, other: Laptop, promised: list[tuple[str, str]], configuration: Configuration, port: int
) -> None:
    """Compare what was promised with both laptops and with the log of the service."""
    notes = {ent.partition(":")[2] for ent, operation in promised if not operation}
    changes = {operation for _, operation in promised if operation}
    assert notes
    written = one.rows("SELECT id, ent, kind FROM operation")
    assert {id_ for (id_,) in other.rows("SELECT id FROM note")} >= notes
    assert {id_ for id_, _, _ in written} >= changes
    created = [ent.partition(":")[2] for _, ent, kind in written if kind == "create" and "note:" in ent]
    assert set(created) >= notes, "they are our own operations still"
    office = Office(configuration, f"http://127.0.0.1:{port}")
    logged = [id_ for (id_,) in office.rows("SELECT id FROM log WHERE scope LIKE 'c:%'")]
    seqs = [seq for (seq,) in office.rows("SELECT seq FROM log WHERE scope LIKE 'c:%' ORDER BY seq")]
    everywhere = {id_ for (id_,) in office.rows("SELECT id FROM log")}
    office.close()
    dossiers = [id_ for (id_,) in one.rows("SELECT id FROM operation WHERE scope LIKE 'c:%'")]
    assert sorted(logged) == sorted(dossiers), "each exactly once, and nothing else"
    assert {id_ for id_, _, _ in written} <= everywhere
    assert seqs == list(range(1, len(seqs) + 1))
    assert one.digests() == other.digests()
    shown = one.rows("SELECT id, body FROM note ORDER BY id")
    assert other.rows("SELECT id, body FROM note ORDER BY id") == shown
    one.database.write(fold.rebuild).result()
    assert one.rows("SELECT id, body FROM note ORDER BY id") == shown
