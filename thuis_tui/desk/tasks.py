"""Tasks: what has to be done for a client, by whom and by when; one's own, and those one covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import RECORDS, fields, record_label
from thuis_tui.casework.terms.safety import RISK_KIND
from thuis_tui.desk import records, task_reading
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.records import Records, RecordStanding, Rule
from thuis_tui.desk.shapes import CaseworkerName, NotFound
from thuis_tui.desk.task_reading import Counts, TaskShown, Whose
from thuis_tui.language import N_, _, message
from thuis_tui.store import merged

UNKNOWN_OWNER = message(N_("Nobody of that name is known here. Choose a colleague from the list."))
_CASEWORKERS = "SELECT id, name FROM caseworker WHERE name IS NOT NULL ORDER BY name, id"
_WHAT = ("what", "wording", "title", "purpose", "fact")
"""The fields that say what a record is about, the first that it has."""
_DAY = ("due_on", "review_on", "evaluate_on", "ends_on")


@dataclass(frozen=True, slots=True)
class Begun:
    """What a task begins with that comes from a record."""

    client: str
    values: Mapping[str, Any]


class Tasks:
    """Makes, lists and ticks tasks."""

    def __init__(self, file: OpenFile, records: Records) -> None:
        self._file = file
        self._records = records

    async def listed(self, whose: Whose = "mine") -> tuple[list[TaskShown], Counts]:
        """Open tasks, the nearest day first, then those done today; and how many are open."""
        today, me = self._file.world.today(), self._file.database.actor
        return await self._file.read(lambda connection: task_reading.listed(connection, whose, today, me))

    async def one(self, task: str) -> TaskShown:
        """A task by its id; raises NotFound."""
        today, me = self._file.world.today(), self._file.database.actor
        found = await self._file.read(lambda connection: task_reading.one(connection, task, today, me))
        if found is None:
            raise NotFound(task)
        await self._file.saw(found.client)
        return found

    async def owners(self) -> list[CaseworkerName]:
        """Who can have a task: oneself first, then the colleagues that are known, by name."""
        me = self._file.database.actor
        return await self._file.read(lambda connection: _owners(connection, me))

    async def about(self, ent: str) -> Begun:
        """What a task made from an action, a review or another record begins with. Raises NotFound."""
        return await self._file.read(lambda connection: _about(connection, ent))

    async def add(self, client: str, values: Mapping[str, Any], draft_id: str | None = None) -> str:
        """Make a task, one's own unless `owner` says otherwise; its id. Raises InvalidInput, NotFound."""
        whole = {"owner": self._file.author(), "state": "open"} | {
            name: value for name, value in values.items() if value is not None
        }
        return await self._records.create(
            "task", client, whole, rule=await self._owner_rule(), draft_id=draft_id
        )

    async def change(
        self, seen: RecordStanding, values: Mapping[str, Any], draft_id: str | None = None
    ) -> None:
        """Change what was seen of a task. Raises InvalidInput."""
        await self._records.change(seen, values, rule=await self._owner_rule(), draft_id=draft_id)

    async def finish(self, task: str) -> None:
        """Tick it: done, today. Raises NotFound."""
        await self._put(task, {"state": "done", "done_on": self._file.world.today().isoformat()})

    async def reopen(self, task: str) -> None:
        """It is not done after all. Raises NotFound."""
        await self._put(task, {"state": "open", "done_on": None})

    async def _put(self, task: str, values: Mapping[str, Any]) -> None:
        found = await self.one(task)
        seen = await self._records.standing(found.client, f"task:{task}")
        await self._records.change(seen, values)

    async def _owner_rule(self) -> Rule:
        """A task belongs to somebody who is known here, or to nobody yet."""
        known = {owner.id for owner in await self.owners()}

        def rule(values: Mapping[str, Any]) -> list[Problem]:
            owner = values.get("owner")
            return [Problem("owner", UNKNOWN_OWNER)] if owner and owner not in known else []

        return rule


def _owners(connection: Connection, me: str) -> list[CaseworkerName]:
    from thuis_tui.desk import names

    own = names.of_caseworkers(connection, [me]) if me else {}
    found = [CaseworkerName(me, own[me])] if me in own else []
    rows = connection.exec_driver_sql(_CASEWORKERS).fetchall()
    return [*found, *(CaseworkerName(row[0], row[1]) for row in rows if row[0] != me)]


def _about(connection: Connection, ent: str) -> Begun:
    record_type, _colon, record = ent.partition(":")
    known = fields(record_type) if record_type in RECORDS else {}
    if "client" not in known:
        raise NotFound(ent)
    row = (
        connection.exec_driver_sql(
            f'SELECT * FROM "{RECORDS[record_type].__tablename__}" WHERE id=?',  # noqa: S608
            (record,),
        )
        .mappings()
        .first()
    )
    if row is None:
        raise NotFound(ent)
    values = records.read_row(record_type, dict(row))
    limit = fields("task")["what"].limit
    begun: dict[str, Any] = {"about": ent, "what": _what(record_type, values)[:limit]}
    if day := next((values[name] for name in _DAY if values.get(name)), None):
        begun["due_on"] = day
    return Begun(merged.goes_on(connection, values["client"]), begun)


def _what(record_type: str, values: Mapping[str, Any]) -> str:
    if record_type == "risk_flag" and values.get("kind"):
        return _("Look again at the risk: {risk}").format(risk=RISK_KIND.shown(values["kind"]))
    said = next((values[name] for name in _WHAT if isinstance(values.get(name), str)), "")
    return said or _(record_label(record_type))
