"""Two dossiers of one person made one and taken apart again, alone and by two laptops at once."""

from __future__ import annotations

import pytest

from tests.desk.laptops import PERSON, Pair, note
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.merging import matters
from thuis_tui.desk.shapes import InvalidInput, NotFound

OTHER = {
    "first_name": "Jose",
    "surname": "Unal",
    "phone": "06-87654321",
    "municipality": "0344",
    "language": "Turks",
    "agreements": "Niet voor tien uur bellen.",
    "risk_level": "red",
    "gender": {"answer": "unknown"},
}
HERE = {**PERSON, "agreements": "De hond blijft binnen.", "risk_level": "green", "gender": "man"}


async def two(desk: Desk) -> tuple[str, str]:
    """The dossier that goes on, and the other."""
    here, there = await desk.intake.create(HERE), await desk.intake.create(OTHER)
    await desk.notes.file(note(here, "In het eerste dossier.", occurred_at="2026-11-19T10:00:00Z"))
    await desk.notes.file(note(there, "In het tweede dossier.", occurred_at="2026-11-20T10:00:00Z"))
    return here, there


async def bodies(desk: Desk, client: str) -> list[str]:
    entries = await desk.dossiers.entries(await desk.dossiers.timeline(client))
    return [entry.excerpt for entry in entries]


async def events(desk: Desk, client: str) -> list[str]:
    return await desk.file.read(
        lambda connection: [
            row[0]
            for row in connection.exec_driver_sql(
                "SELECT event FROM access WHERE client=? ORDER BY rowid", (client,)
            )
        ]
    )


async def test_only_what_differs_is_asked_with_the_side_that_knows_more_suggested(desk: Desk) -> None:
    here, there = await two(desk)
    proposal = await desk.merging.compare(here, there)
    asked = {each.field: (each.suggested, each.both) for each in proposal.differences}
    assert asked == {
        "first_name": ("here", True),
        "surname": ("here", True),
        "gender": ("here", False),
        "phone": ("here", False),
        "language": ("there", False),
        "risk_level": ("there", False),
        "agreements": ("both", True),
    }
    assert (proposal.client_name, proposal.other_name) == ("José van der Ünal", "Jose Unal")
    assert proposal.notes == 1


async def test_merged_they_are_one_everywhere_and_taken_back_they_are_two_again(desk: Desk) -> None:
    here, there = await two(desk)
    before = [(await desk.dossiers.open(one)).fields for one in (here, there)]
    await desk.merging.merge(await desk.merging.compare(here, there), {"phone": "there"})

    [row] = await desk.caseload.rows(await desk.caseload.ids())
    assert (row.client, row.note_count, row.last_note_at) == (here, 2, "2026-11-20T10:00:00Z")
    assert await desk.caseload.ids("Jose Unal") == (row.rowid,)
    dossier = await desk.dossiers.open(here)
    values = {name: dossier.field(name).value for name in ("phone", "language", "risk_level", "gender")}
    assert values == {"phone": "06-87654321", "language": "Turks", "risk_level": "red", "gender": "man"}
    assert dossier.field("agreements").value == "De hond blijft binnen.\n\nNiet voor tien uur bellen."
    assert dossier.merged == ((there, "Jose Unal"),)
    assert await bodies(desk, here) == ["In het tweede dossier.", "In het eerste dossier."]
    assert await bodies(desk, there) == ["In het tweede dossier."]
    other = await desk.dossiers.open(there)
    assert other.into == (here, "José van der Ünal")
    assert other.field("merged_into").text == "José van der Ünal"
    hits = {hit.client: hit.into for hit in (await desk.search.find("unal")).clients}
    assert hits == {here: "", there: "José van der Ünal"}
    overview = await desk.today.overview()
    assert (overview.clients, overview.notes) == (1, 2)
    assert [row.client for row in overview.longest_unseen] == [here]
    assert "merge" in await events(desk, here)
    assert "merge" in await events(desk, there)

    await desk.merging.undo(there)
    assert len(await desk.caseload.ids()) == 2
    assert [(await desk.dossiers.open(one)).fields for one in (here, there)] == before
    assert await bodies(desk, here) == ["In het eerste dossier."]
    assert (await events(desk, there))[-2:].count("merge") >= 1


