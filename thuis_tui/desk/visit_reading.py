"""Visits as pages and lists show them, read from the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection

from thuis_tui.casework.names import full_name, initials, short_name
from thuis_tui.casework.visit_rules import OVERRUN_MINUTES, end_of, later, not_alone, stamp
from thuis_tui.desk import family, names, timeline
from thuis_tui.desk.crisis import CrisisCard, card_of
from thuis_tui.desk.shapes import NotFound, TimelineEntry
from thuis_tui.store import merged

State = Literal["planned", "passed", "under_way", "done", "not_home", "cancelled_client", "cancelled_us"]
"""How a visit stands; "passed" is one whose time is over and of which nobody said how it went."""

LAST_NOTES: Final = 3
_CLIENT = ("first_name", "name_prefix", "surname", "alias")
_VISITS = """
SELECT visit.*, visit.rowid AS place_in_file, client.first_name, client.name_prefix, client.surname,
    client.alias, (SELECT note.id FROM note WHERE note.visit=visit.id ORDER BY recorded_at LIMIT 1) AS note
FROM visit JOIN client ON client.id=visit.client
WHERE {where}
ORDER BY visit.starts_at, visit.id"""
_ACTIONS = """
SELECT action.what, action.due_on FROM action
JOIN goal ON goal.id=action.goal JOIN plan ON plan.id=goal.plan
WHERE action.client {these} AND plan.state IN ('active', 'in_evaluation')
    AND ifnull(action.state, 'open')='open'"""
_TASKS = "SELECT what, due_on FROM task WHERE client {these} AND ifnull(state, 'open')='open'"
_NOTES = "SELECT rowid FROM note WHERE client {these} ORDER BY occurred_at DESC, rowid DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class VisitShown:
    """One visit. Moments are UTC; `ends_at` is the planned end, by the check-in or else by the plan."""

    rowid: int
    visit: str
    client: str
    client_name: str
    client_short: str
    initials: str
    """All that leaves this file about whom it is."""
    caseworker: str
    caseworker_name: str
    mine: bool
    state: State
    overdue: bool
    """Under way, and so long past its planned end that the alarm is raised."""
    starts_at: str
    starts_offset: int
    ends_at: str
    minutes: int | None
    place: str | None
    address: str
    purpose: str
    companion: str
    alone_reason: str
    checked_in_at: str | None
    checked_out_at: str | None
    outcome: str | None
    outcome_reason: str
    note: str | None
    """The note that grew out of it."""

    @property
    def over(self) -> bool:
        """Whether it is known how it went."""
        return self.state not in ("planned", "passed", "under_way")


@dataclass(frozen=True, slots=True)
class ToDo:
    """An open action of the plan or an open task."""

    what: str
    due_on: str
    late: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """What one wants to know before the door."""

    visit: VisitShown
    card: CrisisCard
    not_alone: tuple[str, ...]
    """Why nobody goes there alone, as `not_alone` says it."""
    notes: tuple[TimelineEntry, ...]
    todo: tuple[ToDo, ...]
    agreements: str
    """What was agreed about visits, as it stands in the dossier."""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What a note takes from the visit it is about."""

    client: str
    kind: str
    occurred_at: str
    minutes: int | None


def visits(
    connection: Connection, where: str, parameters: Sequence[Any], me: str, now: str
) -> list[VisitShown]:
    """The visits that meet a condition (SQL of our own), in the order of their time."""
    found = connection.exec_driver_sql(_VISITS.format(where=where), tuple(parameters)).mappings().all()
    people = names.of_caseworkers(connection, (row["caseworker"] for row in found))
    return [_shown(row, people, me, now) for row in _whose(connection, [dict(row) for row in found])]


def of_client(connection: Connection, client: str, me: str, now: str) -> list[VisitShown]:
    """All visits to one client, in the order of their time."""
    together = merged.family(connection, client)
    return visits(connection, f"visit.client {merged.one_of(together)}", together, me, now)


