"""From the log to what is shown: confirmed registers, then our own operations on top, record by record."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from thuis_tui.casework.records import decided_alone, pick
from thuis_tui.log import merge
from thuis_tui.log.operation import REMOVED, Operation, decode
from thuis_tui.log.register import Head, advance, decode_heads, replaced
from thuis_tui.log.versions import UPCASTERS, upcast
from thuis_tui.store import schema, views
from thuis_tui.store.connection import Raw
from thuis_tui.store.scopes import ACTIVE, OF_SCOPE
from thuis_tui.store.views import Touched, Values
from thuis_tui.store.writing import Writing

Registers = dict[str, tuple[Head, ...]]
_BATCH = 500
UNCONFIRMED = "NOT EXISTS(SELECT 1 FROM confirmation WHERE confirmation.operation=o.rowid)"
"""Of an operation `o`: it did not come back from the service yet."""


def registers(raw: Raw, scope: str, ents: Collection[str]) -> dict[str, Registers]:
    """The registers of these records by field, with our own unconfirmed operations applied in order."""
    asked = json.dumps(list(ents))
    found: dict[str, Registers] = {ent: {} for ent in ents}
    for ent, field, heads in raw.execute(
        "SELECT ent, field, heads FROM register WHERE scope=? AND ent IN (SELECT value FROM json_each(?))",
        (scope, asked),
    ):
        found[ent][field] = decode_heads(heads)
    rows = raw.execute(
        "SELECT payload, rowid FROM operation o WHERE scope=? AND ent IN (SELECT value FROM json_each(?))"  # noqa: S608
        f" AND {UNCONFIRMED} ORDER BY rowid",
        (scope, asked),
    ).fetchall()
    past = _replaced_by_us(raw, scope, asked, rows[0][1]) if rows else ()
    for payload, _ in rows:
        operation = decode(payload)
        fields = found[operation.ent]
        before = fields.get(operation.field, ())
        head = None if (operation.field, operation.id) in past else head_of(operation, before)
        fields[operation.field] = advance(before, operation.base, head)
    return found


def _replaced_by_us(raw: Raw, scope: str, asked: str, after: int) -> set[tuple[str, str]]:
    """What we replaced by something later that did come back: what was refused does not show up again."""
    rows = raw.execute(
        "SELECT payload FROM operation o WHERE scope=? AND ent IN (SELECT value FROM json_each(?))"  # noqa: S608
        f" AND o.rowid>? AND NOT {UNCONFIRMED}",
        (scope, asked, after),
    )
    later = (decode(payload) for (payload,) in rows)
    return {(operation.field, id_) for operation in later for id_ in operation.base}


def head_of(operation: Operation, before: Sequence[Head] = ()) -> Head:
    """The value that an operation gives its field, where these were before."""
    was = replaced(before, operation.base) if operation.kind == "set" else msgspec.Raw()
    val = operation.val
    if operation.sv in UPCASTERS:
        val = upcast(operation.sv, operation.ent, operation.field, operation.kind, val)
    return Head(operation.id, operation.hlc, operation.actor, val, was)


def refold(writing: Writing, scope: str, ents: Collection[str], touched: Touched) -> None:
    """Recompute the rows of these records of one scope; `views.settle` has to follow."""
    if not ents:
        return
    raw = writing.raw
    shown: dict[str, list[tuple[str, Values]]] = {}
    gone: dict[str, list[tuple[str, Values]]] = {}
    conflicts: list[tuple[str, str, str]] = []
    for ent, fields in registers(raw, scope, ents).items():
        record_type, _, record_id = ent.partition(":")
        if record_type not in schema.views():
            continue
        state = merge.fold(fields, pick(record_type))
        kept = state.created and not state.removed
        (shown if kept else gone).setdefault(record_type, []).append((record_id, state.values))
        if kept:
            asked = state.conflicts.keys() - decided_alone(record_type)
            conflicts.extend((scope, ent, field) for field in asked)
            if state.removal_contested:
                conflicts.append((scope, ent, REMOVED))
    _write_conflicts(raw, scope, ents, conflicts, touched)
    for record_type, records in shown.items():
        views.replace(writing, record_type, records, touched)
    for record_type, records in gone.items():
        views.take_away(writing, record_type, records, touched)


def _write_conflicts(
    raw: Raw, scope: str, ents: Collection[str], conflicts: list[tuple[str, str, str]], touched: Touched
) -> None:
    removed = raw.execute(
        "DELETE FROM conflict WHERE ent IN (SELECT value FROM json_each(?))", (json.dumps(list(ents)),)
    ).rowcount
    if conflicts:
        raw.executemany("INSERT INTO conflict(scope, ent, field) VALUES(?, ?, ?)", conflicts).close()
    if (removed or conflicts) and scope.startswith("c:"):
        touched.recount.add(scope[2:])


def rebuild(writing: Writing) -> None:
    """Fold everything from empty: views, words, conflicts and counts, from registers and own operations."""
    raw = writing.raw
    with writing.permitted():
        for table in schema.views().values():
            raw.execute(f'DELETE FROM "{table.name}"').close()  # noqa: S608
        raw.execute("DELETE FROM conflict").close()
        raw.execute("DELETE FROM note_moment").close()
        for index in ("client_search", "note_search"):
            raw.execute(f"INSERT INTO {index}({index}) VALUES('delete-all')").close()
        for scope, ents in _all_records(raw):
            touched = Touched()
            refold(writing, scope, ents, touched)
            views.settle(writing, touched)
            writing.scopes.add(scope)


def _all_records(raw: Raw) -> Iterator[tuple[str, list[str]]]:
    for (scope,) in raw.execute("SELECT scope FROM scope WHERE state=? ORDER BY rowid", (ACTIVE,)).fetchall():
        rows = raw.execute(
            f"SELECT ent FROM register WHERE {OF_SCOPE}"  # noqa: S608
            f" UNION SELECT ent FROM operation o WHERE scope=? AND {UNCONFIRMED}",
            (scope, scope),
        ).fetchall()
        for batch in _batches(rows):
            yield scope, batch


def _batches(rows: list[Any]) -> Iterable[list[str]]:
    for at in range(0, len(rows), _BATCH):
        yield [row[0] for row in rows[at : at + _BATCH]]
