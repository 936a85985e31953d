"""What asks for attention of the plans: evaluations, actions that are due, agreement and approval."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from thuis_tui.casework import plan_rules
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.roles import approvers
from thuis_tui.language import _
from thuis_tui.language.dates import stored_day
from thuis_tui.text import excerpt

WIDTH = 120
"""Characters of an action."""
_EVALUATIONS = """SELECT client, id, evaluate_on FROM plan
    WHERE state IN ('active', 'in_evaluation') AND evaluate_on<=? ORDER BY evaluate_on, id"""
_ACTIONS = """SELECT plan.client, goal.id, action.what, action.due_on FROM plan
    JOIN goal ON goal.plan=plan.id JOIN action ON action.goal=goal.id
    WHERE plan.state IN ('active', 'in_evaluation') AND action.due_on<=?
    AND ifnull(action.state, 'open')='open' ORDER BY action.due_on, action.id"""
_WAITING = """SELECT client, id, state, ifnull(agreement, ''), author,
    (SELECT group_concat(author, ' ') FROM goal WHERE goal.plan=plan.id)
    FROM plan WHERE state IN ('discussed', 'agreed', 'approved') ORDER BY recorded_at, id"""


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """Evaluations in 30, 14 or 0 days, actions due, plans that wait: the nearest first within each kind."""
    return [*_evaluations(connection, today), *_actions(connection, today), *_waiting(connection, me)]


def _evaluations(connection: Connection, today: date) -> list[Matter]:
    until = (today + timedelta(days=plan_rules.DUE_DAYS[0])).isoformat()
    found = []
    for client, plan, on in connection.exec_driver_sql(_EVALUATIONS, (until,)):
        within = plan_rules.due_within(on, today)
        if within is None:
            continue
        words = {
            -1: _("Plan evaluation is overdue since {date}"),
            0: _("Plan evaluation today"),
        }.get(within, _("Plan evaluation on {date}"))
        found.append(
            Matter(
                kind="plan_evaluation",
                text=words.format(date=stored_day(on)),
                client=client,
                due_on=on,
                route="plan",
                arguments={"client": client, "plan": plan},
            )
        )
    return found


def _actions(connection: Connection, today: date) -> list[Matter]:
    found = []
    for client, goal, what, due_on in connection.exec_driver_sql(_ACTIONS, (today.isoformat(),)):
        late = due_on < today.isoformat()
        words = _("Overdue: {what}") if late else _("Today: {what}")
        found.append(
            Matter(
                kind="action",
                text=words.format(what=excerpt(what, WIDTH)),
                client=client,
                due_on=due_on,
                route="plan",
                arguments={"client": client, "goal": goal},
            )
        )
    return found


def _waiting(connection: Connection, me: str) -> list[Matter]:
    """Plans on their way; approving is asked of a team lead, without one of who did not write in it.

    Who wrote in one is told that it waits for somebody else.
    """
    found = []
    for client, plan, state, agreement, author, others in connection.exec_driver_sql(_WAITING).fetchall():
        writers = plan_rules.writers(author, (others or "").split())
        kind, text = "plan_approval", _("Plan waits for approval")
        if state == "approved":
            kind, text = "plan_start", _("Plan is approved: begin")
        elif state == "discussed" and agreement != "not_agreed":
            kind, text = "plan_agreement", _("Plan waits for the client's agreement")
        else:
            leads = approvers(connection, author, writers)
            if me in writers:
                kind = "plan_elsewhere"
                text = (
                    _("Plan waits for approval by a team lead")
                    if leads
                    else _("Plan waits for approval by somebody else")
                )
            elif leads and me not in leads:
                continue
        found.append(
            Matter(
                kind=kind,
                text=text,
                client=client,
                route="plan",
                arguments={"client": client, "plan": plan},
            )
        )
    return found
