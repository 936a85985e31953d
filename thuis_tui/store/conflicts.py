"""Where people disagree: the fields with several values, and everything that is known about them."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from thuis_tui.log import merge
from thuis_tui.log.operation import REMOVED
from thuis_tui.log.register import Head
from thuis_tui.store import fold
from thuis_tui.store.connection import driver

_read = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field with values of people who had not seen each other's."""

    scope: str
    ent: str
    field: str


@dataclass(frozen=True, slots=True)
class Siblings:
    """All values of a field, the oldest first, our own on their way among them; equal ones are not joined.

    `was`: what the field said before them, None when it said nothing or that is not known.
    """

    heads: tuple[Head, ...]
    was: Any

    @property
    def seen(self) -> tuple[str, ...]:
        """What a resolution by who saw all of these has as its base."""
        return tuple(head.id for head in self.heads)


def listing(connection: Connection) -> list[ConflictRow]:
    """Every conflict in the file, those of a dossier together."""
    rows = connection.exec_driver_sql("SELECT scope, ent, field FROM conflict ORDER BY scope, ent, field")
    return [ConflictRow(*row) for row in rows]


def made_twice(connection: Connection, row: ConflictRow) -> list[ConflictRow]:
    """The fields in which the makings of one record by several people differ, while nobody set them since."""
    fields = fold.registers(driver(connection), row.scope, [row.ent])[row.ent]
    said = [_read(head.value) for head in fields.get(merge.CREATE, ())]
    names = sorted({name for values in said for name in values})
    return [
        ConflictRow(row.scope, row.ent, name)
        for name in names
        if not fields.get(name) and any(values.get(name) != said[0].get(name) for values in said)
    ]


def siblings(connection: Connection, scope: str, ent: str, field: str) -> Siblings:
    """All values of one field as the file has them now; none when it does not know the field."""
    fields = fold.registers(driver(connection), scope, [ent])[ent]
    heads = tuple(sorted(fields.get(field, ()), key=_age))
    return Siblings(heads, _was(fields, field, heads))


def _was(fields: fold.Registers, field: str, heads: tuple[Head, ...]) -> Any:
    if field in (merge.CREATE, REMOVED):
        return None
    for head in heads:
        if head.was:
            return _read(head.was)
    # The first value of a field that was set after its record was made replaced what it was made with.
    made = fields.get(merge.CREATE, ())
    return _read(max(made, key=_age).value).get(field) if made else None


def _age(head: Head) -> tuple[int, str]:
    return head.hlc, head.id
