"""Makes the organisation: accounts and codes as an administrator does, the rest over HTTP as devices do."""

import asyncio
from pathlib import Path

import msgspec

from benchmarks.load.devices import Device, Kept
from benchmarks.load.line import Line
from benchmarks.load.measured import Stretch, stretch
from benchmarks.load.served import Served
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Storage, Transaction
from thuis_tui.service.people import admin

TEAM = 20
DOSSIERS = 10
NOTES = 2
AT_ONCE = 16
_BATCH = 100
FILE = "devices.json"


async def populate(
    served: Served, configuration: Configuration, count: int
) -> tuple[list[Device], list[Stretch]]:
    """Enrol so many devices of as many caseworkers, each with ten dossiers, one shared with a colleague."""
    storage = Storage(configuration)
    try:
        codes = _codes(storage, count)
        devices = [Device() for _ in codes]
        numbered = iter(range(count))
        with stretch(served, f"{count:,} devices enrol and sign in, {AT_ONCE} lines") as enrolled:

            async def enrol() -> None:
                line = await Line.open(served.ports[0])
                for number in numbered:
                    with enrolled.timed(requests=3):
                        await devices[number].enrol(line, codes[number])
                        await devices[number].sign_in(line)
                line.close()

            await asyncio.gather(*(enrol() for _ in range(AT_ONCE)))
        waiting = iter(devices)
        with stretch(served, f"each pushes {DOSSIERS} new dossiers, {AT_ONCE} lines") as pushed:

            async def push() -> None:
                line = await Line.open(served.ports[0])
                for device in waiting:
                    device.dossiers = [new_id() for _ in range(DOSSIERS)]
                    with pushed.timed():
                        await device.push(line, device.dossiers, NOTES)
                line.close()

            await asyncio.gather(*(push() for _ in range(AT_ONCE)))
        _share(storage, devices)
        return devices, [enrolled, pushed]
    finally:
        storage.close()


def _codes(storage: Storage, count: int) -> list[str]:
    found: list[str] = []
    for at in range(0, count, _BATCH):

        def make(tx: Transaction, at: int = at) -> list[str]:
            codes = []
            for number in range(at, min(at + _BATCH, count)):
                team = admin.create_team_of(tx, "Stichting", f"Team {number // TEAM}")
                caseworker = admin.create_caseworker(tx, team, f"Medewerker {number}")
                codes.append(admin.make_code(tx, caseworker, 3600).code)
            return codes

        found += storage.write(make)
    return found


def _share(storage: Storage, devices: list[Device]) -> None:
    for at in range(0, len(devices), _BATCH):

        def give(tx: Transaction, at: int = at) -> None:
            for number in range(at, min(at + _BATCH, len(devices))):
                colleague = devices[(number + 1) % len(devices)]
                admin.grant(tx, colleague.caseworker, devices[number].dossiers[0])

        storage.write(give)


def keep(folder: Path, devices: list[Device]) -> None:
    """Write the devices down for the next run."""
    (folder / FILE).write_bytes(msgspec.json.encode([device.kept() for device in devices]))


def kept(folder: Path) -> list[Device]:
    """The devices of an earlier run; none when there was none."""
    if not (folder / FILE).exists():
        return []
    return [Device.of(each) for each in msgspec.json.decode((folder / FILE).read_bytes(), type=list[Kept])]
