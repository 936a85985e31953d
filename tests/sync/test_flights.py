"""A first push sends the next request while the service works on the one before; all arrives, once."""

from __future__ import annotations

import threading

import pytest

from tests.service.office import Office, eventually
from tests.sync.laptops import Laptop, note_values
from tests.sync.line import BadLine, Exchange, Fault, never_arrives, passes, silent
from tests.sync.test_faults import refusal
from thuis_tui.log import wire
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

NOTES = 600


@pytest.fixture
def clients(alice: Laptop) -> list[str]:
    """Three dossiers that together take more than one request."""
    made = [alice.client(f"Client {number}") for number in range(3)]

    def fill(writing: Writing) -> None:
        for client in made:
            for number in range(NOTES):
                write.create(writing, f"c:{client}", "note", note_values(client, alice.actor, str(number)))

    assert len(made) * NOTES > wire.MAX_OPERATIONS
    alice.database.write(fill).result()
    return made


def logged(office: Office, clients: list[str]) -> list[tuple[int, int]]:
    """How many operations of each dossier are in its log, and how many different ones."""
    sql = "SELECT count(*), count(DISTINCT id) FROM log WHERE scope = ?"
    return [tuple(office.rows(sql, f"c:{client}")[0]) for client in clients]


def together(exchange: Exchange) -> None:
    """Pass a request on only when another is on its way too."""
    eventually(lambda: exchange.line.seen.count(wire.PUSH) >= 2)
    passes(exchange)


def test_two_are_under_way_at_once(alice: Laptop, clients: list[str], office: Office, line: BadLine) -> None:
    line.fail(wire.PUSH, together, together)
    state = alice.sync()
    assert (state.problem, state.waiting) == (None, 0)
    assert logged(office, clients) == [(NOTES + 1, NOTES + 1)] * 3
    assert alice.rows("SELECT count(*) FROM confirmation") == [(3 * (NOTES + 1),)]
    assert alice.runner.repairs == 0


@pytest.mark.parametrize(
    "faults",
    [
        (together, refusal("503 Service Unavailable", "busy")),
        (never_arrives, together),
        (never_arrives, never_arrives),
    ],
    ids=["the second is refused", "the first is lost", "both are lost"],
)
def test_what_happens_to_one_does_not_touch_the_other(
    faults: tuple[Fault, ...], alice: Laptop, clients: list[str], office: Office, line: BadLine
) -> None:
    line.fail(wire.PUSH, *faults)
    state = alice.sync()
    assert state.problem is not None or state.waiting == 0
    state = alice.sync()
    assert (state.problem, state.waiting) == (None, 0)
    assert logged(office, clients) == [(NOTES + 1, NOTES + 1)] * 3


def test_a_cut_ends_both_and_nothing_is_put_off(
    alice: Laptop, clients: list[str], office: Office, line: BadLine
) -> None:
    line.fail(wire.PUSH, silent, silent)
    exchange = threading.Thread(target=alice.sync)
    exchange.start()
    eventually(lambda: line.seen.count(wire.PUSH) == 2)
    alice.runner.cut()
    exchange.join(5)
    assert not exchange.is_alive()
    alice.runner.restore()
    state = alice.sync()
    assert (state.problem, state.waiting) == (None, 0)
    assert logged(office, clients) == [(NOTES + 1, NOTES + 1)] * 3
