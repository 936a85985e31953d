"""Sixteen writers with slow commits: sequences are dense, and no cursor passes what is not committed."""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, make_url
from sqlalchemy.pool import Pool

from tests.beyond.budget import times
from tests.service.conftest import Configuration
from tests.service.office import Laptop, Office, Running, lines
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.logs import ledger

WRITERS = 16
COMMITS = 160
MANY_COMMITS = 600
AT_MOST_MS = 8
TOKEN_USES = 300
"""Requests after which a laptop signs in again, long before its token is too old."""

SLOW = f"""
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(random() * {AT_MOST_MS / 1000}); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON {{}}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slowly();
"""


class SlowFile:
    """Makes each commit of rows of the log in an SQLite file take its time; `commits` counts them."""

    def __init__(self) -> None:
        self.commits = 0
        self._chance = random.Random(1)
        self._never = threading.Event()

    def watch(self, connection: Any, _record: object) -> None:
        """Of each connection that is opened: what it runs is told just before it is run."""
        numbered = False

        def about_to_run(statement: str) -> None:
            nonlocal numbered
            if statement.startswith("INSERT INTO log"):
                numbered = True
            elif statement in ("COMMIT", "ROLLBACK"):
                if numbered and statement == "COMMIT":
                    self.commits += 1
                    self._never.wait(self._chance.random() * AT_MOST_MS / 1000)
                numbered = False

        connection.set_trace_callback(about_to_run)


@pytest.fixture
def slow_file(database_url: str | None) -> Iterator[SlowFile | None]:
    """Slow commits in every SQLite file that is opened from here on; None on PostgreSQL."""
    if database_url:
        yield None
        return
    slow = SlowFile()
    event.listen(Pool, "connect", slow.watch)
    yield slow
    event.remove(Pool, "connect", slow.watch)


@contextlib.contextmanager
def slow_commits(url: str, table: str) -> Iterator[None]:
    """Make each commit with a row in this table take its time, after the row has its number."""
    with connected(url) as connection:
        connection.execute(SLOW.format(table))
    try:
        yield
    finally:
        with connected(url) as connection:
            connection.execute("DROP FUNCTION slowly CASCADE")


def connected(url: str) -> psycopg.Connection:
    plain = make_url(url).set(drivername="postgresql").render_as_string(False)
    return psycopg.connect(plain, autocommit=True)


def test_no_cursor_passes_what_is_not_committed(
    slow_file: SlowFile | None, office: Office, configuration: Configuration
) -> None:
    write_and_read(office, configuration, COMMITS, slow_file)


@pytest.mark.soak
def test_no_cursor_passes_what_is_not_committed_for_long(
    slow_file: SlowFile | None, office: Office, configuration: Configuration
) -> None:
    write_and_read(office, configuration, times("THUIS_COMMITS", MANY_COMMITS), slow_file)


