"""The only way to write records: each function writes the operation and what it shows in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from thuis_tui.log import merge
from thuis_tui.log.operation import MAX_OPERATION, REMOVED, Kind
from thuis_tui.store import fold, purge, scopes, views
from thuis_tui.store.errors import NoAuthor, TooLong, UnknownRecord
from thuis_tui.store.views import Touched
from thuis_tui.store.writing import Writing

_to_json = msgspec.json.Encoder().encode


def create(
    writing: Writing,
    scope: str,
    record_type: str,
    values: Mapping[str, Any],
    *,
    id: str | None = None,
    tx: str = "",
) -> str:
    """Record something new and return its name, "<record type>:<id>". The values were validated before."""
    record_id = id or writing.ids()
    ent = f"{record_type}:{record_id}"
    known = dict(values)
    with writing.permitted():
        _append(writing, scope, ent, "", "create", known, (), tx)
        if purge.hide_written(writing, scope):
            return ent
        touched = Touched()
        # What was just made cannot have anything beneath it: no need to read registers back.
        views.add(writing, record_type, [(record_id, known)], touched)
        views.settle(writing, touched)
    return ent


def set_field(
    writing: Writing,
    scope: str,
    ent: str,
    field: str,
    value: Any,
    *,
    base: Sequence[str] | None = None,
    tx: str = "",
) -> str:
    """Give a field a value and return the operation's id.

    `base`: the ids of the values its author had seen; when not given, all that are in the file now. Raises
    UnknownRecord.
    """
    fields = _fields(writing, scope, ent)
    seen = base if base is not None else [head.id for head in fields.get(field) or fields[merge.CREATE]]
    return _change(writing, scope, ent, field, "set", value, seen, tx)


def remove(
    writing: Writing,
    scope: str,
    ent: str,
    reason: str,
    *,
    seen: Sequence[str] | None = None,
    base: Sequence[str] | None = None,
    tx: str = "",
) -> str:
    """Remove a record; what others wrote unseen beats it, flagged.

    `seen`: the ids of the values its author had seen; `base`: those of the removals. When not given, all that
    are in the file now.
    """
    fields = _fields(writing, scope, ent)
    value = {"reason": reason, "seen": merge.seen(fields) if seen is None else list(seen)}
    if base is None:
        base = [head.id for head in fields.get(REMOVED, ())]
    return _change(writing, scope, ent, REMOVED, "remove", value, base, tx)


def put_back(
    writing: Writing, scope: str, ent: str, *, base: Sequence[str] | None = None, tx: str = ""
) -> str:
    """Take removals of a record back: those in `base`, or all that are in the file; the operation's id."""
    fields = _fields(writing, scope, ent)
    if base is None:
        base = [head.id for head in fields.get(REMOVED, ())]
    return _change(writing, scope, ent, REMOVED, "set", None, base, tx)


def mark_undone(writing: Writing, scope: str, ids: Iterable[str], undid: Mapping[str, str]) -> None:
    """Keep that operations of ours were undone, and which undid them: neither is the last change any more.

    `undid`: what each of those brought back, ids with spaces between.
    """
    rows: list[tuple[str, str, str | None]] = [(scope, id_, None) for id_ in ids]
    rows += [(scope, id_, brought) for id_, brought in undid.items()]
    with writing.permitted():
        writing.raw.executemany(
            "INSERT INTO undone(scope, id, stands_for) VALUES(?, ?, ?)"
            " ON CONFLICT(scope, id) DO UPDATE SET stands_for=coalesce(stands_for, excluded.stands_for)",
            rows,
        ).close()


def identify(writing: Writing, actor: str) -> None:
    """Keep under whose name everything is written from now on: at enrolment."""
    from thuis_tui.store import meta

    meta.put(writing.raw, meta.ACTOR, actor)
    writing.actor = actor
    writing.sync = True


def _fields(writing: Writing, scope: str, ent: str) -> fold.Registers:
    fields = fold.registers(writing.raw, scope, [ent])[ent]
    if not fields.get(merge.CREATE):
        raise UnknownRecord(ent)
    return fields


def _change(
    writing: Writing, scope: str, ent: str, field: str, kind: Kind, value: Any, base: Sequence[str], tx: str
) -> str:
    with writing.permitted():
        operation_id = _append(writing, scope, ent, field, kind, value, base, tx)
        if purge.hide_written(writing, scope):
            return operation_id
        touched = Touched()
        fold.refold(writing, scope, [ent], touched)
        views.settle(writing, touched)
    return operation_id


def _append(
    writing: Writing, scope: str, ent: str, field: str, kind: Kind, value: Any, base: Sequence[str], tx: str
) -> str:
    if not writing.actor:
        raise NoAuthor("no caseworker is known yet")
    chain, operation_id, stamp = scopes.chain_end(writing, scope), writing.ids(), writing.clock.tick()
    end, raw = chain.link(
        id=operation_id,
        tx=tx,
        ent=ent,
        field=field,
        kind=kind,
        val=_to_json(value),
        base=base,
        hlc=stamp,
        actor=writing.actor,
    )
    if len(raw) > MAX_OPERATION:
        raise TooLong(f"{len(raw)} bytes, at most {MAX_OPERATION}")
    writing.raw.execute(
        "INSERT INTO operation(scope, chain, n, id, tx, ent, field, kind, hlc, payload, hash)"
        " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (scope, chain.chain, end.n, operation_id, tx, ent, field, kind, stamp, raw, end.hash),
    ).close()
    writing.raw.execute("UPDATE scope SET n=?, hash=? WHERE scope=?", (end.n, end.hash, scope)).close()
    writing.ents.add(ent)
    writing.scopes.add(scope)
    writing.sync = True
    return operation_id
