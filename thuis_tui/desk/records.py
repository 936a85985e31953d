"""The records of a dossier in general: made, changed field by field, and removed with a reason.

What a record means is told by the job that owns it (visits, plan, safety, …), which gives its own rules as
`more`; everything else about writing it is here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from thuis_tui.casework.attribute import Shape
from thuis_tui.casework.problem import Problem
from thuis_tui.casework.records import RECORDS, SCOPE_OF, cleaned, fields, validate
from thuis_tui.desk import standing
from thuis_tui.desk.facts import checked, put
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.shapes import FieldStanding, InvalidInput, NotFound
from thuis_tui.store import drafts, merged, scopes, write
from thuis_tui.store.writing import Writing

MAX_REASON = 500

Rule = Callable[[Mapping[str, Any]], list[Problem]]
"""What is wrong with the values of a whole record, beside what each field says of itself."""


@dataclass(frozen=True, slots=True)
class RecordStanding:
    """A record as somebody saw it: a change replaces exactly the values in it."""

    client: str
    ent: str
    fields: Mapping[str, FieldStanding]

    @property
    def values(self) -> dict[str, Any]:
        """What is shown of each field that says something."""
        return {
            name: next((one.value for one in seen.values if one.governs), seen.values[0].value)
            for name, seen in self.fields.items()
            if seen.values
        }


class Records:
    """Makes, changes and removes records in the dossiers of clients."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    def stamped(self, record_type: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values as they are kept, with who wrote them and when, where the record has that.

        Raises NotEnrolled.
        """
        author, world = self._file.author(), self._file.world
        kept = {
            name: value
            for name, value in cleaned(record_type, values).items()
            if value is not None and value != ""
        }
        ours = {"author": author, "recorded_at": world.stamp(), "recorded_offset": world.offset()}
        known = fields(record_type)
        return kept | {name: value for name, value in ours.items() if name in known}

    async def create(
        self,
        record_type: str,
        client: str,
        values: Mapping[str, Any],
        *,
        rule: Rule | None = None,
        draft_id: str | None = None,
    ) -> str:
        """Make a record in the dossier of a client; its id. Raises InvalidInput, NotFound, NotEnrolled."""
        kept = self.stamped(record_type, values)
        refuse(record_type, kept, rule)

        def create_it(writing: Writing) -> str:
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            return add(writing, record_type, client, kept)

        return await self._file.write(create_it)

    async def standing(self, client: str, ent: str) -> RecordStanding:
        """A record with all its fields as they stand now; raises NotFound."""
        me = self._file.database.actor
        return await self._file.read_of(client, lambda connection: of_record(connection, client, ent, me))

    async def change(
        self,
        seen: RecordStanding,
        values: Mapping[str, Any],
        *,
        rule: Rule | None = None,
        draft_id: str | None = None,
    ) -> None:
        """Set the fields whose value differs from what was seen, all or none. Raises InvalidInput."""
        self._file.author()
        record_type = seen.ent.partition(":")[0]
        kept = {name: checked(record_type, name, value) for name, value in values.items()}
        if rule is not None and (problems := rule({**seen.values, **kept})):
            raise InvalidInput(problems)
        before = seen.values
        changed = {name: value for name, value in kept.items() if value != before.get(name)}
        at = self._file.world.stamp()

        def change_it(writing: Writing) -> None:
            if draft_id is not None:
                drafts.discard(writing, draft_id)
            tx = writing.ids() if len(changed) > 1 else ""
            for name, value in changed.items():
                field = seen.fields[name]
                put(writing, field, value, field.base, tx)
            if changed:
                log_access(writing, "change", seen.client, at)

        await self._file.write(change_it)

    async def remove(self, client: str, ent: str, reason: str) -> None:
        """Take a record away, with the reason; the log keeps it. Raises InvalidInput without a reason."""
        self._file.author()
        refuse_reason(reason)
        at = self._file.world.stamp()

        def remove_it(writing: Writing) -> None:
            owner = merged.owner(writing.connection, client, ent)
            write.remove(writing, f"c:{owner}", ent, reason.strip())
            log_access(writing, "remove", client, at)

        await self._file.write(remove_it)

    async def listed(
        self, record_type: str, client: str, *, order: str = "recorded_at", where: str = ""
    ) -> list[dict[str, Any]]:
        """The records of one type in one dossier as they are shown, each field read as its shape says.

        `order` and `where` are SQL of our own, never anything typed.
        """
        return await self._file.read_of(
            client, lambda connection: rows(connection, record_type, client, order=order, where=where)
        )


def refuse(record_type: str, kept: Mapping[str, Any], rule: Rule | None = None) -> None:
    """Raise InvalidInput when a record may not be kept as it is."""
    problems = validate(record_type, kept)
    if rule is not None and not problems:
        problems = rule(kept)
    if problems:
        raise InvalidInput(problems)


def refuse_reason(reason: str) -> None:
    """Raise InvalidInput for a reason that is empty or too long; the field is called 'reason'."""
    from thuis_tui.casework.validation import REQUIRED, too_long

    if not reason.strip():
        raise InvalidInput([Problem("reason", REQUIRED)])
    if len(reason) > MAX_REASON:
        raise InvalidInput([Problem("reason", too_long(len(reason), MAX_REASON))])


def add(
    writing: Writing,
    record_type: str,
    client: str,
    kept: Mapping[str, Any],
    *,
    id: str | None = None,
    tx: str = "",
) -> str:
    """Inside a write: make a record that was looked at before, with its line in the access log; its id.

    What is added to a dossier that was merged goes to the one that goes on; what is part of another record
    goes where that is. Raises NotFound for a client that was never in this file.
    """
    known = writing.raw.execute("SELECT 1 FROM client WHERE id=?", (client,)).fetchone()
    if known is None and not scopes.is_closed(writing.raw, f"c:{client}"):
        raise NotFound(client)
    assert SCOPE_OF[record_type] == "c"
    client = _home(writing, record_type, client, kept)
    ent = write.create(writing, f"c:{client}", record_type, {**kept, "client": client}, id=id, tx=tx)
    at = kept.get("recorded_at")
    if isinstance(at, str):
        log_access(writing, "add", client, at)
    return ent.partition(":")[2]


_WHOLE = {"goal": "plan", "action": "goal", "assessment_score": "assessment", "meldcode_step": "meldcode"}
"""Of what is part of another record: the type of that record, which is the name of the field too."""


def _home(writing: Writing, record_type: str, client: str, kept: Mapping[str, Any]) -> str:
    """The dossier that a new record goes into."""
    if whole := _WHOLE.get(record_type):
        return merged.owner(writing.connection, client, f"{whole}:{kept[whole]}")
    return merged.goes_on(writing.connection, client)


def of_record(connection: Connection, client: str, ent: str, me: str) -> RecordStanding:
    """A record with all its fields; raises NotFound when it is not in the dossier of this client.

    One of a dossier that was merged into this one is told as that dossier's, where it is changed.
    """
    record_type, _colon, record = ent.partition(":")
    column = "id" if record_type == "client" else "client"
    together = merged.family(connection, client)
    found = connection.exec_driver_sql(
        f'SELECT {column} FROM "{RECORDS[record_type].__tablename__}"'  # noqa: S608
        f" WHERE id=? AND {column} {merged.one_of(together)}",
        (record, *together),
    ).first()
    if found is None:
        raise NotFound(ent)
    owner = str(found[0])
    return RecordStanding(
        owner,
        ent,
        {name: standing.of_field(connection, owner, name, me, ent) for name in fields(record_type)},
    )


def rows(
    connection: Connection,
    record_type: str,
    client: str,
    *,
    order: str = "recorded_at",
    where: str = "",
    parameters: Sequence[Any] = (),
) -> list[dict[str, Any]]:
    """The records of one type in one dossier, each as a mapping with its id; lists are read as lists.

    With those of the dossiers that were merged into it: `client` says in which each stands.
    """
    table = RECORDS[record_type].__tablename__
    condition = f" AND ({where})" if where else ""
    together = merged.family(connection, client)
    found = connection.exec_driver_sql(
        f'SELECT * FROM "{table}" WHERE client {merged.one_of(together)}{condition}'  # noqa: S608
        f" ORDER BY {order}, id",
        (*together, *parameters),
    ).mappings()
    return [read_row(record_type, dict(row)) for row in found]


def read_row(record_type: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """One row of a record's table as values: what is kept as a JSON list becomes a list."""
    known = fields(record_type)
    lists = {name for name, facts in known.items() if facts.shape in (Shape.CHOICES, Shape.REFERENCES)}
    return {
        name: (json.loads(value) if value else []) if name in lists else value
        for name, value in row.items()
        if name != "rowid"
    }
