"""What was removed: the bin of a dossier, putting back, and a removal that somebody's change went before."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from thuis_tui.casework.records import RECORDS, pick, record_label
from thuis_tui.desk import names
from thuis_tui.desk.file import OpenFile, log_access
from thuis_tui.desk.history import label_of, title_of
from thuis_tui.desk.shapes import FieldStanding, FieldValue, NotFound
from thuis_tui.desk.world import stamp_of
from thuis_tui.language import _
from thuis_tui.log import clock, merge
from thuis_tui.log.operation import REMOVED
from thuis_tui.log.register import Head
from thuis_tui.store import fold, merged, write
from thuis_tui.store.connection import Raw, driver
from thuis_tui.store.scopes import OF_SCOPE
from thuis_tui.store.writing import Writing

BIN_DAYS: Final = 30
"""So long what was removed is offered to be put back; nothing is erased after that."""
_MS = int(timedelta(days=BIN_DAYS).total_seconds() * 1000)
_read = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Removed:
    """A record in the bin: what it was, who removed it when and why, and until when it can be put back."""

    client: str
    ent: str
    label: str
    title: str
    reason: str
    author_name: str
    mine: bool
    removed_at: str
    until: str


class Removals:
    """The bin of each dossier."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def bin(self, client: str) -> list[Removed]:
        """What can be put back in a dossier, the last removed first."""
        me, now = self._file.database.actor, self._file.world.now_ms()
        return await self._file.read_of(client, lambda connection: _bin(connection, client, me, now))

    async def put_back(self, client: str, ent: str) -> None:
        """Take the removal of a record back. Raises NotFound when it is not in the bin any more."""
        self._file.author()
        now, at = self._file.world.now_ms(), self._file.world.stamp()

        def put_it_back(writing: Writing) -> None:
            scope = f"c:{merged.owner(writing.connection, client, ent)}"
            fields = fold.registers(writing.raw, scope, [ent])[ent]
            head = _removal(ent, fields)
            if head is None or not _offered(head, now):
                raise NotFound(ent)
            write.put_back(writing, scope, ent)
            log_access(writing, "change", client, at)

        await self._file.write(put_it_back)


def of_removal(connection: Connection, client: str, ent: str, me: str) -> FieldStanding:
    """A removal that somebody's change went before, as a decision between the two. Raises NotFound.

    Values: each removal (its value is what it said), and "keep it" (None) by who changed the record last.
    """
    client = merged.owner(connection, client, ent)
    called = names.of_clients(connection, [client])
    record_type = ent.partition(":")[0]
    if client not in called or record_type not in RECORDS:
        raise NotFound(client)
    registers = fold.registers(driver(connection), f"c:{client}", [ent])[ent]
    removals = [head for head in registers.get(REMOVED, ()) if _is_removal(head)]
    seen: set[str] = set()
    for head in removals:
        seen.update(_read(head.value)["seen"])
    others = [
        (field, head)
        for field, heads in registers.items()
        for head in heads
        if field != REMOVED and head.id not in seen
    ]
    people = names.of_caseworkers(connection, {head.actor for head in removals + [one for _, one in others]})
    values = [_of_removal(head, people, me) for head in sorted(removals, key=_age)]
    if removals and others:
        values.append(_kept(ent, others, people, me))
    elif not removals:
        values = []
    title = title_of(record_type, merge.fold(registers, pick(record_type)).values)
    return FieldStanding(
        client=client,
        client_name=called[client],
        field=REMOVED,
        label=_("{record}: removed or kept").format(record=_(record_label(record_type))),
        was=title,
        values=tuple(sorted(values, key=lambda value: not value.mine)),
        base=(*(head.id for head in registers.get(REMOVED, ())), *merge.seen(registers)),
        long=False,
        safety=False,
        ent=ent,
    )


