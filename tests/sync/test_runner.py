"""The sync thread: it wakes by itself, stops within its bound, and tells the truth about the connection."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from tests.service.office import Office, eventually
from tests.sync.laptops import Laptop
from tests.sync.line import BadLine, never_arrives, silent
from thuis_tui.log import wire
from thuis_tui.sync.state import ConnectionState


@contextmanager
def background(laptop: Laptop) -> Iterator[list[ConnectionState]]:
    told: list[ConnectionState] = []
    laptop.runner.subscribe(told.append)
    laptop.runner.sync_now()
    laptop.runner.start()
    yield told
    assert laptop.runner.stop(5.0)


def test_a_local_write_goes_out_by_itself(alice: Laptop, office: Office) -> None:
    with background(alice) as told:
        client = alice.client()
        eventually(lambda: office.rows("SELECT 1 FROM log WHERE scope = ?", f"c:{client}") != [])
        eventually(lambda: alice.runner.state.waiting == 0 and not alice.runner.state.exchanging)
    assert any(state.exchanging for state in told)
    assert told[-1].confirmed_at is not None
    assert all(before != after for before, after in pairwise(told))


def test_it_waits_without_asking_once_it_is_quiet(alice: Laptop, line: BadLine) -> None:
    with background(alice):
        eventually(lambda: wire.PULL in line.seen)
        eventually(lambda: not alice.runner.state.exchanging)
        asked = len(line.seen)
        alice.database.write(lambda w: None).result()
        assert alice.seconds_to_wait() > 100
        assert len(line.seen) == asked


@pytest.mark.parametrize("path", [wire.PULL, wire.PUSH])
def test_stop_keeps_its_bound_while_the_service_is_silent(path: str, alice: Laptop, line: BadLine) -> None:
    line.fail(path, silent)
    if path == wire.PUSH:
        alice.client()
    alice.runner.sync_now()
    alice.runner.start()
    eventually(lambda: path in line.seen)
    began = time.monotonic()
    assert alice.runner.stop(1.5)
    assert time.monotonic() - began < 1.5


def test_cut_and_restore(alice: Laptop, office: Office, line: BadLine) -> None:
    with background(alice):
        eventually(lambda: wire.PULL in line.seen)
        alice.runner.cut()
        assert alice.runner.state.cut
        eventually(lambda: not alice.runner._turn.locked())
        asked = len(line.seen)
        client = alice.client()
        alice.runner.sync_now()
        eventually(lambda: alice.runner.state.waiting == 1)
        state = alice.runner.state
        assert (state.cut, state.problem) == (True, None)
        assert state.offline_since is not None
        assert len(line.seen) == asked
        alice.runner.restore()
        eventually(lambda: alice.runner.state.waiting == 0)
        eventually(lambda: alice.runner.state.offline_since is None)
        assert office.rows("SELECT count(*) FROM log WHERE scope = ?", f"c:{client}") == [(1,)]


def test_cutting_breaks_off_what_is_going_on(alice: Laptop, line: BadLine) -> None:
    line.fail(wire.PULL, silent)
    with background(alice):
        eventually(lambda: wire.PULL in line.seen)
        began = time.monotonic()
        alice.runner.cut()
        eventually(lambda: not alice.runner._turn.locked())
        assert time.monotonic() - began < 1.5
        assert alice.runner.state.problem is None
        alice.runner.restore()
        eventually(lambda: alice.runner.state.offline_since is None)


def test_a_failure_is_tried_again_by_itself(alice: Laptop, line: BadLine) -> None:
    line.fail(wire.PUSH, never_arrives)
    with background(alice) as told:
        alice.client()
        eventually(lambda: any(state.problem == "unreachable" for state in told))
        eventually(lambda: alice.runner.state.problem is None and alice.runner.state.waiting == 0)
    assert any(state.offline_since for state in told)


def test_asking_now_does_not_wait_for_the_back_off(alice: Laptop, line: BadLine) -> None:
    line.fail(wire.PUSH, *[never_arrives] * 9)
    alice.client()
    for _ in range(9):
        alice.sync()
    assert alice.seconds_to_wait() > 10
    with background(alice):
        alice.runner.sync_now()
        eventually(lambda: alice.runner.state.waiting == 0)


def test_it_can_run_once_while_it_runs(alice: Laptop) -> None:
    with background(alice):
        alice.client()
        assert alice.sync().waiting == 0


def test_closing_the_file_first_ends_it(alice: Laptop) -> None:
    alice.runner.start()
    alice.database.close()
    alice.runner.wake()
    eventually(lambda: not any(thread.name == "thuis-sync" for thread in threading.enumerate()))


def test_a_file_of_nobody_asks_nothing(tmp_path) -> None:
    laptop = Laptop(tmp_path / "new" / "thuis.db")
    try:
        assert laptop.sync() == ConnectionState()
    finally:
        laptop.close()


def test_a_restart_still_knows_when_the_service_was_heard(alice: Laptop) -> None:
    heard = alice.sync().confirmed_at
    alice.move_to("http://127.0.0.1:9")
    alice.reopen()
    assert alice.sync().problem == "unreachable"
    # Written down once a minute: it may be that much older, never newer.
    kept = alice.runner.state.confirmed_at
    assert kept is not None and heard is not None and kept <= heard
