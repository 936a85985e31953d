"""Exports for research: a privacy officer reads what was asked and decides, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sqlalchemy import Connection, RowMapping

from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import cleaned, validate_change
from thuis_tui.casework.rights import Reach, Right
from thuis_tui.casework.terms.learning import LEARNING_STATE
from thuis_tui.casework.validation import REQUIRED
from thuis_tui.desk import names
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.roles import reach_of
from thuis_tui.desk.shapes import InvalidInput, NotFound
from thuis_tui.language import _
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

Decision = Literal["approve", "refuse"]
SHOWN: Final = 50
"""So many of what was decided last are listed too."""
_OPEN: Final = "ifnull(state, '')='asked' AND ifnull(decision, '')=''"
_ALL: Final = (
    f"SELECT *, {_OPEN} AS waiting FROM learning_request ORDER BY waiting DESC, recorded_at DESC, id LIMIT ?"  # noqa: S608
)
_WAITING: Final = f"SELECT project, institute FROM learning_request WHERE {_OPEN} AND requester<>?"  # noqa: S608


@dataclass(frozen=True, slots=True)
class LearningItem:
    """An export that was asked for. `state`: asked, approved, refused or made.

    `decision` is what was decided on this laptop; `deciding`: whether this person can decide it now.
    """

    id: str
    project: str
    institute: str
    reason: str
    least: int
    variables: int
    opened_by: str
    requester_name: str
    recorded_at: str
    state: str
    decision: str
    decision_reason: str
    decided_by_name: str
    decided_at: str
    deciding: bool

    @property
    def state_text(self) -> str:
        """How it stands, in words."""
        if self.state == "asked" and self.decision:
            return _("decided here; the service has not heard of it yet")
        return LEARNING_STATE.shown(self.state)

    def facts(self) -> tuple[str, ...]:
        """What there is to know of it before deciding, and what was decided, a line each."""
        key = _("with the key of the institute: {key}").format(key=self.opened_by) if self.opened_by else ""
        lines = [
            _("What for: {reason}").format(reason=self.reason),
            _("Asked by: {name}").format(name=self.requester_name or "?"),
            _(
                "Of whoever allows it: codes, classes and weeks of codebook {version}; {count} or more alike"
            ).format(version=self.variables, count=self.least),
            _("Can be opened: {how}").format(how=key or _("with the recovery key of the organisation")),
        ]
        if self.decision_reason:
            lines.append(_("Reason: {reason}").format(reason=self.decision_reason))
        if self.decided_by_name:
            lines.append(_("Decided by: {name}").format(name=self.decided_by_name))
        return tuple(lines)


class Learning:
    """Lists what was asked and decides about it."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def items(self) -> tuple[LearningItem, ...]:
        """What waits for a decision first, then what was decided last."""
        me = self._file.database.actor
        return await self._file.read(lambda connection: _items(connection, me))

    async def decide(self, request: str, decision: Decision, reason: str) -> None:
        """Approve or refuse, with a reason. Raises NotFound when there is nothing to decide, InvalidInput."""
        me = self._file.author()
        kept = cleaned("learning_request", {"decision_reason": reason})["decision_reason"].strip()
        problems = validate_change("learning_request", "decision_reason", kept)
        if not kept:
            problems = [Problem("decision_reason", REQUIRED)]
        if problems or (problems := validate_change("learning_request", "decision", decision)):
            raise InvalidInput(problems)

        def decide_it(writing: Writing) -> None:
            if not any(item.id == request and item.deciding for item in _items(writing.connection, me)):
                raise NotFound(request)
            tx, scope, ent = writing.ids(), f"u:{me}", f"learning_request:{request}"
            write.set_field(writing, scope, ent, "decision_reason", kept, tx=tx)
            write.set_field(writing, scope, ent, "decision", decision, tx=tx)

        await self._file.write(decide_it)


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """For a privacy officer: each export that waits for a decision."""
    found = connection.exec_driver_sql(_WAITING, (me,)).all()
    if not found or not _may(connection, me):
        return []
    text = _("Export for research asked: {project}, to {institute}")
    return [
        Matter(kind="learning", text=text.format(project=project, institute=institute), route="learning")
        for project, institute in found
    ]


def _may(connection: Connection, me: str) -> bool:
    return reach_of(connection, me, Right.APPROVE_LEARNING) >= Reach.ORGANISATION


def _items(connection: Connection, me: str) -> tuple[LearningItem, ...]:
    rows = connection.exec_driver_sql(_ALL, (SHOWN,)).mappings().all()
    people = names.of_caseworkers(
        connection, {row[name] for row in rows for name in ("requester", "decided_by") if row[name]}
    )
    may = _may(connection, me)
    return tuple(_item(row, people, may and row["requester"] != me) for row in rows)


def _item(row: RowMapping, people: dict[str, str], may: bool) -> LearningItem:
    return LearningItem(
        id=row["id"],
        project=row["project"] or "",
        institute=row["institute"] or "",
        reason=row["reason"] or "",
        least=row["least"] or 0,
        variables=row["variables"] or 0,
        opened_by=row["opened_by"] or "",
        requester_name=people.get(row["requester"] or "", ""),
        recorded_at=row["recorded_at"] or "",
        state=row["state"] or "",
        decision=row["decision"] or "",
        decision_reason=row["decision_reason"] or "",
        decided_by_name=people.get(row["decided_by"] or "", ""),
        decided_at=row["decided_at"] or "",
        deciding=may and bool(row["waiting"]),
    )
