"""Two people wrote one field: everyone is told, one decides from what was shown, and it can be taken back."""

from __future__ import annotations

import pytest

from tests.desk.laptops import PERSON, Pair
from thuis_tui.desk.conflicts import both
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput, NotFound


async def _write(desk: Desk, client: str, field: str, value: object) -> None:
    await desk.facts.set(await desk.facts.standing(client, field), value)


async def _exchange(pair: Pair) -> None:
    for desk in (pair.a, pair.b, pair.a):
        state = await desk.connection.run_once()
        assert (state.problem, state.waiting) == (None, 0)


async def _disagreeing(pair: Pair, field: str = "phone", *values: object) -> str:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    for desk, value in zip((pair.a, pair.b), values or ("06-11111111", "06-22222222"), strict=True):
        await _write(desk, client, field, value)
    await _exchange(pair)
    return client


async def _texts(desk: Desk, client: str, field: str) -> list[str]:
    return [value.text for value in (await desk.facts.standing(client, field)).values]


async def test_both_people_see_what_it_was_and_who_wrote_what(pair: Pair) -> None:
    client = await _disagreeing(pair)
    for desk, mine, theirs in (
        (pair.a, "06-11111111", "06-22222222"),
        (pair.b, "06-22222222", "06-11111111"),
    ):
        [item] = await desk.conflicts.listed()
        assert (item.client, item.field, item.label) == (client, "phone", "Telephone")
        assert await desk.conflicts.listed(client) == [item]
        assert await desk.conflicts.listed("0" * 32) == []
        seen = await desk.facts.standing(client, "phone")
        assert seen.was == "06-12345678"
        assert [(value.text, value.mine) for value in seen.values] == [(mine, True), (theirs, False)]
        assert {value.author_name[:5] for value in seen.values} == {"Anna ", "Bram "}
        assert sum(value.governs for value in seen.values) == 1


async def test_a_decision_reaches_everybody_and_can_be_taken_back(pair: Pair) -> None:
    client = await _disagreeing(pair)
    seen = await pair.a.facts.standing(client, "phone")
    await pair.a.conflicts.resolve(seen, seen.values[1].value)
    assert await pair.a.conflicts.listed() == []
    await _exchange(pair)
    assert await pair.b.conflicts.listed() == []
    assert await _texts(pair.b, client, "phone") == ["06-22222222"]
    undone = await pair.a.conflicts.undo()
    assert undone is not None and undone.field == "phone"
    assert not await pair.a.conflicts.can_undo()
    await _exchange(pair)
    for desk in (pair.a, pair.b):
        assert sorted(await _texts(desk, client, "phone")) == ["06-11111111", "06-22222222"]
        assert len(await desk.conflicts.listed()) == 1


async def test_a_value_that_was_not_shown_survives_the_decision(pair: Pair) -> None:
    client = await _disagreeing(pair)
    seen = await pair.a.facts.standing(client, "phone")
    # Bram decides otherwise meanwhile; Anna has not seen it.
    theirs = await pair.b.facts.standing(client, "phone")
    await pair.b.conflicts.resolve(theirs, "06-33333333")
    await pair.b.connection.run_once()
    await pair.a.conflicts.resolve(seen, seen.values[0].value)
    await _exchange(pair)
    for desk in (pair.a, pair.b):
        assert sorted(await _texts(desk, client, "phone")) == ["06-11111111", "06-33333333"]


async def test_only_values_on_the_screen_are_replaced(pair: Pair) -> None:
    client = await _disagreeing(pair)
    seen = await pair.a.facts.standing(client, "phone")
    await pair.a.conflicts.resolve(seen, "06-44444444", shown=seen.values[0].ids)
    assert sorted(await _texts(pair.a, client, "phone")) == ["06-22222222", "06-44444444"]


async def test_of_two_risks_the_stricter_governs_on_both_laptops(pair: Pair) -> None:
    client = await _disagreeing(pair, "risk_level", "red", "green")
    for desk in (pair.a, pair.b):
        seen = await desk.facts.standing(client, "risk_level")
        assert seen.safety
        assert [value.text for value in seen.values if value.governs] == ["Red"]
        assert (await desk.dossiers.open(client)).field("risk_level").value == "red"


async def test_both_texts_fit_together_only_where_the_field_can_hold_them(pair: Pair) -> None:
    client = await _disagreeing(pair, "agreements", "Bel eerst.", "Kom met twee.")
    seen = await pair.b.facts.standing(client, "agreements")
    assert both(seen, seen.values) == "Kom met twee.\n\nBel eerst."
    client = await _disagreeing(pair, "address", "Dorpsstraat 1", "Dorpsstraat 2")
    seen = await pair.a.facts.standing(client, "address")
    assert both(seen, seen.values) == "Dorpsstraat 1 / Dorpsstraat 2"
    client = await _disagreeing(pair)
    seen = await pair.a.facts.standing(client, "phone")
    assert both(seen, seen.values) is None


async def test_different_paragraphs_are_put_together_and_offered_to_look_at_once_more(pair: Pair) -> None:
    client = await pair.a.intake.create({**PERSON, "agreements": "Bel eerst.\n\nPost naar buren.\n\nKat."})
    await pair.share(client)
    await _write(pair.a, client, "agreements", "Bel twee dagen eerder.\n\nPost naar buren.\n\nKat.")
    await _write(pair.b, client, "agreements", "Bel eerst.\n\nPost naar buren.\n\nKat en hond.")
    await _exchange(pair)
    together = "Bel twee dagen eerder.\n\nPost naar buren.\n\nKat en hond."
    for desk in (pair.a, pair.b):
        assert await desk.conflicts.listed() == []
        assert await _texts(desk, client, "agreements") == [together]
    # Who came second is told; the first wrote nothing that was changed under their eyes.
    [item] = await pair.b.conflicts.merged()
    assert (item.client, item.field, item.text) == (client, "agreements", together)


async def test_what_no_field_can_keep_decides_nothing(pair: Pair) -> None:
    client = await _disagreeing(pair)
    seen = await pair.a.facts.standing(client, "phone")
    with pytest.raises(InvalidInput):
        await pair.a.conflicts.resolve(seen, "geen nummer")
    assert len(await pair.a.conflicts.listed()) == 1
    assert await pair.a.conflicts.undo() is None


async def test_setting_a_field_is_checked_logged_and_leaves_nothing_when_it_is_the_same(desk: Desk) -> None:
    client = await desk.intake.create({"alias": "Sjaak"})
    await desk.facts.type(await desk.facts.standing(client, "phone"), "0612345678")
    assert await _texts(desk, client, "phone") == ["06-12345678"]
    before = len(await desk.outbox.items())
    await desk.facts.type(await desk.facts.standing(client, "phone"), "06 12 34 56 78")
    assert len(await desk.outbox.items()) == before
    await desk.facts.type(await desk.facts.standing(client, "phone"), "!")
    assert (await desk.dossiers.open(client)).field("phone").answer == "refused"
    for field, typed in (("phone", "12"), ("alias", ""), ("risk_level", "paars"), ("status", "closed")):
        with pytest.raises(InvalidInput) as refused:
            await desk.facts.type(await desk.facts.standing(client, field), typed)
        assert [problem.field for problem in refused.value.problems] == [field]
    with pytest.raises(NotFound):
        await desk.facts.standing(client, "shoe_size")
    with pytest.raises(NotFound):
        await desk.facts.standing("0" * 32, "phone")
    asked = "SELECT count(*) FROM access WHERE event='change'"
    assert await desk.file.read(lambda connection: connection.exec_driver_sql(asked).scalar()) == 2
