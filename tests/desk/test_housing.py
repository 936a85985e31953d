"""The way to a home over two laptops and a real service: who divides the homes reads the card and no note."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk.laptops import PERSON, Laptop, enrolled, note
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput


@dataclass
class Office:
    """A caseworker with a client, and who divides the homes."""

    caseworker: Desk
    coordinator: Desk
    caseworker_id: str
    coordinator_id: str
    organisation: Organisation

    async def sync(self, *desks: Desk) -> None:
        for desk in desks or (self.caseworker, self.coordinator, self.caseworker):
            state = await desk.connection.run_once()
            assert (state.problem, state.waiting) == (None, 0)


@pytest.fixture
async def office(organisation: Organisation, tmp_path: Path) -> AsyncIterator[Office]:
    made = [Laptop.make(tmp_path / name).open() for name in ("caseworker", "coordinator")]
    a = await enrolled(organisation, made[0], "Anna de Wit")
    b = await enrolled(organisation, made[1], "Wil Bos", "--role", "housing_coordinator")
    office = Office(made[0], made[1], a, b, organisation)
    await office.sync()
    yield office
    for desk in made:
        desk.close()


async def candidate(office: Office) -> str:
    client = await office.caseworker.intake.create(PERSON)
    await office.caseworker.notes.file(note(client, "Bijna ontroerd bij de koffie."))
    await office.caseworker.housing.begin(client, await office.caseworker.housing.prefilled(client))
    return client


async def test_the_coordinator_sees_the_card_and_moves_it_and_reads_no_note(office: Office) -> None:
    client = await candidate(office)
    await office.sync(office.caseworker, office.coordinator)
    seen = await office.coordinator.housing.one(client)
    assert seen.candidate.name == "José van der Ünal"
    assert (seen.candidate.stage, seen.candidate.days) == ("referral", 0)
    assert seen.candidate.values["municipality"] == "0344"
    today = office.coordinator.file.world.today()
    await office.coordinator.housing.move(seen, "screening", today)
    await office.sync()
    back = await office.caseworker.housing.one(client)
    assert back.candidate.stage == "screening"
    assert (back.moves[0].stage_before, back.moves[0].stage, back.moves[0].author_name) == (
        "referral",
        "screening",
        "Wil Bos",
    )
    # Nothing of the dossier is in the coordinator's file: not as a row, not as an operation of its log.
    rows = await office.coordinator.file.read(
        lambda connection: connection.exec_driver_sql(
            "SELECT (SELECT count(*) FROM client) + (SELECT count(*) FROM note)"
            " + (SELECT count(*) FROM register WHERE scope LIKE 'c:%')"
        ).scalar()
    )
    assert rows == 0


async def test_two_who_move_one_card_offline_have_a_conflict_and_no_move_is_lost(office: Office) -> None:
    client = await candidate(office)
    await office.sync(office.caseworker, office.coordinator)
    today = office.coordinator.file.world.today()
    here, there = await office.caseworker.housing.one(client), await office.coordinator.housing.one(client)
    await office.caseworker.housing.move(here, "waiting", today, "Alles is al bekend.")
    await office.coordinator.housing.move(there, "screening", today)
    await office.sync()
    await office.sync()
    for desk in (office.caseworker, office.coordinator):
        card = await desk.housing.one(client)
        assert card.candidate.contested
        assert str(card.candidate.blocks[0]).startswith("Two people moved")
        assert {one.stage for one in card.moves} == {"referral", "waiting", "screening"}
        [item] = [item for item in await desk.conflicts.listed(client) if item.field == "stage"]
        assert item.client_name == "José van der Ünal"
    item_seen = await office.coordinator.facts.standing(client, "stage", f"candidacy:{client}")
    await office.coordinator.conflicts.resolve(item_seen, "waiting")
    await office.sync()
    for desk in (office.caseworker, office.coordinator):
        card = (await desk.housing.one(client)).candidate
        assert (card.stage, card.contested) == ("waiting", False)


async def test_a_move_asks_its_reason_and_can_be_undone(office: Office) -> None:
    client = await candidate(office)
    housing, today = office.caseworker.housing, office.caseworker.file.world.today()
    seen = await housing.one(client)
    with pytest.raises(InvalidInput) as refused:
        await housing.move(seen, "waiting", today)
    assert [one.field for one in refused.value.problems] == ["reason"]
    with pytest.raises(InvalidInput) as refused:
        await housing.move(seen, "screening", today + timedelta(days=1))
    assert [one.field for one in refused.value.problems] == ["moved_on"]
    await housing.move(seen, "screening", today)
    assert await office.caseworker.undoing.undo() is not None
    assert (await housing.one(client)).candidate.stage == "referral"
    assert [one.stage for one in (await housing.one(client)).moves] == ["referral"]


async def test_who_refuses_an_offer_stays_on_the_list(office: Office) -> None:
    client = await candidate(office)
    housing, today = office.caseworker.housing, office.caseworker.file.world.today()
    await housing.move(await housing.one(client), "offer", today, "Spoed.")
    await housing.set_aside(await housing.one(client), "refused", today, "Te klein.")
    card = (await housing.one(client)).candidate
    assert (card.stage, card.side_state) == ("waiting", "refused")
    assert [turn.candidacy["id"] for turn in await housing.waiting()] == [client]
    await housing.move(await housing.one(client), "nomination", today)
    assert (await housing.one(client)).candidate.side_state is None


async def test_the_card_goes_with_the_dossier_and_with_the_role(office: Office) -> None:
    client = await candidate(office)
    await office.sync(office.caseworker, office.coordinator)
    assert await office.coordinator.housing.board()
    office.organisation.admin("role", "take", office.coordinator_id, "housing_coordinator")
    office.organisation.admin("role", "give", office.coordinator_id, "caseworker")
    await office.sync(office.coordinator)
    assert not await office.coordinator.housing.board()
    office.organisation.admin("grant", office.coordinator_id, client)
    await office.sync(office.coordinator)
    [card] = await office.coordinator.housing.board()
    assert card.client == client
    office.organisation.admin("revoke", office.coordinator_id, client, "--reason", "klaar")
    await office.sync(office.coordinator)
    assert not await office.coordinator.housing.board()


async def test_of_a_restricted_dossier_nobody_else_sees_the_card(office: Office) -> None:
    client = await candidate(office)
    await office.sync(office.caseworker, office.coordinator)
    office.organisation.admin("dossier", "restrict", client)
    await office.sync(office.coordinator)
    assert client not in {one.client for one in await office.coordinator.housing.board()}
    office.organisation.admin("dossier", "open", client)
    await office.sync(office.coordinator)
    assert client in {one.client for one in await office.coordinator.housing.board()}
