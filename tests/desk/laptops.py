"""Laptops for tests: real encrypted files, real desks, enrolled at a real service."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests import made_files
from thuis_tui.desk import opening
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.opening import FileKey
from thuis_tui.desk.shapes import NoteInput
from thuis_tui.desk.world import World
from thuis_tui.settings import Places

PASSPHRASE = "vier woorden zijn genoeg"


@dataclass
class Laptop:
    """A file with its key; desks are opened over it one after the other."""

    places: Places
    key: FileKey

    @classmethod
    def make(cls, folder: Path) -> Laptop:
        places = Places(folder, folder / "config")
        key, _recovery = made_files.laptop(places, PASSPHRASE)
        return cls(places, key)

    def open(self, world: World | None = None, *, connect: bool = False) -> Desk:
        return opening.open_desk(self.places, self.key, connect=connect, world=world)


async def enrolled(
    organisation: Organisation, desk: Desk, name: str, *options: str, team: str = "Utrecht-Oost"
) -> str:
    """Enrol a desk as a new caseworker; the id."""
    made = organisation.admin("caseworker", "create", name, "--team", team, *options)
    caseworker = str(made["caseworker"])
    code = organisation.admin("enrolment-code", caseworker)["code"]
    await desk.enrolment.enrol(organisation.url, code, "test laptop")
    return caseworker


@dataclass
class Pair:
    """Two caseworkers of one team."""

    organisation: Organisation
    a: Desk
    b: Desk
    a_id: str
    b_id: str

    async def share(self, client: str) -> None:
        state = await self.a.connection.run_once()
        assert (state.problem, state.waiting) == (None, 0)
        self.organisation.admin("grant", self.b_id, client)
        state = await self.b.connection.run_once()
        assert state.problem is None


@dataclass
class Team(Pair):
    """Two caseworkers of a team of their own, and who leads it."""

    lead: Desk
    lead_id: str
    name: str

    async def sync(self, *desks: Desk) -> None:
        """Let laptops, else all three, sync until nothing of theirs waits."""
        for desk in desks or (self.a, self.b, self.lead):
            state = await desk.connection.run_once()
            assert (state.problem, state.waiting) == (None, 0)


def note(client: str, body: str = "Koffie gedronken.", **changes: object) -> NoteInput:
    values: dict[str, object] = {
        "client": client,
        "kind": "home_visit",
        "occurred_at": "2026-11-20T13:30:00Z",
        "occurred_offset": 60,
        "body": body,
        "duration_minutes": 45,
        "life_domains": (1, 4),
    }
    return NoteInput(**{**values, **changes})  # type: ignore[arg-type]


PERSON = {
    "first_name": "José",
    "name_prefix": "van der",
    "surname": "Ünal",
    "birth_date": "1985-04-03",
    "phone": "06-12345678",
    "bsn": "999900006",
    "municipality": "0344",
}
