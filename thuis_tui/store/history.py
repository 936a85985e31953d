"""What fields said before: what others gave them, as it came, and what we gave them, once we let go of it.

The shadow keeps only what stands. This is a log beside it: nothing is decided by it, it is never built anew,
and it goes with its dossier. What was before a dossier was read as it stands comes later, see `past`.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from thuis_tui.log import merge
from thuis_tui.log.clock import COUNTER_BITS
from thuis_tui.log.operation import decode
from thuis_tui.log.register import Head, decode_heads
from thuis_tui.log.wire import PullRow
from thuis_tui.store.connection import Raw, driver
from thuis_tui.store.fold import UNCONFIRMED, head_of
from thuis_tui.store.scopes import OF_SCOPE

Key = tuple[str, int]
"""Where a change lies: "operation", "history" or "register", and its rowid there."""
_TABLES = ("operation", "history", "register")
_read = msgspec.json.Decoder().decode

_KEEP = (
    "INSERT INTO history(scope_row, ent, field, id, hlc, actor, base, value)"
    " SELECT s.rowid, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM scope s WHERE s.scope=?1 AND NOT EXISTS("
    "SELECT 1 FROM history h WHERE h.scope_row=s.rowid AND h.hlc=?5 AND h.id=?4)"
)
_MADE = ("note:%", "amendment:%")
"""Records with a list of their own, whose making is no news in a history."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one field, or the making of a record (`field` is empty).

    `before`: the values it replaced; None where this file does not have them. `replaced`: of each of these
    the operation that gave it and who wrote that, as far as they are known one by one.
    """

    key: Key
    id: str
    ent: str
    field: str
    hlc: int
    actor: str
    value: Any
    before: tuple[Any, ...] | None
    ours: bool
    """Written on this laptop, as far as that is still known."""
    replaced: tuple[tuple[str, str], ...] = ()


def keep(raw: Raw, rows: Iterable[tuple[str, PullRow]]) -> None:
    """Keep what changed fields, each row of the service's log with its scope; twice is once."""
    kept = [
        (scope, row.ent, row.field, row.id, row.hlc, row.actor, " ".join(row.base), bytes(row.val))
        for scope, row in rows
        if row.kind != "create"
    ]
    if kept:
        raw.executemany(_KEEP, kept).close()


def keep_own(raw: Raw, payloads: Iterable[tuple[str, bytes]]) -> None:
    """Keep operations of ours, each with its scope, that the file is about to let go of."""
    kept = []
    for scope, payload in payloads:
        operation = decode(payload)
        head = head_of(operation)
        base = " ".join(operation.base)
        kept.append(
            (scope, operation.ent, operation.field, head.id, head.hlc, head.actor, base, bytes(head.value))
        )
    if kept:
        raw.executemany(_KEEP, kept).close()


def begins(raw: Raw, scope: str, milliseconds: int) -> None:
    """Mark that a scope was read as it stands at this moment: what was before it is not here."""
    raw.executemany(_KEEP, [(scope, "", "", "", milliseconds << COUNTER_BITS, "", "", b"null")]).close()


def whole(raw: Raw, scope: str) -> None:
    """Take the marks of `begins` off: all that was before is here now."""
    raw.execute(f"DELETE FROM history WHERE {OF_SCOPE} AND id=''", (scope,)).close()  # noqa: S608


def forget(raw: Raw, scope: str) -> None:
    """Drop all that is kept of a scope."""
    raw.execute(f"DELETE FROM history WHERE {OF_SCOPE}", (scope,)).close()  # noqa: S608


def since(connection: Connection, scope: str) -> int | None:
    """From when on, in milliseconds, the file has every change of a scope; None: from its beginning."""
    row = (
        driver(connection)
        .execute(f"SELECT max(hlc) FROM history WHERE {OF_SCOPE} AND id=''", (scope,))  # noqa: S608
        .fetchone()
    )
    return None if row[0] is None else int(row[0]) >> COUNTER_BITS


def keys(connection: Connection, scopes: Collection[str], ent: str = "", field: str = "") -> list[Key]:
    """Every change of these scopes, of one record or of one field in them, the latest first."""
    found = [one for scope in scopes for one in _keys(driver(connection), scope, ent, field)]
    return [key for _, _, key in sorted(found, reverse=True)]


def _keys(raw: Raw, scope: str, ent: str, field: str) -> list[tuple[int, str, Key]]:
    ours = raw.execute(
        "SELECT o.rowid, o.hlc, o.id FROM operation o WHERE o.scope=?1 AND (?2='' OR o.ent=?2)"  # noqa: S608
        " AND (?3='' OR o.field IN (?3, '')) AND (o.kind<>'create' OR ("
        f"o.ent NOT LIKE '{_MADE[0]}' AND o.ent NOT LIKE '{_MADE[1]}' AND {UNCONFIRMED}))",
        (scope, ent, field),
    ).fetchall()
    found: list[tuple[int, str, Key]] = [(hlc, id_, ("operation", rowid)) for rowid, hlc, id_ in ours]
    known = {id_ for _, id_, _ in found}
    others = raw.execute(
        f"SELECT rowid, hlc, id FROM history WHERE {OF_SCOPE} AND id<>'' AND (?2='' OR ent=?2)"  # noqa: S608
        " AND (?3='' OR field=?3)",
        (scope, ent, field),
    )
    found += [(hlc, id_, ("history", rowid)) for rowid, hlc, id_ in others if id_ not in known]
    known = {id_ for _, id_, _ in found}
    made = raw.execute(
        f"SELECT rowid, heads FROM register WHERE {OF_SCOPE} AND field='' AND (?2='' OR ent=?2)"  # noqa: S608
        f" AND ent NOT LIKE '{_MADE[0]}' AND ent NOT LIKE '{_MADE[1]}'",
        (scope, ent),
    )
    for rowid, heads in made:
        first = min(decode_heads(heads), key=_age, default=None)
        if first is not None and first.id not in known:
            found.append((first.hlc, first.id, ("register", rowid)))
    return found


