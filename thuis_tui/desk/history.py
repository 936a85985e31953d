"""The history of a dossier, a record or one field: who changed what when, what it said before and since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from thuis_tui.casework import reading
from thuis_tui.casework.attribute import Attribute, Shape
from thuis_tui.casework.records import RECORDS, fields, pick, record_label
from thuis_tui.desk import erased, names, standing
from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.shapes import NotFound
from thuis_tui.desk.world import stamp_of
from thuis_tui.language import _
from thuis_tui.log import clock, merge
from thuis_tui.log.operation import REMOVED
from thuis_tui.store import fold, history, merged, past
from thuis_tui.store.connection import driver
from thuis_tui.text import excerpt

TITLE = 60
"""Characters of a record's own words that tell which one it is."""
SERVICE = "service"
"""Who put two texts together."""

Kind = Literal["made", "set", "removed", "put_back"]


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One change, ready to read. `was`: None when what it said before is not on this laptop.

    `record`: which record it is about, empty for the client. `stands`: nobody has replaced it since.
    """

    key: history.Key
    client: str
    ent: str
    field: str
    kind: Kind
    label: str
    record: str
    at: str
    author_name: str
    mine: bool
    here: bool
    was: str | None
    text: str
    long: bool
    stands: bool


@dataclass(frozen=True, slots=True)
class HistoryList:
    """Where the changes lie, the latest first, to be read a window at a time.

    `since`: from when on this laptop has every change, until what is older has come; empty when it has them
    all.
    """

    client: str
    client_name: str
    about: str
    keys: tuple[history.Key, ...]
    since: str


class History:
    """Reads what was changed."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file

    async def listed(self, client: str, ent: str = "", field: str = "") -> HistoryList:
        """The changes of a dossier, of a record in it or of one field. Raises NotFound.

        What is older than this laptop has is asked for: it comes when there is a connection, and stays.
        """
        found, missing = await self._file.read_of(
            client, lambda connection: _listed(connection, client, ent, field)
        )
        if missing:
            await self._file.write(lambda writing: past.want(writing, missing))
        return found

    async def changes(self, client: str, keys: Sequence[history.Key], field: str = "") -> list[ChangeShown]:
        """The changes at these places, in the order asked for; those that are gone are left out.

        `field`: of which field it is the history; the making of the record then says that field alone.
        """
        me = self._file.database.actor
        return await self._file.read_of(
            client, lambda connection: _changes(connection, client, keys, field, me)
        )


def title_of(record_type: str, values: Mapping[str, Any]) -> str:
    """A few words that tell which record it is: its first words, else its first value."""
    told = ""
    for name, facts in fields(record_type).items():
        value = values.get(name)
        if facts.system or value is None or facts.shape in (Shape.REFERENCE, Shape.REFERENCES):
            continue
        text = _text(facts, value, {})
        if facts.shape in (Shape.LINE, Shape.TEXT) and text:
            return excerpt(text, TITLE)
        told = told or text
    return told


def label_of(ent: str, field: str) -> str:
    """What is changed: the field, or the record when it is made or removed."""
    record_type = ent.partition(":")[0]
    if record_type not in RECORDS:
        return record_type
    facts = fields(record_type).get(field)
    if facts is not None:
        return standing.label_of(ent, facts)
    return _(record_label(record_type)) if field in (merge.CREATE, REMOVED) else field


def _listed(connection: Connection, client: str, ent: str, field: str) -> tuple[HistoryList, list[str]]:
    """Return the list, and the scopes whose older changes nobody asked for yet."""
    called = names.of_clients(connection, [client])
    if client not in called:
        raise NotFound(client)
    scopes = _scopes(connection, client, ent)
    known = [since for scope in scopes if (since := history.since(connection, scope)) is not None]
    found = HistoryList(
        client=client,
        client_name=called[client],
        about=label_of(ent, field) if ent else "",
        keys=tuple(history.keys(connection, scopes, ent, field)),
        since=stamp_of(max(known)) if known else "",
    )
    return found, past.unasked(connection, scopes)


