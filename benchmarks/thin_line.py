"""A caseworker's day over a poor mobile line: 30 kbit/s each way, 600 ms there and back.

The laptop was offline all day; in the evening it signs in, and pushes and pulls until both sides are quiet.
The line carries HTTP without TLS, whose first handshake would add about two round trips and 4 kB.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.laptops import add_client, add_note, exchange
from benchmarks.records import texts
from benchmarks.relay import throttled
from benchmarks.table import Row, under
from tests.terminal.team import Organisation, environment
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.opening import create_file, open_desk
from thuis_tui.settings import Places
from thuis_tui.store import write
from thuis_tui.store.vault import ARGON2_FAST, FileKey
from thuis_tui.store.writing import Writing

BYTES_A_SECOND = 30_000 / 8
ONE_WAY_SECONDS = 0.3
CASELOAD = 12
NOTES = 30
FIELDS = 20
LIMIT_MS = 20_000


def measure(runs: int) -> list[Row]:
    """Each run is a day of the same caseworker."""
    took: list[float] = []
    size: list[float] = []
    requests: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        Organisation(Path(folder) / "service") as service,
        asyncio.Runner() as loop,
        throttled(service.port, bytes_a_second=BYTES_A_SECOND, delay=ONE_WAY_SECONDS) as (port, traffic),
    ):
        service.url = f"http://127.0.0.1:{port}"
        author = service.caseworker("Amina Bakker")
        for day in range(runs):
            with _evening(Path(folder) / str(day), service, author, loop, day) as laptop:
                traffic.reset()
                took.append(exchange(loop, laptop))
                size.append(traffic.bytes)
                requests.append(traffic.requests)
    return [
        under("thin line", f"a day: {NOTES} notes, {FIELDS} field changes", took, LIMIT_MS),
        Row("thin line", "... bytes both ways", size, "bytes"),
        Row("thin line", "... requests", requests, "requests"),
    ]


@contextmanager
def _evening(
    home: Path, service: Organisation, author: str, loop: asyncio.Runner, day: int
) -> Iterator[Desk]:
    """A laptop on which a day's work waits, just started: not signed in, no connection made."""
    places = Places.find(environ=environment(home))
    key, _recovery = create_file(places, "passphrase", ARGON2_FAST)
    again = FileKey(key.raw())
    desk = open_desk(places, key, connect=False)
    code = service.admin("enrolment-code", author)["code"]
    loop.run(desk.enrolment.enrol(service.url, code, home.name))
    database = desk.file.database
    clients = database.write(lambda w: [add_client(w, number) for number in range(CASELOAD)]).result()
    exchange(loop, desk)
    database.write(lambda writing: _day(writing, clients, day)).result()
    desk.close()
    desk = open_desk(places, again, connect=False)
    try:
        yield desk
    finally:
        desk.close()


def _day(writing: Writing, clients: list[str], day: int) -> None:
    for at, text in enumerate(texts(NOTES, seed=day)):
        add_note(writing, clients[at % CASELOAD], at, text)
    for at in range(FIELDS):
        client = clients[at % CASELOAD]
        value = f"Lange Nieuwstraat {10 * day + at}, Utrecht"
        write.set_field(writing, f"c:{client}", f"client:{client}", ("address", "surname")[at % 2], value)
