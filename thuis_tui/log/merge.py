"""What a record says: the fold of its registers.

The service merges, devices show; both use this. A field without a register of its own has the value of the
create. More than one value is a conflict: one is shown, all are kept, a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from thuis_tui.log.operation import REMOVED
from thuis_tui.log.register import Head, Register

CREATE = ""
"""The register that holds the create operation of a record."""

Pick = Callable[[str, Sequence[Head]], Head]
"""Chooses, for a field, which of several values is shown while nobody has resolved them."""

_read = msgspec.json.Decoder()
_canonical = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class RecordState:
    """One record as it stands. `conflicts` holds all heads of a field that has different values.

    `removed`: a removal that had seen everything counts. `removal_contested`: somebody removed the record
    while another, who could not know, changed it; the change wins and a person is told.
    """

    values: dict[str, Any]
    conflicts: dict[str, tuple[Head, ...]]
    removed: bool
    removal_contested: bool
    created: bool


def latest(field: str, heads: Sequence[Head]) -> Head:
    """Pick the head with the greatest stamp, ties by id: for display only, nothing is thrown away."""
    return max(heads, key=_age)


def fold(registers: Mapping[str, Register | Sequence[Head]], pick: Pick = latest) -> RecordState:
    """Fold the registers of one record, keyed by field, into what it says."""
    values: dict[str, Any] = {}
    conflicts: dict[str, tuple[Head, ...]] = {}
    created = False
    removal: Sequence[Head] = ()
    for field, register in registers.items():
        heads = register.heads if isinstance(register, Register) else register
        if not heads:
            continue
        if field == REMOVED:
            removal = heads
            continue
        shown = heads[0]
        if len(heads) > 1:
            if len(distinct(heads)) > 1:
                conflicts[field] = tuple(sorted(heads, key=_age))
            shown = pick(field, heads)
        if field == CREATE:
            created = True
            values = {**_read.decode(shown.value), **values}
        else:
            values[field] = _read.decode(shown.value)
    removed, contested = _removal(removal, registers) if removal else (False, False)
    return RecordState(values, conflicts, removed, contested, created)


def distinct(heads: Sequence[Head]) -> tuple[Head, ...]:
    """Return one head (the latest) for each different value: equal values collapse, whoever wrote them."""
    if len(heads) < 2:
        return tuple(heads)
    by_value: dict[bytes, Head] = {}
    for head in sorted(heads, key=_age):
        by_value[_canonical.encode(_read.decode(head.value))] = head
    return tuple(sorted(by_value.values(), key=_age))


def seen(registers: Mapping[str, Register | Sequence[Head]]) -> tuple[str, ...]:
    """Return the ids of all heads of a record but its removals: what a removal written now has seen."""
    found: set[str] = set()
    for field, register in registers.items():
        if field != REMOVED:
            heads = register.heads if isinstance(register, Register) else register
            found.update(head.id for head in heads)
    return tuple(sorted(found))


def _removal(
    removals: Sequence[Head], registers: Mapping[str, Register | Sequence[Head]]
) -> tuple[bool, bool]:
    """Return (removed, contested). A value that is no removal (a null) takes an earlier removal back."""
    present = set(seen(registers))
    asked = False
    for head in removals:
        value = _read.decode(head.value)
        if not isinstance(value, dict):
            continue
        asked = True
        if present.issubset(value.get("seen", ())):
            return True, False
    return False, asked


def _age(head: Head) -> tuple[int, str]:
    return head.hlc, head.id
