"""Whatever a network does to an answer: nothing is lost, nothing is stuck, nothing is there twice."""

from __future__ import annotations

import pytest

from tests.service.office import Office
from tests.sync.laptops import Laptop
from tests.sync.line import BadLine, Fault, changed, cut_at, drips, lost, never_arrives, says, silent
from thuis_tui.log import wire
from thuis_tui.service.configuration import Limits

PORTAL = b"<html><body>Welcome! Accept our terms to use the Wi-Fi.</body></html>"
BOTH = pytest.mark.parametrize("path", [wire.PUSH, wire.PULL])
MARK = {"Thuis_Time": "2026-03-01T10:00:00.000Z"}


def refusal(status: str, code: str, **headers: str) -> Fault:
    body = wire.encode(wire.ErrorReply(wire.Problem(code), MARK["Thuis_Time"]))
    return says(status, body, Content_Type=wire.ERROR_TYPE, **MARK, **headers)


FAULTS: dict[str, tuple[Fault, str]] = {
    "portal says 200 with HTML": (says("200 OK", PORTAL, Content_Type="text/html"), "not_the_service"),
    "portal redirects": (says("302 Found", Location="http://portal.example/"), "not_the_service"),
    "portal says 204": (says("204 No Content"), "not_the_service"),
    "portal says 511": (says("511 Network Authentication Required", PORTAL), "not_the_service"),
    "portal says 403": (says("403 Forbidden", PORTAL, Content_Type="text/html"), "not_the_service"),
    "portal says 404": (says("404 Not Found", PORTAL, Content_Type="text/html"), "not_the_service"),
    "our mark on somebody's HTML": (
        says("200 OK", PORTAL, Content_Type="text/html", **MARK),
        "not_the_service",
    ),
    "no server time": (changed(lambda head, body: (without(head, b"thuis-time"), body)), "not_the_service"),
    "500 of the service": (refusal("500 Internal Server Error", "internal"), "service_error"),
    "502 of something between": (says("502 Bad Gateway", PORTAL, Content_Type="text/html"), "service_error"),
    "409": (refusal("409 Conflict", "epoch"), "service_error"),
    "418": (refusal("418 I'm a teapot", "teapot"), "service_error"),
    "nothing": (never_arrives, "unreachable"),
    "answer lost": (lost, "unreachable"),
    "cut at once": (cut_at(0.0), "unreachable"),
    "cut in the middle": (cut_at(0.5), "unreachable"),
    "cut before the last byte": (cut_at(0.99), "unreachable"),
    "noise": (
        changed(lambda head, body: (without(head, b"content-encoding"), (b"\0\n" * len(body))[: len(body)])),
        "service_error",
    ),
    "not HTTP": (says("x"), "unreachable"),
}


def without(head: bytes, name: bytes) -> bytes:
    return b"\r\n".join(part for part in head.split(b"\r\n") if not part.lower().startswith(name + b":"))


def logged(office: Office, client: str) -> int:
    return len(office.rows("SELECT 1 FROM log WHERE scope = ?", f"c:{client}"))


def test_a_push_survives(alice: Laptop, office: Office, line: BadLine, subtests: pytest.Subtests) -> None:
    for name, (fault, problem) in FAULTS.items():
        with subtests.test(name):
            before = len(alice.bodies())
            line.fail(wire.PUSH, fault)
            client = alice.client()
            alice.note(client, "é ë ï €")
            state = alice.sync()
            assert (state.problem, state.waiting) == (problem, 2)
            assert state.offline_since is not None
            state = alice.sync()
            assert (state.problem, state.waiting, state.offline_since) == (None, 0, None)
            assert state.confirmed_at is not None
            assert logged(office, client) == 2
            assert alice.bodies() == ["é ë ï €"] * (before + 1)
            assert alice.rows("SELECT count(*) FROM outcome") == [(0,)]
            assert alice.runner.repairs == 0


def test_a_pull_survives(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine, subtests: pytest.Subtests
) -> None:
    for name, (fault, problem) in FAULTS.items():
        with subtests.test(name):
            before = len(bob.bodies())
            client = alice.client()
            for number in range(30):
                alice.note(client, f"note {number}")
            alice.sync()
            office.grant(bob.actor, client)
            bob.sync_until_listed()
            line.fail(wire.PULL, fault)
            state = bob.sync()
            assert state.problem == problem
            assert bob.sync().problem is None
            assert len(bob.bodies()) == before + 30
            assert bob.digests()[f"c:{client}"] == alice.digests()[f"c:{client}"]
            assert bob.runner.repairs == 0


@pytest.mark.parametrize("path", [wire.CHALLENGE, wire.TOKEN, wire.SCOPES])
def test_signing_in_survives(
    path: str, office: Office, line: BadLine, enrolled, subtests: pytest.Subtests
) -> None:
    laptop = enrolled("Alice")
    for name, (fault, _) in FAULTS.items():
        with subtests.test(name):
            client = laptop.client()
            laptop.reopen()
            laptop.forget_scopes()
            line.fail(path, fault)
            assert laptop.sync().problem is not None
            state = laptop.sync()
            assert (state.problem, state.waiting) == (None, 0)
            assert logged(office, client) == 1


