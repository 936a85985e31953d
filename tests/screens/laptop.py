"""A laptop with people and notes on it, made by the desk itself; the same in every run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from thuis_tui.desk import opening
from thuis_tui.desk.demo import stories
from thuis_tui.desk.demo.people import people
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import NoteInput
from thuis_tui.desk.world import World, stamp_of
from thuis_tui.settings import Places
from thuis_tui.sync import device

NOW = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)
SEED = 3_600


class Clock:
    """A clock that moves one second at each look, from `at` on."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now_ms(self) -> int:
        """Milliseconds since 1970."""
        self.at += timedelta(seconds=1)
        return round(self.at.timestamp() * 1000)


def ids() -> Iterator[str]:
    """Ids in order."""
    for number in range(1, 1 << 40):
        yield f"{number:032x}"


def world(at: datetime = NOW) -> World:
    """A clock and ids that are the same in every run."""
    made = ids()
    return World(now_ms=Clock(at).now_ms, new_id=lambda: next(made))


def open_desk(places: Places, key: opening.FileKey, name: str = "Merel de Wit") -> Desk:
    """A desk that is enrolled for somebody and stays offline."""
    desk = opening.open_desk(places, key, connect=False, world=World())
    if not desk.enrolled:
        made = device.Enrolment(
            "http://127.0.0.1:9", "d" * 32, f"{7:032x}", name, device.DeviceKey(bytes(31) + b"1").seed
        )
        desk.file.database.write(lambda writing: device.keep(writing, made)).result()
        desk.close()
        desk = opening.open_desk(places, key, connect=False, world=World())
    return desk


async def fill(desk: Desk, clients: int, notes: int) -> list[str]:
    """So many made-up people with so many notes each; their ids."""
    random = Random(SEED)
    made = []
    for person in people(clients, SEED, date(2026, 3, 4)):
        client = await desk.intake.create(person.values)
        made.append(client)
        for written in stories.notes(person, notes, random, NOW):
            values = written.values
            note = NoteInput(
                client=client,
                kind=values["kind"],
                occurred_at=stamp_of(round(written.occurred.timestamp() * 1000)),
                occurred_offset=60,
                body=values["body"],
                duration_minutes=values.get("duration_minutes"),
                life_domains=tuple(values.get("life_domains", ())),
            )
            await desk.notes.file(replace(note))
    return made


def filled(places: Places, key: opening.FileKey, clients: int, notes: int) -> list[str]:
    """Fill the file and close it again; the ids of the people."""
    desk = open_desk(places, key)
    try:
        return asyncio.run(fill(desk, clients, notes))
    finally:
        desk.close()
