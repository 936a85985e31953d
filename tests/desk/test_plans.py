"""A support plan on one laptop: words, agreement, approval, what is frozen, versions, evaluation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.desk.planned import CALL, RENT, SLEEP, TO_ACTIVE, go, plan_of
from thuis_tui.casework import plan_rules
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.plan_shapes import PlanShown
from thuis_tui.desk.shapes import InvalidInput, NotFound


async def change(desk: Desk, client: str, ent: str, **values: object) -> None:
    await desk.plans.change_words(await desk.records.standing(client, ent), values)


async def refused(work: Any, field: str = "") -> str:
    with pytest.raises(InvalidInput) as fault:
        await work
    [problem] = fault.value.problems
    assert problem.field == field
    return str(problem)


async def test_a_plan_is_read_as_it_was_written(desk: Desk) -> None:
    plan = await plan_of(desk)
    assert (plan.number, plan.state, plan.author_name) == (1, "draft", "Anna de Wit")
    assert [goal.wording for goal in plan.goals] == [RENT["wording"], SLEEP["wording"]]
    [action] = plan.goals[0].actions
    assert (action.what, action.who, action.due_on, action.state) == (*CALL.values(), "open")
    with pytest.raises(NotFound):
        await desk.plans.page("0" * 32)
    await refused(desk.plans.begin(plan.client))


async def test_notes_that_are_linked_to_a_goal_stand_under_it_in_every_version(desk: Desk) -> None:
    plan = await go(desk, await plan_of(desk), *TO_ACTIVE)
    values = {"kind": "office", "occurred_at": "2026-11-20T13:30:00Z", "body": "De huur is betaald."}
    goal = plan.goals[0].id
    await desk.records.create("note", plan.client, {**values, "goals": [goal]})
    await desk.plans.new_version(plan.client)
    newer = await desk.plans.plan(plan.client)
    assert newer.number == 2 and newer.goals[0].id != goal
    for shown in (await desk.plans.plan(plan.client, plan.id), newer):
        assert [note.excerpt for note in shown.goals[0].notes] == ["De huur is betaald."]
        assert shown.goals[1].notes == ()


async def test_goals_and_actions_change_places(desk: Desk) -> None:
    plan = await plan_of(desk)
    assert await desk.plans.move(plan.client, f"goal:{plan.goals[1].id}", down=False)
    moved = await desk.plans.plan(plan.client)
    assert [goal.wording for goal in moved.goals] == [SLEEP["wording"], RENT["wording"]]
    assert not await desk.plans.move(plan.client, f"goal:{plan.goals[1].id}", down=False)
    rent = plan.goals[0].id
    for what in ("Twee", "Drie"):
        await desk.plans.add_action(plan.client, rent, {"what": what})
    last = (await desk.plans.plan(plan.client)).goals[1].actions[2]
    for _time in range(2):
        await desk.plans.move(plan.client, f"action:{last.id}", down=False)
    shown = (await desk.plans.plan(plan.client)).goals[1]
    assert [action.what for action in shown.actions] == ["Drie", CALL["what"], "Twee"]


async def test_limits_are_said_at_their_field(desk: Desk) -> None:
    plan = await plan_of(desk, "", *[{**SLEEP, "wording": f"Doel {number}"} for number in range(10)])
    assert "10" in await refused(desk.plans.add_goal(plan.client, plan.id, SLEEP), "wording")
    for number in range(19):
        await desk.plans.add_action(plan.client, plan.goals[0].id, {"what": f"Actie {number}"})
    assert "20" in await refused(desk.plans.add_action(plan.client, plan.goals[0].id, CALL), "what")
    await refused(
        desk.plans.add_goal(plan.client, plan.id, {"life_domain": 14, "wording": "x"}), "life_domain"
    )
    await refused(desk.plans.add_goal(plan.client, plan.id, {"life_domain": 1}), "wording")
    await refused(desk.plans.add_action(plan.client, plan.goals[1].id, {"what": " "}), "what")
    assert plan_rules.too_much_at_once(len(plan.goals))


async def test_dates_in_the_wrong_order_are_refused_at_the_evaluation(desk: Desk) -> None:
    plan = await plan_of(desk)
    seen = await desk.records.standing(plan.client, f"plan:{plan.id}")
    wrong = {"starts_on": "2027-01-01", "evaluate_on": "2026-12-31"}
    assert "after" in await refused(desk.plans.change_plan(seen, wrong), "evaluate_on")
    await desk.plans.change_plan(seen, {"starts_on": "2026-12-01", "client_view": "Het is mijn plan."})
    agreed = await go(desk, plan, "discuss", "speak")
    assert (agreed.starts_on, agreed.evaluate_on) == ("2026-12-01", "2027-06-01")
    assert agreed.client_view == "Het is mijn plan."


async def test_agreement_needs_a_name_or_a_reason(desk: Desk) -> None:
    plan = await go(desk, await plan_of(desk), "discuss")
    await refused(desk.plans.step(plan, "sign", name=" "), "agreement_name")
    await refused(desk.plans.step(plan, "sign", name="x" * 121), "agreement_name")
    await refused(desk.plans.step(plan, "disagree", reason=""), "agreement_reason")
    await desk.plans.step(plan, "sign", name="J. Ünal")
    plan = await desk.plans.plan(plan.client)
    assert (plan.agreement, plan.agreement_name, plan.agreed_on) == ("signed", "J. Ünal", desk.plans.today)
    await refused(desk.plans.step(plan, "sign", name="J. Ünal"))


async def test_without_agreement_it_goes_on_with_the_reason(desk: Desk) -> None:
    plan = await go(desk, await plan_of(desk), "discuss", "disagree")
    assert (plan.state, plan.agreement, plan.editable) == ("discussed", "not_agreed", True)
    plan = await go(desk, plan, "approve", "start")
    assert (plan.state, plan.agreement_reason) == ("active", "Ze wil eerst een woning.")
    assert plan.frozen


async def test_nobody_approves_their_own_plan(desk: Desk) -> None:
    plan = await go(desk, await plan_of(desk), "discuss", "sign")
    assert str(plan_rules.OWN_PLAN) == await refused(desk.plans.step(plan, "approve"))
    plan = await go(desk, plan, "approve")
    assert (plan.state, plan.approved_on) == ("approved", desk.plans.today)


async def test_what_is_agreed_is_frozen(desk: Desk) -> None:
    plan = await go(desk, await plan_of(desk), *TO_ACTIVE)
    goal, action = plan.goals[0], plan.goals[0].actions[0]
    frozen = str(plan_rules.FROZEN)
    assert frozen == await refused(change(desk, plan.client, f"goal:{goal.id}", wording="Anders"))
    assert frozen == await refused(change(desk, plan.client, f"action:{action.id}", what="Anders"))
    assert frozen == await refused(desk.plans.add_goal(plan.client, plan.id, SLEEP), "wording")
    assert frozen == await refused(desk.plans.add_action(plan.client, goal.id, CALL), "what")
    assert frozen == await refused(desk.plans.remove(plan.client, f"goal:{goal.id}", "Weg ermee"))
    assert frozen == await refused(desk.plans.move(plan.client, f"goal:{goal.id}", down=True))
    assert (await desk.plans.plan(plan.client)).goals == plan.goals
    kept = json.loads(plan.seen.values["frozen"])
    assert [each["wording"] for each in kept["goals"]] == [RENT["wording"], SLEEP["wording"]]


async def test_actions_are_done_while_the_plan_runs_and_not_before(desk: Desk) -> None:
    plan = await plan_of(desk)
    await refused(desk.plans.set_action(plan, plan.goals[0].actions[0], "done"))
    plan = await go(desk, plan, *TO_ACTIVE)
    for state, on in (("done", desk.plans.today), ("dropped", None), ("open", None)):
        await desk.plans.set_action(plan, plan.goals[0].actions[0], state)
        [action] = (await desk.plans.plan(plan.client)).goals[0].actions
        assert (action.state, action.done_on) == (state, on)


async def test_back_to_draft_takes_agreement_and_approval_along(desk: Desk) -> None:
    plan = await go(desk, await plan_of(desk), "discuss", "sign", "approve", "reopen")
    assert (plan.state, plan.agreement, plan.agreed_on, plan.approved_on) == ("draft", None, None, None)
    assert not plan.frozen and plan.seen.values["frozen"] is None
    await change(desk, plan.client, f"goal:{plan.goals[0].id}", wording="Ik betaal zelf.")


async def test_a_new_version_goes_on_from_the_active_one_and_takes_its_place(desk: Desk) -> None:
    first = await go(desk, await plan_of(desk), *TO_ACTIVE)
    await desk.plans.set_action(first, first.goals[0].actions[0], "done")
    await desk.plans.new_version(first.client)
    assert str(plan_rules.STILL_OPEN) == await refused(desk.plans.new_version(first.client))
    second = await desk.plans.plan(first.client)
    assert (second.number, second.previous, second.state) == (2, first.id, "draft")
    assert [goal.family for goal in second.goals] == [goal.id for goal in first.goals]
    assert second.goals[0].actions[0].state == "done"
    assert (await desk.plans.page(first.client)).active.id == first.id  # type: ignore[union-attr]
    await go(desk, second, *TO_ACTIVE)
    first = await desk.plans.plan(first.client, first.id)
    assert (first.state, first.closing_reason) == ("closed", "Replaced by version 2")


async def test_the_difference_is_told_goal_by_goal(desk: Desk) -> None:
    first = await go(desk, await plan_of(desk), *TO_ACTIVE)
    await desk.plans.new_version(first.client)
    second = await desk.plans.plan(first.client)
    rent, sleep = second.goals
    await change(desk, first.client, f"goal:{rent.id}", wording="Ik wil de huur en het gas zelf betalen.")
    await change(desk, first.client, f"action:{rent.actions[0].id}", due_on="2027-01-01")
    await desk.plans.remove(first.client, f"goal:{sleep.id}", "Ze slaapt weer")
    await desk.plans.add_goal(
        first.client, second.id, {"life_domain": 11, "wording": "Ik wil mijn zoon zien."}
    )
    told = await desk.plans.difference(first.client, first.id, second.id)
    assert [(goal.kind, goal.wording) for goal in told.goals] == [
        ("changed", "Ik wil de huur en het gas zelf betalen."),
        ("added", "Ik wil mijn zoon zien."),
        ("dropped", SLEEP["wording"]),
    ]
    assert [(words.was, words.now) for words in told.goals[0].words] == [
        (RENT["wording"], "Ik wil de huur en het gas zelf betalen."),
        (
            "Bellen met de corporatie · The client · by 01-12-2026",
            "Bellen met de corporatie · The client · by 01-01-2027",
        ),
    ]
    same = await desk.plans.difference(first.client, first.id, first.id)
    assert {goal.kind for goal in same.goals} == {"same"} and same.head == ()


async def _outcome(desk: Desk, plan: PlanShown, goal: str, **values: object) -> None:
    await desk.plans.evaluate(await desk.records.standing(plan.client, f"goal:{goal}"), values)


async def test_closing_needs_an_outcome_of_every_goal(desk: Desk) -> None:
    plan = await go(desk, await plan_of(desk), *TO_ACTIVE)
    first, second = (goal.id for goal in plan.goals)
    assert str(plan_rules.NOT_IN_EVALUATION) == await refused(_outcome(desk, plan, first, outcome="reached"))
    plan = await go(desk, plan, "evaluate")
    await refused(_outcome(desk, plan, first, outcome_voice="Gaat best."), "outcome")
    await _outcome(desk, plan, first, outcome="reached", outcome_voice="Ik betaal nu zelf.")
    plan = await desk.plans.plan(plan.client)
    assert [goal.id for goal in plan.missing] == [second]
    assert "1" in await refused(desk.plans.step(plan, "close"))
    await _outcome(desk, plan, second, outcome="partly")
    plan = await go(desk, plan, "close")
    assert plan.state == "closed"
    await desk.plans.new_version(plan.client)
    newer = await desk.plans.plan(plan.client)
    assert [goal.wording for goal in newer.goals] == [SLEEP["wording"]]


async def test_a_draft_version_is_taken_away_with_its_reason(desk: Desk) -> None:
    plan = await plan_of(desk)
    await refused(desk.plans.remove(plan.client, f"plan:{plan.id}", " "), "reason")
    await desk.plans.remove(plan.client, f"plan:{plan.id}", "Dubbel gemaakt")
    assert (await desk.plans.page(plan.client)).plan is None


async def test_a_step_on_what_has_changed_meanwhile_changes_nothing(desk: Desk) -> None:
    plan = await plan_of(desk)
    await go(desk, plan, "discuss")
    assert str(plan_rules.NOT_NOW) == await refused(desk.plans.step(plan, "discuss"))
