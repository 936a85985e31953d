"""The demo: made-up people and stories, the stage, and the journey without a terminal."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from random import Random

import pytest

from thuis_tui.casework.records import validate
from thuis_tui.desk import opening
from thuis_tui.desk.demo.people import people
from thuis_tui.desk.demo.seed import caseloads
from thuis_tui.desk.demo.stage import PASSPHRASE, Stage
from thuis_tui.desk.demo.stories import notes
from thuis_tui.desk.shapes import NoteInput

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


def test_people_are_the_same_for_everybody_and_pass_every_check() -> None:
    made = list(people(40, 16, NOW.date()))
    assert made == list(people(40, 16, NOW.date()))
    assert [validate("client", person.values) for person in made] == [[]] * 40
    numbers = [person.values["bsn"] for person in made if isinstance(person.values["bsn"], str)]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("9999") for number in numbers)
    assert all(str(person.values["phone"]).startswith(("06-1234", "{")) for person in made)


def test_a_very_large_caseload_can_be_made() -> None:
    assert sum(1 for _person in people(3000, 16, date(2026, 11, 22))) == 3000


def test_stories_run_over_the_year_and_are_filled_in() -> None:
    for person in people(12, 16, NOW.date()):
        told = list(notes(person, 15, Random(3), NOW))
        assert len(told) == 15
        assert [one.occurred for one in told] == sorted(one.occurred for one in told)
        assert (NOW - told[0].occurred).days > 250
        assert all(one.occurred <= one.recorded <= NOW for one in told)
        for one in told:
            assert not re.search(r"[{}]", one.values["body"])
            assert 20 < len(one.values["body"]) < 2000
            assert 1 <= len(re.findall(r"[.!?](?:\s|$)", one.values["body"])) <= 9


def test_most_notes_differ() -> None:
    random = Random(16)
    bodies = [
        one.values["body"] for person in people(40, 16, NOW.date()) for one in notes(person, 15, random, NOW)
    ]
    assert len(bodies) == 600
    assert len(set(bodies)) > 500


@pytest.fixture(scope="module")
def stage() -> Stage:  # type: ignore[misc]
    made = Stage.open(clients=10, notes=60, lead=True)
    yield made  # type: ignore[misc]
    made.close()
    assert not made.folder.exists()


def test_both_laptops_have_everything(stage: Stage) -> None:
    async def counts(desk: object) -> tuple[int, int]:
        overview = await desk.today.overview()  # type: ignore[attr-defined]
        return overview.clients, overview.notes

    assert stage.colleague is not None
    # But for one dossier that was taken from the colleague, so that something waits for the lead.
    assert asyncio.run(counts(stage.colleague.desk)) == (9, 54)
    first = stage.laptops[0]
    desk = opening.open_desk(first.places, opening.unlock(first.places, PASSPHRASE), connect=False)
    assert asyncio.run(counts(desk)) == (10, 60)
    desk.close()


def test_who_leads_the_team_has_something_to_decide(stage: Stage) -> None:
    first, second = stage.laptops
    desk = opening.open_desk(first.places, opening.unlock(first.places, PASSPHRASE), connect=False)
    day = asyncio.run(desk.team.day())
    desk.close()
    assert day.leads
    assert sorted(one.kind for one in day.waiting) == ["late_work", "notice", "plan_approval"]
    assert [one.text[:2] for one in day.waiting if one.kind == "late_work"] == ["1 "]
    assert len(day.expired) == 1
    members = {one.caseworker: one for one in day.members}
    assert (members[first.caseworker].covered, members[second.caseworker].covered) == (0, 1)
    assert members[first.caseworker].at_risk("red") == 1
    assert members[first.caseworker].late > 0


def test_what_is_filed_arrives_at_the_colleague(stage: Stage) -> None:
    assert stage.colleague is not None
    first = stage.laptops[0]
    desk = opening.open_desk(first.places, first.key, connect=False)
    heard: list[bool] = []
    leave = stage.colleague.subscribe(lambda: heard.append(True))

    async def file_one() -> str:
        client = await desk.intake.create({"first_name": "Nieuwe", "surname": "Klant"})
        stamp = desk.file.world.stamp()
        note = await desk.notes.file(
            NoteInput(
                client=client, kind="phone", occurred_at=stamp, occurred_offset=0, body="Kennisgemaakt."
            )
        )
        await desk.connection.run_once()
        return note

    note = asyncio.run(file_one())
    desk.close()
    stage.share_new()

    async def look() -> list[tuple[str, str, str]]:
        assert stage.colleague is not None
        await stage.colleague.desk.connection.run_once()
        return [(one.note, one.client_name, one.author_name) for one in await stage.colleague.latest()]

    received = asyncio.run(look())
    leave()
    assert (note, "Nieuwe Klant", first.name) in received
    assert heard


def test_a_watched_stage_brings_new_work_over_by_itself(tmp_path: Path) -> None:
    stage = Stage.open(tmp_path / "kept", clients=5, notes=5)
    try:
        assert stage.colleague is not None
        arrived = threading.Event()
        stage.colleague.subscribe(arrived.set)
        stage.watch()
        first = stage.laptops[0]
        desk = opening.open_desk(first.places, first.key)
        desk.connection.cut()
        client = asyncio.run(desk.intake.create({"surname": "Onderweg"}))
        desk.connection.restore()
        assert arrived.wait(30)
        assert [one.client for one in asyncio.run(stage.colleague.latest())] == [client]
        desk.close()
    finally:
        stage.close()
    assert (tmp_path / "kept" / "laptop-1" / "thuis.db").exists()


def _demo(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "thuis_tui", "demo", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )


def test_without_a_terminal_the_demo_plays_by_itself(tmp_path: Path) -> None:
    playing = _demo(tmp_path, "--clients", "5", "--notes", "20")
    output, _nothing = playing.communicate(timeout=120)
    assert playing.returncode == 0, output
    for said in ("The service is down", "The draft is offered", "waits", "confirmed", "sees beside the note"):
        assert said in output
    assert list(tmp_path.glob("thuis-demo-*")) == []


@pytest.mark.skipif(os.name != "posix", reason="signals as Unix has them")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_however_the_demo_ends_no_service_stays_behind(tmp_path: Path, how: signal.Signals) -> None:
    keep = tmp_path / "kept"
    playing = _demo(tmp_path, "--clients", "500", "--notes", "20000", "--keep", str(keep))
    assert playing.stdout is not None
    for line in playing.stdout:
        if line.startswith("They record"):
            break
    journal = (keep / "service.log").read_text()
    port = int(re.search(r"http://127\.0\.0\.1:(\d+)", journal)[1])  # type: ignore[index]
    playing.send_signal(how)
    playing.wait(30)
    playing.stdout.close()
    assert _ends(port)


def _ends(port: int) -> bool:
    """Whether nothing listens on this port any more; looked at until it is so, for some seconds."""
    import socket
    import time

    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) != 0:
                return True
    return False


def test_one_person_has_two_dossiers_to_try_a_merge_with() -> None:
    numbers = count(1)
    now = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)
    first, _second = caseloads(40, 80, ("1" * 32, "2" * 32), now, lambda: f"{next(numbers):032x}", 5)
    people = [one.values for one in first.own if one.record_type == "client"]
    known = Counter((one.get("surname"), one.get("birth_date")) for one in people)
    assert [times for times in known.values() if times > 1] == [2]
