"""Versions of a plan: copying what goes on into a new one, and what two of them say differently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from thuis_tui.casework import plan_rules
from thuis_tui.casework.records import fields
from thuis_tui.casework.terms.plan import ACTION_WHO
from thuis_tui.casework.vocabulary import LIFE_DOMAIN
from thuis_tui.desk.plan_shapes import (
    ActionShown,
    GoalDifference,
    GoalShown,
    PlanDifference,
    PlanShown,
    Words,
)
from thuis_tui.language import _
from thuis_tui.language.dates import stored_day
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

_TEXTS = ("wording", "strength", "starting_situation")


def head_of(before: PlanShown) -> dict[str, Any]:
    """What a new version has from the one before it; its dates are agreed anew."""
    return {"previous": before.id, "client_view": before.client_view}


def copy(
    writing: Writing, before: PlanShown, plan: str, client: str, stamps: Mapping[str, Any], tx: str
) -> None:
    """The goals that go on, with their actions, into a new version, in the order they have.

    The records are copied, not the text that was agreed: what somebody wrote after the agreement is in them.
    `client` is in whose dossier the new version stands.
    """
    scope = f"c:{client}"
    goals = [goal for goal in before.live if plan_rules.carried(goal.outcome)]
    for goal, place in zip(goals, plan_rules.places(len(goals)), strict=True):
        values = {
            "client": client,
            "plan": plan,
            "origin": goal.family,
            "life_domain": goal.life_domain,
            "strength": goal.strength,
            "starting_situation": goal.starting_situation,
            "wording": goal.wording,
            "position": place,
            **stamps,
        }
        made = write.create(writing, scope, "goal", _given(values), tx=tx).partition(":")[2]
        actions = [action for action in goal.actions if action.state == "open" or before.running]
        for action, beneath in zip(actions, plan_rules.places(len(actions)), strict=True):
            write.create(writing, scope, "action", _action(client, made, action, beneath, stamps), tx=tx)


def _action(
    client: str, goal: str, action: ActionShown, place: str, stamps: Mapping[str, Any]
) -> dict[str, Any]:
    return _given(
        {
            "client": client,
            "goal": goal,
            "origin": action.family,
            "what": action.what,
            "who": action.who,
            "due_on": action.due_on,
            "position": place,
            "state": action.state,
            "done_on": action.done_on,
            **stamps,
        }
    )


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != ""}


def difference(older: PlanShown, newer: PlanShown) -> PlanDifference:
    """What the newer version says otherwise, goal by goal; the same goal is known by what it came from."""
    before = {goal.family: goal for goal in older.goals}
    after = {goal.family for goal in newer.goals}
    goals = [_became(before.get(goal.family), goal) for goal in newer.goals]
    goals += [_only("dropped", goal) for goal in older.goals if goal.family not in after]
    return PlanDifference(older, newer, tuple(goals), tuple(_head(older, newer)))


def _only(kind: str, goal: GoalShown) -> GoalDifference:
    return GoalDifference(kind, goal.life_domain, goal.wording)


def _became(was: GoalShown | None, now: GoalShown) -> GoalDifference:
    if was is None:
        return _only("added", now)
    words = [
        Words(_label("goal", name), getattr(was, name), getattr(now, name), long=True)
        for name in _TEXTS
        if getattr(was, name) != getattr(now, name)
    ]
    if was.life_domain != now.life_domain:
        domains = (LIFE_DOMAIN.shown(was.life_domain), LIFE_DOMAIN.shown(now.life_domain))
        words.insert(0, Words(_label("goal", "life_domain"), *domains))
    words += _actions(was, now)
    return GoalDifference("changed" if words else "same", now.life_domain, now.wording, tuple(words))


def _actions(was: GoalShown, now: GoalShown) -> list[Words]:
    before = {action.family: action for action in was.actions}
    after = {action.family: action for action in now.actions}
    label = _("Action")
    found = [
        Words(label, in_words(before.get(family)), in_words(action))
        for family, action in after.items()
        if in_words(before.get(family)) != in_words(action)
    ]
    return found + [Words(label, in_words(action), "") for key, action in before.items() if key not in after]


def in_words(action: ActionShown | None) -> str:
    """Who does what by when, on one line."""
    if action is None:
        return ""
    who = ACTION_WHO.shown(action.who) if action.who else ""
    by = _("by {date}").format(date=stored_day(action.due_on)) if action.due_on else ""
    return " · ".join(filter(None, [action.what, who, by]))


def _head(older: PlanShown, newer: PlanShown) -> list[Words]:
    found = [
        Words(_label("plan", name), stored_day(getattr(older, name)), stored_day(getattr(newer, name)))
        for name in ("starts_on", "evaluate_on")
        # Dates that are not agreed yet are no difference.
        if getattr(older, name) != getattr(newer, name) and getattr(newer, name)
    ]
    if older.client_view != newer.client_view:
        found.append(Words(_label("plan", "client_view"), older.client_view, newer.client_view, long=True))
    return found


def _label(record_type: str, field: str) -> str:
    return _(fields(record_type)[field].label)
