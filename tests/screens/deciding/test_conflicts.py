"""Deciding by keyboard, and what the other laptop says after it."""

from __future__ import annotations

import pytest

from screens.conflicts import ConflictsScreen
from screens.dossier import DossierScreen
from screens.field_editor import FieldEditorScreen
from tests.desk.laptops import Pair
from tests.screens.deciding.conftest import Over, disagree, exchange, values
from tests.screens.waiting import shows, text, until

SIZES = [(80, 24), (120, 36)]
TEN = (
    ("address", "Dorpsstraat 1", "Dorpsstraat 2"),
    ("agreements", "Bel eerst.", "Kom met twee."),
    ("alias", "Sjaak", "Sjakie"),
    ("birth_date", "1985-04-01", "1985-04-02"),
    ("current_stay", "1", "2"),
    ("first_name", "Joost", "Jozef"),
    ("gender", "man", "other"),
    ("go_with_two", "no", "yes"),
    ("phone", "06-11111111", "06-22222222"),
    ("surname", "Ünal-Smit", "Smit-Ünal"),
)

DECIDED: dict[str, object] = {
    "address": "Dorpsstraat 1 / Dorpsstraat 2",
    "agreements": "Bel eerst.\n\nKom met twee.",
    "alias": "Sjakie",
    "birth_date": "1985-04-01",
    "current_stay": "2",
    "first_name": "Joost",
    "gender": "other",
    "go_with_two": "yes",
    "phone": "06-11111111",
    "surname": "Smit",
}


async def test_ten_conflicts_are_decided_by_keyboard_and_the_other_laptop_says_the_same(
    pair: Pair, over: Over
) -> None:
    client = await disagree(pair, *TEN)
    assert len(await pair.a.conflicts.listed()) == len(TEN)
    async with over(pair.a) as at:
        await at.app.go("caseload")
        await shows(at.pilot, "≠ 10 facts were written differently by two people: d decides")
        await at.pilot.press("d")
        await at.at(ConflictsScreen)
        # In the order of the list: by field name. 'both' where that is a text, the first or second elsewhere.
        await at.pilot.press("3", "3", "2", "1", "2", "1", "2", "2", "1", "e")
        page = await at.at(FieldEditorScreen)
        assert page.form.fields[0].typed == "Ünal-Smit"
        await at.pilot.press("ctrl+u")
        await at.type("Smit")
        await at.pilot.press("ctrl+s")
        await at.at(ConflictsScreen)
        await shows(at.pilot, "Nothing to decide.")
        await exchange(pair)
        for desk in (pair.a, pair.b):
            assert await desk.conflicts.listed() == []
            assert await values(desk, client, *DECIDED) == DECIDED


@pytest.mark.parametrize("size", SIZES)
async def test_what_it_was_mine_and_theirs_are_all_in_sight_with_their_authors(
    pair: Pair, over: Over, size: tuple[int, int]
) -> None:
    client = await disagree(pair, ("phone", "06-11111111", "06-22222222"), ("risk_level", "green", "red"))
    async with over(pair.a, size) as at:
        await at.go(DossierScreen, "dossier", client=client)
        await shows(at.pilot, "▲ Risk: Red ≠ Green (Anna")
        await shows(at.pilot, "the strictest governs")
        await at.pilot.press("d")
        await at.at(ConflictsScreen)
        await shows(at.pilot, "≠ 1 / 2 · José van der Ünal · Telephone")
        for words in (
            "What it was",
            "06-12345678",
            "1 Mine, ",
            "on this laptop",
            "06-11111111",
            "2 Bram",
            "on another",
            "06-22222222",
        ):
            assert words in " ".join(text(at.pilot).split()), words
        await at.pilot.press("n")
        await shows(at.pilot, "≠ 2 / 2 · José van der Ünal · Risk")
        await shows(at.pilot, "Safety: the strictest governs until somebody decides.")
        await at.pilot.press("n", "escape")
        await at.at(DossierScreen)


async def test_a_decision_is_taken_back_by_one_key_also_on_the_other_laptop(pair: Pair, over: Over) -> None:
    client = await disagree(pair, ("phone", "06-11111111", "06-22222222"))
    async with over(pair.a) as at:
        await at.app.go("conflicts")
        await at.at(ConflictsScreen)
        await at.pilot.press("2")
        await shows(at.pilot, "u takes your last decision back.")
        await exchange(pair)
        assert await values(pair.b, client, "phone") == {"phone": "06-22222222"}
        await at.pilot.press("u")
        await shows(at.pilot, "≠ 1 / 1")
        await exchange(pair)
        [item] = await pair.b.conflicts.listed()
        assert item.field == "phone"


