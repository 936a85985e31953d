"""Two replicas on one PostgreSQL behind a proxy that takes turns; one is killed while laptops push."""

from __future__ import annotations

import itertools
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.beyond.budget import rounds, times
from tests.service import postgresql
from tests.service.office import Office
from tests.simulation.checker import Checker
from tests.sync.laptops import Laptop
from tests.sync.line import BadLine, Exchange, Fault, passes
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.logs import ledger

if sys.platform == "win32":
    pytest.skip("there is no kill -9", allow_module_level=True)

from tests.beyond.lives import Service, free_port

REPLICAS = 2
KILLS = 2
MANY_KILLS = 100
BETWEEN = 12
"""Writes between one kill and the next start, and between that and the next kill."""


class TakingTurns(BadLine):
    """A proxy: each request goes to the next replica, to another one when nobody listens there."""

    def __init__(self, ports: list[int]) -> None:
        self._places = [("127.0.0.1", port) for port in ports]
        self._turn = itertools.count()
        self.answered: Counter[int] = Counter()
        super().__init__(f"http://127.0.0.1:{ports[0]}")

    def _fault(self, path: str) -> Fault:
        return self._hand_on

    def _hand_on(self, exchange: Exchange) -> None:
        first = next(self._turn)
        for at in range(first, first + len(self._places)):
            exchange.service = self._places[at % len(self._places)]
            try:
                passes(exchange)
            except ConnectionRefusedError:
                continue
            self.answered[at % len(self._places)] += 1
            return


class Raw:
    """A connection to PostgreSQL as the checker reads one of SQLite."""

    def __init__(self, url: str) -> None:
        import psycopg

        plain = make_url(url).set(drivername="postgresql").render_as_string(False)
        self._connection = psycopg.connect(plain, autocommit=True)
        self.total_changes = 0

    def execute(self, sql: str, parameters: tuple[Any, ...] = ()) -> Any:
        self.total_changes += 1  # nobody tells: look again
        return self._connection.execute(sql.replace("%", "%%").replace("?", "%s"), parameters)

    def close(self) -> None:
        self._connection.close()


class Work:
    """What the laptops write: each its notes, and fields that others change too."""

    def __init__(self, laptops: list[Laptop], clients: list[str]) -> None:
        self._clients = clients
        self._done = threading.Event()
        self._told = threading.Condition()
        self._count = 0
        self.notes: set[str] = set()
        self.changes: set[str] = set()
        """Records, and operations, whose commit returned."""
        self._threads = ThreadPoolExecutor(len(laptops))
        self._running = [self._threads.submit(self._write, at, laptop) for at, laptop in enumerate(laptops)]

    def _write(self, at: int, laptop: Laptop) -> None:
        chance = random.Random(at)
        for number in itertools.count():
            if self._done.is_set():
                return
            client = chance.choice(self._clients)
            note = laptop.note(client, f"Gesprek {at}-{number}")
            change = laptop.set(client, "surname", f"Berg {at}-{number}")
            with self._told:
                self._count += 2
                self.notes.add(note)
                self.changes.add(change)
                self._told.notify_all()
            laptop.sync()

    def more(self, writes: int) -> None:
        """Wait until so many more were written."""
        with self._told:
            until = self._count + writes
            assert self._told.wait_for(
                lambda: self._count >= until or any(f.done() for f in self._running), 60
            )
        assert not any(future.done() for future in self._running)

    def stop(self) -> None:
        self._done.set()
        for future in self._running:
            future.result(60)
        self._threads.shutdown()


@pytest.fixture
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgresql.server(tmp_path_factory) as server, postgresql.database(server) as url:
        yield url


def test_a_replica_that_is_killed_costs_nothing(tmp_path: Path, database_url: str) -> None:
    kill_in_turn(tmp_path, database_url, kills=range(KILLS), laptops=3)


