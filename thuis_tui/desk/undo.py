"""Undoing: the last own change on this laptop that still stands is taken back by new, ordinary operations.

What was written together (one `tx`) is undone together. What was undone, and what undid it, is not undone
again: the next undo is about the change before it, also after a restart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from thuis_tui.casework.records import IMMUTABLE, RECORDS, record_label
from thuis_tui.desk import names
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.history import SERVICE, label_of
from thuis_tui.desk.world import stamp_of
from thuis_tui.language import N_, _, dates
from thuis_tui.log import clock, merge
from thuis_tui.log.operation import REMOVED, Operation, decode
from thuis_tui.log.register import Head
from thuis_tui.store import fold, history, write
from thuis_tui.store.connection import Raw, driver
from thuis_tui.store.scopes import ACTIVE
from thuis_tui.store.writing import Writing

LOOKED_AT = 5_000
"""Of our latest operations, among them the access log, so many are looked at for something to undo."""
_LAST = """SELECT o.rowid, o.scope, o.tx FROM operation o
    WHERE o.rowid > (SELECT ifnull(max(rowid), 0) FROM operation) - ?
    AND (substr(o.scope, 1, 2) IN ('c:', 'h:') OR o.ent LIKE 'place:%')
    AND EXISTS(SELECT 1 FROM scope s WHERE s.scope=o.scope AND s.state=?)
    AND NOT EXISTS(SELECT 1 FROM undone u WHERE u.scope=o.scope AND u.id=o.id)
    ORDER BY o.rowid DESC LIMIT 1"""
_GROUP = """SELECT o.scope, o.payload FROM operation o WHERE o.rowid > ? - ? AND o.rowid <= ?
    AND (o.rowid=? OR (o.tx<>'' AND o.tx=?)) ORDER BY o.rowid"""
_NAMED = "SELECT 1 FROM client WHERE id=? AND coalesce(first_name, surname, alias) IS NOT NULL"
_FOR_GOOD = N_(
    "The last thing you did was: {what}. It is filed for good and cannot be undone; an amendment can stand"
    " beside it. Nothing was changed."
)
_DOSSIER = N_("The last thing you did was making a dossier; that cannot be undone here. Nothing was changed.")
_SINCE = N_(
    "{name} changed this after you, on {when}: {what}. So your change was not undone; the history of the"
    " dossier (H) shows both."
)
_NOT_HERE = N_(
    "What it said before is not on this laptop, so it cannot be undone here: {what}. Change it by hand."
)
_NAMELESS = N_("Without this name the dossier could not be found again, so it was not undone: {what}.")


class CannotUndo(RuntimeError):
    """The last change stays; `reason` says why, in the user's language and without the name of a client."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LastChange:
    """What an undo is about. `what` names fields and kinds of record, never what they say."""

    client: str
    client_name: str
    ent: str
    field: str
    what: str
    at: str
    ids: tuple[str, ...]
    decision: bool
    """It replaced several values of people who had not seen each other's."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Operations that are undone together, in the order in which they were written, each with its scope."""

    members: tuple[tuple[str, Operation], ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(operation.id for _scope, operation in self.members)

    @property
    def chief(self) -> tuple[str, Operation]:
        """What it is called after: what it made in a dossier, else its first change there."""
        there = [one for one in self.members if not one[0].startswith("u:")]
        return next((one for one in there if one[1].kind == "create"), there[0])


class Undo:
    """Takes back what this caseworker did last on this laptop."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def last(self) -> LastChange | None:
        """What `undo` would take back now; None when there is nothing."""
        return await self._file.read(_last)

    async def undo(self, expected: LastChange | None = None) -> LastChange | None:
        """Take the last change back; what it was, or None when there is none. Raises CannotUndo.

        `expected`: what was asked about; when something else came last meanwhile nothing is undone.
        """
        self._file.author()
        at = self._file.world.stamp()

        def undo_it(writing: Writing) -> LastChange | None:
            group = _group(writing.raw)
            if group is None or (expected is not None and group.ids != expected.ids):
                return None
            _take_back(writing, group, self._file.world.offset())
            last = _told(writing.connection, group)
            log_access(writing, "change", last.client, at)
            return last

        return await self._file.write(undo_it)


def _last(connection: Connection) -> LastChange | None:
    group = _group(driver(connection))
    return None if group is None else _told(connection, group)


def _group(raw: Raw) -> _Group | None:
    found = raw.execute(_LAST, (LOOKED_AT, ACTIVE)).fetchone()
    if found is None:
        return None
    rowid, _scope, tx = found
    rows = raw.execute(_GROUP, (rowid, LOOKED_AT, rowid, rowid, tx)).fetchall()
    return _Group(tuple((scope, decode(payload)) for scope, payload in rows))


def _told(connection: Connection, group: _Group) -> LastChange:
    scope, chief = group.chief
    client, name = names.of_subjects(connection, [scope]).get(scope, (scope[2:], ""))
    return LastChange(
        client=client,
        client_name=name,
        ent=chief.ent,
        field=chief.field,
        what=_what(group),
        at=stamp_of(clock.milliseconds(chief.hlc)),
        ids=group.ids,
        decision=any(
            len(operation.base) > 1 or (operation.field == REMOVED and operation.base)
            for _scope, operation in group.members
        ),
    )


def _what(group: _Group) -> str:
    chief = group.chief[1]
    label = label_of(chief.ent, chief.field)
    if chief.kind == "create":
        return _("{record}, new").format(record=label)
    if chief.field == REMOVED:
        return (_("{record}, removed") if chief.kind == "remove" else _("{record}, put back")).format(
            record=label
        )
    more = len({(operation.ent, operation.field) for _scope, operation in group.members}) - 1
    return _("{label} and {count} more").format(label=label, count=more) if more else label


def _take_back(writing: Writing, group: _Group, offset: int) -> None:
    """Write what undoes a group, all of it or nothing. Raises CannotUndo."""
    raw, what, ours = writing.raw, _what(group), set(group.ids)
    made = {(scope, operation.ent) for scope, operation in group.members if operation.kind == "create"}
    for _scope, ent in made:
        record_type = ent.partition(":")[0]
        if record_type == "client":
            raise CannotUndo(_(_DOSSIER))
        if record_type in IMMUTABLE:
            kind = _(record_label(record_type)) if record_type in RECORDS else record_type
            raise CannotUndo(_(_FOR_GOOD).format(what=kind))
    tx = writing.ids()
    written: list[tuple[str, str, str]] = []
    for scope, ent in sorted(made):
        fields = fold.registers(raw, scope, [ent])[ent]
        every = [head for heads in fields.values() for head in heads]
        stands = history.stands_for(raw, scope, [head.id for head in every])
        _must_stand(writing, ent, [head for head in every if not stands[head.id] <= ours], offset)
        written.append((scope, write.remove(writing, scope, ent, _("Undone by who made it."), tx=tx), ""))
    for (scope, ent, field), chain in _by_field(group).items():
        if (scope, ent) in made:
            continue
        heads = fold.registers(raw, scope, [ent])[ent].get(field, ())
        stands = history.stands_for(raw, scope, [head.id for head in heads])
        tip = tuple(head.id for head in heads if any(one.id in stands[head.id] for one in chain))
        if not tip:
            _must_stand(writing, ent, heads, offset)
        values = _before(raw, scope, chain[0])
        if not tip or values is None:
            raise CannotUndo(_(_NOT_HERE).format(what=what))
        written += [(scope, *one) for one in _put(writing, scope, chain[0], tip, values, tx)]
        if scope.startswith("c:") and raw.execute(_NAMED, (scope[2:],)).fetchone() is None:
            raise CannotUndo(_(_NAMELESS).format(what=what))
    for scope in {scope for scope, _operation in group.members}:
        mine = [operation.id for of, operation in group.members if of == scope]
        write.mark_undone(writing, scope, mine, {id_: brought for of, id_, brought in written if of == scope})


def _before(raw: Raw, scope: str, first: Operation) -> list[tuple[object, str]] | None:
    """The different values that an operation replaced, each with the ids that said it; None: not here."""
    known = history.known(raw, scope, [first.ent])
    whole = known.before(first.id, first.field, first.base)
    if whole is None:
        return None
    stands = history.stands_for(raw, scope, first.base)
    if len(whole) != len(first.base):
        return [(value, " ".join(one for id_ in first.base for one in stands[id_])) for value in whole]
    found: list[tuple[object, str]] = []
    for replaced, value in zip(first.base, whole, strict=True):
        id_ = " ".join(sorted(stands[replaced]))
        place = next((at for at, (said, _ids) in enumerate(found) if said == value), None)
        if place is None:
            found.append((value, id_))
        else:
            found[place] = (value, f"{found[place][1]} {id_}")
    return found


def _by_field(group: _Group) -> dict[tuple[str, str, str], list[Operation]]:
    found: dict[tuple[str, str, str], list[Operation]] = {}
    for scope, operation in group.members:
        if operation.kind != "create":
            found.setdefault((scope, operation.ent, operation.field), []).append(operation)
    return found


def _put(
    writing: Writing,
    scope: str,
    first: Operation,
    tip: tuple[str, ...],
    values: Sequence[tuple[object, str]],
    tx: str,
) -> list[tuple[str, str]]:
    """Give a field the values that it had, side by side again where it had several: each with its id."""
    ent, field, base, written = first.ent, first.field, tip, []
    for value, brought in values or [(None, "")]:
        if field != REMOVED:
            id_ = write.set_field(writing, scope, ent, field, value, base=base, tx=tx)
        elif isinstance(value, dict):
            reason, seen = str(value.get("reason", "")), value["seen"]
            id_ = write.remove(writing, scope, ent, reason, seen=seen, base=base, tx=tx)
        else:
            id_ = write.put_back(writing, scope, ent, base=base, tx=tx)
        written.append((id_, brought))
        base = ()
    return written


def _must_stand(writing: Writing, ent: str, others: Sequence[Head], offset: int) -> None:
    """Raise CannotUndo when somebody changed it since, naming who, when and what."""
    if not others:
        return
    last = max(others, key=lambda head: (head.hlc, head.id))
    who = names.of_caseworkers(writing.connection, [last.actor]).get(last.actor, "")
    if last.actor == SERVICE:
        who = _("thuis itself")
    when = dates.moment(stamp_of(clock.milliseconds(last.hlc)), offset)
    raise CannotUndo(
        _(_SINCE).format(name=who or _("A colleague"), when=when, what=label_of(ent, merge.CREATE))
    )
