"""Offers of homes over three laptops and a real service: made offline, answered, the place free again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.desk.laptops import PERSON, Laptop, enrolled
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.store import write

WISHES = {"wished_municipalities": ["0344"], "rent_up_to": "650.00", "registered_on": "2026-01-05"}
DAY = timedelta(days=1)


@dataclass
class Office:
    """A caseworker with clients, and two who divide the homes."""

    caseworker: Desk
    coordinator: Desk
    colleague: Desk
    homes: int = 0

    @property
    def today(self) -> Any:
        return self.coordinator.file.world.today()

    async def sync(self, *desks: Desk) -> None:
        for desk in desks or (self.coordinator, self.colleague, self.caseworker) * 2:
            state = await desk.connection.run_once()
            assert (state.problem, state.waiting) == (None, 0)

    async def candidate(self, surname: str = "Haverkamp", **values: Any) -> str:
        client = await self.caseworker.intake.create({**PERSON, "surname": surname})
        await self.caseworker.housing.begin(client, {**WISHES, "stage": "waiting", **values})
        return client

    async def home(self, **values: Any) -> str:
        self.homes += 1
        said = {"municipality": "0344", "corporation": "Bo-Ex", "rent": "600.00", "state": "available"}
        return await self.coordinator.places.create({"address": f"Singel {self.homes}", **said, **values})

    async def offer(self, desk: Desk, client: str, place: str) -> bool:
        return await desk.offers.make(await desk.housing.one(client), place, self.today)


@pytest.fixture
async def office(organisation: Organisation, tmp_path: Path) -> AsyncIterator[Office]:
    made = [Laptop.make(tmp_path / name).open() for name in ("caseworker", "coordinator", "colleague")]
    await enrolled(organisation, made[0], "Anna de Wit")
    await enrolled(organisation, made[1], "Wil Bos", "--role", "housing_coordinator")
    await enrolled(organisation, made[2], "Mo Smits", "--role", "housing_coordinator")
    office = Office(made[0], made[1], made[2])
    await office.sync()
    office.homes = len(await office.coordinator.places.listed()) * 1000
    yield office
    for desk in made:
        desk.close()


def wrong(refused: pytest.ExceptionInfo[InvalidInput]) -> dict[str, str]:
    return {one.field: str(one) for one in refused.value.problems}


async def state_of(desk: Desk, place: str) -> str:
    return str((await desk.places.one(place)).values["state"])


async def test_an_offer_moves_the_card_and_keeps_the_place_until_it_is_refused(office: Office) -> None:
    client = await office.candidate()
    await office.sync(office.caseworker, office.coordinator)
    place = await office.home(state="promised")
    found = {one.place.place: one.fit for one in await office.coordinator.offers.places_for(client)}
    assert [str(said) for said in found[place].fits] == [
        "in a municipality they wish for",
        "within the rent they can pay",
    ]
    seen = await office.coordinator.housing.one(client)
    viewing = office.today + 3 * DAY
    assert await office.coordinator.offers.make(seen, place, office.today, viewing), "it is reserved"
    assert await state_of(office.coordinator, place) == "reserved"
    assert place not in {one.place.place for one in await office.coordinator.offers.places_for(client)}

    await office.sync()
    card = (await office.caseworker.housing.one(client)).candidate
    assert (card.stage, [str(one) for one in card.blocks]) == ("offer", ["The offer waits for an answer"])
    [offer] = await office.caseworker.offers.of_client(client)
    assert (offer.open, offer.doubled, offer.values["viewing_on"]) == (True, False, viewing.isoformat())

    seen = await office.coordinator.housing.one(client)
    assert await office.coordinator.offers.answer(seen, offer.id, "refused", office.today, "rent")
    card = (await office.coordinator.housing.one(client)).candidate
    assert (card.stage, card.side_state) == ("waiting", "refused")
    assert card.values["registered_on"] == WISHES["registered_on"], "refusing costs no place on the list"
    assert await state_of(office.coordinator, place) == "promised", "as it was before the offer"
    [offer] = await office.coordinator.offers.of_client(client)
    assert (offer.open, offer.reason) == (False, "The rent")


async def test_who_may_not_write_places_is_told_that_it_is_not_reserved(office: Office) -> None:
    place, client = await office.home(), await office.candidate()
    await office.sync()
    await office.sync(office.caseworker)
    assert not await office.caseworker.offers.may_reserve()
    assert not await office.offer(office.caseworker, client, place)
    assert await state_of(office.caseworker, place) == "available"
    await office.sync()
    seen = await office.coordinator.places.standing(place)
    await office.coordinator.places.change(seen, {"state": "reserved"})
    await office.sync(office.coordinator, office.caseworker)
    [offer] = await office.caseworker.offers.of_client(client)
    card = await office.caseworker.housing.one(client)
    assert not await office.caseworker.offers.answer(card, offer.id, "withdrawn", office.today)
    assert (await office.caseworker.housing.one(client)).candidate.side_state is None
    assert await state_of(office.caseworker, place) == "reserved"


async def test_one_home_offered_twice_offline_is_told_on_both_cards_and_people_decide(office: Office) -> None:
    first, second = await office.candidate("Eerst"), await office.candidate("Tweede")
    place = await office.home()
    await office.sync()
    assert await office.offer(office.coordinator, first, place)
    assert await office.offer(office.colleague, second, place)
    await office.sync()
    for desk in (office.coordinator, office.colleague):
        cards = {card.client: card for card in await desk.housing.board()}
        for client in (first, second):
            assert cards[client].doubled
            assert str(cards[client].blocks[0]).startswith("This home is offered to somebody else too")
            assert [one.doubled for one in await desk.offers.of_client(client)] == [True]
    assert await state_of(office.caseworker, place) == "reserved"
    assert not [one for one in await office.coordinator.conflicts.listed() if one.ent == f"place:{place}"]

    seen = await office.coordinator.housing.one(second)
    [offer] = await office.coordinator.offers.of_client(second)
    assert await office.coordinator.offers.answer(seen, offer.id, "lapsed", office.today)
    assert await state_of(office.coordinator, place) == "reserved", "it waits for the other's answer"
    assert not (await office.coordinator.housing.one(first)).candidate.doubled
    again = (await office.coordinator.housing.one(second)).candidate
    assert (again.stage, again.side_state, again.doubled) == ("waiting", None, False)


async def test_what_cannot_be_is_said_at_its_field(office: Office) -> None:
    client, other = await office.candidate(stage_since="2026-01-05"), await office.candidate("Ander")
    place, second, occupied = await office.home(), await office.home(), await office.home(state="occupied")
    await office.sync()
    desk, today = office.coordinator, office.today
    seen = await desk.housing.one(client)
    with pytest.raises(InvalidInput) as refused:
        await desk.offers.make(seen, occupied, today + DAY)
    assert wrong(refused) == {
        "place": "This home cannot be offered: its state is 'Occupied'.",
        "offered_on": "This day is still to come. An offer is written down when it was made.",
    }
    with pytest.raises(InvalidInput) as refused:
        await desk.offers.make(seen, place, today, today - DAY)
    assert set(wrong(refused)) == {"viewing_on"}
    early = await desk.housing.one(other)
    with pytest.raises(InvalidInput) as refused:
        await desk.offers.make(early, place, today - 500 * DAY)
    assert set(wrong(refused)) == {"offered_on"}, "before the last move of the card"
    assert (await desk.places.one(place)).values["state"] == "available", "nothing was written"

    await desk.offers.make(seen, place, today - DAY)
    with pytest.raises(InvalidInput) as refused:
        await office.offer(desk, client, second)
    assert wrong(refused)[""].startswith("Another home is offered to this candidate")
    with pytest.raises(InvalidInput) as refused:
        await office.offer(desk, other, place)
    assert wrong(refused)["place"].startswith("This home is offered already")

    seen, [offer] = await desk.housing.one(client), await desk.offers.of_client(client)
    for outcome, day, reason, field in (
        ("", today, "", "outcome"),
        ("accepted", None, "", "answered_on"),
        ("accepted", today + DAY, "", "answered_on"),
        ("accepted", today - 2 * DAY, "", "answered_on"),
        ("refused", today, " ", "refusal_reason"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await desk.offers.answer(seen, offer.id, outcome, day, reason)
        assert set(wrong(refused)) == {field}, (outcome, day)
    with pytest.raises(InvalidInput) as refused:
        await desk.offers.set_viewing(seen, offer.id, today - 2 * DAY)
    assert set(wrong(refused)) == {"viewing_on"}
    await desk.offers.set_viewing(seen, offer.id, today + DAY)
    assert await desk.offers.answer(seen, offer.id, "accepted", today)
    assert (await desk.housing.one(client)).candidate.blocks == ()
    assert await state_of(desk, place) == "reserved"
    with pytest.raises(InvalidInput) as refused:
        await desk.offers.answer(seen, offer.id, "refused", today, "rent")
    assert wrong(refused)[""].startswith("What became of this offer")


async def test_an_offer_from_the_first_stages_asks_why_and_one_with_a_key_waits(office: Office) -> None:
    client, housed = await office.candidate(stage="referral"), await office.candidate("Thuis", stage="living")
    place = await office.home()
    await office.sync()
    desk = office.coordinator
    with pytest.raises(InvalidInput) as refused:
        await office.offer(desk, client, place)
    assert set(wrong(refused)) == {"reason"}
    with pytest.raises(InvalidInput) as refused:
        await office.offer(desk, housed, place)
    assert "rehousing first" in wrong(refused)[""]
    await desk.offers.make(await desk.housing.one(client), place, office.today, reason="Spoed.")
    assert (await desk.housing.one(client)).moves[0].reason == "Spoed."
    assert await desk.undoing.undo() is not None
    assert (await desk.housing.one(client)).candidate.stage == "referral"
    assert await desk.offers.of_client(client) == ()
    assert await state_of(desk, place) == "available", "undoing takes all of it back"


async def test_candidates_for_a_home_come_in_the_order_of_the_waiting_list(office: Office) -> None:
    late = await office.candidate("Laat", registered_on="2026-05-05")
    early = await office.candidate("Vroeg", registered_on="2026-01-01")
    urgent = await office.candidate("Duur", urgency="safety", rent_up_to="500.00")
    await office.candidate("Weg", stage="living")
    place = await office.home()
    mine = {late, early, urgent}
    await office.sync()
    found = await office.coordinator.offers.candidates_for(place)
    ours = [one.turn.candidacy["id"] for one in found if one.turn.candidacy["id"] in mine]
    assert ours == [early, late, urgent], "whom it fits first, and among them who waits longest"
    last = next(one for one in found if one.turn.candidacy["id"] == urgent)
    assert [str(said) for said in last.fit.against] == ["a higher rent than they can pay"]
    assert last.turn.number < next(one for one in found if one.turn.candidacy["id"] == early).turn.number


async def test_nothing_about_a_client_stands_at_a_home(office: Office) -> None:
    client, place = await office.candidate("Onvindbaar"), await office.home()
    await office.sync()
    await office.offer(office.coordinator, client, place)
    await office.sync()
    said = await office.coordinator.places.history(place)
    assert [(one.field, one.was, one.text, one.author_name) for one in said.changes] == [
        ("state", "Available", "Reserved", "Wil Bos"),
        ("", "", "Available", "Wil Bos"),
    ]
    assert [(spell.state, spell.days) for spell in said.spells] == [("reserved", 0)]
    # A caseworker without this dossier: whatever is in the file about homes says nothing of who they are for.
    stranger = office.colleague
    everything = await office.coordinator.file.read(
        lambda connection: "\n".join(
            str(tuple(row))
            for sql in (
                "SELECT cast(payload AS text) FROM operation WHERE scope='ref'",
                "SELECT ent, cast(heads AS text) FROM register WHERE scope='ref'",
                "SELECT cast(value AS text) FROM history",
            )
            for row in connection.exec_driver_sql(sql)
        )
    )
    assert place in everything
    assert client not in everything
    assert "Onvindbaar" not in everything
    assert (await stranger.places.history(place)).changes[0].text == "Reserved"


async def test_two_who_take_in_one_list_offline_make_each_home_once(office: Office) -> None:
    head = "Adres;Postcode;Gemeente;Corporatie;Huur\n"
    first = head + "Kerkweg 1;3703 AA;Zeist;Woongoed;600\nKerkweg 3;3703 AA;Zeist;Woongoed;610\n"
    for desk, text in ((office.coordinator, first), (office.colleague, first.replace("610", "615"))):
        listed = await desk.places.read_list(text.encode())
        assert await desk.places.take_list(listed) == 2
    await office.sync()
    for desk in (office.coordinator, office.colleague, office.caseworker):
        here = [row for row in await desk.places.listed() if row.values["postcode"] == "3703 AA"]
        assert [row.values["address"] for row in here] == ["Kerkweg 1", "Kerkweg 3"]
    items = await office.coordinator.conflicts.listed()
    ours = {row.place for row in here}
    told = [(one.ent, one.field) for one in items if one.ent.partition(":")[2] in ours]
    assert told == [(f"place:{here[1].place}", "rent")], "only what the lists say otherwise is to be decided"
    rent = await office.coordinator.places.standing(here[1].place)
    assert {one.value for one in rent.fields["rent"].values} == {"610.00", "615.00"}
    await office.coordinator.conflicts.resolve(rent.fields["rent"], "615.00")
    assert not [one for one in await office.coordinator.conflicts.listed() if one.ent in told[0]]
    with pytest.raises(InvalidInput) as refused:
        await office.colleague.places.create({**here[0].values})
    assert wrong(refused)["address"].startswith("This home is in the register already")


async def test_a_home_that_was_taken_away_or_moved_leaves_its_id_alone(office: Office) -> None:
    place = await office.home(address="Akkerlaan 1", postcode="3704 AA")
    await office.coordinator.undoing.undo()
    again = await office.home(address="Akkerlaan 1", postcode="3704 AA")
    assert again != place
    await office.sync()
    assert await state_of(office.caseworker, again) == "available"


async def test_the_state_before_an_offer_is_known_after_other_changes(office: Office) -> None:
    client, place = await office.candidate(), await office.home(state="promised")
    await office.sync()
    await office.offer(office.coordinator, client, place)
    await office.coordinator.file.write(
        lambda writing: write.set_field(writing, "ref", f"place:{place}", "rent", "612.00")
    )
    seen, [offer] = (
        await office.coordinator.housing.one(client),
        await office.coordinator.offers.of_client(client),
    )
    assert await office.coordinator.offers.answer(seen, offer.id, "withdrawn", office.today)
    assert await state_of(office.coordinator, place) == "promised"