def write_and_read(
    office: Office, configuration: Configuration, commits: int, slow_file: SlowFile | None
) -> None:
    """Push from sixteen connections, to two services where the database allows it, and read from another."""
    url = configuration.database_url
    with contextlib.ExitStack() as stack:
        if url:
            stack.enter_context(slow_commits(url, "log"))
        another = Running(configuration)
        stack.callback(another.stop)
        urls = [office.url, another.url] if url else [office.url]
        alice = office.laptop(office.caseworker("Alice"))
        client = new_id()
        scope = f"c:{client}"
        alice.push((scope, [alice.client(client)]))
        writers = []
        for at in range(WRITERS):
            laptop = office.laptop(office.caseworker(f"Schrijver {at}"), f"laptop {at}")
            office.grant(laptop.caseworker, client)
            laptop.http.base_url = urls[at % len(urls)]
            writers.append(laptop)
        alice.http.base_url = another.url

        def write(laptop: Laptop) -> set[str]:
            written = set()
            for at in range(1, max(1, commits // WRITERS) + 1):
                if at % TOKEN_USES == 0:
                    laptop.sign_in()
                (raw,) = raws = [laptop.note(client)]
                (outcome,) = laptop.push((scope, raws))
                assert outcome.error is None
                assert [result.r for result in outcome.results] == ["applied"]
                written.add(str(wire.msgspec.json.decode(raw)["id"]))
            return written

        written, seen = beside(
            [lambda laptop=laptop: write(laptop) for laptop in writers], Reader(alice, scope)
        )
    assert [seq for seq, _ in seen] == list(range(1, len(seen) + 1)), "dense, in order, nothing twice"
    assert {id_ for _, id_ in seen} >= written
    assert len(seen) == len(written) + 1
    assert slow_file is None or slow_file.commits > len(written), "no commit was slow: nothing was tried"
    assert office.storage.read(ledger.verify, scope)


class Reader:
    """Pulls a scope with its cursor only, as often as it can, as a device would that wrote nothing of it."""

    def __init__(self, laptop: Laptop, scope: str) -> None:
        self._laptop = laptop
        self._scope = scope
        self._etag = laptop.etag()
        self._cursor = wire.Cursor(seq=-1)
        self._asked = 0

    def __call__(self) -> list[tuple[int, str]]:
        self._asked += 1
        if self._asked % TOKEN_USES == 0:
            self._laptop.sign_in()
        answer = self._laptop.ask({self._scope: self._cursor}, scopes_etag=self._etag, max_bytes=20_000)
        found: list[tuple[int, str]] = []
        for page in lines(answer):
            found += [(row.seq, row.id) for row in page.ops]
            seq = page.ops[-1].seq if page.ops else page.from_
            self._cursor = wire.Cursor(page.gen, "", page.epoch, seq)
        return found


def beside(
    jobs: list[Callable[[], set[str]]], read: Callable[[], list[tuple[int, str]]]
) -> tuple[set[str], list[tuple[int, str]]]:
    """Do all jobs at once and read all the while, and to the end when they are done."""
    finished = threading.Event()

    def follow() -> list[tuple[int, str]]:
        seen: list[tuple[int, str]] = []
        while not finished.is_set():
            seen += read()
        while rest := read():
            seen += rest
        return seen

    with ThreadPoolExecutor(len(jobs) + 1) as threads:
        following = threads.submit(follow)
        try:
            written = set().union(*(done.result() for done in [threads.submit(job) for job in jobs]))
        finally:
            finished.set()
        return written, following.result()


def test_a_plain_sequence_as_a_cursor_would_miss_some(postgresql_database: str) -> None:
    """The control: the same writers and slow commits, a reader that trusts the numbers of a bigserial."""
    with connected(postgresql_database) as connection:
        connection.execute("CREATE TABLE naive(id bigserial PRIMARY KEY, who text NOT NULL)")
    cursor = 0

    def write(writer: int) -> set[str]:
        written = set()
        with connected(postgresql_database) as connection:
            for at in range(COMMITS // WRITERS):
                connection.execute("INSERT INTO naive(who) VALUES (%s)", (f"{writer}-{at}",))
                written.add(f"{writer}-{at}")
        return written

    try:
        with (
            slow_commits(postgresql_database, "naive"),
            connected(postgresql_database) as reading,
        ):

            def read() -> list[tuple[int, str]]:
                nonlocal cursor
                rows = reading.execute(
                    "SELECT id, who FROM naive WHERE id > %s ORDER BY id", (cursor,)
                ).fetchall()
                cursor = rows[-1][0] if rows else cursor
                return rows

            written, seen = beside([partial(write, at) for at in range(WRITERS)], read)
            stored = reading.execute("SELECT count(*) FROM naive").fetchone()
        assert stored == (len(written),)
        assert len(seen) < len(written), "nothing was missed: these commits were too quick to prove anything"
    finally:
        with connected(postgresql_database) as connection:
            connection.execute("DROP TABLE naive")
