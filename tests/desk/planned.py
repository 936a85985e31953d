"""A plan to try things on: made by the desk itself, taken as far as a test wants."""

from __future__ import annotations

from tests.desk.laptops import PERSON
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.plan_shapes import PlanShown
from thuis_tui.store.writing import Writing

OTHER = "b" * 32
RENT = {
    "life_domain": 1,
    "wording": "Ik wil de huur zelf betalen.",
    "strength": "Ze houdt een kasboek bij.\n\nZe opent haar post.\n\nHaar zus helpt mee.",
    "starting_situation": "De bewindvoerder betaalt alles.",
}
SLEEP = {"life_domain": 6, "wording": "Ik wil weer slapen."}
CALL = {"what": "Bellen met de corporatie", "who": "client", "due_on": "2026-12-01"}


async def plan_of(desk: Desk, client: str = "", *goals: dict[str, object]) -> PlanShown:
    """A draft with these goals, else with two and an action."""
    client = client or await desk.intake.create(PERSON)
    plan = await desk.plans.begin(client)
    for goal in goals or (RENT, SLEEP):
        await desk.plans.add_goal(client, plan, goal)
    shown = await desk.plans.plan(client)
    await desk.plans.add_action(client, shown.goals[0].id, CALL)
    return await desk.plans.plan(client)


async def go(desk: Desk, plan: PlanShown, *steps: str) -> PlanShown:
    """Take steps one after the other; approval is by somebody else."""
    for step in steps:
        me = desk.file.database.actor
        if step == "approve":
            await desk.file.write(lambda writing: _become(writing, OTHER))
        plan = await desk.plans.plan(plan.client, plan.id)
        await desk.plans.step(plan, step, name="J. Ünal", reason="Ze wil eerst een woning.")
        if step == "approve":
            await desk.file.write(lambda writing, me=me: _become(writing, me))  # type: ignore[misc]
    return await desk.plans.plan(plan.client, plan.id)


def _become(writing: Writing, actor: str) -> None:
    from thuis_tui.store import write

    write.identify(writing, actor)


TO_ACTIVE = ("discuss", "sign", "approve", "start")
