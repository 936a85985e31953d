"""Hints go to who may read, say nothing of anybody, and end when the token does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office, Running, error, eventually
from tests.service.test_emergency import ask as emergency
from tests.service.test_emergency import known
from tests.service.test_transfers import Staff, staff  # noqa: F401  the fixture
from thuis_tui.casework.rights import Role
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.people import admin


@pytest.fixture
def configuration(tmp_path: Path, clock: Clock) -> Configuration:
    return Configuration(data_dir=tmp_path / "service", now=clock, heartbeat=0.05)


class Heard:
    """What one device hears, read on a thread of its own."""

    def __init__(self, laptop: Laptop) -> None:
        self.lines: list[str] = []
        self.ended = threading.Event()
        self._laptop = laptop
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        eventually(lambda: bool(self.lines))

    def _listen(self) -> None:
        headers = self._laptop.headers("GET", wire.EVENTS, b"")
        with httpx.stream("GET", self._laptop.url + wire.EVENTS, headers=headers, timeout=20) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert wire.TIME_HEADER in answer.headers
            for line in answer.iter_lines():
                self.lines.append(line)
        self.ended.set()

    def hints(self) -> list[tuple[str, int]]:
        told = [
            json.loads(line.removeprefix("data: ")) for line in list(self.lines) if line.startswith("data")
        ]
        for hint in told:
            assert set(hint) == {"scope", "seq"}
        return [(hint["scope"], hint["seq"]) for hint in told]


@contextmanager
def listening(*laptops: Laptop) -> Iterator[list[Heard]]:
    yield [Heard(laptop) for laptop in laptops]


def test_who_may_read_is_told_and_nobody_else(
    office: Office, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    scope = f"c:{dossier}"
    carol = office.laptop(office.caseworker("Carol"))
    other = office.laptop(alice.caseworker, "tweede laptop")
    office.grant(bob.caseworker, dossier)
    with listening(alice, bob, carol, other) as (mine, his, hers, second):
        alice.push((scope, [alice.note(dossier)]))
        eventually(lambda: his.hints() == [(scope, 2)] and second.hints() == [(scope, 2)])
        office.revoke(bob.caseworker, dossier)
        alice.push((scope, [alice.note(dossier)]))
        eventually(lambda: second.hints() == [(scope, 2), (scope, 3)])
        office.grant(bob.caseworker, dossier)
        alice.push((scope, [alice.note(dossier)]))
        eventually(lambda: his.hints() == [(scope, 2), (scope, 4)])
        assert mine.hints() == hers.hints() == []


def test_what_changes_nothing_is_no_news(office: Office, alice: Laptop, bob: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    office.grant(bob.caseworker, dossier)
    raw = alice.note(dossier)
    alice.push((scope, [raw]))
    with listening(bob) as (his,):
        alice.push((scope, [raw]))
        alice.push((scope, [alice.note(dossier, "")]))
        alice.push((scope, [alice.note(dossier)]))
        eventually(lambda: his.hints() == [(scope, 3)])


def test_a_line_comes_also_when_nothing_happens(alice: Laptop) -> None:
    with listening(alice) as (mine,):
        eventually(lambda: len([line for line in mine.lines if line.startswith(":")]) > 3)
        assert mine.hints() == []


def test_it_ends_when_the_token_does(running: Running, alice: Laptop, clock: Clock) -> None:
    clock.ahead = 599.0
    with listening(alice) as (mine,):
        assert mine.ended.wait(10)
    clock.ahead = 601.0
    answer = alice.send("GET", wire.EVENTS)
    assert (answer.status_code, error(answer)) == (401, "token_expired")


def test_a_device_has_one_line_and_the_service_stops_with_it_open(running: Running, alice: Laptop) -> None:
    with listening(alice) as (first,), listening(alice) as (second,):
        assert first.ended.wait(10)
        assert len(running.app.state.hub) == 1
        running.stop()
        assert second.ended.wait(10)


def test_who_goes_away_is_forgotten(running: Running, alice: Laptop) -> None:
    headers = alice.headers("GET", wire.EVENTS, b"")
    with httpx.stream("GET", alice.url + wire.EVENTS, headers=headers) as answer:
        pieces = answer.iter_raw()  # held: when it goes, so does the connection
        next(pieces)
        assert len(running.app.state.hub) == 1
    eventually(lambda: len(running.app.state.hub) == 0)


def test_two_versions_back_are_served_and_a_push_of_any(tmp_path: Path, clock: Clock) -> None:
    configuration = replace(
        Configuration(data_dir=tmp_path / "newer", now=clock), version=wire.VERSION + wire.SERVED_BACK + 1
    )
    server = Running(configuration)
    office = Office(configuration, server.url)
    try:
        laptop = office.laptop(office.caseworker("Alice"))
        client = new_id()
        (outcome,) = laptop.push((f"c:{client}", [laptop.client(client)]))
        assert outcome.acked == 1
        cursors = {f"c:{client}": wire.Cursor()}
        answer = laptop.ask(cursors)
        assert (answer.status_code, error(answer)) == (426, "update_needed")
        assert laptop.ask(cursors, version=wire.VERSION).status_code == 426
        assert laptop.ask(cursors, version=wire.VERSION + 1).status_code == 200
        assert office.rows("SELECT * FROM incident") == []
    finally:
        office.close()
        server.stop()


def test_what_the_service_writes_itself_is_told_at_once(
    staff: Staff,  # noqa: F811
    office: Office,
    subtests: pytest.Subtests,
) -> None:
    """What becomes of a push in the logs of others, and in one's own: nobody waits for the next poll."""
    known(staff)
    officer = office.laptop(
        office.storage.write(
            lambda tx: admin.create_caseworker(tx, office.team, "Pia", held=[Role.PRIVACY_OFFICER])
        )
    )
    own = {
        laptop.device: f"u:{laptop.caseworker}" for laptop in (staff.alice, staff.bob, staff.lead, officer)
    }

    def head(laptop: Laptop) -> tuple[str, int]:
        ((seq,),) = office.rows("SELECT seq FROM scope_head WHERE scope = ?", own[laptop.device])
        return own[laptop.device], int(seq)

    with listening(staff.alice, staff.bob, staff.lead, officer) as (alice, bob, lead, pia):
        with subtests.test("an emergency: who leads, the privacy officer, and who asked"):
            emergency(staff, staff.bob)
            eventually(lambda: head(officer) in pia.hints())
            eventually(lambda: head(staff.lead) in lead.hints())
            eventually(lambda: head(staff.bob) in bob.hints())
        with subtests.test("an offer: who is to have it, and who asked"):
            staff.ask(staff.alice, "transfer", staff.bob)
            eventually(lambda: head(staff.bob) in bob.hints())
            eventually(lambda: head(staff.alice) in alice.hints())
        with subtests.test("a dossier that is made: who leads the team"):
            client = new_id()
            staff.alice.push((f"c:{client}", [staff.alice.client(client)]))
            eventually(lambda: head(staff.lead) in lead.hints())
        with subtests.test("one that a lead makes: that lead too, by the device that made it"):
            client = new_id()
            staff.lead.push((f"c:{client}", [staff.lead.client(client)]))
            eventually(lambda: head(staff.lead) in lead.hints())
        assert (f"c:{client}", 1) not in lead.hints(), "of its own work alone a device hears nothing"
