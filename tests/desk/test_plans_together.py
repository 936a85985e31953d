"""Two laptops work on one plan without having seen each other's work."""

from __future__ import annotations

from typing import Any

from tests.desk.laptops import PERSON, Pair
from tests.desk.planned import CALL, RENT, SLEEP, plan_of
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.plan_shapes import PlanShown


async def exchange(pair: Pair) -> None:
    for desk in (pair.a, pair.b, pair.a):
        state = await desk.connection.run_once()
        assert (state.problem, state.waiting) == (None, 0)


async def shared(pair: Pair, *steps: str) -> PlanShown:
    """A plan of Anna's that both have."""
    client = await pair.a.intake.create(PERSON)
    plan = await plan_of(pair.a, client)
    await step(pair.a, plan, *steps)
    await pair.share(client)
    return await pair.a.plans.plan(client)


async def step(desk: Desk, plan: PlanShown, *steps: str) -> None:
    for name in steps:
        shown = await desk.plans.plan(plan.client, plan.id)
        await desk.plans.step(shown, name, name="J. Ünal", reason="Wil eerst een woning.")


async def change(desk: Desk, client: str, ent: str, **values: Any) -> None:
    await desk.plans.change_words(await desk.records.standing(client, ent), values)


async def test_different_paragraphs_of_a_goal_are_put_together(pair: Pair) -> None:
    plan = await shared(pair)
    ent = f"goal:{plan.goals[0].id}"
    await change(
        pair.a,
        plan.client,
        ent,
        strength="Ze houdt twee kasboeken bij.\n\nZe opent haar post.\n\nHaar zus helpt mee.",
    )
    await change(
        pair.b,
        plan.client,
        ent,
        strength="Ze houdt een kasboek bij.\n\nZe opent haar post.\n\nHaar broer helpt mee.",
    )
    await exchange(pair)
    for desk in (pair.a, pair.b):
        shown = await desk.plans.plan(plan.client)
        assert (
            shown.goals[0].strength
            == "Ze houdt twee kasboeken bij.\n\nZe opent haar post.\n\nHaar broer helpt mee."
        )
        assert shown.conflicts == 0


async def test_the_same_words_of_a_goal_are_for_a_person_to_decide(pair: Pair) -> None:
    plan = await shared(pair)
    ent = f"goal:{plan.goals[0].id}"
    await change(pair.a, plan.client, ent, wording="Ik wil de huur alleen betalen.")
    await change(pair.b, plan.client, ent, wording="Ik wil huur en gas betalen.")
    await exchange(pair)
    for desk in (pair.a, pair.b):
        assert (await desk.plans.plan(plan.client)).conflicts == 1
        seen = await desk.facts.standing(plan.client, "wording", ent)
        assert {value.text for value in seen.values} == {
            "Ik wil de huur alleen betalen.",
            "Ik wil huur en gas betalen.",
        }
    seen = await pair.a.facts.standing(plan.client, "wording", ent)
    await pair.a.conflicts.resolve(seen, "Ik wil de huur alleen betalen.")
    await exchange(pair)
    assert (await pair.b.plans.plan(plan.client)).goals[0].wording == "Ik wil de huur alleen betalen."


async def test_goals_and_actions_of_both_stay_and_the_order_is_one(pair: Pair) -> None:
    plan = await shared(pair)
    rent = plan.goals[0].id
    for desk, what in ((pair.a, "Anna"), (pair.b, "Bram")):
        await desk.plans.add_goal(plan.client, plan.id, {**SLEEP, "wording": f"Doel van {what}"})
        await desk.plans.add_action(plan.client, rent, {**CALL, "what": f"Actie van {what}"})
    await pair.a.plans.move(plan.client, f"goal:{plan.goals[1].id}", down=False)
    await exchange(pair)
    one, other = [await desk.plans.plan(plan.client) for desk in (pair.a, pair.b)]
    assert one.goals == other.goals
    assert [goal.wording for goal in one.goals[:2]] == [SLEEP["wording"], RENT["wording"]]
    assert {goal.wording for goal in one.goals[2:]} == {"Doel van Anna", "Doel van Bram"}
    assert {each.what for each in one.goals[1].actions} == {CALL["what"], "Actie van Anna", "Actie van Bram"}
    # Two goals were given one place: putting one elsewhere gives all of them a place anew.
    assert await pair.b.plans.move(plan.client, f"goal:{other.goals[3].id}", down=False)
    moved = await pair.b.plans.plan(plan.client)
    assert [goal.id for goal in moved.goals] == [other.goals[place].id for place in (0, 1, 3, 2)]


