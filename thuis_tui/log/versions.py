"""Versions of the records: what was written under an earlier one is read as the present one.

The bytes of an operation never change. A record may get fields and a field may get values; what an operation
of version n says is brought to n + 1 by one function, and so on to the present. A field never changes its
name: it is the key of its register, which all devices share.

What a later program wrote is not touched at all: a device keeps fields and records that it does not know as
they came, and never changes them.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from thuis_tui.log.wire import PullRow

Upcaster = Callable[[str, str, str, msgspec.Raw], msgspec.Raw]
"""From record, field, kind and value of one version to the value of the next."""

UPCASTERS: dict[int, Upcaster] = {}
"""By the version they start from. None yet: there is only version 1."""


def upcast(sv: int, ent: str, field: str, kind: str, val: msgspec.Raw) -> msgspec.Raw:
    """Return the value of an operation of schema version `sv` as the present version has it."""
    while (step := UPCASTERS.get(sv)) is not None:
        val = step(ent, field, kind, val)
        sv += 1
    return val


def upcast_row(row: PullRow) -> None:
    """Bring a full row to the present version, once: afterwards it says that it is of that."""
    row.val = upcast(row.sv, str(row.ent), row.field, row.kind, row.val)
    while row.sv in UPCASTERS:
        row.sv += 1
