"""A laptop too long without its office, and a laptop that is out of use: closed, handed over, never lost."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.desk.laptops import PASSPHRASE, PERSON, Laptop, note
from tests.service.conftest import Clock
from tests.service.office import Office, Running
from tests.sync.line import BadLine, Fault, never_arrives, passes, says
from thuis_tui import sealed
from thuis_tui.desk import opening
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import Draft, NoAccess
from thuis_tui.desk.world import World, system_ms
from thuis_tui.log import wire
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.people import admin, escrow
from thuis_tui.sync import lease

DAY = 24 * 60 * 60 * 1000


@dataclass
class Now:
    """The clock of the laptop."""

    shift: int = 0

    def __call__(self) -> int:
        return system_ms() + self.shift


@dataclass
class Place:
    """A service, a bad line to it, and a laptop whose clock may be moved."""

    office: Office
    line: BadLine
    laptop: Laptop
    now: Now
    device: str = ""

    def open(self) -> Desk:
        return self.laptop.open(World(now_ms=self.now))

    def always(self, fault: Fault) -> None:
        """Do this to every request from now on."""
        self.line.faults.clear()
        if fault is not passes:
            self.line.fail("", *[fault] * 100)

    def shut_out(self) -> None:
        self.office.storage.write(admin.revoke_device, self.device)

    def boxes(self) -> list[bytes]:
        return [bytes(row[0]) for row in self.office.rows("SELECT sealed FROM escrow ORDER BY received_at")]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    configuration = Configuration(data_dir=tmp_path / "service", now=Clock())
    running = Running(configuration)
    office, line = Office(configuration, running.url), BadLine(running.url)
    place = Place(office, line, Laptop.make(tmp_path / "laptop"), Now())
    desk = place.open()
    code = office.code(office.caseworker("Iris Bos"))
    await desk.enrolment.enrol(line.url, code, "laptop")
    desk.close()
    place.device = str(office.rows("SELECT id FROM device")[0][0])
    yield place
    line.close()
    office.close()
    running.stop()


def recovery_key(place: Place) -> bytes:
    return place.office.storage.write(escrow.make_recovery_key)


async def test_the_dossiers_close_after_the_lease_and_open_when_the_office_is_heard(place: Place) -> None:
    desk = place.open()
    client = await desk.intake.create(PERSON)
    await desk.connection.run_once()
    place.always(never_arrives)
    place.now.shift = 13 * DAY
    assert await desk.dossiers.name(client)
    place.now.shift = 14 * DAY + 1000
    with pytest.raises(NoAccess, match="14"):  # while it is open
        await desk.dossiers.open(client)
    await desk.drafts.keep(Draft(id="d" * 32, kind="note", client=client, fields={"body": "half"}))
    desk.close()
    with pytest.raises(NoAccess) as closed:  # and when it is opened
        place.open()
    assert closed.value.bar == "lease"
    # Setting the clock back does not open it: the later time was seen.
    place.now.shift = 0
    with pytest.raises(NoAccess):
        place.open()
    # Hearing the office does, at the clock as it is now, and nothing was lost.
    place.always(passes)
    desk = place.open()
    assert await desk.dossiers.name(client)
    assert [draft.fields["body"] for draft in await desk.drafts.list()] == ["half"]
    desk.close()
    place.always(never_arrives)
    place.now.shift = 13 * DAY
    place.open().close()
    place.now.shift = 14 * DAY + 60_000
    with pytest.raises(NoAccess):
        place.open()


async def test_the_organisation_decides_how_long(place: Place) -> None:
    desk = place.open()
    await desk.connection.run_once()
    desk.file.write_now(lambda writing: lease.learn(writing, 3))
    desk.close()
    place.always(never_arrives)
    place.now.shift = 3 * DAY + 60_000
    with pytest.raises(NoAccess, match="3"):
        place.open()


async def test_what_only_a_lost_laptop_has_is_handed_over_and_then_it_is_destroyed(place: Place) -> None:
    private = recovery_key(place)
    desk = place.open()
    client = await desk.intake.create(PERSON)
    await desk.connection.run_once()
    noted = await desk.notes.file(note(client, "Nog niet verstuurd."))
    await desk.drafts.keep(Draft(id="d" * 32, kind="note", client=client, fields={"body": "half"}))
    unsafe = {
        row[0] for row in await desk.file.read(lambda c: c.exec_driver_sql("SELECT id FROM operation").all())
    }
    place.shut_out()
    # The box is lost on the way the first time: nothing is destroyed.
    place.line.fail(wire.ESCROW, never_arrives)
    assert (await desk.connection.run_once()).problem == "revoked"
    assert desk.bar == "told"
    with pytest.raises(NoAccess):
        await desk.dossiers.open(client)
    desk.close()
    assert place.laptop.places.keys.exists()
    assert place.laptop.places.database.exists()
    assert place.boxes() == []

    place.always(passes)
    with pytest.raises(NoAccess) as closed:
        place.open()
    assert closed.value.bar == "handed_over"
    assert not place.laptop.places.keys.exists()
    assert list(place.laptop.places.database.parent.glob("thuis.db*")) == []
    assert opening.state(place.laptop.places) == "absent"

    content = [
        json.loads(wire.decompress(sealed.open_sealed(private, box), 1 << 24)) for box in place.boxes()
    ]
    operations = [entry["op"] for part in content for entry in part.get("operations", ())]
    assert {operation["id"] for operation in operations} == unsafe  # what was sent is in no backup yet
    assert f"note:{noted}" in {operation["ent"] for operation in operations}
    assert [draft["fields"]["body"] for part in content for draft in part.get("drafts", ())] == ["half"]
    assert {part["device"] for part in content} == {place.device}


async def test_nothing_unsent_is_destroyed_without_a_key_to_seal_it(place: Place) -> None:
    desk = place.open()
    client = await desk.intake.create(PERSON)
    await desk.connection.run_once()
    await desk.notes.file(note(client, "Nog niet verstuurd."))
    place.shut_out()
    await desk.connection.run_once()
    assert desk.bar == "kept"
    desk.close()
    for _ in range(2):
        with pytest.raises(NoAccess) as closed:
            place.open()
        assert closed.value.bar == "kept"
    assert place.laptop.places.keys.exists()
    assert place.laptop.places.database.exists()
    assert opening.unlock(place.laptop.places, PASSPHRASE)


async def test_with_nothing_unsent_it_is_destroyed_at_once(place: Place) -> None:
    desk = place.open()
    await desk.intake.create(PERSON)
    assert (await desk.connection.run_once()).waiting == 0
    place.shut_out()
    await desk.connection.run_once()
    with pytest.raises(NoAccess) as closed:
        desk.leave()
    assert closed.value.bar == "handed_over"
    assert not place.laptop.places.keys.exists()
    assert not place.laptop.places.database.exists()
    assert place.boxes() == []


async def test_a_wrong_clock_is_told_and_decides_nothing(place: Place) -> None:
    desk = place.open()
    client = await desk.intake.create(PERSON)
    for shift, told in (
        (0, 0),
        (4 * 60_000, 0),
        (8 * 60_000, 480),
        (400 * DAY, 400 * 86_400),
        (-DAY, -86_400),
    ):
        place.now.shift = shift
        await desk.notes.file(note(client, "Geschreven."))
        state = await desk.connection.run_once()
        assert abs(state.skew_seconds - told) <= 60
        assert bool(state.skew_seconds) is bool(told)
        assert (state.waiting, state.problem) == (0, None)
    desk.close()


async def test_an_expired_token_or_a_stranger_destroys_nothing(place: Place) -> None:
    desk = place.open()
    client = await desk.intake.create(PERSON)
    revoked = wire.encode(wire.ErrorReply(wire.Problem("device_revoked"), "now"))
    for fault in (
        says("401 Unauthorized", revoked, Thuis_Time="2026-11-22T20:00:00.000Z"),
        says("403 Forbidden", revoked),  # without the mark of the service
        says("403 Forbidden", b"<html>", Thuis_Time="2026-11-22T20:00:00.000Z"),
    ):
        place.always(fault)
        await desk.connection.run_once()
        assert desk.bar == ""
        assert await desk.dossiers.name(client)
    desk.close()