def _changes(
    connection: Connection, client: str, keys: Sequence[history.Key], field: str, me: str
) -> list[ChangeShown]:
    shown: dict[history.Key, ChangeShown] = {}
    for owner in merged.family(connection, client):
        scope = f"c:{owner}"
        found = [
            one for one in history.changes(connection, scope, keys) if one.ent.partition(":")[0] in RECORDS
        ]
        people = names.of_caseworkers(connection, _people(found))
        registers = fold.registers(driver(connection), scope, {one.ent for one in found})
        gone = erased.told(connection, scope)
        for one in found:
            shown[one.key] = _shown(one, owner, field, people, registers[one.ent], gone, me)
    return [shown[key] for key in keys if key in shown]


def _scopes(connection: Connection, client: str, ent: str) -> list[str]:
    """Where the changes are: of one record in the dossier it stands in, else in all that are read as one."""
    together = (merged.owner(connection, client, ent),) if ent else merged.family(connection, client)
    return [f"c:{one}" for one in together]


def _people(found: Collection[history.Change]) -> set[str]:
    """Who wrote, and whom a value may name."""
    told = {one.actor for one in found}
    for one in found:
        told.update(value for value in (one.value, *(one.before or ())) if isinstance(value, str))
    return {each for each in told if len(each) == 32}


def _shown(
    one: history.Change,
    client: str,
    field: str,
    people: Mapping[str, str],
    registers: fold.Registers,
    gone: Mapping[erased.Key, erased.Erased],
    me: str,
) -> ChangeShown:
    record_type = one.ent.partition(":")[0]
    values = merge.fold(registers, pick(record_type)).values
    facts = fields(record_type).get(one.field)
    kind, was, text = _said(one, field, facts, people, gone)
    return ChangeShown(
        key=one.key,
        client=client,
        ent=one.ent,
        field=one.field,
        kind=kind,
        label=label_of(one.ent, one.field),
        record="" if record_type == "client" else title_of(record_type, values),
        at=stamp_of(clock.milliseconds(one.hlc)),
        author_name=_("thuis itself") if one.actor == SERVICE else people.get(one.actor, ""),
        mine=one.actor == me,
        here=one.ours,
        was=was,
        text=text,
        long=facts is not None and facts.shape is Shape.TEXT,
        stands=any(head.id == one.id for head in registers.get(one.field, ())),
    )


def _said(
    one: history.Change,
    field: str,
    facts: Attribute | None,
    people: Mapping[str, str],
    gone: Mapping[erased.Key, erased.Erased],
) -> tuple[Kind, str | None, str]:
    """What kind of change it is, what was said before and what is said since."""
    if one.field == merge.CREATE:
        return "made", "", _made(one, field, people, gone)
    if one.field == REMOVED:
        reason = one.value.get("reason") if isinstance(one.value, dict) else None
        if reason is None:
            return "put_back", _("removed"), ""
        return "removed", "", str(reason)
    taken = gone.get((one.ent, one.field))
    was = None
    if one.before is not None:
        who = one.replaced if len(one.replaced) == len(one.before) else [("", "")] * len(one.before)
        told = [
            _left(taken, value, *by) or _text(facts, value, people)
            for value, by in zip(one.before, who, strict=True)
        ]
        was = " / ".join(dict.fromkeys(told))
    return "set", was, _left(taken, one.value, one.id, one.actor) or _text(facts, one.value, people)


def _left(taken: erased.Erased | None, value: Any, id_: str, actor: str) -> str:
    """What stands for a value that was erased; empty for any other."""
    return erased.words(taken.at) if taken and value is None and taken.left(id_, actor) else ""


def _made(
    one: history.Change,
    field: str,
    people: Mapping[str, str],
    gone: Mapping[erased.Key, erased.Erased],
) -> str:
    known = fields(one.ent.partition(":")[0])
    values = one.value if isinstance(one.value, dict) else {}

    def text(name: str) -> str:
        # What a record was made with without saying it was never there to be erased.
        taken = gone.get((one.ent, name)) if name in values else None
        value = values.get(name)
        said = _left(taken, value, one.id, "")
        return said or ("" if value is None and not field else _text(known.get(name), value, people))

    if field:
        return text(field)
    told = [
        f"{_(facts.label)}: {said}"
        for name, facts in known.items()
        if not facts.system and (said := text(name))
    ]
    return " · ".join(told)


def _text(facts: Attribute | None, value: Any, people: Mapping[str, str]) -> str:
    """A value as it is read. What a later version of thuis wrote is shown as it is."""
    if facts is None:
        return "" if value is None else str(value)
    if facts.shape is Shape.REFERENCE:
        return people.get(value, "") if isinstance(value, str) else ""
    return reading.shown(facts, value)
