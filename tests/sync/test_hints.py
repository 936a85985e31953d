"""Hints make a laptop ask at once; without them, or with wrong ones, nothing is missed or asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.service.office import Office, eventually
from tests.sync.laptops import Laptop
from tests.sync.line import BadLine, Exchange, never_arrives, says
from thuis_tui.log import wire


@contextmanager
def listening(laptop: Laptop, line: BadLine) -> Iterator[None]:
    """In the background, until it is quiet and listens."""
    heard = line.listened
    laptop.runner.sync_now()
    laptop.runner.start()
    eventually(lambda: line.listened > heard)
    eventually(lambda: not laptop.runner.state.exchanging)
    try:
        yield
    finally:
        laptop.runner.stop()


def listeners() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "thuis-hints"]


def shared(alice: Laptop, bob: Laptop, office: Office) -> str:
    client = alice.client()
    alice.sync()
    office.grant(bob.actor, client)
    bob.sync()
    return client


def test_what_one_writes_the_other_has_at_once(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = shared(alice, bob, office)
    with listening(bob, line):
        assert bob.seconds_to_wait() > 100  # by itself it would ask minutes later
        alice.note(client, "net geschreven")
        alice.sync()
        eventually(lambda: bob.bodies() == ["net geschreven"])


def test_nobody_listens_before_the_service_was_heard(alice: Laptop, line: BadLine) -> None:
    assert line.listened == 0
    alice.sync()  # once, and no background
    assert (line.listened, listeners()) == (0, [])
    line.fail(wire.PULL, *[never_arrives] * 50)
    alice.runner.sync_now()
    alice.runner.start()
    eventually(lambda: alice.runner.state.problem == "unreachable")
    assert (line.listened, listeners()) == (0, [])


def test_a_cut_connection_does_not_listen_and_a_restored_one_does(alice: Laptop, line: BadLine) -> None:
    with listening(alice, line):
        assert len(listeners()) == 1
        alice.runner.cut()
        eventually(lambda: listeners() == [])
        heard = line.listened
        alice.runner.restore()
        eventually(lambda: line.listened > heard)
        assert len(listeners()) == 1
    eventually(lambda: listeners() == [])


def test_a_failing_stream_is_begun_again_and_costs_nothing_else(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = shared(alice, bob, office)
    html = says("200 OK", b"<html>", Content_Type="text/html")
    line.events.extend([never_arrives, html])
    with listening(bob, line):
        eventually(lambda: line.listened == 3)  # after pauses that grow
        assert bob.runner.state.problem is None
        alice.note(client, "na de storing")
        alice.sync()
        eventually(lambda: bob.bodies() == ["na de storing"])


def test_a_hint_of_what_is_here_already_or_that_is_none_asks_nothing(alice: Laptop, line: BadLine) -> None:
    client = alice.client()
    alice.sync()
    scope = f"c:{client}"
    told = threading.Event()

    def nonsense(exchange: Exchange) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n{wire.TIME_HEADER}: x\r\n\r\n"
        hint = wire.encode(wire.Hint(scope, 1))
        exchange.answer(head.encode() + b": \n\ndata: " + hint + b'\n\nid: 3\n\ndata: {"scope": 5}\n\n')
        told.set()

    line.events.append(nonsense)
    with listening(alice, line):
        line.seen.clear()
        eventually(lambda: told.is_set() and line.listened >= 2)
        assert line.seen == []
        assert alice.runner.state.problem is None
