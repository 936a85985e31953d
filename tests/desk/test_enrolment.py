"""Enrolling over a bad line, and the whole way of a laptop: lost, replaced, and of somebody who leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.desk.laptops import PERSON, Laptop
from tests.service.office import Office, Running
from tests.sync.line import BadLine, lost
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import EnrolmentRefused, NoAccess
from thuis_tui.log import wire
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.people import admin, escrow, leaving


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    server = Running(Configuration(data_dir=tmp_path_factory.mktemp("service")))
    yield server
    server.stop()


@pytest.fixture
def office(running: Running) -> Iterator[Office]:
    office = Office(running.configuration, running.url)
    yield office
    office.close()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Laptop.make(tmp_path / "first").open()
    yield desk
    desk.close()


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Laptop.make(tmp_path / "second").open()
    yield desk
    desk.close()


def devices(office: Office, caseworker: str) -> list[tuple[object, ...]]:
    return office.rows("SELECT id, revoked_at = 0 FROM device WHERE caseworker = ? ORDER BY id", caseworker)


async def test_a_code_works_again_when_its_answer_was_lost(office: Office, desk: Desk) -> None:
    caseworker = office.caseworker("Iris Bos")
    code = office.code(caseworker)
    line = BadLine(office.url)
    line.fail(wire.ENROL, lost)
    with pytest.raises(EnrolmentRefused, match="cannot be reached"):
        await desk.enrolment.enrol(line.url, code, "laptop")
    (first,) = devices(office, caseworker)
    assert (await desk.enrolment.enrol(line.url, code, "laptop")).name == "Iris Bos"
    assert devices(office, caseworker) == [first], "one laptop, known once"
    client = await desk.intake.create(PERSON)
    await desk.connection.run_once()
    assert office.rows("SELECT 1 FROM log WHERE scope = ? LIMIT 1", f"c:{client}")
    line.close()


async def test_a_new_laptop_has_what_the_lost_one_sent(office: Office, desk: Desk, other: Desk) -> None:
    caseworker = office.caseworker("Noor Visser")
    await desk.enrolment.enrol(office.url, office.code(caseworker), "old")
    client = await desk.intake.create(PERSON)
    await desk.connection.run_once()
    ((lost_one, _),) = devices(office, caseworker)
    office.storage.write(admin.revoke_device, str(lost_one))
    await other.enrolment.enrol(office.url, office.code(caseworker), "new")
    await other.connection.run_once()
    assert await other.dossiers.name(client)
    await desk.connection.run_once()
    with pytest.raises(NoAccess):
        await desk.dossiers.name(client)


async def test_who_leaves_has_nothing_any_more_and_what_they_wrote_stays(
    office: Office, desk: Desk, other: Desk
) -> None:
    if not office.rows("SELECT 1 FROM service_setting WHERE name = 'recovery_key'"):
        office.storage.write(escrow.make_recovery_key)
    leaver, stays = office.caseworker("Gijs Mol"), office.caseworker("Fenna Kok")
    code = office.code(leaver)
    await desk.enrolment.enrol(office.url, code, "laptop")
    await other.enrolment.enrol(office.url, office.code(stays), "laptop")
    unused = office.code(leaver)
    client = await desk.intake.create(PERSON)
    await desk.connection.run_once()
    boxes = office.rows("SELECT count(*) FROM escrow")[0][0]
    unsent = await desk.intake.create(PERSON)
    left = office.storage.write(leaving.leave, leaver)
    assert (left.devices, left.dossiers, left.roles, left.unheld) == (1, 1, ["caseworker"], [client])
    with pytest.raises(admin.NotPossible, match="no role"):
        office.code(leaver)
    assert office.new_laptop().enrol(unused).status_code == 403
    await desk.connection.run_once()
    for each in (client, unsent):
        with pytest.raises(NoAccess):
            await desk.dossiers.name(each)
    assert office.rows("SELECT count(*) FROM escrow")[0][0] == boxes + 1, "what was not sent is at the office"
    office.grant(stays, client)
    await other.connection.run_once()
    assert await other.dossiers.name(client)
    written = office.rows("SELECT DISTINCT caseworker FROM scope_grant WHERE scope = ?", f"c:{client}")
    assert {str(row[0]) for row in written} == {leaver, stays}
