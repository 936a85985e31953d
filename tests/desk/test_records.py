"""Records of a dossier in general: made, changed field by field, removed, and what two people do at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk.laptops import PERSON, Pair
from tests.samples import WHOLE
from thuis_tui.casework.attribute import Merge
from thuis_tui.casework.records import IMMUTABLE, RECORDS, SCOPE_OF, fields
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput, NotFound

IN_DOSSIER = sorted(
    name for name in RECORDS if SCOPE_OF[name] == "c" and name not in ("client", "note", "amendment")
)
FLAG: dict[str, Any] = {
    "kind": "animal",
    "level": "orange",
    "fact": "De hond beet naar de postbode.",
    "source": "buurvrouw",
    "review_on": "2026-12-24",
}


def made_of(record_type: str) -> dict[str, Any]:
    """Values as a person gives them, without what thuis fills in."""
    ours = {"client", "author", "recorded_at", "recorded_offset"}
    return {name: value for name, value in WHOLE[record_type].items() if name not in ours}


async def _exchange(pair: Pair) -> None:
    for desk in (pair.a, pair.b, pair.a):
        state = await desk.connection.run_once()
        assert (state.problem, state.waiting, state.refused) == (None, 0, 0)


@pytest.mark.parametrize("record_type", IN_DOSSIER)
async def test_each_kind_is_made_read_back_and_changed(desk: Desk, record_type: str) -> None:
    client = await desk.intake.create(PERSON)
    record = await desk.records.create(record_type, client, made_of(record_type))
    [row] = await desk.records.listed(record_type, client, order="id")
    assert row["id"] == record
    assert {name: row[name] for name in made_of(record_type)} == made_of(record_type)
    seen = await desk.records.standing(client, f"{record_type}:{record}")
    changeable = [name for name, facts in fields(record_type).items() if facts.merge is not Merge.IMMUTABLE]
    optional = [name for name in changeable if not fields(record_type)[name].required]
    if optional:
        await desk.records.change(seen, {optional[0]: None})
        again = await desk.records.standing(client, f"{record_type}:{record}")
        assert again.values.get(optional[0]) is None
        assert {**again.values, optional[0]: 0} == {**seen.values, optional[0]: 0}
    else:
        assert record_type in IMMUTABLE or changeable


async def test_everything_of_a_dossier_arrives_at_a_colleague(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    for record_type in IN_DOSSIER:
        await pair.a.records.create(record_type, client, made_of(record_type))
    await _exchange(pair)
    for record_type in IN_DOSSIER:
        [row] = await pair.b.records.listed(record_type, client, order="id")
        assert {name: row[name] for name in made_of(record_type)} == made_of(record_type)


async def test_different_fields_join_and_the_same_field_waits_for_a_person(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    flag = await pair.a.records.create("risk_flag", client, FLAG)
    ent = f"risk_flag:{flag}"
    await _exchange(pair)
    await pair.a.records.change(await pair.a.records.standing(client, ent), {"level": "red"})
    seen = await pair.b.records.standing(client, ent)
    await pair.b.records.change(seen, {"level": "green", "source": "wijkagent"})
    await _exchange(pair)
    for desk in (pair.a, pair.b):
        [item] = await desk.conflicts.listed()
        assert (item.ent, item.field, item.label) == (ent, "level", "Risk: Colour")
        [row] = await desk.records.listed("risk_flag", client)
        assert (row["level"], row["source"]) == ("red", "wijkagent")
    standing = await pair.a.facts.standing(client, "level", ent)
    assert [value.text for value in standing.values] == ["Red", "Green"]
    await pair.a.conflicts.resolve(standing, "green")
    await _exchange(pair)
    for desk in (pair.a, pair.b):
        assert await desk.conflicts.listed() == []
        [row] = await desk.records.listed("risk_flag", client)
        assert row["level"] == "green"


async def test_a_record_that_two_people_make_under_one_name_is_one(pair: Pair) -> None:
    from thuis_tui.store import write

    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    for desk, field in ((pair.a, "green_signs"), (pair.b, "red_signs")):
        await desk.file.write(
            lambda writing: write.create(
                writing, f"c:{client}", "warning_plan", {"client": client}, id=client
            )
        )
        seen = await desk.records.standing(client, f"warning_plan:{client}")
        await desk.records.change(seen, {field: "Praat zacht."})
    await _exchange(pair)
    for desk in (pair.a, pair.b):
        assert await desk.conflicts.listed() == []
        [row] = await desk.records.listed("warning_plan", client, order="id")
        assert (row["green_signs"], row["red_signs"]) == ("Praat zacht.", "Praat zacht.")


async def test_bad_values_are_refused_at_their_field_and_nothing_is_written(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    for values, field in (
        ({**FLAG, "level": "purple"}, "level"),
        ({**FLAG, "review_on": "2026-02-30"}, "review_on"),
        ({**FLAG, "fact": ""}, "fact"),
        ({**FLAG, "source": "x" * 201}, "source"),
        ({**FLAG, "shoe_size": "43"}, "shoe_size"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await desk.records.create("risk_flag", client, values)
        assert [problem.field for problem in refused.value.problems] == [field]
    assert await desk.records.listed("risk_flag", client) == []
    with pytest.raises(NotFound):
        await desk.records.create("risk_flag", "0" * 32, FLAG)


async def test_removing_needs_a_reason_and_takes_it_out_of_the_lists(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    flag = await desk.records.create("risk_flag", client, FLAG)
    with pytest.raises(InvalidInput):
        await desk.records.remove(client, f"risk_flag:{flag}", "  ")
    assert len(await desk.records.listed("risk_flag", client)) == 1
    await desk.records.remove(client, f"risk_flag:{flag}", "bij de verkeerde gezet")
    assert await desk.records.listed("risk_flag", client) == []
    with pytest.raises(NotFound):
        await desk.records.standing(client, f"risk_flag:{flag}")
