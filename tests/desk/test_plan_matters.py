"""What the plans bring to the overview of the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.desk.laptops import PERSON
from tests.desk.planned import CALL, OTHER, RENT, TO_ACTIVE, go
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.plan_matters import matters


async def _plan(desk: Desk, steps: tuple[str, ...], due_on: str = "2026-12-01") -> str:
    client = await desk.intake.create(PERSON)
    plan = await desk.plans.begin(client)
    goal = await desk.plans.add_goal(client, plan, RENT)
    await desk.plans.add_action(client, goal, {**CALL, "due_on": due_on})
    seen = await desk.records.standing(client, f"plan:{plan}")
    await desk.plans.change_plan(seen, {"starts_on": "2026-06-01", "evaluate_on": "2026-12-10"})
    await go(desk, await desk.plans.plan(client), *steps)
    return client


async def _on(desk: Desk, day: date, me: str = "a" * 32) -> list[Matter]:
    return await desk.file.read(lambda connection: matters(connection, day, me))


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (31, None),
        (30, "Plan evaluation on 10-12-2026"),
        (14, "Plan evaluation on 10-12-2026"),
        (0, "Plan evaluation today"),
        (-1, "Plan evaluation is overdue since 10-12-2026"),
    ],
)
async def test_an_evaluation_comes_near(desk: Desk, days: int, text: str | None) -> None:
    client = await _plan(desk, TO_ACTIVE, due_on="2027-06-01")
    found = await _on(desk, date(2026, 12, 10) - timedelta(days=days))
    assert [(each.text, each.due_on) for each in found] == ([(text, "2026-12-10")] if text else [])
    assert all(each.client == client and each.route == "plan" for each in found)


async def test_actions_of_plans_that_run_are_due(desk: Desk) -> None:
    client = await _plan(desk, TO_ACTIVE)
    await _plan(desk, ("discuss",))
    told = [each.text for each in await _on(desk, date(2026, 12, 1)) if each.kind == "action"]
    assert told == ["Today: Bellen met de corporatie"]
    [late] = [each for each in await _on(desk, date(2026, 12, 2)) if each.kind == "action"]
    assert (late.text, late.client) == ("Overdue: Bellen met de corporatie", client)
    plan = await desk.plans.plan(client)
    await desk.plans.set_action(plan, plan.goals[0].actions[0], "done")
    assert not [each for each in await _on(desk, date(2026, 12, 2)) if each.kind == "action"]


@pytest.mark.parametrize(
    ("steps", "mine", "theirs"),
    [
        ((), [], []),
        (("discuss",), ["plan_agreement"], ["plan_agreement"]),
        (("discuss", "disagree"), ["plan_elsewhere"], ["plan_approval"]),
        (("discuss", "sign"), ["plan_elsewhere"], ["plan_approval"]),
        (("discuss", "sign", "approve"), ["plan_start"], ["plan_start"]),
    ],
)
async def test_a_plan_on_its_way_waits(
    desk: Desk, steps: tuple[str, ...], mine: list[str], theirs: list[str]
) -> None:
    await _plan(desk, steps)
    day = date(2026, 6, 2)
    assert [each.kind for each in await _on(desk, day)] == mine
    for_others = await _on(desk, day, OTHER)
    assert [each.kind for each in for_others] == theirs
    by_others = [each.text.endswith("by somebody else") for each in await _on(desk, day)]
    assert by_others == [kind == "plan_elsewhere" for kind in mine]
    assert not any(each.text.endswith("by somebody else") for each in for_others)
