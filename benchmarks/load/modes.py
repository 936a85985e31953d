"""The loads: idle pulls, everybody comes back at once, everybody reads everything at once, a day."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence

from benchmarks.load.devices import Device, Unexpected
from benchmarks.load.line import Line
from benchmarks.load.measured import Stretch, stretch
from benchmarks.load.served import Served

# What a caseworker's laptop asks in eight hours: a token every ten minutes, a poll every four while no hint
# comes, twenty notes, and twenty times the work of a colleague.
SIGN_INS, POLLS, NOTES, NEWS = 48, 120, 20, 20
DAY = 8 * 3600
REQUESTS_A_DAY = 2 * SIGN_INS + POLLS + NOTES + NEWS

Work = Callable[[Device, list[Line], int], Awaitable[None]]


async def _each(served: Served, devices: Sequence[Device], at_once: int, work: Work) -> None:
    """Do a piece of work with every device, so many at once, each worker with lines of its own."""
    waiting = iter(enumerate(devices))

    async def worker() -> None:
        lines = [await Line.open(port) for port in served.ports]
        for number, device in waiting:
            await work(device, lines, number)
        for line in lines:
            line.close()

    await asyncio.gather(*(worker() for _ in range(at_once)))


async def _for(served: Served, devices: Sequence[Device], at_once: int, seconds: float, work: Work) -> None:
    """Do pieces of work with devices at random for so long; a device is used by one worker only."""
    until = time.perf_counter() + seconds

    async def worker(at: int) -> None:
        lines = [await Line.open(port) for port in served.ports]
        own = devices[at::at_once]
        chance = random.Random(at)
        number = at
        while time.perf_counter() < until:
            number += 1
            await work(chance.choice(own), lines, number)
        for line in lines:
            line.close()

    await asyncio.gather(*(worker(at) for at in range(min(at_once, len(devices)))))


async def come_back(
    served: Served, devices: Sequence[Device], at_once: int, *, level: bool = False
) -> Stretch:
    """After an hour without the service: everybody signs in, lists scopes and asks, on a new connection."""
    with stretch(served, f"{len(devices):,} come back, {at_once} lines at once") as found:
        waiting = iter(enumerate(devices))

        async def worker() -> None:
            for number, device in waiting:
                with found.timed(requests=4):
                    line = await Line.open(served.ports[number % len(served.ports)])
                    await device.sign_in(line)
                    await device.list_scopes(line, level=level)
                    await device.idle(line)
                    line.close()

        await asyncio.gather(*(worker() for _ in range(at_once)))
    found.remark = f"all were back after {found.wall:.1f} s; times are of a whole return (4 requests)"
    return found


async def first_load(served: Served, devices: Sequence[Device], at_once: int) -> Stretch:
    """Everybody reads everything from the beginning, as after new laptops for all."""
    size = 0
    with stretch(served, f"first load of {len(devices)}, {at_once} lines at once") as found:

        async def work(device: Device, lines: list[Line], number: int) -> None:
            nonlocal size
            device.cursors = {}
            line = lines[number % len(lines)]
            with found.timed(requests=2):
                await device.list_scopes(line)
                came = await device.pull(line)
            size += came

        await _each(served, devices, at_once, work)
    found.remark = f"{size / 2**20 / found.wall:.1f} MiB a second over the line; times are of a whole load"
    return found


async def idle(served: Served, devices: Sequence[Device], at_once: int, seconds: float) -> Stretch:
    """Nothing is new, and everybody asks."""
    with stretch(served, f"idle pulls, {at_once} lines") as found:

        async def work(device: Device, lines: list[Line], number: int) -> None:
            with found.timed():
                if await device.idle(lines[number % len(lines)]):
                    raise Unexpected("something was new")

        await _for(served, devices, at_once, seconds, work)
    return found


async def day(served: Served, devices: Sequence[Device], at_once: int, seconds: float) -> Stretch:
    """The requests of a working day in their proportions, as fast as they are answered."""
    chance = random.Random(1)
    kinds = ["sign in"] * SIGN_INS + ["poll"] * POLLS + ["note"] * NOTES + ["news"] * NEWS
    with stretch(served, f"a working day, {at_once} lines") as found:

        async def work(device: Device, lines: list[Line], number: int) -> None:
            line = lines[number % len(lines)]
            kind = chance.choice(kinds)
            if kind == "sign in":
                with found.timed(requests=2):
                    await device.sign_in(line)
            elif kind == "note":
                with found.timed():
                    await device.push(line, [chance.choice(device.dossiers)], 1)
            else:
                with found.timed():
                    news = await device.idle(line)
                if news or kind == "news":
                    with found.timed():
                        await device.pull(line)

        await _for(served, devices, at_once, seconds, work)
    real = len(devices) * REQUESTS_A_DAY / DAY
    times = found.requests / found.wall / real
    found.remark = f"{times:.0f} times as fast as {len(devices):,} devices ask in life ({real:.0f} a second)"
    return found
