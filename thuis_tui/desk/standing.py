"""How a field of a client stands: its values with who wrote each, and what it was before them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import Connection

from thuis_tui.casework import reading
from thuis_tui.casework.attribute import Attribute, Merge, Shape
from thuis_tui.casework.records import RECORDS, fields, pick, record_label, scope_for
from thuis_tui.desk import erased, names
from thuis_tui.desk.shapes import FieldStanding, FieldValue, NotFound
from thuis_tui.desk.world import stamp_of
from thuis_tui.language import _
from thuis_tui.log import clock, merge
from thuis_tui.log.register import Head
from thuis_tui.store import conflicts, merged

_read = msgspec.json.Decoder().decode


def of_field(
    connection: Connection, client: str, field: str, me: str, ent: str | None = None
) -> FieldStanding:
    """The field as the file has it now; raises NotFound for a client or a field that is not here.

    `ent`: the record in the client's dossier that it belongs to; when not given, the client. One that stands
    in a dossier that was merged into this one is told as that dossier's, where it is changed.
    """
    client = merged.owner(connection, client, ent) if ent is not None else client
    called = names.of_clients(connection, [client])
    ent = ent or f"client:{client}"
    scope = scope_for(ent.partition(":")[0], client)
    if scope != "ref" and client not in called:
        raise NotFound(client)
    found = _of(connection, scope, field, me, ent)
    return found if scope == "ref" else replace(found, client=client, client_name=called[client])


def of_shared(connection: Connection, ent: str, field: str, me: str) -> FieldStanding:
    """A field of a record that all share, which is of no client; raises NotFound for an unknown one."""
    return _of(connection, "ref", field, me, ent)


def _of(connection: Connection, scope: str, field: str, me: str, ent: str) -> FieldStanding:
    """The field with its values, without whose it is."""
    record_type = ent.partition(":")[0]
    facts = fields(record_type).get(field) if record_type in RECORDS else None
    if facts is None:
        raise NotFound(ent)
    found = conflicts.siblings(connection, scope, ent, field)
    heads, base = found.heads, found.seen
    if not heads:
        made = conflicts.siblings(connection, scope, ent, merge.CREATE)
        heads, base = tuple(_made_with(head, field) for head in made.heads), made.seen
    return FieldStanding(
        client="",
        client_name="",
        field=field,
        label=label_of(ent, facts),
        was=reading.shown(facts, found.was),
        values=_said(
            connection, scope, ent, field, _values(connection, record_type, facts, heads, me), heads
        ),
        base=base,
        long=facts.shape is Shape.TEXT,
        safety=facts.merge is Merge.STRICTEST,
        ent=ent,
    )


def _made_with(head: Head, field: str) -> Head:
    """What a record was made with says about one of its fields."""
    value = _read(head.value).get(field)
    return Head(head.id, head.hlc, head.actor, msgspec.Raw(msgspec.json.encode(value)))


def label_of(ent: str, facts: Attribute) -> str:
    """What a field is called where its record is not in sight: "Risk: Colour", of a client "Telephone"."""
    record_type = ent.partition(":")[0]
    label = _(facts.label)
    return label if record_type == "client" else f"{_(record_label(record_type))}: {label}"


def _values(
    connection: Connection, record_type: str, facts: Attribute, heads: Sequence[Head], me: str
) -> tuple[FieldValue, ...]:
    """One for each different value: mine first, then those of others in the order of writing."""
    if not heads:
        return ()
    authors = names.of_caseworkers(connection, {head.actor for head in heads})
    here = _written_here(connection, heads)
    governing = pick(record_type)(facts.name, heads)
    shown = [
        _value(facts, head, _alike(head, heads), authors, me, here, governing)
        for head in merge.distinct(heads)
    ]
    if facts.name == "merged_into":
        # A dossier is known by the name of its client, not by its id.
        called = names.of_clients(connection, [one.value for one in shown])
        shown = [replace(one, text=called.get(one.value, one.text)) for one in shown]
    return tuple(sorted(shown, key=lambda value: not value.mine))


def _said(
    connection: Connection,
    scope: str,
    ent: str,
    field: str,
    values: tuple[FieldValue, ...],
    heads: Sequence[Head],
) -> tuple[FieldValue, ...]:
    """The values, with in words that one was erased: an empty one would look as if it was never given."""
    if all(one.value is not None for one in values):
        return values
    taken = erased.told(connection, scope, ent).get((ent, field))
    if taken is None:
        return values
    actors = {head.id: head.actor for head in heads}
    return tuple(
        replace(one, text=erased.words(taken.at))
        if one.value is None and any(taken.left(id_, actors[id_]) for id_ in one.ids)
        else one
        for one in values
    )


def _written_here(connection: Connection, heads: Sequence[Head]) -> frozenset[str]:
    """Which of them are operations of this file."""
    asked = json.dumps([head.id for head in heads])
    rows = connection.exec_driver_sql(
        "SELECT id FROM operation WHERE id IN (SELECT value FROM json_each(?))", (asked,)
    )
    return frozenset(row[0] for row in rows)


def _alike(head: Head, heads: Sequence[Head]) -> list[Head]:
    value = _read(head.value)
    return [each for each in heads if _read(each.value) == value]


def _value(
    facts: Attribute,
    head: Head,
    alike: Sequence[Head],
    authors: Mapping[str, str],
    me: str,
    here: Collection[str],
    governing: Head,
) -> FieldValue:
    value: Any = _read(head.value)
    return FieldValue(
        ids=tuple(each.id for each in alike),
        value=value,
        text=reading.shown(facts, value),
        author_name=authors.get(head.actor, ""),
        written_at=stamp_of(clock.milliseconds(head.hlc)),
        mine=any(each.actor == me for each in alike),
        here=any(each.id in here and each.actor == me for each in alike),
        governs=governing in alike,
    )
