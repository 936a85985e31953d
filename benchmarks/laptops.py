"""Real laptops for the measurements of exchanges: an encrypted file each, enrolled at a real service."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.terminal.team import Organisation, environment
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.opening import create_file, open_desk
from thuis_tui.log.identifiers import new_id
from thuis_tui.settings import Places
from thuis_tui.store import write
from thuis_tui.store.vault import ARGON2_FAST
from thuis_tui.store.writing import Writing

_MINUTE = 60


@contextmanager
def device(home: Path, service: Organisation, caseworker: str, loop: asyncio.Runner) -> Iterator[Desk]:
    """An enrolled laptop that has exchanged once, so that it is signed in."""
    places = Places.find(environ=environment(home))
    key, _recovery = create_file(places, "passphrase", ARGON2_FAST)
    desk = open_desk(places, key, connect=False)
    code = service.admin("enrolment-code", caseworker)["code"]
    loop.run(desk.enrolment.enrol(service.url, code, home.name))
    loop.run(desk.connection.run_once())
    try:
        yield desk
    finally:
        desk.close()


def exchange(loop: asyncio.Runner, desk: Desk) -> float:
    """One exchange until both sides are quiet, in milliseconds."""
    start = time.perf_counter()
    state = loop.run(desk.connection.run_once())
    took = 1000 * (time.perf_counter() - start)
    if state.problem or state.waiting or state.refused:
        raise RuntimeError(f"the exchange did not come to rest: {state}")
    return took


def expect(loop: asyncio.Runner, desk: Desk, clients: int, notes: int) -> None:
    """Check that so many arrived."""
    overview = loop.run(desk.today.overview())
    if (overview.clients, overview.notes) != (clients, notes):
        raise RuntimeError(f"{overview.clients} clients and {overview.notes} notes arrived")


def add_client(writing: Writing, number: int, address: str = "") -> str:
    """Write a client into a dossier of its own; its id."""
    client = new_id()
    values = {"first_name": "Zoë", "surname": f"Berg {number}", "status": "supported", "address": address}
    write.create(writing, f"c:{client}", "client", values, id=client)
    return client


def add_note(writing: Writing, client: str, number: int, text: str) -> None:
    """Write a note; each is ten minutes later than the one before."""
    moment = 1_700_000_000 + 10 * _MINUTE * number
    values = {
        "client": client,
        "kind": "visit",
        "occurred_at": time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime(moment)),
        "occurred_offset": 60,
        "duration_minutes": 45,
        "life_domains": [4, 11],
        "body": text,
        "author": writing.actor,
        "recorded_at": time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime(moment + 30 * _MINUTE)),
        "recorded_offset": 60,
    }
    write.create(writing, f"c:{client}", "note", values)
