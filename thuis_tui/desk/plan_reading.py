"""Reading a support plan from the tables: goals in order, actions in order, linked notes, what is frozen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from thuis_tui.casework import plan_rules
from thuis_tui.casework.rights import Reach, Right
from thuis_tui.desk import names, roles, timeline
from thuis_tui.desk.plan_shapes import ActionShown, GoalShown, PlanPage, PlanShown, PlanVersion
from thuis_tui.desk.records import of_record, rows
from thuis_tui.desk.shapes import NotFound, TimelineEntry
from thuis_tui.store import merged

_ORDER = "ifnull(position, '~'), recorded_at"
_LINKED = """SELECT linked.value, note.rowid FROM note, json_each(note.goals) linked
    WHERE note.client {these} AND note.goals!='[]' ORDER BY note.occurred_at DESC, note.rowid DESC"""
_CONFLICTS = """SELECT count(*) FROM conflict WHERE scope=? AND ent IN (SELECT value FROM json_each(?))"""


class AgreedAction(msgspec.Struct):
    """An action as it was agreed."""

    id: str
    family: str
    what: str
    who: str | None = None
    due_on: str | None = None


class AgreedGoal(msgspec.Struct):
    """A goal as it was agreed."""

    id: str
    family: str
    life_domain: int
    wording: str
    strength: str = ""
    starting_situation: str = ""
    actions: list[AgreedAction] = msgspec.field(default_factory=list)


class Snapshot(msgspec.Struct):
    """What was agreed, whole: kept as text in the plan itself."""

    starts_on: str | None = None
    evaluate_on: str | None = None
    client_view: str = ""
    goals: list[AgreedGoal] = msgspec.field(default_factory=list)


def page(connection: Connection, client: str, plan: str | None, me: str) -> PlanPage:
    """The plan asked for, else the one that is worked on. Raises NotFound for a client that is not here."""
    called = names.of_clients(connection, [client])
    if client not in called:
        raise NotFound(client)
    found = rows(connection, "plan", client, order="number DESC, recorded_at DESC")
    authors = names.of_caseworkers(
        connection, {row[name] for row in found for name in ("author", "approved_by") if row[name]}
    )
    versions = tuple(
        PlanVersion(
            row["id"], row["number"], row["state"], authors.get(row["author"], ""), row["recorded_at"]
        )
        for row in found
    )
    wanted = plan or (PlanPage(client, "", None, versions).latest or _NONE).id
    row = next((row for row in found if row["id"] == wanted), None)
    if row is None:
        if plan is not None:
            raise NotFound(plan)
        return PlanPage(client, called[client], None, versions)
    shown = _plan(connection, row, client, called[client], authors, me)
    return PlanPage(client, called[client], shown, versions)


_NONE = PlanVersion("", 0, "", "", "")


def _plan(
    connection: Connection,
    row: Mapping[str, Any],
    client: str,
    client_name: str,
    authors: Mapping[str, str],
    me: str,
) -> PlanShown:
    goal_rows = rows(connection, "goal", client, order=_ORDER, where="plan=?", parameters=(row["id"],))
    action_rows = rows(
        connection,
        "action",
        client,
        order=_ORDER,
        where="goal IN (SELECT id FROM goal WHERE plan=?)",
        parameters=(row["id"],),
    )
    linked = _linked(connection, client)
    families = _families(connection, client)
    live = tuple(
        _goal(each, [one for one in action_rows if one["goal"] == each["id"]], linked, families)
        for each in goal_rows
    )
    snapshot = _snapshot(row["frozen"]) if row["state"] not in plan_rules.EDITABLE else None
    ents = [f"plan:{row['id']}"]
    ents += [f"goal:{each['id']}" for each in goal_rows] + [f"action:{each['id']}" for each in action_rows]
    conflicts = connection.exec_driver_sql(_CONFLICTS, (f"c:{row['client']}", json.dumps(ents))).scalar()
    writers = plan_rules.writers(row["author"], {each["author"] for each in goal_rows})
    return PlanShown(
        id=row["id"],
        client=client,
        client_name=client_name,
        number=row["number"],
        previous=row["previous"],
        state=row["state"],
        starts_on=snapshot.starts_on if snapshot else row["starts_on"],
        evaluate_on=snapshot.evaluate_on if snapshot else row["evaluate_on"],
        client_view=(snapshot.client_view if snapshot else row["client_view"]) or "",
        agreement=row["agreement"],
        agreement_name=row["agreement_name"],
        agreement_reason=row["agreement_reason"],
        agreed_on=row["agreed_on"],
        approved_by_name=authors.get(row["approved_by"] or "", ""),
        approved_on=row["approved_on"],
        closing_reason=row["closing_reason"],
        author=row["author"],
        author_name=authors.get(row["author"], ""),
        writers=writers,
        approvers=roles.approvers(connection, row["author"], writers),
        may_approve=roles.reach_of(connection, me, Right.APPROVE_PLAN) >= Reach.GRANTED,
        frozen=snapshot is not None,
        goals=_as_agreed(snapshot, live) if snapshot else live,
        live=live,
        conflicts=conflicts or 0,
        seen=of_record(connection, client, f"plan:{row['id']}", me),
    )


def _goal(
    row: Mapping[str, Any],
    actions: Sequence[Mapping[str, Any]],
    linked: Mapping[str, list[TimelineEntry]],
    families: Mapping[str, list[str]],
) -> GoalShown:
    family = row["origin"] or row["id"]
    notes = {entry.rowid: entry for one in families.get(family, [row["id"]]) for entry in linked.get(one, ())}
    return GoalShown(
        id=row["id"],
        family=family,
        life_domain=row["life_domain"],
        wording=row["wording"],
        strength=row["strength"] or "",
        starting_situation=row["starting_situation"] or "",
        outcome=row["outcome"],
        outcome_voice=row["outcome_voice"] or "",
        actions=tuple(_action(each) for each in actions),
        notes=tuple(sorted(notes.values(), key=lambda entry: entry.occurred_at, reverse=True)),
    )


def _action(row: Mapping[str, Any]) -> ActionShown:
    return ActionShown(
        id=row["id"],
        family=row["origin"] or row["id"],
        what=row["what"],
        who=row["who"],
        due_on=row["due_on"],
        state=row["state"] or "open",
        done_on=row["done_on"],
    )


def _linked(connection: Connection, client: str) -> dict[str, list[TimelineEntry]]:
    """The notes by the goal they are linked to."""
    together = merged.family(connection, client)
    query = _LINKED.format(these=merged.one_of(together))
    found = connection.exec_driver_sql(query, together).fetchall()
    entries = {
        entry.rowid: entry for entry in timeline.entries(connection, sorted({row[1] for row in found}))
    }
    linked: dict[str, list[TimelineEntry]] = {}
    for goal, rowid in found:
        if rowid in entries:
            linked.setdefault(goal, []).append(entries[rowid])
    return linked


def _families(connection: Connection, client: str) -> dict[str, list[str]]:
    """The ids that a goal had in all versions, by the id it had first."""
    families: dict[str, list[str]] = {}
    together = merged.family(connection, client)
    query = f"SELECT id, origin FROM goal WHERE client {merged.one_of(together)}"  # noqa: S608
    for goal, origin in connection.exec_driver_sql(query, together):
        families.setdefault(origin or goal, []).append(goal)
    return families


def frozen(
    goals: Sequence[GoalShown], starts_on: str | None, evaluate_on: str | None, client_view: str
) -> str:
    """What is agreed, as the text that the plan keeps of it."""
    kept = [
        AgreedGoal(
            goal.id,
            goal.family,
            goal.life_domain,
            goal.wording,
            goal.strength,
            goal.starting_situation,
            [AgreedAction(each.id, each.family, each.what, each.who, each.due_on) for each in goal.actions],
        )
        for goal in goals
    ]
    made = msgspec.json.encode(Snapshot(starts_on, evaluate_on, client_view, kept))
    # On lines of its own: where two people agreed on different words, somebody reads both to decide.
    return msgspec.json.format(made, indent=1).decode()


def _snapshot(text: str | None) -> Snapshot | None:
    """The text read back; None for what another version wrote in a way that this one cannot read."""
    try:
        return msgspec.json.decode(text, type=Snapshot) if text else None
    except msgspec.DecodeError:
        return None


def _as_agreed(snapshot: Snapshot, live: Sequence[GoalShown]) -> tuple[GoalShown, ...]:
    """The words as they were agreed, with what has happened since: outcomes, done actions, notes."""
    known = {goal.id: goal for goal in live}
    return tuple(_agreed_goal(each, known.get(each.id)) for each in snapshot.goals)


def _agreed_goal(kept: AgreedGoal, now: GoalShown | None) -> GoalShown:
    actions = {action.id: action for action in now.actions} if now else {}
    return GoalShown(
        id=kept.id,
        family=kept.family,
        life_domain=kept.life_domain,
        wording=kept.wording,
        strength=kept.strength,
        starting_situation=kept.starting_situation,
        outcome=now.outcome if now else None,
        outcome_voice=now.outcome_voice if now else "",
        actions=tuple(_agreed_action(each, actions.get(each.id)) for each in kept.actions),
        notes=now.notes if now else (),
    )


def _agreed_action(kept: AgreedAction, now: ActionShown | None) -> ActionShown:
    return ActionShown(
        id=kept.id,
        family=kept.family,
        what=kept.what,
        who=kept.who,
        due_on=kept.due_on,
        state=now.state if now else "open",
        done_on=now.done_on if now else None,
    )