async def test_of_more_than_two_values_each_is_reached_and_the_unseen_one_survives(
    pair: Pair, over: Over
) -> None:
    client = await disagree(pair, ("phone", "06-11111111", "06-22222222"))
    seen = await pair.b.facts.standing(client, "phone")
    # Bram decides on his own value alone: what he writes stands beside Anna's; then he writes one more.
    await pair.b.conflicts.resolve(seen, "06-33333333", shown=())
    await exchange(pair)
    assert len((await pair.a.facts.standing(client, "phone")).values) == 3
    async with over(pair.a, (120, 36)) as at:
        await at.app.go("conflicts")
        await at.at(ConflictsScreen)
        await shows(at.pilot, "06-22222222")
        assert "06-33333333" not in text(at.pilot)
        await at.pilot.press("1")
        await shows(at.pilot, "There is a value that you")
        await shows(at.pilot, "06-33333333")
        await at.pilot.press("2")
        await shows(at.pilot, "Nothing to decide.")
        await exchange(pair)
        assert await values(pair.b, client, "phone") == {"phone": "06-33333333"}


async def test_another_value_is_one_key_away(pair: Pair, over: Over) -> None:
    client = await disagree(pair, ("phone", "06-11111111", "06-22222222"))
    seen = await pair.b.facts.standing(client, "phone")
    await pair.b.conflicts.resolve(seen, "06-33333333", shown=())
    await exchange(pair)
    async with over(pair.a) as at:
        await at.app.go("conflicts")
        await at.at(ConflictsScreen)
        await shows(at.pilot, "1/2 →")
        await at.pilot.press("right")
        await shows(at.pilot, "06-33333333")
        await at.pilot.press("2")
        await shows(at.pilot, "Nothing to decide.")
        assert await values(pair.a, client, "phone") == {"phone": "06-33333333"}


async def test_a_field_of_one_value_cannot_hold_both(pair: Pair, over: Over) -> None:
    await disagree(pair, ("phone", "06-11111111", "06-22222222"))
    async with over(pair.a) as at:
        await at.app.go("conflicts")
        await at.at(ConflictsScreen)
        await at.pilot.press("3")
        await shows(at.pilot, "This field holds one value.")
        assert len(await pair.a.conflicts.listed()) == 1


async def test_a_conflict_that_a_colleague_decides_meanwhile_goes_by_itself(pair: Pair, over: Over) -> None:
    client = await disagree(pair, ("phone", "06-11111111", "06-22222222"))
    async with over(pair.a) as at:
        page = await at.go(ConflictsScreen, "conflicts")
        await until(at.pilot, lambda: page.ready)
        seen = await pair.b.facts.standing(client, "phone")
        await pair.b.conflicts.resolve(seen, "06-22222222")
        await pair.b.connection.run_once()
        await pair.a.connection.run_once()
        await shows(at.pilot, "Nothing to decide.")


async def test_a_fact_is_changed_from_the_dossier_and_a_wrong_one_is_told_at_the_field(
    pair: Pair, over: Over
) -> None:
    client = await disagree(pair)
    async with over(pair.a) as at:
        await at.go(DossierScreen, "dossier", client=client)
        await at.pilot.press("e")
        await shows(at.pilot, "What do you want to change?")
        await at.pilot.press(*["down"] * 7, "enter")
        page = await at.at(FieldEditorScreen)
        assert page.form.fields[0].field_name == "phone"
        await at.pilot.press("ctrl+u")
        await at.type("12")
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: page.form.fields[0].problem)
        await at.pilot.press("ctrl+u")
        await at.type("0687654321")
        await at.pilot.press("ctrl+s")
        await at.at(DossierScreen)
        assert await values(pair.a, client, "phone") == {"phone": "06-87654321"}


async def test_a_change_left_half_way_is_a_draft_and_still_replaces_only_what_was_seen(
    pair: Pair, over: Over
) -> None:
    client = await disagree(pair)
    async with over(pair.a) as at:
        await at.go(FieldEditorScreen, "field_editor", client=client, field="agreements")
        await at.type("Bel eerst.")
        await at.pilot.press("escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, FieldEditorScreen))
        [draft] = await pair.a.drafts.list()
        await pair.b.facts.set(await pair.b.facts.standing(client, "agreements"), "Kom met twee.")
        await exchange(pair)
        await at.go(FieldEditorScreen, "field_editor", client=client, field="agreements", draft=draft.id)
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: not isinstance(at.app.screen, FieldEditorScreen))
        assert await pair.a.drafts.list() == []
        await exchange(pair)
        seen = await pair.b.facts.standing(client, "agreements")
        assert sorted(value.text for value in seen.values) == ["Bel eerst.", "Kom met twee."]
