"""The way of a plan on the page: which steps there are, what each asks, and the goals without an outcome."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from screens.dialogs.choose_one import ChooseOne
from screens.dialogs.one_line import OneLine
from screens.dialogs.question import Answer
from thuis_tui.casework.terms.plan import PLAN_STATE
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import _

if TYPE_CHECKING:
    from screens.plan.plan import PlanScreen
    from thuis_tui.desk.plan_shapes import PlanShown


async def next_step(page: PlanScreen) -> None:
    """Ask which way to go, then what that way needs."""
    plan = page.plan
    if plan is None:
        return
    answers = [Answer(step.name, _(step.title)) for step in plan.steps]
    detail = _("Version {number} is now: {state}.").format(
        number=plan.number, state=PLAN_STATE.shown(plan.state)
    )
    step = await page.app.push_screen_wait(ChooseOne(_("What is the next step?"), detail, answers))
    if step is None:
        return
    if step == "close" and plan.missing and not await outcomes(page):
        return
    if step == "sign":
        await _ask(
            page,
            "sign",
            _("The client signs"),
            _("The client types their own name here. What is agreed cannot be changed after this."),
            _("Name of the client"),
        )
    elif step == "disagree":
        await _ask(
            page,
            "disagree",
            _("The client does not agree"),
            _("The plan can go on as that, with the reason in it: what does the client want otherwise?"),
            _("Reason, in the client's words"),
        )
    else:
        await page.try_to(partial(_take, page, step))
        if step == "evaluate" and page.plan is not None and page.plan.missing:
            await outcomes(page)


async def _take(page: PlanScreen, step: str) -> None:
    """Take a step with what is on the screen now."""
    plan = _plan(page)
    await page.desk.plans.step(plan, step)


def _plan(page: PlanScreen) -> PlanShown:
    assert page.plan is not None
    return page.plan


async def _ask(page: PlanScreen, step: str, question: str, detail: str, hint: str) -> None:
    """Ask for the name or the reason until it can be kept, or nobody wants to."""
    typed, problem = "", ""
    while True:
        given = await page.app.push_screen_wait(OneLine(question, detail, hint, typed, problem))
        if given is None:
            return
        typed = given
        try:
            await page.desk.plans.step(_plan(page), step, name=typed, reason=typed)
        except InvalidInput as fault:
            if not fault.problems[0].field:
                page.thuis.tell(str(fault.problems[0]), severity="warning", timeout=10)
                await page.look()
                return
            problem = str(fault.problems[0])
        else:
            await page.look()
            return


async def outcomes(page: PlanScreen) -> bool:
    """Lead along the goals that still miss their outcome; whether all have one now."""
    from screens.plan.forms import OutcomeEditorScreen

    plan = page.plan
    while plan is not None and plan.missing:
        goal = plan.missing[0].id
        await page.app.push_screen_wait(OutcomeEditorScreen(plan.client, goal))
        await page.look()
        plan = page.plan
        if plan is not None and any(each.id == goal for each in plan.missing):
            return False
    return plan is not None
