"""What fields said before, by whom: on both laptops, after a restart, and gone when the dossier is."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.desk.laptops import PERSON, Laptop, Pair, note
from tests.desk.test_conflicts import _exchange as exchange
from tests.desk.test_conflicts import _write as write
from tests.samples import WHOLE
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.history import ChangeShown
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.desk.undo import CannotUndo
from thuis_tui.desk.world import World

DAY = 24 * 60 * 60 * 1000


async def changes(desk: Desk, client: str, ent: str = "", field: str = "") -> list[ChangeShown]:
    listed = await desk.history.listed(client, ent, field)
    return await desk.history.changes(client, listed.keys, field)


async def value(desk: Desk, client: str, field: str = "phone") -> Any:
    return (await desk.dossiers.open(client)).field(field).value


async def contact(desk: Desk, client: str) -> str:
    made = {name: each for name, each in WHOLE["contact"].items() if name not in ("client", "author")}
    return "contact:" + await desk.records.create("contact", client, {**made, "name": "Ria Bos"})


async def set_of(desk: Desk, client: str, ent: str, field: str, kept: Any) -> None:
    await desk.facts.set(await desk.facts.standing(client, field, ent), kept)


async def test_everybody_sees_who_said_what_before_and_since(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await write(pair.b, client, "phone", "06-22222222")
    await exchange(pair)
    await write(pair.a, client, "phone", {"answer": "refused"})
    await exchange(pair)
    for desk in (pair.a, pair.b):
        found = await changes(desk, client, f"client:{client}", "phone")
        assert [(one.kind, one.was, one.text) for one in found] == [
            ("set", "06-22222222", "refuses to say"),
            ("set", "06-12345678", "06-22222222"),
            ("made", "", "06-12345678"),
        ]
        assert [one.author_name[:4] for one in found] == ["Anna", "Bram", "Anna"]
        assert [one.stands for one in found] == [True, False, True]
        assert (await desk.history.listed(client)).since == ""
    assert [one.mine for one in await changes(pair.b, client)] == [False, True, False]


async def test_two_values_at_once_both_replaced_the_same(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await write(pair.a, client, "phone", "06-11111111")
    await write(pair.b, client, "phone", "06-22222222")
    await exchange(pair)
    for desk in (pair.a, pair.b):
        found = await changes(desk, client, f"client:{client}", "phone")
        assert {(one.was, one.text) for one in found[:2]} == {
            ("06-12345678", "06-11111111"),
            ("06-12345678", "06-22222222"),
        }


async def test_nothing_of_it_is_left_when_the_dossier_is_taken_away(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await write(pair.a, client, "phone", "06-11111111")
    await exchange(pair)
    kept = "SELECT count(*) FROM history WHERE scope_row=(SELECT rowid FROM scope WHERE scope=?)"
    read, of = pair.b.file.read, (f"c:{client}",)
    before = await read(lambda connection: connection.exec_driver_sql(kept, of).scalar())
    pair.organisation.admin("revoke", pair.b_id, client)
    await pair.b.connection.run_once()
    assert before == 1
    assert await read(lambda connection: connection.exec_driver_sql(kept, of).scalar()) == 0
    with pytest.raises(NotFound):
        await pair.b.history.listed(client)


async def test_the_last_change_is_undone_and_then_the_one_before_also_after_a_restart(
    laptop: Laptop, make_desk: Any
) -> None:
    desk = make_desk()
    client = await desk.intake.create(PERSON)
    await write(desk, client, "phone", "06-11111111")
    await write(desk, client, "address", "Dorpsstraat 1")
    last = await desk.undoing.last()
    assert last is not None and (last.what, last.client) == ("Address", client)
    assert (await desk.undoing.undo()) == last
    assert await value(desk, client, "address") is None
    undone = await desk.undoing.undo()
    assert undone is not None and undone.what == "Telephone"
    assert await value(desk, client) == "06-12345678"
    # Nothing but the making of the dossier is left.
    with pytest.raises(CannotUndo):
        await desk.undoing.undo()
    assert [one.kind for one in await changes(desk, client)] == ["set"] * 4 + ["made"]
    asked = "SELECT count(*) FROM access WHERE event='change'"
    assert await desk.file.read(lambda connection: connection.exec_driver_sql(asked).scalar()) == 4


async def test_a_restart_forgets_neither_what_to_undo_nor_what_was_undone(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await write(pair.a, client, "phone", "06-11111111")
    await write(pair.a, client, "phone", "06-22222222")
    await pair.a.undoing.undo()
    places, key = pair.a._places, pair.a._key
    again = Laptop(places, type(key)(key.raw()))
    pair.a.close()
    desk = again.open()
    try:
        assert await value(desk, client) == "06-11111111"
        await desk.undoing.undo()
        assert await value(desk, client) == "06-12345678"
    finally:
        desk.close()


async def test_what_was_written_together_is_undone_together(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    ent = await contact(desk, client)
    seen = await desk.records.standing(client, ent)
    await desk.records.change(seen, {"name": "Ria Vos", "phone": "06-33333333"})
    last = await desk.undoing.undo()
    assert last is not None and "1" in last.what
    now = (await desk.records.standing(client, ent)).values
    assert (now["name"], now.get("phone")) == ("Ria Bos", seen.values.get("phone"))
    await desk.undoing.undo()
    with pytest.raises(NotFound):
        await desk.records.standing(client, ent)
    [removed] = await desk.removals.bin(client)
    assert (removed.ent, removed.title) == (ent, "Ria Bos")


@pytest.mark.parametrize("seed", range(4))
async def test_undone_one_by_one_everything_is_as_it_was_at_each_moment(desk: Desk, seed: int) -> None:
    """Changes of a few fields at random, some undone in between: the way back is the way there."""
    chance = random.Random(seed)
    client = await desk.intake.create(PERSON)
    names = ("phone", "address", "alias")

    async def now() -> list[Any]:
        dossier = await desk.dossiers.open(client)
        return [dossier.field(name).value for name in names]

    way = [await now()]
    for number in range(20):
        if len(way) > 1 and chance.random() < 0.3:
            await desk.undoing.undo()
            way.pop()
        else:
            name = chance.choice(names)
            said = (
                {"answer": "unknown"} if name == "phone" and number % 3 == 0 else f"06-1234567{number % 10}"
            )
            if said == way[-1][names.index(name)]:
                continue
            await write(desk, client, name, said)
            way.append(await now())
        assert await now() == way[-1]
    while len(way) > 1:
        await desk.undoing.undo()
        way.pop()
        assert await now() == way[-1]


async def test_what_is_filed_is_not_undone_and_nothing_before_it_either(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    await write(desk, client, "phone", "06-11111111")
    await desk.notes.file(note(client))
    for _again in range(2):
        with pytest.raises(CannotUndo) as told:
            await desk.undoing.undo()
        assert "amendment" in told.value.reason and "José" not in told.value.reason
    assert await value(desk, client) == "06-11111111"


async def test_a_name_without_which_nobody_is_found_stays(desk: Desk) -> None:
    client = await desk.intake.create({"alias": "Sjaak"})
    await write(desk, client, "first_name", "Jacques")
    await write(desk, client, "alias", None)
    await desk.undoing.undo()
    assert await value(desk, client, "alias") == "Sjaak"


async def test_one_undoes_while_the_other_changes_the_same(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await write(pair.a, client, "phone", "06-11111111")
    await exchange(pair)
    await write(pair.b, client, "phone", "06-22222222")
    await pair.a.undoing.undo()
    await exchange(pair)
    for desk in (pair.a, pair.b):
        values = (await desk.facts.standing(client, "phone")).values
        assert sorted(one.text for one in values) == ["06-12345678", "06-22222222"]


async def test_what_a_colleague_changed_since_is_told_and_not_undone(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await write(pair.a, client, "phone", "06-11111111")
    await exchange(pair)
    await write(pair.b, client, "phone", "06-22222222")
    await exchange(pair)
    with pytest.raises(CannotUndo) as told:
        await pair.a.undoing.undo()
    assert "Bram" in told.value.reason
    assert await value(pair.a, client) == "06-22222222"


async def test_a_record_that_a_colleague_went_on_with_is_not_unmade(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    ent = await contact(pair.a, client)
    await exchange(pair)
    await set_of(pair.b, client, ent, "name", "Ria Vos")
    await exchange(pair)
    with pytest.raises(CannotUndo):
        await pair.a.undoing.undo()


async def test_a_decision_is_undone_after_a_restart_too(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    await write(pair.a, client, "phone", "06-11111111")
    await write(pair.b, client, "phone", "06-22222222")
    await exchange(pair)
    seen = await pair.a.facts.standing(client, "phone")
    await pair.a.conflicts.resolve(seen, seen.values[0].value)
    await exchange(pair)
    places, key = pair.a._places, pair.a._key
    again = Laptop(places, type(key)(key.raw()))
    pair.a.close()
    pair.a = again.open()
    assert await pair.a.conflicts.can_undo()
    await pair.a.conflicts.undo()
    await exchange(pair)
    for desk in (pair.a, pair.b):
        values = (await desk.facts.standing(client, "phone")).values
        assert sorted(one.text for one in values) == ["06-11111111", "06-22222222"]


async def test_what_was_removed_lies_in_the_bin_of_both_and_comes_back(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    ent = await contact(pair.a, client)
    await exchange(pair)
    with pytest.raises(InvalidInput):
        await pair.a.records.remove(client, ent, "  ")
    await pair.a.records.remove(client, ent, "Dubbel opgeschreven")
    await exchange(pair)
    for desk in (pair.a, pair.b):
        [removed] = await desk.removals.bin(client)
        assert (removed.ent, removed.reason, removed.title) == (ent, "Dubbel opgeschreven", "Ria Bos")
        assert removed.author_name.startswith("Anna")
    await pair.b.removals.put_back(client, ent)
    await exchange(pair)
    for desk in (pair.a, pair.b):
        assert await desk.removals.bin(client) == []
        assert (await desk.records.standing(client, ent)).values["name"] == "Ria Bos"
        assert [one.kind for one in await changes(desk, client, ent)] == ["put_back", "removed", "made"]


async def test_after_thirty_days_the_bin_offers_it_no_more_and_the_history_still_tells(
    make_desk: Any,
) -> None:
    now = [1_790_000_000_000]
    desk = make_desk(world=World(now_ms=lambda: now[0]))
    client = await desk.intake.create(PERSON)
    ent = await contact(desk, client)
    await desk.records.remove(client, ent, "Dubbel")
    now[0] += 30 * DAY - 1000
    assert len(await desk.removals.bin(client)) == 1
    now[0] += 2000
    assert await desk.removals.bin(client) == []
    with pytest.raises(NotFound):
        await desk.removals.put_back(client, ent)
    assert [one.kind for one in await changes(desk, client, ent)] == ["removed", "made"]


async def test_an_edit_goes_before_a_removal_and_one_decides_between_them(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    await pair.share(client)
    ent = await contact(pair.a, client)
    await exchange(pair)
    await pair.a.records.remove(client, ent, "Dubbel")
    await set_of(pair.b, client, ent, "name", "Ria Vos")
    await exchange(pair)
    for desk in (pair.a, pair.b):
        [item] = await desk.conflicts.listed()
        assert (item.field, item.ent) == ("removed", ent)
        seen = await desk.facts.standing(client, item.field, item.ent)
        assert [one.mine for one in seen.values] == [True, False]
        assert any("Dubbel" in one.text for one in seen.values)
        assert (await desk.records.standing(client, ent)).values["name"] == "Ria Vos"
    seen = await pair.b.facts.standing(client, "removed", ent)
    removal = next(one for one in seen.values if one.value is not None)
    await pair.b.conflicts.resolve(seen, removal.value)
    await exchange(pair)
    for desk in (pair.a, pair.b):
        assert await desk.conflicts.listed() == []
        assert [one.ent for one in await desk.removals.bin(client)] == [ent]
    await pair.b.conflicts.undo()
    await exchange(pair)
    for desk in (pair.a, pair.b):
        assert [one.field for one in await desk.conflicts.listed()] == ["removed"]
    seen = await pair.a.facts.standing(client, "removed", ent)
    await pair.a.conflicts.resolve(seen, None)
    await exchange(pair)
    for desk in (pair.a, pair.b):
        assert await desk.conflicts.listed() == []
        assert (await desk.records.standing(client, ent)).values["name"] == "Ria Vos"
        assert [one.what for one in await desk.outbox.items() if one.state == "refused"] == []


async def test_what_was_written_in_two_dossiers_together_is_undone_together(desk: Desk) -> None:
    there = await desk.intake.create({**PERSON, "phone": "06-22222222"})
    here = await desk.intake.create(PERSON)
    await desk.merging.merge(await desk.merging.compare(here, there), {"phone": "there"})
    assert await value(desk, here) == "06-22222222"
    assert (await desk.merging.family(here)).merged
    await desk.undoing.undo()
    assert await value(desk, here) == "06-12345678"
    assert not (await desk.merging.family(here)).merged
