"""How a plan looks on the sheet: its head, and the lines of a goal, an action and a linked note."""

from __future__ import annotations

from datetime import date
from functools import partial

from rich.cells import cell_len

from screens import moments
from screens.keys import first_key
from screens.plain import one_line
from screens.plan.sheet import Item, paragraph, wrapped
from screens.widgets.cells import Cell, Line, Tone
from thuis_tui.casework import plan_rules
from thuis_tui.casework.records import fields
from thuis_tui.casework.terms.plan import ACTION_WHO, AGREEMENT, GOAL_OUTCOME, PLAN_STATE
from thuis_tui.casework.vocabulary import LIFE_DOMAIN, NOTE_KIND
from thuis_tui.commands import BY_ID
from thuis_tui.desk.plan_shapes import ActionShown, GoalShown, PlanPage, PlanShown
from thuis_tui.desk.shapes import TimelineEntry
from thuis_tui.language import _, ngettext
from thuis_tui.text import excerpt

NOTES = 3
"""Of the notes linked to a goal so many stand under it; the rest are in the timeline."""
_BETWEEN = " · "
_SIGNS = {"open": "○", "done": "✓", "dropped": "–"}


def head(page: PlanPage, today: date) -> list[str]:
    """State and dates, agreement and approval: what one wants to know before reading."""
    plan = page.plan
    assert plan is not None
    first = [
        _("Version {number}").format(number=plan.number),
        PLAN_STATE.shown(plan.state).capitalize(),
    ]
    if plan.starts_on:
        first.append(_("from {date}").format(date=moments.day_of(plan.starts_on)))
    if plan.evaluate_on:
        first.append(_evaluation(plan.evaluate_on, today, running=plan.running))
    lines = [_BETWEEN.join(first)]
    if told := agreement(plan):
        lines.append(told)
    return lines


def _evaluation(on: str, today: date, *, running: bool) -> str:
    shown = _("evaluate {date}").format(date=moments.day_of(on))
    if not running:
        return shown
    days = (date.fromisoformat(on) - today).days
    if days < 0:
        return f"▲ {shown} ({_('overdue')})"
    if days > plan_rules.DUE_DAYS[0]:
        return shown
    left = ngettext("in {count} day", "in {count} days", days).format(count=days) if days else _("today")
    return f"▲ {shown} ({left})"


def agreement(plan: PlanShown) -> str:
    """How the client agreed and who approved, or what is missing."""
    told = []
    on = moments.day_of(plan.agreed_on)
    if plan.agreement == "signed":
        told.append(_("Signed: {name}, {date}").format(name=one_line(plan.agreement_name or ""), date=on))
    elif plan.agreement == "spoken":
        told.append(_("Agreed in words: {date}").format(date=on))
    elif plan.agreement == "not_agreed":
        reason = one_line(plan.agreement_reason or "")
        told.append(f"▲ {AGREEMENT.shown('not_agreed').capitalize()} ({on}): {reason}")
    if plan.approved_on:
        name = one_line(plan.approved_by_name) or _("a colleague")
        day = moments.day_of(plan.approved_on)
        told.append(_("approved: {name}, {date}").format(name=name, date=day))
    if plan.closing_reason:
        told.append(one_line(plan.closing_reason))
    return _BETWEEN.join(told)


def warnings(page: PlanPage, me: str) -> list[str]:
    """What needs attention before anything else."""
    plan = page.plan
    assert plan is not None
    told = []
    if plan.conflicts:
        told.append(_conflicts(plan.conflicts))
    if any(each.id == plan.id for each in page.twins):
        told.append(
            "▲ "
            + _(
                "Version {number} was made on two laptops. ← → shows them, f what differs; take one away."
            ).format(number=plan.number)
        )
    if plan.strayed:
        told.append("▲ " + _("Words written after the agreement are no part of it: N makes a new version."))
    if plan.editable and plan_rules.too_much_at_once(len(plan.goals)):
        told.append(
            _("{count} goals at once is a lot. Which three matter most now?").format(count=len(plan.goals))
        )
    active = page.active
    if active is not None and active.id != plan.id and plan.state != "closed":
        told.append(_("Version {number} is active until this one begins.").format(number=active.number))
    if any(step.name == "approve" for step in plan.steps):
        if plan.approvers and me not in plan.approvers:
            told.append(_("Waits for a team lead to approve it."))
        elif me in plan.writers:
            told.append(_("Waits for somebody else to approve it: you wrote in it."))
    if plan.state == "in_evaluation":
        told.append(_missing(len(plan.missing)))
    return told


