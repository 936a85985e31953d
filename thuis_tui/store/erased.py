"""Which fields were erased, and when: read from the records in which the service says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import Connection

from thuis_tui.log import erasure
from thuis_tui.log.clock import milliseconds
from thuis_tui.log.merge import CREATE
from thuis_tui.log.register import Head, decode_heads
from thuis_tui.store import fold
from thuis_tui.store.connection import Raw, driver
from thuis_tui.store.erasure import BEHIND, FIRST

SERVICE: Final = "service"
"""Who put an empty value in the place of what was erased."""
_TOLD = "SELECT heads FROM register WHERE scope=? AND ent>=? AND ent<? AND field=''"
_read = msgspec.json.Decoder().decode

Key = tuple[str, str]
"""A record and one of its fields."""


@dataclass(frozen=True, slots=True)
class Erased:
    """When a field was erased (milliseconds, the last time), and which operations said something in it."""

    at: int
    operations: frozenset[str]

    def left(self, head: str, actor: str) -> bool:
        """Tell whether an empty value is what the erasure left: of one of those, or put there instead."""
        return actor == SERVICE or head in self.operations


def told(connection: Connection, scope: str, ent: str = "") -> dict[Key, Erased]:
    """Every field of a scope, or of one record in it, of which something was erased."""
    return _told(driver(connection), scope, ent)


def empty(connection: Connection, scope: str, ent: str = "") -> dict[Key, int]:
    """The fields that say nothing now because of it, with when: nobody has written in them since."""
    raw = driver(connection)
    found = _told(raw, scope, ent)
    if not found:
        return {}
    records = fold.registers(raw, scope, {about for about, _field in found})
    return {
        (about, field): erased.at
        for (about, field), erased in found.items()
        if (heads := _heads(records[about], field))
        and all(nothing and erased.left(head.id, head.actor) for head, nothing in heads)
    }


def _heads(registers: fold.Registers, field: str) -> list[tuple[Head, bool]]:
    """The values of a field, each with whether it says nothing: its own, else those of the making."""
    if own := registers.get(field):
        return [(head, _read(head.value) is None) for head in own]
    made = registers.get(CREATE, ())
    return [(head, _of(_read(head.value), field) is None) for head in made]


def _of(values: object, field: str) -> object:
    return values.get(field) if isinstance(values, Mapping) else None


def _told(raw: Raw, scope: str, ent: str) -> dict[Key, Erased]:
    found: dict[Key, Erased] = {}
    for (heads,) in raw.execute(_TOLD, (scope, FIRST, BEHIND)):
        for head in decode_heads(heads):
            one = erasure.read(head.value)
            if one is None or (ent and one.about != ent):
                continue
            key, at = (one.about, one.field), milliseconds(head.hlc)
            before = found.get(key, Erased(0, frozenset()))
            found[key] = Erased(max(at, before.at), before.operations | set(one.operations))
    return found
