"""Tasks at the desk: one's own and those one covers, ticked and opened again, on two laptops at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.desk.laptops import PERSON, Pair
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import InvalidInput, NotFound


def day(desk: Desk, days: int = 0) -> str:
    return (desk.file.world.today() + timedelta(days=days)).isoformat()


async def test_a_task_is_mine_by_day_and_goes_when_it_is_ticked(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    later = await desk.tasks.add(client, {"what": "Bewindvoerder bellen", "due_on": day(desk, 3)})
    late = await desk.tasks.add(client, {"what": "Sleutel ophalen", "due_on": day(desk, -2)})
    some_day = await desk.tasks.add(client, {"what": "Fiets"})
    mine, counts = await desk.tasks.listed()
    assert [each.task for each in mine] == [late, later, some_day]
    assert [each.late for each in mine] == [True, False, False]
    assert (counts.mine, counts.cover, counts.all) == (3, 0, 3)
    assert {(each.client_name, each.owner_name) for each in mine} == {("José van der Ünal", "Anna de Wit")}

    await desk.tasks.finish(late)
    mine, counts = await desk.tasks.listed()
    assert [(each.task, each.done) for each in mine] == [(later, False), (some_day, False), (late, True)]
    assert counts.mine == 2
    await desk.tasks.reopen(late)
    mine, _counts = await desk.tasks.listed()
    assert (mine[0].task, mine[0].done) == (late, False)


async def test_today_names_what_is_due_within_a_week(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    for what, days in (("te laat", -3), ("vandaag", 0), ("over een week", 7), ("veel later", 8)):
        await desk.tasks.add(client, {"what": what, "due_on": day(desk, days)})
    await desk.tasks.add(client, {"what": "zonder dag"})
    found = [each for each in (await desk.today.day()).matters if each.kind == "task"]
    assert [each.text.partition(": ")[2] for each in found] == ["te laat", "vandaag", "over een week"]
    assert {each.client_name for each in found} == {"José van der Ünal"}
    done = found[0].arguments["record"]
    await desk.tasks.finish(done)
    assert done not in {each.arguments.get("record") for each in (await desk.today.day()).matters}


async def test_a_task_comes_from_a_review_with_its_words_and_day(desk: Desk) -> None:
    client = await desk.intake.create(PERSON)
    risk = await desk.safety.add_risk(
        client,
        {
            "kind": "aggression",
            "level": "orange",
            "fact": "Sloeg op tafel.",
            "source": "eigen waarneming",
            "review_on": day(desk, 20),
        },
    )
    begun = await desk.tasks.about(f"risk_flag:{risk}")
    assert begun.client == client
    assert begun.values["due_on"] == day(desk, 20)
    task = await desk.tasks.add(begun.client, begun.values)
    kept = await desk.tasks.one(task)
    assert (kept.about, kept.because) == (f"risk_flag:{risk}", "Risk")
    assert kept.what.startswith("Look again at the risk")
    for unknown in ("risk_flag:none", "nothing:1", "caseworker:1", ""):
        with pytest.raises(NotFound):
            await desk.tasks.about(unknown)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "what"),
        ({"what": "x" * 301}, "what"),
        ({"what": "Bellen", "due_on": "32-13"}, "due_on"),
        ({"what": "Bellen", "owner": "f" * 32}, "owner"),
    ],
)
async def test_what_cannot_be_a_task_is_said_at_its_field(
    desk: Desk, values: dict[str, object], field: str
) -> None:
    client = await desk.intake.create(PERSON)
    with pytest.raises(InvalidInput) as refused:
        await desk.tasks.add(client, values)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert (await desk.tasks.listed("all"))[0] == []


async def test_a_colleague_sees_whose_task_it_is_and_both_may_tick_it_at_once(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    task = await pair.a.tasks.add(client, {"what": "Bellen", "due_on": day(pair.a)})
    await pair.share(client)
    assert (await pair.b.tasks.listed("mine"))[0] == []
    [seen] = (await pair.b.tasks.listed("all"))[0]
    assert (seen.task, seen.mine) == (task, False)
    assert seen.owner_name.startswith("Anna")

    await pair.a.tasks.finish(task)
    await pair.b.tasks.finish(task)
    await level(pair)
    for desk in (pair.a, pair.b):
        assert (await desk.tasks.one(task)).done
        assert await desk.conflicts.listed() == []


async def test_one_ticks_it_while_the_other_moves_its_day_and_both_are_kept(pair: Pair) -> None:
    client = await pair.a.intake.create(PERSON)
    task = await pair.a.tasks.add(client, {"what": "Bellen", "due_on": day(pair.a)})
    await pair.share(client)
    moved = day(pair.b, 5)
    seen = await pair.b.records.standing(client, f"task:{task}")
    await pair.a.tasks.finish(task)
    await pair.b.tasks.change(seen, {"due_on": moved, "owner": pair.b_id})
    await level(pair)
    for desk in (pair.a, pair.b):
        found = await desk.tasks.one(task)
        assert (found.done, found.due_on, found.owner) == (True, moved, pair.b_id)
        assert await desk.conflicts.listed() == []


async def test_of_a_dossier_one_covers_the_tasks_say_whose_they_are_for_whom_and_until_when(
    pair: Pair,
) -> None:
    client = await pair.a.intake.create(PERSON)
    other = await pair.a.intake.create({**PERSON, "surname": "Berg", "bsn": None})
    await pair.a.tasks.add(client, {"what": "Van Anna", "due_on": day(pair.a, 3)})
    await pair.a.tasks.add(client, {"what": "Van niemand", "owner": "", "due_on": day(pair.a, 1)})
    await pair.a.tasks.add(other, {"what": "Niet waargenomen"})
    await pair.share(other)
    last = day(pair.a, 5)
    await pair.a.transfers.cover(client, pair.b_id, date.fromisoformat(last), "Vakantie")
    await level(pair)
    await pair.b.tasks.add(client, {"what": "Van Bram"})

    found, counts = await pair.b.tasks.listed("cover")
    assert [each.what for each in found] == ["Van Anna", "Van niemand"]
    assert {(each.covered_for[:4], each.covered_until) for each in found} == {("Anna", last)}
    assert [each.owner_name[:4] for each in found] == ["Anna", ""]
    assert (counts.mine, counts.cover, counts.all) == (1, 2, 4)
    [mine] = (await pair.b.tasks.listed("mine"))[0]
    assert (mine.what, mine.covered) == ("Van Bram", True)
    assert (await pair.a.tasks.listed("cover"))[0] == []


async def level(pair: Pair) -> None:
    for desk in (pair.a, pair.b, pair.a):
        state = await desk.connection.run_once()
        assert (state.problem, state.waiting) == (None, 0)