def _conflicts(count: int) -> str:
    told = ngettext(
        "≠ {count} fact was written differently by two people",
        "≠ {count} facts were written differently by two people",
        count,
    ).format(count=count)
    return f"{told} · {_('{key} decides').format(key=first_key(BY_ID['plan.conflicts']))}"


def _missing(count: int) -> str:
    if not count:
        return _("✓ Every goal has its outcome.")
    return "▲ " + ngettext(
        "{count} goal still misses its outcome: o at the goal, or s to go along them.",
        "{count} goals still miss their outcome: o at the goal, or s to go along them.",
        count,
    ).format(count=count)


def items(plan: PlanShown, today: date) -> list[Item]:
    """Everything the cursor can be on: the client's view, each goal, its actions and its notes."""
    found = [Item("plan", plan.id, partial(_view, plan))]
    for number, goal in enumerate(plan.goals, 1):
        found.append(Item("goal", goal.id, partial(_goal, plan, goal, number), goal.id))
        found += [
            Item("action", action.id, partial(_action, action, today, running=plan.running), goal.id)
            for action in goal.actions
        ]
        found += [Item("note", note.note, partial(_note, note), goal.id) for note in goal.notes[:NOTES]]
    return found


def _label(record_type: str, field: str) -> str:
    return _(fields(record_type)[field].label)


def _view(plan: PlanShown, width: int) -> list[Line]:
    label = _label("plan", "client_view")
    if plan.client_view:
        return paragraph(label, plan.client_view, width, indent=2)
    if plan.editable:
        return paragraph(label, _("not written yet: e"), width, "quiet", indent=2)
    return paragraph(label, "–", width, "quiet", indent=2)


def _goal(plan: PlanShown, goal: GoalShown, number: int, width: int) -> list[Line]:
    domain = LIFE_DOMAIN.shown(goal.life_domain)
    outcome, tone = _outcome(plan, goal)
    lines: list[Line] = [
        (
            Cell(f" {number:>2} ", 4, "brick"),
            Cell(domain, tone="brick"),
            Cell(f"{outcome} ", cell_len(outcome) + 1, tone, right=True),
        )
    ]
    lines += [(Cell("", 4), Cell(part, tone="strong")) for part in wrapped(goal.wording, width - 5)]
    for name in ("starting_situation", "strength"):
        if text := getattr(goal, name):
            lines += paragraph(_label("goal", name), text, width)
    if goal.outcome_voice:
        lines += paragraph(_label("goal", "outcome_voice"), goal.outcome_voice, width)
    return lines


def _outcome(plan: PlanShown, goal: GoalShown) -> tuple[str, Tone]:
    if goal.outcome:
        return f"→ {GOAL_OUTCOME.shown(goal.outcome)}", "moss" if goal.outcome == "reached" else "strong"
    return ("▲ " + _("outcome?"), "lamp") if plan.state == "in_evaluation" else ("", "quiet")


def _action(action: ActionShown, today: date, width: int, *, running: bool) -> list[Line]:
    when, tone = _when(action, today, running=running)
    who = ACTION_WHO.shown(action.who) if action.who else ""
    right = cell_len(when) + 1
    text = f"{one_line(action.what)} ({one_line(who)})" if who else one_line(action.what)
    parts = list(wrapped(text, width - 9 - right))
    done: Tone = "quiet" if action.state != "open" else "text"
    lines: list[Line] = []
    for number, part in enumerate(parts):
        sign = _SIGNS.get(action.state, "○") if number == 0 else ""
        beside = Cell(f"{when} ", right, tone, right=True) if number == 0 else Cell("", 1)
        lines.append((Cell("", 4), Cell(f"{sign} ", 3, "moss"), Cell(part, tone=done), beside))
    return lines


def _when(action: ActionShown, today: date, *, running: bool) -> tuple[str, Tone]:
    if action.state == "done":
        return _("done {date}").format(date=moments.day_of(action.done_on)), "moss"
    if action.state == "dropped":
        return _("dropped"), "quiet"
    if not action.due_on:
        return "", "quiet"
    by = _("by {date}").format(date=moments.day_of(action.due_on))
    if running and action.due_on < today.isoformat():
        return f"▲ {by}", "alarm"
    return (f"▲ {by}", "lamp") if running and action.due_on == today.isoformat() else (by, "quiet")


def _note(note: TimelineEntry, width: int) -> list[Line]:
    when = moments.day(moments.at_place(note.occurred_at, note.occurred_offset))
    told = f"{when} {NOTE_KIND.shown(note.kind)}: {note.excerpt}"
    return [
        (Cell("", 4), Cell("✎ ", 3, "quiet"), Cell(excerpt(one_line(told), max(20, width - 8)), tone="quiet"))
    ]