def decide(writing: Writing, seen: FieldStanding, value: Any, base: Collection[str]) -> str:
    """Inside a write: remove the record after all, or keep it (None); the operation's id.

    Only what was shown counts as seen: a change that came meanwhile goes before the removal once more.
    """
    scope = f"c:{seen.client}"
    fields = fold.registers(writing.raw, scope, [seen.ent])[seen.ent]
    removals = {head.id for head in fields.get(REMOVED, ())}
    replaced = [one for one in base if one in removals]
    if value is None:
        return write.put_back(writing, scope, seen.ent, base=replaced)
    known = [one for one in seen.base if one not in removals]
    return write.remove(writing, scope, seen.ent, str(value["reason"]), seen=known, base=replaced)


def _of_removal(head: Head, people: dict[str, str], me: str) -> FieldValue:
    value = _read(head.value)
    text = _("Remove it: {reason}").format(reason=value.get("reason", ""))
    return _value([head], head, value, text, people, me, governs=False)


def _kept(ent: str, others: list[tuple[str, Head]], people: dict[str, str], me: str) -> FieldValue:
    last = max((head for _field, head in others), key=_age)
    changed = dict.fromkeys(label_of(ent, field) for field, _head in others)
    text = _("Keep it, with the change of: {labels}").format(labels=", ".join(changed))
    return _value([head for _field, head in others], last, None, text, people, me, governs=True)


def _value(
    heads: Iterable[Head],
    told: Head,
    value: Any,
    text: str,
    people: dict[str, str],
    me: str,
    *,
    governs: bool,
) -> FieldValue:
    return FieldValue(
        ids=tuple(head.id for head in heads),
        value=value,
        text=text,
        author_name=people.get(told.actor, ""),
        written_at=stamp_of(clock.milliseconds(told.hlc)),
        mine=told.actor == me,
        here=False,
        governs=governs,
    )


def _bin(connection: Connection, client: str, me: str, now: int) -> list[Removed]:
    raw = driver(connection)
    found: list[tuple[Head, str, str]] = []
    for scope in (f"c:{one}" for one in merged.family(connection, client)):
        for ent, fields in fold.registers(raw, scope, _removed_once(raw, scope)).items():
            head = _removal(ent, fields)
            if head is not None and _offered(head, now):
                record_type = ent.partition(":")[0]
                found.append((head, ent, title_of(record_type, merge.fold(fields, pick(record_type)).values)))
    people = names.of_caseworkers(connection, {head.actor for head, _ent, _title in found})
    return [
        Removed(
            client=client,
            ent=ent,
            label=label_of(ent, REMOVED),
            title=title,
            reason=str(_read(head.value).get("reason", "")),
            author_name=people.get(head.actor, ""),
            mine=head.actor == me,
            removed_at=stamp_of(clock.milliseconds(head.hlc)),
            until=stamp_of(clock.milliseconds(head.hlc) + _MS),
        )
        for head, ent, title in sorted(found, key=lambda one: _age(one[0]), reverse=True)
    ]


def _removed_once(raw: Raw, scope: str) -> list[str]:
    """The records of a scope of which somebody ever wrote a removal, here or elsewhere."""
    rows = raw.execute(
        f"SELECT ent FROM register WHERE {OF_SCOPE} AND field=?2"  # noqa: S608
        " UNION SELECT ent FROM operation WHERE scope=?1 AND field=?2",
        (scope, REMOVED),
    ).fetchall()
    return [row[0] for row in rows]


def _removal(ent: str, fields: fold.Registers) -> Head | None:
    """The last removal of a record that is removed; None for one that is there."""
    record_type = ent.partition(":")[0]
    if record_type not in RECORDS or not merge.fold(fields, pick(record_type)).removed:
        return None
    return max((head for head in fields[REMOVED] if _is_removal(head)), key=_age)


def _is_removal(head: Head) -> bool:
    return isinstance(_read(head.value), dict)


def _offered(head: Head, now: int) -> bool:
    return now - clock.milliseconds(head.hlc) < _MS


def _age(head: Head) -> tuple[int, str]:
    return head.hlc, head.id
