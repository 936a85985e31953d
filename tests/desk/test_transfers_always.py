"""Whatever two caseworkers and their lead ask and answer, in whatever order: who ends with the dossier.

Real laptops and a real service, held to a model of the rules that fits on a page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.laptops import PERSON, Laptop, enrolled
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.store import holding

WHO = ("anna", "bram", "lea")
LEAD = "lea"
DOES = [
    *[(who, what, to) for who in WHO for what in ("transfer", "cover") for to in WHO if to != who],
    *[(LEAD, "assign", to) for to in WHO] * 2,
    *[(who, "restrict", who) for who in (LEAD, LEAD, "anna")],
    # Answers are tried more often: what is offered has to come somewhere.
    *[(who, what, who) for who in WHO for what in ("accept", "accept", "accept", "decline", "withdraw")],
    ("bram", "assign", "anna"),
]
STEPS = st.lists(
    st.tuples(st.sampled_from(DOES), st.sampled_from((True, True, True, False))), min_size=4, max_size=8
)
"""Who does what and with whom, and whether their laptop heard the service just before."""


Steps = list[tuple[tuple[str, str, str], bool]]


@dataclass
class Model:
    """Who holds a dossier of one team, and what was asked: each rule of the service, said once."""

    held: dict[str, str]
    restricted: bool = False
    open: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """What can still be answered or taken back: its kind, who asked, and whom."""

    def refused(self, kind: str, who: str, to: str) -> bool:
        if self.held.get(who) not in ("own", "lead") or (kind in ("assign", "restrict") and who != LEAD):
            return True
        has_it = self.held.get(to) == "own" or (kind == "cover" and self.held.get(to) == "lead")
        return kind != "restrict" and (has_it or (kind == "cover" and self.restricted))

    def ask(self, id_: str, kind: str, who: str, to: str) -> None:
        if self.refused(kind, who, to):
            return
        if kind == "restrict":
            self.restricted, self.held = True, {one: how for one, how in self.held.items() if how == "own"}
        elif kind == "assign":
            self.hand_over(who="", to=to)
        elif kind == "cover":
            self.held[to] = "cover"
        if kind in ("transfer", "cover"):
            self.open[id_] = (kind, who, to)

    def hand_over(self, who: str, to: str) -> None:
        """From who has it as their own, else from all who do: they lead it, read on, or have it no more."""
        owners = [one for one, how in self.held.items() if how == "own" and one != to]
        for one in [who] if who in owners else owners:
            del self.held[one]
            if not self.restricted:
                self.held[one] = "lead" if one == LEAD else "reading_on"
        self.held[to] = "own"

    def withdraw(self, id_: str) -> None:
        kind, _who, to = self.open.pop(id_, ("", "", ""))
        if kind == "cover" and self.held.get(to) == "cover":
            del self.held[to]

    def answer(self, id_: str, decision: str) -> None:
        kind, who, to = self.open.pop(id_, ("", "", ""))
        if kind == "transfer" and decision == "accept" and not self.refused(kind, who, to):
            self.hand_over(who, to)


@dataclass
class Office:
    """The laptops by who has them, and the ids of their people."""

    desks: dict[str, Desk]
    ids: dict[str, str]

    async def sync(self, *names: str) -> None:
        for name in names:
            state = await self.desks[name].connection.run_once()
            assert (state.problem, state.waiting) == (None, 0)


@pytest.fixture(scope="module")
def office(organisation: Organisation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("always")
    organisation.admin("team", "create", "Team altijd")
    found = Office({}, {})

    async def enrol() -> None:
        for name in WHO:
            desk = found.desks[name] = Laptop.make(folder / name).open()
            options = ("--lead",) if name == LEAD else ()
            found.ids[name] = await enrolled(organisation, desk, name, *options, team="Team altijd")
        await found.sync(*WHO)

    asyncio.run(enrol())
    yield found
    for desk in found.desks.values():
        desk.close()


async def step(office: Office, model: Model, client: str, who: str, what: str, to: str) -> None:
    """Do it on the laptop, as far as that lets it, and in the model."""
    transfers, day = office.desks[who].transfers, office.desks[who].file.world.today() + timedelta(days=5)
    try:
        if what in ("accept", "decline"):
            waiting = [each for each in await transfers.received() if each.state == "offered"]
            for each in [one for one in waiting if one.client == client][:1]:
                await transfers.answer(each.id, what, "Vol" if what == "decline" else "")
                model.answer(each.id, what)
        elif what == "withdraw":
            for asked in [one for one in await transfers.sent() if one.client == client][:1]:
                await transfers.withdraw(asked.id)
                model.withdraw(asked.id)
        elif what == "restrict":
            model.ask(await transfers.restrict(client), what, who, who)
        else:
            other = office.ids[to]
            id_ = (
                await transfers.cover(client, other, day)
                if what == "cover"
                else await (transfers.assign if what == "assign" else transfers.offer)(client, other)
            )
            model.ask(id_, what, who, to)
    except (InvalidInput, NotFound):
        return  # refused before it was asked


async def play(office: Office, steps: Steps) -> None:
    client = await office.desks["anna"].intake.create({**PERSON, "bsn": None})
    await office.sync("anna")
    model = Model({"anna": "own", LEAD: "lead"})
    for (who, what, to), fresh in steps:
        if fresh:
            await office.sync(who)
        await step(office, model, client, who, what, to)
        await office.sync(who)
    await office.sync(*WHO)
    found = {}
    for name, desk in office.desks.items():
        row = await desk.file.read(
            lambda connection: connection.exec_driver_sql(
                "SELECT 1 FROM client WHERE id=?", (client,)
            ).first()
        )
        if row is not None:
            how = (await desk.file.read(holding.by_client)).get(client)
            found[name] = how.kind if how else "own"
    assert found == model.held
    # The lead is shown the same, of all but what is restricted.
    members = (await office.desks[LEAD].team.day()).members
    shown = {member.caseworker: one.kind for member in members for one in member.held if one.client == client}
    told = {office.ids[name]: how for name, how in model.held.items() if how != "lead"}
    assert shown == ({} if model.restricted else told)


@settings(max_examples=5)
@given(STEPS)
def test_who_holds_it_in_the_end_is_who_the_rules_say(office: Office, steps: Steps) -> None:
    asyncio.run(play(office, steps))


@pytest.mark.soak
@settings(max_examples=150)
@given(STEPS)
def test_who_holds_it_in_the_end_is_who_the_rules_say_for_long(office: Office, steps: Steps) -> None:
    asyncio.run(play(office, steps))
