"""Where people disagree: listing it, deciding it by an ordinary operation, and taking a decision back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework import reading
from thuis_tui.casework.attribute import Attribute, Shape
from thuis_tui.casework.records import RECORDS, fields, validate_change
from thuis_tui.casework.rights import Right, may
from thuis_tui.desk import names, removals, roles, standing
from thuis_tui.desk.facts import checked, put
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.history import label_of
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.shapes import ConflictItem, FieldStanding, FieldValue, MergedItem
from thuis_tui.desk.undo import Undo
from thuis_tui.language import ngettext
from thuis_tui.log import merge
from thuis_tui.log.operation import REMOVED, decode
from thuis_tui.store import conflicts, drafts, merged
from thuis_tui.store.writing import Writing

REVIEW_DAYS = 14
"""So long a text that thuis merged by itself is offered to look at once more."""
MERGED = "merged"
_MERGED = """SELECT o.payload, o.scope, u.at FROM outcome u JOIN operation o ON o.id=u.id
    WHERE u.result=? AND u.at>=? ORDER BY u.at DESC, o.rowid DESC"""


class Conflicts:
    """Lists and decides conflicts of the fields of clients and of the records in their dossiers."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._undo = Undo(file)

    async def listed(self, client: str | None = None) -> list[ConflictItem]:
        """Every conflict, or those of what is read as one dossier; those of one dossier together.

        About homes it is for who keeps them to decide.
        """
        me = self._file.database.actor
        if client is None:
            return await self._file.read(lambda connection: _listed(connection, None, me))
        asked = client
        last = await self._file.read(lambda connection: merged.goes_on(connection, asked))
        return await self._file.read_of(last, lambda connection: _listed(connection, last, me))

    async def resolve(
        self,
        seen: FieldStanding,
        value: Any,
        shown: Collection[str] | None = None,
        draft_id: str | None = None,
    ) -> None:
        """Decide: the value takes the place of those that were shown and of no other. Raises InvalidInput.

        `shown`: the ids of the values that were really on the screen; when not given, all of `seen`.
        """
        self._file.author()
        kept = value if seen.field == REMOVED else checked(seen.record_type, seen.field, value)
        base = tuple(one for one in seen.base if shown is None or one in shown)
        at = self._file.world.stamp()

        def resolve_it(writing: Writing) -> None:
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            log_access(writing, "change", seen.client, at)
            if seen.field == REMOVED:
                removals.decide(writing, seen, kept, base)
            else:
                put(writing, seen, kept, base)

        await self._file.write(resolve_it)

    async def can_undo(self) -> bool:
        """Whether the last thing done here was a decision, so that it can be taken back."""
        last = await self._undo.last()
        return last is not None and last.decision

    async def undo(self) -> ConflictItem | None:
        """Take the last decision back: its values stand beside each other again. Raises CannotUndo."""
        last = await self._undo.last()
        if last is None or not last.decision or await self._undo.undo(last) is None:
            return None
        return ConflictItem(
            last.client, last.client_name, last.field, label_of(last.ent, last.field), last.ent
        )

    async def merged(self) -> list[MergedItem]:
        """What thuis merged by itself lately, the latest first."""
        since = datetime.fromtimestamp(self._file.world.now_ms() / 1000, UTC) - timedelta(days=REVIEW_DAYS)
        stamp = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        return await self._file.read(lambda connection: _merged(connection, stamp))


def both(seen: FieldStanding, values: Collection[FieldValue]) -> str | None:
    """All these texts together; None where a field cannot hold that."""
    if seen.removal:
        return None
    facts = fields(seen.record_type)[seen.field]
    texts = [value.value for value in values]
    if facts.shape not in (Shape.LINE, Shape.TEXT) or not all(isinstance(text, str) for text in texts):
        return None
    together = ("\n\n" if seen.long else " / ").join(text for text in texts if text)
    return None if validate_change(seen.record_type, seen.field, together) else together


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """What people wrote differently, one line a dossier."""
    found = _listed(connection, None, me)
    called = {item.client: item.client_name for item in found}
    return [
        Matter(
            kind="conflict",
            text=ngettext(
                "{count} fact was written differently by two people",
                "{count} facts were written differently by two people",
                count,
            ).format(count=count),
            client=client,
            client_name=called[client],
            route="conflicts",
            arguments={"client": client},
        )
        for client, count in Counter(item.client for item in found).items()
    ]


def _listed(connection: Connection, client: str | None, me: str) -> list[ConflictItem]:
    homes = may(roles.roles_of(connection, me), Right.EDIT_PLACES)
    together = None if client is None else merged.family(connection, client)
    rows = [
        row
        for row in _field_by_field(connection)
        if (row.scope[:2] in ("c:", "h:") or (homes and row.scope == "ref"))
        and (together is None or row.scope[2:] in together)
        and _known(row)
    ]
    called = names.of_subjects(connection, {row.scope for row in rows})
    return [
        ConflictItem(*called[row.scope], row.field, label_of(row.ent, row.field), row.ent)
        for row in rows
        if row.scope in called
    ]


def _field_by_field(connection: Connection) -> Iterator[conflicts.ConflictRow]:
    """Every conflict; of a record that two made under one id, each field in which they differ.

    Who made it and when is no conflict: both stand in the history.
    """
    for row in conflicts.listing(connection):
        if row.field != merge.CREATE:
            yield row
            continue
        for each in conflicts.made_twice(connection, row):
            facts = _facts(each.ent, each.field)
            if facts is not None and not facts.system:
                yield each


def _known(row: conflicts.ConflictRow) -> bool:
    """Whether this version can show it: a field that it knows, or a removal of a record that it knows."""
    if row.field == REMOVED:
        return row.ent.partition(":")[0] in RECORDS
    return _facts(row.ent, row.field) is not None


def _facts(ent: str, field: str) -> Attribute | None:
    """What is known of the field of a record; None for one of a later version."""
    record_type = ent.partition(":")[0]
    return fields(record_type).get(field) if record_type in RECORDS else None


def _merged(connection: Connection, since: str) -> list[MergedItem]:
    rows = connection.exec_driver_sql(_MERGED, (MERGED, since)).fetchall()
    called = names.of_subjects(connection, {row[1] for row in rows})
    found = []
    for payload, scope, at in rows:
        operation = decode(payload)
        record_type, _colon, record = operation.ent.partition(":")
        facts = _facts(operation.ent, operation.field)
        if facts is not None and scope in called:
            held = connection.exec_driver_sql(
                f'SELECT "{facts.name}" FROM "{record_type}" WHERE id=?',  # noqa: S608
                (record,),
            ).scalar_one_or_none()
            text = reading.shown(facts, held)
            label = standing.label_of(operation.ent, facts)
            found.append(MergedItem(*called[scope], facts.name, label, at, text))
    return found
