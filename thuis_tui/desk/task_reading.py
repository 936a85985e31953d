"""Tasks as they are read: of whom, whose they are, by when, and what of them is for today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from thuis_tui.casework.records import RECORDS, record_label
from thuis_tui.desk import names
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.world import last_day
from thuis_tui.language import _
from thuis_tui.store import holding, merged

Whose = Literal["mine", "cover", "all"]
WHOSE: tuple[Whose, ...] = ("mine", "cover", "all")
SOON_DAYS = 7
"""A task is named on the page of today from so many days before its day."""
# Through the partial indexes of what is still open, and of what was done on one day.
_OPEN = "FROM task WHERE ifnull(state, 'open')='open'"
_ALL = f"SELECT * {_OPEN} ORDER BY due_on IS NULL, due_on, id"
_DONE = "SELECT * FROM task WHERE done_on=? AND state='done' ORDER BY id"
_ONE = "SELECT * FROM task WHERE id=?"
_COVERED_FOR = "SELECT client, sender FROM offer WHERE kind='cover' AND state='in_force' ORDER BY recorded_at"
_DUE = f"SELECT id, client, what, due_on {_OPEN} AND owner=? AND due_on<=?"


@dataclass(frozen=True, slots=True)
class TaskShown:
    """One task. `because` says from what it came, in words; `about` is that record, "<type>:<id>".

    `covered_for` and `covered_until` tell of a dossier that one covers: who asked it, and its last day.
    """

    task: str
    client: str
    client_name: str
    what: str
    owner: str
    owner_name: str
    mine: bool
    due_on: str
    about: str
    because: str
    done: bool
    late: bool
    covered: bool = False
    covered_for: str = ""
    covered_until: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks are open: one's own, those of others in the dossiers one covers, and all."""

    mine: int
    cover: int
    all: int

    def of(self, whose: Whose) -> int:
        """The number for one of the lists."""
        return {"mine": self.mine, "cover": self.cover, "all": self.all}[whose]


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """One's own tasks whose day has gone by, is today or comes within a week."""
    until = (today + timedelta(days=SOON_DAYS)).isoformat()
    return [
        Matter(
            kind="task",
            text=_("Task: {what}").format(what=what),
            client=client,
            due_on=due_on,
            route="task_editor",
            arguments={"client": client, "record": task},
        )
        for task, client, what, due_on in connection.exec_driver_sql(_DUE, (me, until))
    ]


def listed(connection: Connection, whose: Whose, today: date, me: str) -> tuple[list[TaskShown], Counts]:
    """The open tasks of one of the lists, the nearest day first, then those that were done today.

    Those one covers stand together by whose they are.
    """
    here = today.isoformat()
    rows = [dict(row) for row in connection.exec_driver_sql(_ALL).mappings()]
    opened = len(rows)
    rows += [dict(row) for row in connection.exec_driver_sql(_DONE, (here,)).mappings()]
    found = shown(connection, rows, here, me)
    lists: dict[Whose, list[TaskShown]] = {
        "mine": [task for task in found if task.mine],
        "cover": [task for task in found if task.covered and not task.mine],
        "all": found,
    }
    lists["cover"].sort(key=lambda task: (task.done, task.owner_name or "~", task.owner))
    mine, cover = (sum(not task.done for task in lists[name]) for name in ("mine", "cover"))
    return lists[whose], Counts(mine, cover, opened)


def one(connection: Connection, task: str, today: date, me: str) -> TaskShown | None:
    """A task by its id."""
    rows = [dict(row) for row in connection.exec_driver_sql(_ONE, (task,)).mappings()]
    return next(iter(shown(connection, rows, today.isoformat(), me)), None)


def shown(connection: Connection, rows: Sequence[dict[str, Any]], today: str, me: str) -> list[TaskShown]:
    """Rows of the table with the names that go with them."""
    away = merged.into(connection) if rows else {}
    whose = {row["id"]: away.get(row["client"] or "", row["client"] or "") for row in rows}
    clients = names.of_clients(connection, whose.values())
    covers = _covers(connection) if rows else {}
    people = {row["owner"] for row in rows if row["owner"]} | {one.sender for one in covers.values()}
    owners = names.of_caseworkers(connection, people)
    return [
        TaskShown(
            task=row["id"],
            client=whose[row["id"]],
            client_name=clients.get(whose[row["id"]], ""),
            what=row["what"] or "",
            owner=row["owner"] or "",
            owner_name=owners.get(row["owner"] or "", ""),
            mine=bool(me) and row["owner"] == me,
            due_on=row["due_on"] or "",
            about=row["about"] or "",
            because=_because(row["about"] or ""),
            done=(row["state"] or "open") != "open",
            late=bool(row["due_on"]) and row["due_on"] < today and (row["state"] or "open") == "open",
            **_covered(covers.get(row["client"] or ""), owners),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class _Cover:
    """A dossier that one covers: for whom, and until which moment (ms, 0: without an end)."""

    sender: str
    until: int


def _covers(connection: Connection) -> dict[str, _Cover]:
    held = {one.client: one for one in holding.by_client(connection).values() if one.kind == "cover"}
    senders: dict[str, str] = {}
    if held:
        senders = {str(row[0]): str(row[1]) for row in connection.exec_driver_sql(_COVERED_FOR)}
    return {client: _Cover(senders.get(client, ""), one.until) for client, one in held.items()}


def _covered(cover: _Cover | None, called: Mapping[str, str]) -> dict[str, Any]:
    if cover is None:
        return {}
    last = last_day(cover.until)
    told = last.isoformat() if last else ""
    return {"covered": True, "covered_for": called.get(cover.sender, ""), "covered_until": told}


def _because(about: str) -> str:
    """The kind of record that a task came from."""
    record_type = about.partition(":")[0]
    return _(record_label(record_type)) if record_type in RECORDS else ""