def _whose(connection: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows, each with the client in whose dossier it is read."""
    away = merged.into(connection) if rows else {}
    for row in rows:
        if row["client"] in away:
            last = away[row["client"]]
            called = connection.exec_driver_sql(
                f"SELECT {', '.join(_CLIENT)} FROM client WHERE id=?",  # noqa: S608  our own constants
                (last,),
            ).mappings()
            row.update({**called.one(), "client": last})
    return rows


def one(connection: Connection, visit: str, me: str, now: str) -> VisitShown:
    """One visit; raises NotFound."""
    found = visits(connection, "visit.id=?", (visit,), me, now)
    if not found:
        raise NotFound(visit)
    return found[0]


def brief(connection: Connection, visit: str, me: str, now: str, today: date) -> Brief:
    """Everything on the page of a visit in one snapshot; raises NotFound."""
    shown = one(connection, visit, me, now)
    together = merged.family(connection, shown.client)
    last = _NOTES.format(these=merged.one_of(together))
    rowids = [row[0] for row in connection.exec_driver_sql(last, (*together, LAST_NOTES))]
    return Brief(
        shown,
        card_of(connection, shown.client, me, today),
        why_not_alone(connection, shown.client),
        tuple(timeline.entries(connection, rowids)),
        to_do(connection, shown.client, today),
        _agreements(connection, shown.client),
    )


def to_do(connection: Connection, client: str, today: date) -> tuple[ToDo, ...]:
    """Open actions and tasks, what is due first at the top."""
    together = merged.family(connection, client)
    rows = [
        (row[0], row[1] or "")
        for query in (_ACTIONS, _TASKS)
        for row in connection.exec_driver_sql(query.format(these=merged.one_of(together)), together)
    ]
    rows.sort(key=lambda row: (not row[1], row[1], row[0]))
    return tuple(ToDo(what, due, bool(due) and due < today.isoformat()) for what, due in rows)


def why_not_alone(connection: Connection, client: str) -> tuple[str, ...]:
    """Why nobody goes to this client alone; empty when one may. A client who is not here has no warnings."""
    level, go_with_two, _safe_to_call = family.warnings(connection, client)
    together = merged.family(connection, client)
    levels = connection.exec_driver_sql(
        f"SELECT level FROM risk_flag WHERE client {merged.one_of(together)} AND ended_on IS NULL",  # noqa: S608
        together,
    )
    return not_alone(level, go_with_two, [level[0] for level in levels])


def _agreements(connection: Connection, client: str) -> str:
    row = connection.exec_driver_sql("SELECT agreements FROM client WHERE id=?", (client,)).first()
    return str(row[0] or "").strip() if row else ""


def day_bounds(first: date, days: int) -> tuple[str, str]:
    """The kept moments between which so many days lie, where this laptop stands."""
    begin = datetime.combine(first, time())
    return stamp(begin), stamp(begin + timedelta(days=days))


def _shown(row: Mapping[str, Any], people: Mapping[str, str], me: str, now: str) -> VisitShown:
    ends_at = row["expected_end_at"] or end_of(row["checked_in_at"] or row["starts_at"], row["minutes"])
    state = _state(row, ends_at, now)
    name = [row[column] for column in _CLIENT]
    return VisitShown(
        rowid=row["place_in_file"],
        visit=row["id"],
        client=row["client"],
        client_name=full_name(*name),
        client_short=short_name(*name),
        initials=_initials(*name),
        caseworker=row["caseworker"],
        caseworker_name=people.get(row["caseworker"], ""),
        mine=row["caseworker"] == me,
        state=state,
        overdue=state == "under_way" and later(ends_at, OVERRUN_MINUTES) <= now,
        starts_at=row["starts_at"],
        starts_offset=row["starts_offset"],
        ends_at=ends_at,
        minutes=row["minutes"],
        place=row["place"],
        address=row["address"] or "",
        purpose=row["purpose"] or "",
        companion=row["companion"] or "",
        alone_reason=row["alone_reason"] or "",
        checked_in_at=row["checked_in_at"],
        checked_out_at=row["checked_out_at"],
        outcome=row["outcome"],
        outcome_reason=row["outcome_reason"] or "",
        note=row["note"],
    )


def _initials(first_name: str | None, prefix: str | None, surname: str | None, alias: str | None) -> str:
    parts = [text for text in (first_name, surname) if text] or [text for text in (alias,) if text]
    return "".join(initials(part) for part in parts) or "?"


def _state(row: Mapping[str, Any], ends_at: str, now: str) -> State:
    if row["outcome"]:
        return row["outcome"]  # type: ignore[no-any-return]  # its vocabulary is part of State
    if row["checked_out_at"]:
        return "done"
    if row["checked_in_at"]:
        return "under_way"
    return "passed" if ends_at < now else "planned"