def changes(connection: Connection, scope: str, asked: Collection[Key]) -> list[Change]:
    """The changes at these places, in the order asked for; those that are gone are left out."""
    raw = driver(connection)
    found = _found(raw, scope, asked)
    there = known(raw, scope, {row.ent for row in found.values()})
    return [_change(key, found[key], there) for key in asked if key in found]


@dataclass(slots=True)
class Known:
    """What the file knows of what operations on some records said, by their ids.

    `made`: those of them that made a record, and so say all its fields; `was`: what heads replaced; `by`: who
    wrote them.
    """

    said: dict[str, Any] = dataclass_field(default_factory=dict)
    by: dict[str, str] = dataclass_field(default_factory=dict)
    made: set[str] = dataclass_field(default_factory=set)
    was: dict[str, Any] = dataclass_field(default_factory=dict)

    def before(self, id_: str, field: str, base: Iterable[str]) -> tuple[Any, ...] | None:
        """The values that an operation with this base replaced; None when they are not here."""
        found = []
        for replaced in base:
            if replaced not in self.said:
                return (self.was[id_],) if id_ in self.was else None
            value = self.said[replaced]
            # A removal that replaces nothing has an empty base, never the making of its record.
            found.append(value.get(field) if replaced in self.made else value)
        return tuple(found)


def known(raw: Raw, scope: str, ents: Collection[str]) -> Known:
    """Read what there is about these records of one scope."""
    asked = json.dumps(list(ents))
    these = "ent IN (SELECT value FROM json_each(?2))"
    found = Known()
    for id_, actor, value in raw.execute(
        f"SELECT id, actor, value FROM history WHERE {OF_SCOPE} AND {these}",  # noqa: S608
        (scope, asked),
    ):
        found.said[id_], found.by[id_] = _read(value), actor
    for field, heads in raw.execute(
        f"SELECT field, heads FROM register WHERE scope=?1 AND {these}",  # noqa: S608
        (scope, asked),
    ):
        for head in decode_heads(heads):
            found.said[head.id], found.by[head.id] = _read(head.value), head.actor
            if field == merge.CREATE:
                found.made.add(head.id)
            elif head.was and (was := _read(head.was)) is not None:  # null: not known, or nothing
                found.was[head.id] = was
    for (payload,) in raw.execute(
        f"SELECT payload FROM operation WHERE scope=?1 AND {these}",  # noqa: S608
        (scope, asked),
    ):
        operation = decode(payload)
        found.said[operation.id], found.by[operation.id] = _read(head_of(operation).value), operation.actor
        if operation.kind == "create":
            found.made.add(operation.id)
    return found


def stands_for(raw: Raw, scope: str, ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Which operations each of these stands for: itself, or, for an undo of ours, what it brought back."""
    brought = dict(
        raw.execute(
            "SELECT id, stands_for FROM undone WHERE scope=? AND id IN (SELECT value FROM json_each(?))"
            " AND stands_for IS NOT NULL",
            (scope, json.dumps(list(ids))),
        ).fetchall()
    )
    return {id_: frozenset(brought[id_].split() if id_ in brought else (id_,)) for id_ in ids}


class _Row(NamedTuple):
    id: str
    ent: str
    field: str
    hlc: int
    actor: str
    value: bytes
    base: Sequence[str]


def _found(raw: Raw, scope: str, asked: Collection[Key]) -> dict[Key, _Row]:
    places = {table: json.dumps([at for of, at in asked if of == table]) for table in _TABLES}
    found: dict[Key, _Row] = {}
    for rowid, payload in raw.execute(
        "SELECT rowid, payload FROM operation WHERE rowid IN (SELECT value FROM json_each(?)) AND scope=?",
        (places["operation"], scope),
    ):
        operation = decode(payload)
        head = head_of(operation)
        found["operation", rowid] = _Row(
            head.id, operation.ent, operation.field, head.hlc, head.actor, bytes(head.value), operation.base
        )
    for rowid, ent, field, id_, hlc, actor, base, value in raw.execute(
        f"SELECT rowid, ent, field, id, hlc, actor, base, value FROM history WHERE {OF_SCOPE}"  # noqa: S608
        " AND rowid IN (SELECT value FROM json_each(?2))",
        (scope, places["history"]),
    ):
        found["history", rowid] = _Row(id_, ent, field, hlc, actor, value, base.split())
    for rowid, ent, heads in raw.execute(
        "SELECT rowid, ent, heads FROM register WHERE rowid IN (SELECT value FROM json_each(?)) AND scope=?",
        (places["register"], scope),
    ):
        first = min(decode_heads(heads), key=_age)
        found["register", rowid] = _Row(first.id, ent, "", first.hlc, first.actor, bytes(first.value), ())
    return found


def _change(key: Key, row: _Row, there: Known) -> Change:
    return Change(
        key=key,
        id=row.id,
        ent=row.ent,
        field=row.field,
        hlc=row.hlc,
        actor=row.actor,
        value=_read(row.value),
        before=there.before(row.id, row.field, row.base),
        ours=key[0] == "operation",
        replaced=tuple((id_, there.by.get(id_, "")) for id_ in row.base),
    )


def _age(head: Head) -> tuple[int, str]:
    return head.hlc, head.id