async def test_what_was_changed_since_the_merging_stays_when_it_is_taken_back(desk: Desk) -> None:
    here, there = await two(desk)
    await desk.merging.merge(await desk.merging.compare(here, there), {"phone": "there"})
    await desk.facts.set(await desk.facts.standing(here, "phone"), "06-11111111")
    await desk.merging.undo(there)
    dossier = await desk.dossiers.open(here)
    assert dossier.field("phone").value == "06-11111111"
    assert dossier.field("language").value is None
    assert dossier.conflicts == 0


async def test_a_person_like_the_merged_one_is_warned_of_as_the_one_that_goes_on(desk: Desk) -> None:
    here, there = await two(desk)
    await desk.merging.merge(await desk.merging.compare(here, there))
    [alike] = await desk.intake.duplicates({"phone": "06-87654321"})
    assert (alike.client, alike.name) == (here, "José van der Ünal")


async def test_likely_others_are_named_but_never_itself(desk: Desk) -> None:
    here = await desk.intake.create(PERSON)
    again = await desk.intake.create({**PERSON, "bsn": None})
    assert [each.client for each in await desk.merging.alike(here)] == [again]


async def test_what_cannot_be_merged_is_said_and_nothing_is_written(desk: Desk) -> None:
    here, there = await two(desk)
    third = await desk.intake.create({"first_name": "Bo"})
    stale = await desk.merging.compare(third, there)
    await desk.merging.merge(await desk.merging.compare(here, there))
    for client, other in ((here, here), (here, there), (third, there), (there, third), (here, "0" * 32)):
        with pytest.raises(InvalidInput) as refused:
            await desk.merging.compare(client, other)
        assert [problem.field for problem in refused.value.problems] == ["other"]
    with pytest.raises(InvalidInput):
        await desk.merging.merge(stale)
    assert (await desk.dossiers.open(there)).into == (here, "José van der Ünal")
    with pytest.raises(NotFound):
        await desk.merging.undo(third)
    # One that goes on for another may be merged itself: the two become a chain.
    await desk.merging.merge(await desk.merging.compare(third, here))
    assert (await desk.dossiers.open(there)).into == (third, "Bo van der Ünal")
    assert len(await bodies(desk, third)) == 2


async def exchange(pair: Pair) -> None:
    for desk in (pair.a, pair.b, pair.a, pair.b):
        assert (await desk.connection.run_once()).problem is None


async def test_a_note_written_meanwhile_in_the_merged_dossier_stands_with_the_others(pair: Pair) -> None:
    here, there = await two(pair.a)
    for one in (here, there):
        await pair.share(one)
    await pair.a.merging.merge(await pair.a.merging.compare(here, there))
    await pair.b.notes.file(note(there, "Zonder het te weten.", occurred_at="2026-11-21T10:00:00Z"))
    await exchange(pair)
    for desk in (pair.a, pair.b):
        assert (await bodies(desk, here))[0] == "Zonder het te weten."
        [row] = await desk.caseload.rows(await desk.caseload.ids())
        assert (row.client, row.note_count, row.conflicts) == (here, 3, 0)
    await pair.b.merging.undo(there)
    await exchange(pair)
    for desk in (pair.a, pair.b):
        assert len(await desk.caseload.ids()) == 2
        assert len(await bodies(desk, there)) == 2


