"""Two real laptops, the real service, and between them the worst line there is. All arrives, exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from benchmarks.relay import throttled
from tests.beyond.budget import rounds, times
from tests.beyond.weather import Weather
from tests.service.office import Office, Running
from tests.sync.laptops import Laptop
from thuis_tui.sync.line import Patience

ROUNDS_AFTER = 3
"""When the faults stop, all has to be quiet within so many rounds of everybody."""
NAMES = ("Berg", "Smit", "Bakker", "Visser")

Enrol = Callable[[str, str], Laptop]


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> None:
    """The line is what is tried here; the databases are tried elsewhere."""


@pytest.fixture
def enrol(office: Office, tmp_path: Path) -> Iterator[Enrol]:
    """Make a laptop of the one caseworker, enrolled and quiet."""
    made: list[Laptop] = []
    caseworker = office.caseworker("Amina")

    def enrol(name: str, url: str, patience: Patience | None = None) -> Laptop:
        laptop = Laptop(tmp_path / name / "thuis.db", patience or Patience())
        made.append(laptop)
        laptop.enrol(url, office.code(caseworker))
        laptop.sync()
        return laptop

    yield enrol
    for laptop in made:
        laptop.close()


def test_nothing_is_lost_on_a_line_that_does_everything_wrong(
    office: Office, running: Running, enrol: Enrol
) -> None:
    through_bad_weather(office, running, enrol, turns=range(12), seed=3)


@pytest.mark.soak
def test_nothing_is_lost_on_such_a_line_for_long(office: Office, running: Running, enrol: Enrol) -> None:
    through_bad_weather(office, running, enrol, turns=rounds("THUIS_LOOPS", 60), seed=times("THUIS_SEED", 4))


def through_bad_weather(
    office: Office, running: Running, enrol: Enrol, *, turns: Iterable[int], seed: int
) -> None:
    """Both write in the same dossiers, the same field among it, and exchange whenever the line lets them."""
    lines = [Weather(running.url, seed + at) for at in range(2)]
    laptops = [enrol(f"laptop-{at}", line.url) for at, line in enumerate(lines)]
    one, other = laptops
    clients = [one.client() for _ in range(3)]
    for laptop in laptops:
        assert laptop.sync().problem is None
    for line in lines:
        line.worsen()
    written: set[str] = set()
    for at in turns:
        for which, laptop in enumerate(laptops):
            client = clients[at % len(clients)]
            written.update(laptop.note(client, f"Bezoek {at} van {which}") for _ in range(3))
            laptop.set(client, "surname", f"{NAMES[at % len(NAMES)]} {which}")
            laptop.sync()
            if at % 4 == 3:
                laptop.reopen()
    for line in lines:
        line.clear()
    happened = sum((line.happened for line in lines), Counter())
    assert happened.keys() >= {"request lost", "answer lost", "repeated", "portal", "cut"}
    for _ in range(ROUNDS_AFTER):
        states = [laptop.sync() for laptop in laptops]
    for line in lines:
        line.close()
    assert [(state.problem, state.waiting, state.refused) for state in states] == [(None, 0, 0)] * 2
    assert {id_ for (id_,) in one.rows("SELECT id FROM note")} == written
    assert one.digests() == other.digests()
    for shown in (
        "SELECT id, client, body, author FROM note ORDER BY id",
        "SELECT id, surname, note_count, conflicts FROM client ORDER BY id",
        "SELECT scope, ent, field FROM conflict ORDER BY ent",
    ):
        assert one.rows(shown) == other.rows(shown)
    assert [laptop.runner.repairs for laptop in laptops] == [0, 0]
    own = sorted(id_ for laptop in laptops for (id_,) in laptop.rows("SELECT id FROM operation"))
    logged = sorted(id_ for (id_,) in office.rows("SELECT id FROM log WHERE scope LIKE 'c:%'"))
    assert logged == own, "each exactly once, and nothing else"


@pytest.mark.soak
@pytest.mark.parametrize(
    ("bytes_a_second", "delay"), [(1_000, 0.0), (None, 2.0)], ids=["1 kB/s", "2 s each way and back"]
)
def test_a_line_that_is_only_slow_is_waited_for(
    running: Running, enrol: Enrol, bytes_a_second: int | None, delay: float
) -> None:
    """No answer is given up while it comes, so what goes over so slow a line goes over it once."""
    port = int(running.url.rpartition(":")[2])
    with throttled(port, bytes_a_second=bytes_a_second, delay=delay / 2) as (slow, traffic):
        laptop = enrol("slow", running.url)
        laptop.move_to(f"http://127.0.0.1:{slow}")
        laptop.reopen()
        client = laptop.client()
        laptop.note(client)
        state = laptop.sync()
    assert (state.problem, state.waiting) == (None, 0)
    assert traffic.requests <= 6
    assert traffic.bytes < 12_000
