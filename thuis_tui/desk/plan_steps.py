"""What a step on the way of a plan writes, from draft to closed."""

from __future__ import annotations

from typing import Any

from thuis_tui.casework import plan_rules
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import cleaned, fields, validate_change
from thuis_tui.casework.validation import REQUIRED, too_long
from thuis_tui.desk.plan_reading import frozen
from thuis_tui.desk.plan_shapes import PlanShown
from thuis_tui.desk.shapes import InvalidInput
from thuis_tui.language import N_, Message, _, message
from thuis_tui.store import merged, write
from thuis_tui.store.writing import Writing

CONTESTED = message(N_("Two people wrote this differently. Decide that first (d); nothing was changed."))
_REPLACED = N_("Replaced by version {number}")
_AGREED = ("agreement", "agreement_name", "agreement_reason", "agreed_on")
_APPROVED = ("approved_by", "approved_on", "frozen")


def refused(reason: Message, field: str = "") -> InvalidInput:
    """A refusal with one reason."""
    return InvalidInput([Problem(field, reason)])


def values(
    plan: PlanShown, step: str, me: str, today: str, *, name: str = "", reason: str = ""
) -> dict[str, Any]:
    """The fields of the plan that a step sets. Raises InvalidInput when the step is not possible."""
    if why := plan_rules.refusal(step, plan.standing, me):
        raise refused(why)
    found: dict[str, Any] = {"state": plan_rules.BY_NAME[step].ends}
    if step in ("sign", "speak", "disagree"):
        found |= _agreement(step, today, name, reason)
    if step == "approve":
        found |= {"approved_by": me, "approved_on": today}
    if step in ("sign", "speak") or (step in ("approve", "start") and not plan.frozen):
        found |= _frozen(plan, today)
    if step == "reopen":
        found |= dict.fromkeys((*_AGREED, *_APPROVED))
    found = cleaned("plan", found)
    problems = [
        problem for field, value in found.items() for problem in validate_change("plan", field, value)
    ]
    if problems:
        raise InvalidInput(problems)
    return found


def _agreement(step: str, today: str, name: str, reason: str) -> dict[str, Any]:
    name, reason = name.strip(), reason.strip()
    if step == "sign" and not name:
        raise refused(REQUIRED, "agreement_name")
    if step == "disagree" and not reason:
        raise refused(REQUIRED, "agreement_reason")
    return {
        "agreement": {"sign": "signed", "speak": "spoken", "disagree": "not_agreed"}[step],
        "agreement_name": name if step == "sign" else None,
        "agreement_reason": reason if step == "disagree" else None,
        "agreed_on": today,
    }


def _frozen(plan: PlanShown, today: str) -> dict[str, Any]:
    """The whole text as it is agreed, with the dates that nobody filled in."""
    starts_on = plan.starts_on or today
    evaluate_on = plan.evaluate_on or plan_rules.evaluate_on(starts_on)
    if not plan_rules.dates_in_order(starts_on, evaluate_on):
        raise refused(plan_rules.END_BEFORE_START, "evaluate_on")
    text = frozen(plan.goals, starts_on, evaluate_on, plan.client_view)
    if len(text) > (limit := fields("plan")["frozen"].limit):
        raise refused(too_long(len(text), limit))
    return {"starts_on": starts_on, "evaluate_on": evaluate_on, "frozen": text}


def replace(writing: Writing, plan: PlanShown, tx: str) -> None:
    """Close the version that was active until now."""
    together = merged.family(writing.connection, plan.client)
    earlier = writing.raw.execute(
        f"SELECT client, id FROM plan WHERE client {merged.one_of(together)} AND id!=?"  # noqa: S608
        " AND state IN ('active', 'in_evaluation')",
        (*together, plan.id),
    ).fetchall()
    reason = _(_REPLACED).format(number=plan.number)
    for client, other in earlier:
        for field, value in (("state", "closed"), ("closing_reason", reason)):
            write.set_field(writing, f"c:{client}", f"plan:{other}", field, value, tx=tx)