@pytest.mark.soak
def test_replicas_that_are_killed_all_the_time_cost_nothing(tmp_path: Path, database_url: str) -> None:
    kills = rounds("THUIS_KILLS", MANY_KILLS)
    kill_in_turn(tmp_path, database_url, kills=kills, laptops=times("THUIS_LAPTOPS", 6))


def kill_in_turn(tmp_path: Path, url: str, *, kills: Iterable[int], laptops: int) -> None:
    """Have laptops write while replicas are killed and started again, then look at everything."""
    data = tmp_path / "service"
    ports = [free_port() for _ in range(REPLICAS)]
    replicas = [Service(data, port, url) for port in ports]
    proxy = TakingTurns(ports)
    office = Office(Configuration(data_dir=data, database_url=url), proxy.url)
    raw = Raw(url)
    people = [office.caseworker(f"Medewerker {at}") for at in range(2)]
    team = [Laptop(tmp_path / str(at) / "thuis.db") for at in range(laptops)]
    try:
        for at, laptop in enumerate(team):
            laptop.enrol(proxy.url, office.code(people[at % 2]))
        clients = [team[0].client(f"Berg {at}") for at in range(2)]
        assert team[0].sync().problem is None
        for client in clients:
            office.grant(people[1], client)
        for laptop in team:
            assert laptop.sync().problem is None

        work = Work(team, clients)
        for at in kills:
            work.more(BETWEEN)
            replicas[at % REPLICAS].kill()
            work.more(BETWEEN)
            replicas[at % REPLICAS] = Service(data, ports[at % REPLICAS], url)
        answered = Counter(proxy.answered)
        work.more(BETWEEN)
        work.stop()
        assert all(proxy.answered[at] > answered[at] for at in range(REPLICAS)), "one was left out"

        for _ in range(3):  # what the last one sent, the first has to hear of
            for laptop in team:
                state = laptop.sync()
                assert (state.problem, state.waiting, state.refused) == (None, 0, 0)
        everything_is_as_it_should(office, raw, team, work)
    finally:
        raw.close()
        for laptop in team:
            laptop.close()
        office.close()
        proxy.close()
        for replica in replicas:
            replica.kill()


def everything_is_as_it_should(office: Office, raw: Raw, team: list[Laptop], work: Work) -> None:
    """The properties of the simulation, and what was promised: each exactly once."""
    checker = Checker()

    def wrote(connection: Any, number: int) -> set[str]:
        return {write.id for write in checker.wrote(number, File(connection))}

    def quiet(connection: Any, number: int, laptop: Laptop) -> None:
        now = [(number, laptop.actor, File(connection), laptop.runner.repairs)]
        checker.quiet(raw, now, time.time_ns() // 1_000_000)

    written: set[str] = set()
    for number, laptop in enumerate(team):
        written |= laptop.database.read(partial(wrote, number=number)).result()
    checker.service(raw)
    for number, laptop in enumerate(team):
        laptop.database.read(partial(quiet, number=number, laptop=laptop)).result()

    there = Counter(id_ for (id_,) in raw.execute("SELECT id FROM log UNION ALL SELECT id FROM quarantine"))
    assert work.changes <= written
    assert {id_: there[id_] for id_ in written} == dict.fromkeys(written, 1)
    shown = [laptop.rows("SELECT id, body FROM note ORDER BY id") for laptop in team]
    assert {id_ for id_, _ in shown[0]} == work.notes
    assert all(each == shown[0] for each in shown)
    dossiers = [{s: d for s, d in laptop.digests().items() if s.startswith("c:")} for laptop in team]
    assert all(each == dossiers[0] for each in dossiers)
    for (scope,) in raw.execute("SELECT scope FROM scope_head").fetchall():
        assert office.storage.read(ledger.verify, scope)
    assert raw.execute("SELECT count(*) FROM incident").fetchone() == (0,)


class File:
    """The file of a laptop as the checker reads it."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.total_changes = -1

    def execute(self, sql: str, parameters: tuple[Any, ...] = ()) -> Any:
        return self._connection.connection.driver_connection.execute(sql, parameters)