async def test_two_who_put_one_goal_elsewhere_are_not_asked_anything(pair: Pair) -> None:
    plan = await shared(pair)
    for what in ("Een", "Twee"):
        await pair.a.plans.add_goal(plan.client, plan.id, {**SLEEP, "wording": what})
    await exchange(pair)
    last = f"goal:{(await pair.a.plans.plan(plan.client)).goals[3].id}"
    await pair.a.plans.move(plan.client, last, down=False)
    for _time in range(3):
        await pair.b.plans.move(plan.client, last, down=False)
    await exchange(pair)
    one, other = [await desk.plans.plan(plan.client) for desk in (pair.a, pair.b)]
    assert [goal.wording for goal in one.goals] == [goal.wording for goal in other.goals]
    assert one.goals[0].wording == "Twee"
    assert (one.conflicts, other.conflicts) == (0, 0)
    assert await pair.a.conflicts.listed() == await pair.b.conflicts.listed() == []


async def test_an_action_done_by_one_and_dropped_by_the_other_is_decided(pair: Pair) -> None:
    plan = await shared(pair, "discuss", "sign")
    await step(pair.b, plan, "approve", "start")
    await exchange(pair)
    shown = await pair.a.plans.plan(plan.client)
    action = shown.goals[0].actions[0]
    await pair.a.plans.set_action(shown, action, "done")
    await pair.b.plans.set_action(await pair.b.plans.plan(plan.client), action, "dropped")
    await exchange(pair)
    listed = {(item.ent, item.field) for item in await pair.b.conflicts.listed()}
    assert (f"action:{action.id}", "state") in listed


async def test_both_make_a_new_version_and_both_are_there(pair: Pair) -> None:
    plan = await shared(pair, "discuss", "sign")
    await step(pair.b, plan, "approve", "start")
    await exchange(pair)
    made = [await desk.plans.new_version(plan.client) for desk in (pair.a, pair.b)]
    await exchange(pair)
    for desk in (pair.a, pair.b):
        page = await desk.plans.page(plan.client)
        assert {each.id for each in page.twins} == set(made)
        assert page.active is not None and page.active.id == plan.id
        told = await desk.plans.difference(plan.client, *made)
        assert {goal.kind for goal in told.goals} == {"same"}
    await pair.a.plans.remove(plan.client, f"plan:{made[0]}", "Die van Bram blijft")
    await exchange(pair)
    assert (await pair.b.plans.page(plan.client)).twins == ()


async def test_what_is_changed_while_another_approves_is_no_part_of_what_was_agreed(pair: Pair) -> None:
    plan = await shared(pair, "discuss")
    ent = f"goal:{plan.goals[0].id}"
    await step(pair.a, plan, "sign")
    await change(pair.b, plan.client, ent, wording="Ik wil ook het gas betalen.")
    await pair.a.connection.run_once()
    await pair.b.connection.run_once()
    await step(pair.b, plan, "approve", "start")
    await exchange(pair)
    for desk in (pair.a, pair.b):
        shown = await desk.plans.plan(plan.client)
        assert (shown.state, shown.strayed, shown.conflicts) == ("active", True, 0)
        assert shown.goals[0].wording == RENT["wording"]
    # The next version takes it up: nothing is lost.
    await pair.a.plans.new_version(plan.client)
    newer = await pair.a.plans.plan(plan.client)
    assert newer.goals[0].wording == "Ik wil ook het gas betalen."


async def test_one_goes_on_while_the_other_goes_back(pair: Pair) -> None:
    plan = await shared(pair, "discuss", "sign")
    await step(pair.b, plan, "approve")
    await step(pair.a, plan, "reopen")
    await exchange(pair)
    for desk in (pair.a, pair.b):
        shown = await desk.plans.plan(plan.client)
        assert shown.conflicts > 0
        assert {value.value for value in shown.seen.fields["state"].values} == {"approved", "draft"}


async def test_two_agreements_about_different_words_are_both_kept(pair: Pair) -> None:
    plan = await shared(pair, "discuss")
    ent = f"goal:{plan.goals[0].id}"
    await change(pair.b, plan.client, ent, wording="Ik wil ook het gas betalen.")
    for desk in (pair.a, pair.b):
        await step(desk, plan, "sign")
    await exchange(pair)
    for desk in (pair.a, pair.b):
        listed = {(item.ent, item.field) for item in await desk.conflicts.listed()}
        assert listed == {(f"plan:{plan.id}", "frozen")}
        seen = await desk.facts.standing(plan.client, "frozen", f"plan:{plan.id}")
        agreed = [value for value in seen.values if "Ik wil ook het gas betalen." in value.text.split('"')]
        await desk.conflicts.resolve(seen, agreed[0].value)
        assert (await desk.plans.plan(plan.client)).goals[0].wording == "Ik wil ook het gas betalen."
    await exchange(pair)
    assert await pair.a.conflicts.listed() == []