async def test_merged_into_each_other_at_once_one_goes_on_and_a_person_is_asked(pair: Pair) -> None:
    here, there = await two(pair.a)
    for one in (here, there):
        await pair.share(one)
    await pair.a.merging.merge(await pair.a.merging.compare(here, there))
    await pair.b.merging.merge(await pair.b.merging.compare(there, here))
    await exchange(pair)
    first, last = sorted((here, there))
    for desk in (pair.a, pair.b):
        [row] = await desk.caseload.rows(await desk.caseload.ids())
        assert (row.client, row.note_count) == (first, 2)
        assert (await desk.dossiers.open(first)).ring
        assert (await desk.dossiers.open(last)).into is not None
        [matter] = await desk.file.read(
            lambda connection: matters(connection, pair.a.file.world.today(), pair.a_id)
        )
        assert (matter.client, matter.urgent) == (first, True)
    # Taking back the one that is not followed settles it.
    await pair.b.merging.undo(first)
    await exchange(pair)
    for desk in (pair.a, pair.b):
        dossier = await desk.dossiers.open(first)
        assert (dossier.ring, [one for one, _name in dossier.merged]) == (False, [last])


async def test_merged_into_two_others_at_once_is_a_conflict_of_that_field(pair: Pair) -> None:
    here, there = await two(pair.a)
    third = await pair.a.intake.create({"first_name": "Bo"})
    for one in (here, there, third):
        await pair.share(one)
    await pair.a.merging.merge(await pair.a.merging.compare(here, there))
    await pair.b.merging.merge(await pair.b.merging.compare(third, there))
    await exchange(pair)
    for desk in (pair.a, pair.b):
        [item] = [each for each in await desk.conflicts.listed() if each.client == there]
        seen = await desk.facts.standing(there, item.field)
        assert {value.text for value in seen.values} == {"José van der Ünal", "Bo Unal"}
        assert len(await desk.caseload.ids()) == 2
    await pair.a.conflicts.resolve(await pair.a.facts.standing(there, "merged_into"), here)
    await exchange(pair)
    for desk in (pair.a, pair.b):
        assert (await desk.dossiers.open(there)).into == (here, "José van der Ünal")
    await pair.b.merging.undo(there)
    await exchange(pair)
    for desk in (pair.a, pair.b):
        assert len(await desk.caseload.ids()) == 3
        assert [each for each in await desk.conflicts.listed() if each.client == there] == []


async def test_what_people_disagree_about_in_one_half_is_found_from_either(pair: Pair) -> None:
    here, there = await two(pair.a)
    await pair.a.merging.merge(await pair.a.merging.compare(here, there))
    for one in (here, there):
        await pair.share(one)
    for desk, told in ((pair.a, "Farsi"), (pair.b, "Dari")):
        await desk.facts.set(await desk.facts.standing(there, "language"), told)
    await exchange(pair)
    for desk in (pair.a, pair.b):
        for asked in (here, there):
            found = [(item.client, item.field) for item in await desk.conflicts.listed(asked)]
            assert found == [(there, "language")]
        assert (await desk.dossiers.open(here)).conflicts == 1
    await pair.a.conflicts.resolve(await pair.a.facts.standing(there, "language"), "Dari")
    assert await pair.a.conflicts.listed(here) == []
    assert (await pair.a.dossiers.open(here)).conflicts == 0


async def test_the_undo_of_everything_takes_a_merging_back_as_one(desk: Desk) -> None:
    here, there = await two(desk)
    before = [(await desk.dossiers.open(one)).fields for one in (here, there)]
    await desk.merging.merge(await desk.merging.compare(here, there))
    assert await desk.undoing.undo() is not None
    assert [(await desk.dossiers.open(one)).fields for one in (here, there)] == before
    assert len(await desk.caseload.ids()) == 2


async def test_who_has_only_the_merged_dossier_goes_on_seeing_it(pair: Pair) -> None:
    here, there = await two(pair.a)
    await pair.share(there)
    await pair.a.merging.merge(await pair.a.merging.compare(here, there))
    await exchange(pair)
    [row] = await pair.b.caseload.rows(await pair.b.caseload.ids())
    assert (row.client, (await pair.b.dossiers.open(there)).into) == (there, None)
    pair.organisation.admin("grant", pair.b_id, here)
    await exchange(pair)
    [row] = await pair.b.caseload.rows(await pair.b.caseload.ids())
    assert (row.client, row.note_count) == (here, 2)
