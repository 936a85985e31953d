"""Reading a dossier; every opening is in the access log, offline too."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

import msgspec
from sqlalchemy import Connection

from thuis_tui.casework import reading
from thuis_tui.casework.attribute import Attribute
from thuis_tui.casework.client import Client
from thuis_tui.casework.names import full_name
from thuis_tui.casework.records import fields
from thuis_tui.desk import erased, merging, names, timeline
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.shapes import Dossier, FieldShown, NoteShown, NotFound, Sibling, TimelineEntry
from thuis_tui.desk.world import stamp_of
from thuis_tui.language import _
from thuis_tui.log import clock, merge
from thuis_tui.log.register import Head
from thuis_tui.store import fold, merged

_COLUMNS = ("first_name", "name_prefix", "surname", "alias")
_Answer = Literal["unknown", "refused", "not_asked"]


class Dossiers:
    """One client's file: the fields and the timeline of notes."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def open(self, client: str) -> Dossier:
        """The head of the dossier, and a line in the access log; raises NotFound."""
        found = await self._file.read(lambda connection: _dossier(connection, client))
        if found is None:
            raise NotFound(client)
        await self.log_reading(client)
        return found

    async def name(self, client: str) -> str:
        """How the client is called; raises NotFound."""
        found = await self._file.read(lambda connection: names.of_clients(connection, [client]))
        if client not in found:
            raise NotFound(client)
        return found[client]

    async def timeline(self, client: str) -> tuple[int, ...]:
        """Row ids of the client's notes, the latest event first, with those of dossiers merged into it."""
        return await self._file.read_of(client, lambda connection: _timeline(connection, client))

    async def entries(self, rowids: Sequence[int]) -> list[TimelineEntry]:
        """The timeline entries of these row ids, in the order asked for."""
        return await self._file.read(lambda connection: timeline.entries(connection, rowids))

    async def note(self, note_id: str) -> NoteShown:
        """One note in full with its amendments, and a line in the access log; raises NotFound."""
        found = await self._file.read(lambda connection: timeline.note(connection, note_id))
        if found is None:
            raise NotFound(note_id)
        await self._file.saw_each([found.entry.client])
        return found

    async def log_reading(self, client: str) -> None:
        """A line in the access log of each dossier that is read as this one, one for each sitting."""
        await self._file.saw(client)


def _timeline(connection: Connection, client: str) -> tuple[int, ...]:
    together = merged.family(connection, client)
    if len(together) == 1:
        rows = connection.exec_driver_sql(
            "SELECT rowid FROM note WHERE client=? ORDER BY occurred_at DESC, rowid DESC", (client,)
        )
    else:
        rows = connection.exec_driver_sql(
            "SELECT note.rowid FROM json_each(?) one CROSS JOIN note ON note.client=one.value"
            " ORDER BY occurred_at DESC, note.rowid DESC",
            (json.dumps(together),),
        )
    return tuple(row[0] for row in rows)


def _dossier(connection: Connection, client: str) -> Dossier | None:
    row = connection.exec_driver_sql("SELECT * FROM client WHERE id=?", (client,)).mappings().first()
    if row is None:
        return None
    answers: Mapping[str, str] = json.loads(row["answers"])
    siblings = _siblings(connection, client) if row["conflicts"] else {}
    shown = tuple(
        _field(facts, row[name], answers.get(name), siblings.get(name, ()))
        for name, facts in fields("client").items()
        if name in Client.model_fields
    )
    gone = erased.in_words(connection, client, f"client:{client}")
    if gone:
        ent = f"client:{client}"
        shown = tuple(replace(one, text=gone.get((ent, one.name), one.text)) for one in shown)
    together = merging.family(connection, client)
    if together.into is not None:
        # Read by the name of its client; the id means nothing to a person.
        called = together.into[1]
        shown = tuple(replace(one, text=called) if one.name == "merged_into" else one for one in shown)
    return Dossier(
        client,
        full_name(*(row[name] for name in _COLUMNS)),
        shown,
        row["conflicts"] + _conflicts_of(connection, [one for one, _name in together.merged]),
        together.into,
        together.merged,
        together.ring,
    )


def _conflicts_of(connection: Connection, clients: Sequence[str]) -> int:
    """How many fields of other dossiers, which are read as this one, people disagree about."""
    if not clients:
        return 0
    sql = f"SELECT sum(conflicts) FROM client WHERE id {merged.one_of(clients)}"  # noqa: S608
    return int(connection.exec_driver_sql(sql, tuple(clients)).scalar_one() or 0)


def _field(facts: Attribute, value: Any, answer: str | None, siblings: tuple[Sibling, ...]) -> FieldShown:
    if answer is not None:
        value = {"answer": answer}
    given = reading.answer(value)
    return FieldShown(
        name=facts.name,
        label=_(facts.label),
        text=reading.shown(facts, value),
        value=value,
        answer=cast(_Answer, given) if given is not None else None,
        siblings=siblings,
    )


def _siblings(connection: Connection, client: str) -> dict[str, tuple[Sibling, ...]]:
    """All values of the fields that have more than one, the latest last."""
    raw = connection.connection.driver_connection
    ent = f"client:{client}"
    state = merge.fold(fold.registers(raw, f"c:{client}", [ent])[ent])
    authors = names.of_caseworkers(
        connection, [head.actor for heads in state.conflicts.values() for head in heads]
    )
    known = fields("client")
    return {
        name: tuple(_sibling(known[name], head, authors) for head in merge.distinct(heads))
        for name, heads in state.conflicts.items()
        if name in known
    }


def _sibling(facts: Attribute, head: Head, authors: Mapping[str, str]) -> Sibling:
    return Sibling(
        text=reading.shown(facts, msgspec.json.decode(head.value)),
        author_name=authors.get(head.actor, ""),
        written_at=stamp_of(clock.milliseconds(head.hlc)),
    )
