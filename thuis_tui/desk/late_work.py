"""Work of the team that the service set aside: who leads the team reads it and decides, with a reason."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping

from thuis_tui.casework import reading
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import RECORDS, cleaned, fields, validate_change
from thuis_tui.casework.validation import REQUIRED
from thuis_tui.desk import names
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.outbox import LATE, what
from thuis_tui.desk.shapes import InvalidInput, LateItem, NotFound
from thuis_tui.language import N_, _, ngettext
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

Verdict = Literal["accept", "return", "archive"]
VERDICTS: tuple[Verdict, ...] = ("accept", "return", "archive")
DECIDED = 50
"""So many of what was decided last are listed too."""
_WHY = {
    "late": N_("Whoever wrote it no longer had this dossier when it arrived."),
    "not_granted": N_("Whoever wrote it does not have this dossier."),
    "read_only": N_("Whoever wrote it may read this dossier but not write in it."),
    "newer_version": N_("A newer thuis wrote it; the service cannot read it yet."),
    "unknown_record": N_("The service does not know this kind of record yet."),
    "author": N_("It is signed by somebody else than who sent it."),
    "invalid": N_("The service cannot accept what is in it."),
    "erased": N_("It changes something that was erased on request: what may stay is written anew."),
    "id_reused": N_("Something else already has its number."),
}
_OTHERWISE = N_("The service kept this aside: {reason}.")
_UNDECIDED = "SELECT * FROM late_work WHERE ifnull(decision, '')='' ORDER BY recorded_at, rowid"
_WAITING = "SELECT count(*) FROM late_work WHERE ifnull(decision, '')=''"
_DECIDED = "SELECT * FROM late_work WHERE ifnull(decision, '')<>'' ORDER BY rowid DESC LIMIT ?"


class NotAcceptable(ValueError):
    """This work cannot go into the dossier as it is, whoever decides it."""


class LateWork:
    """Lists what was set aside and decides about it."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def items(self) -> list[LateItem]:
        """What waits for a decision, the oldest first; then what was decided last."""
        return await self._file.read(_items)

    async def decide(self, late_work: str, verdict: Verdict, reason: str) -> None:
        """Accept, return or archive. Raises NotFound, InvalidInput without a reason, NotAcceptable."""
        me = self._file.author()
        kept = cleaned("late_work", {"decision_reason": reason})["decision_reason"].strip()
        problems = validate_change("late_work", "decision_reason", kept)
        if not kept:
            problems = [Problem("decision_reason", REQUIRED)]
        if problems or (problems := validate_change("late_work", "decision", verdict)):
            raise InvalidInput(problems)

        def decide_it(writing: Writing) -> None:
            row = writing.raw.execute(
                "SELECT reason, ifnull(decision, '') FROM late_work WHERE id=?", (late_work,)
            ).fetchone()
            if row is None or row[1]:
                raise NotFound(late_work)
            if verdict == "accept" and row[0] not in LATE:
                raise NotAcceptable
            tx, scope, ent = writing.ids(), f"u:{me}", f"late_work:{late_work}"
            write.set_field(writing, scope, ent, "decision_reason", kept, tx=tx)
            write.set_field(writing, scope, ent, "decision", verdict, tx=tx)

        await self._file.write(decide_it)


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """For who leads a team: how much waits for a decision, in one line."""
    count = connection.exec_driver_sql(_WAITING).scalar_one()
    if not count:
        return []
    text = ngettext(
        "{count} piece of work of your team was set aside: decide about it",
        "{count} pieces of work of your team were set aside: decide about them",
        count,
    ).format(count=count)
    return [Matter(kind="late_work", text=text, route="late")]


def _items(connection: Connection) -> list[LateItem]:
    rows = [
        *connection.exec_driver_sql(_UNDECIDED).mappings(),
        *connection.exec_driver_sql(_DECIDED, (DECIDED,)).mappings(),
    ]
    clients = names.of_clients(connection, {row["client"] for row in rows})
    authors = names.of_caseworkers(connection, {row["author"] for row in rows if row["author"]})
    return [_item(row, clients, authors) for row in rows]


def _item(row: RowMapping, clients: dict[str, str], authors: dict[str, str]) -> LateItem:
    record_type, field = row["record_type"] or "", row["field"] or ""
    return LateItem(
        id=row["id"],
        operation=row["operation"] or "",
        client=row["client"],
        client_name=clients.get(row["client"] or "", ""),
        author_name=authors.get(row["author"] or "", ""),
        recorded_at=row["recorded_at"] or "",
        what=what(record_type, field, "set" if field else "create"),
        why=_why(row["reason"] or ""),
        text=_text(record_type, field, row["value"] or ""),
        acceptable=row["reason"] in LATE,
        decision=row["decision"] or "",
        decision_reason=row["decision_reason"] or "",
    )


def _why(reason: str) -> str:
    """Why it was set aside, said to somebody else than its author."""
    return _(_WHY[reason]) if reason in _WHY else _(_OTHERWISE).format(reason=reason or "?")


def _text(record_type: str, field: str, raw: str) -> str:
    """The value for a person to read; one that was too long to be carried whole is shown as it came."""
    try:
        value: Any = json.loads(raw)
    except ValueError:
        return raw
    known = fields(record_type) if record_type in RECORDS else {}
    if field:
        return _shown(known, field, value)
    if not isinstance(value, dict):
        return raw
    lines = [
        f"{_(known[name].label) if name in known else name}: {_shown(known, name, each)}"
        for name, each in value.items()
        if name not in known or not known[name].system
    ]
    return "\n".join(lines)


def _shown(known: Any, name: str, value: Any) -> str:
    facts = known.get(name)
    plain = isinstance(value, str | int | None) and not isinstance(value, bool)
    if facts is None or (not plain and not isinstance(value, dict | list)):
        return json.dumps(value, ensure_ascii=False)
    return reading.shown(facts, value)
