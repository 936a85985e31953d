"""Tasks as they are read: of whom, whose they are, by when, and what of them is for today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from thuis_tui.casework.records import RECORDS, record_label
from thuis_tui.desk import names
from thuis_tui.desk.matter import Matter
from thuis_tui.language import _
from thuis_tui.store import merged

Whose = Literal["mine", "cover", "all"]
WHOSE: tuple[Whose, ...] = ("mine", "cover", "all")
SOON_DAYS = 7
"""A task is named on the page of today from so many days before its day."""
# Through the partial indexes of what is still open, and of what was done on one day.
_OPEN = "FROM task WHERE ifnull(state, 'open')='open'"
_ALL = f"SELECT * {_OPEN} ORDER BY due_on IS NULL, due_on, id"
_DONE = "SELECT * FROM task WHERE done_on=? AND state='done' ORDER BY id"
_ONE = "SELECT * FROM task WHERE id=?"
_DUE = f"SELECT id, client, what, due_on {_OPEN} AND owner=? AND due_on<=?"


@dataclass(frozen=True, slots=True)
class TaskShown:
    """One task. `because` says from what it came, in words; `about` is that record, "<type>:<id>"."""

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


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks are open: one's own, those of colleagues or of nobody, and all."""

    mine: int
    cover: int

    @property
    def all(self) -> int:
        """Together."""
        return self.mine + self.cover

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
    """The open tasks of one of the lists, the nearest day first, then those that were done today."""
    here = today.isoformat()
    rows = [dict(row) for row in connection.exec_driver_sql(_ALL).mappings()]
    mine = sum(row["owner"] == me for row in rows)
    rows += [dict(row) for row in connection.exec_driver_sql(_DONE, (here,)).mappings()]
    wanted = [row for row in rows if whose == "all" or (row["owner"] == me) is (whose == "mine")]
    opened = sum((row["state"] or "open") == "open" for row in rows)
    return shown(connection, wanted, here, me), Counts(mine, opened - mine)


def one(connection: Connection, task: str, today: date, me: str) -> TaskShown | None:
    """A task by its id."""
    rows = [dict(row) for row in connection.exec_driver_sql(_ONE, (task,)).mappings()]
    return next(iter(shown(connection, rows, today.isoformat(), me)), None)


def shown(connection: Connection, rows: Sequence[dict[str, Any]], today: str, me: str) -> list[TaskShown]:
    """Rows of the table with the names that go with them."""
    away = merged.into(connection) if rows else {}
    whose = {row["id"]: away.get(row["client"] or "", row["client"] or "") for row in rows}
    clients = names.of_clients(connection, whose.values())
    owners = names.of_caseworkers(connection, {row["owner"] for row in rows if row["owner"]})
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
        )
        for row in rows
    ]


def _because(about: str) -> str:
    """The kind of record that a task came from."""
    record_type = about.partition(":")[0]
    return _(record_label(record_type)) if record_type in RECORDS else ""
