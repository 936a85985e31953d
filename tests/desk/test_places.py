"""The register of homes: filled from a list offline, read by colleagues, kept by coordinators."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.desk.laptops import Laptop, enrolled
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput

LIST = """Straat;Huisnummer;Toevoeging;Postcode;Gemeente;Kale huur;Beschikbaar per;Type
Oudegracht;12;bis;3511 AB;Utrecht;€ 623,45;1-12-2026;Appartement
Slotlaan;4;;3701 GL;Zeist;701,00;;Studio
Dorpsstraat;9;;37O1 GL;Zeist;700,00;;Studio
""".encode("cp1252")


@dataclass
class Office:
    """Who keeps the homes, and a caseworker who reads them."""

    coordinator: Desk
    caseworker: Desk
    coordinator_id: str
    organisation: Organisation

    async def sync(self) -> None:
        for desk in (self.coordinator, self.caseworker):
            state = await desk.connection.run_once()
            assert (state.problem, state.waiting) == (None, 0)


@pytest.fixture
async def office(organisation: Organisation, tmp_path: Path) -> AsyncIterator[Office]:
    made = [Laptop.make(tmp_path / name).open() for name in ("coordinator", "caseworker")]
    id_ = await enrolled(organisation, made[0], "Wil Bos", "--role", "housing_coordinator")
    await enrolled(organisation, made[1], "Anna de Wit")
    office = Office(made[0], made[1], id_, organisation)
    await office.sync()
    yield office
    for desk in made:
        desk.close()


async def test_a_list_is_looked_at_taken_in_and_read_by_a_colleague(office: Office) -> None:
    places = office.coordinator.places
    assert await places.editable()
    before = len(await places.listed())
    listed = await places.read_list(LIST, corporation="Bo-Ex")
    assert [row.what for row in listed.rows] == ["new", "new", "bad"]
    assert len(await places.listed()) == before, "looking writes nothing"
    bad = listed.bad_rows().splitlines()
    assert bad[0].startswith("Straat;Huisnummer;")
    assert "37O1 GL" in bad[1]
    assert "Postcode: This is not a Dutch postcode" in bad[1]

    assert await places.take_list(listed) == 2
    again = await places.read_list(LIST, corporation="Bo-Ex")
    assert [row.what for row in again.rows] == ["same", "same", "bad"]
    assert await places.take_list(again, changes=True) == 0

    await office.sync()
    await office.sync()
    read = {row.values["address"]: row for row in await office.caseworker.places.listed(municipality="0355")}
    assert read["Slotlaan 4"].text("rent") == "701.00"
    assert read["Slotlaan 4"].values["state"] == "promised"
    assert read["Slotlaan 4"].text("municipality") == "Zeist"


async def test_what_a_list_says_otherwise_is_changed_only_when_asked(office: Office) -> None:
    places = office.coordinator.places
    first = "Adres;Postcode;Gemeente;Corporatie;Huur;Status\nWeg 1;3702 AA;Zeist;Woongoed;600;verhuurd\n"
    await places.take_list(await places.read_list(first.encode()))
    listed = await places.read_list(first.replace("600", "650").replace("verhuurd", "leeg").encode())
    [row] = listed.rows
    assert (row.what, list(row.differs)) == ("changed", ["rent"]), "who lives there is not what a list says"
    assert await places.take_list(listed) == 0
    assert await places.take_list(listed, changes=True) == 1
    home = await places.one(row.place)
    assert (home.values["rent"], home.values["state"]) == ("650.00", "occupied")


async def test_who_does_not_keep_the_homes_changes_nothing(office: Office) -> None:
    places = office.caseworker.places
    assert not await places.editable()
    listed = await places.read_list(b"Adres;Gemeente\nLaan 1;Soest\n", corporation="Bo-Ex")
    assert listed.count("new") == 1
    with pytest.raises(InvalidInput) as refused:
        await places.take_list(listed)
    assert "housing coordinators" in str(refused.value.problems[0])


async def test_with_the_role_goes_the_right_to_change(office: Office) -> None:
    office.organisation.admin("role", "take", office.coordinator_id, "housing_coordinator")
    office.organisation.admin("role", "give", office.coordinator_id, "programme_analyst")
    await office.sync()
    assert not await office.coordinator.places.editable()


async def test_what_came_between_the_look_and_the_taking_in_stands_beside_it(office: Office) -> None:
    places = office.coordinator.places
    first = "Adres;Postcode;Gemeente;Corporatie;Huur\nWeg 2;3702 AB;Zeist;Woongoed;600\n"
    await places.take_list(await places.read_list(first.encode()))
    looked = await places.read_list(first.replace("600", "650").encode())
    place = looked.rows[0].place
    seen = await places.standing(place)
    await places.change(seen, {"rent": "625.00"})
    await places.take_list(looked, changes=True)
    values = (await places.standing(place)).fields["rent"].values
    assert {one.value for one in values} == {"625.00", "650.00"}
    [item] = [one for one in await office.coordinator.conflicts.listed() if one.ent == f"place:{place}"]
    assert item.field == "rent"