@BOTH
def test_a_line_that_drips_is_given_up_in_time(path: str, alice: Laptop, line: BadLine) -> None:
    alice.client()
    line.fail(path, drips)
    assert alice.sync().problem == "unreachable"
    assert alice.sync().problem is None


@BOTH
def test_a_line_that_is_silent_is_given_up_in_time(path: str, alice: Laptop, line: BadLine) -> None:
    alice.client()
    line.fail(path, silent)
    assert alice.sync().problem == "unreachable"
    assert alice.sync().problem is None


def test_the_service_being_away_is_no_trouble(alice: Laptop, line: BadLine, running) -> None:
    running.stop()
    client = alice.client()
    state = alice.sync()
    assert (state.problem, state.waiting) == ("unreachable", 1)
    assert alice.rows("SELECT id FROM client") == [(client,)]


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_retry_after_is_obeyed(status: str, alice: Laptop, line: BadLine) -> None:
    alice.client()
    line.fail(wire.PUSH, refusal(status, "busy", Retry_After="120"))
    assert alice.sync().problem == "service_error"
    assert 120 <= alice.seconds_to_wait() <= 121


def test_a_first_load_asks_far_less_than_a_device_may(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    clients = [alice.client(f"Client {number}") for number in range(40)]
    for client in clients:
        alice.note(client, "Gesproken")
    alice.sync()
    for client in clients:
        office.grant(bob.actor, client)
    before = len(line.seen)
    bob.sync()
    assert len(bob.bodies()) == 40
    asked, bound = len(line.seen) - before, Limits()
    assert 0 < asked * 50 < bound.device_requests
    assert asked * 1000 < bound.address_requests, "a thousand laptops behind one address, at once"


def test_whole_pages_before_a_cut_are_kept(alice: Laptop, bob: Laptop, office: Office, line: BadLine) -> None:
    clients = [alice.client(f"Client {number}") for number in range(6)]
    for client in clients:
        for number in range(80):
            alice.note(client, f"{number} " + client * 40)
    alice.sync()
    for client in clients:
        office.grant(bob.actor, client)
    bob.sync_until_listed()
    line.fail(wire.PULL, cut_at(0.7))
    assert bob.sync().problem == "unreachable"
    arrived = len(bob.bodies())
    assert 0 < arrived < 480
    bob.sync()
    assert len(bob.bodies()) == 480
    assert bob.runner.repairs == 0


def test_413_halves_until_it_passes(alice: Laptop, office: Office, line: BadLine) -> None:
    client = alice.client()
    for number in range(63):
        alice.note(client, str(number))
    line.fail(wire.PUSH, *[refusal("413 Content Too Large", "too_large")] * 3)
    state = alice.sync()
    assert (state.problem, state.waiting, state.refused) == (None, 0, 0)
    assert logged(office, client) == 64
    assert line.seen.count(wire.PUSH) > 4


def test_what_is_too_large_all_by_itself_is_parked_and_the_rest_goes_on(
    alice: Laptop, office: Office, line: BadLine
) -> None:
    client = alice.client()
    alice.note(client, "too much for somebody between us and the service")
    alice.sync()
    alice.note(client, "one")
    alice.note(client, "two")
    line.fail(wire.PUSH, *[refusal("413 Content Too Large", "too_large")] * 2)
    state = alice.sync()
    assert (state.waiting, state.refused) == (0, 1)
    assert logged(office, client) == 3
    assert alice.rows("SELECT result, reason FROM outcome") == [("parked", "too_large")]
    assert len(alice.bodies()) == 3


def test_an_expired_token_is_no_event(alice: Laptop, office: Office, line: BadLine, clock) -> None:
    client = alice.client()
    clock.ahead = 700.0
    seen: list[object] = []
    alice.runner.subscribe(lambda state: seen.append(state.problem))
    state = alice.sync()
    assert (state.problem, state.waiting) == (None, 0)
    assert logged(office, client) == 1
    assert set(seen) == {None}


def test_a_token_that_is_never_good_is_told_and_loses_nothing(alice: Laptop, line: BadLine) -> None:
    alice.client()
    line.fail(wire.PUSH, *[refusal("401 Unauthorized", "token_expired")] * 2)
    state = alice.sync()
    assert (state.problem, state.waiting) == ("signed_out", 1)
    assert alice.sync().waiting == 0


def test_a_service_too_new_to_read_from_is_still_written_to(
    alice: Laptop, office: Office, line: BadLine
) -> None:
    line.fail(wire.PULL, refusal("426 Upgrade Required", "update_needed"))
    assert alice.sync().problem == "update_needed"
    client = alice.client()
    line.fail(wire.PULL, refusal("426 Upgrade Required", "update_needed"))
    state = alice.sync()
    assert (state.problem, state.waiting) == ("update_needed", 0)
    assert logged(office, client) == 1
