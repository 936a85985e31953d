"""Erasure of values: the one thing that changes what is in a log, and how a reader knows that it was meant.

The operation keeps its place, its id, its author and its hash; only the value of the field is null from then
on. A record of this type, made by the service in the same log, names each operation and the hash of its row
as it was left. So the log stays verifiable: a row that is not what was linked has to be named by a later
record that is. Every device that reads the record blanks what it has of the named operations.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

import msgspec

from thuis_tui.log.operation import Operation

TYPE: Final = "erasure"
BEGINS: Final = f"{TYPE}:"
MOST: Final = 200
"""Operations that one record names."""


class Erasure(msgspec.Struct, frozen=True):
    """Which field of which record was erased: operations, with the hashes of their rows as they were left."""

    about: str
    field: str
    operations: dict[str, str]


_decode = msgspec.json.Decoder(Erasure).decode
_read = msgspec.json.Decoder().decode
_write = msgspec.json.Encoder().encode
_NOTHING = msgspec.Raw(b"null")


def read(value: msgspec.Raw | bytes) -> Erasure | None:
    """Read what a record of erasure says; None when it says something else."""
    try:
        return _decode(value)
    except msgspec.DecodeError:
        return None


def left(row: bytes) -> str:
    """Return the hash of a row as it was left (blake2b, 128 bits, hexadecimal)."""
    return blake2b(row, digest_size=16).hexdigest()


def blanked(kind: str, named: str, value: msgspec.Raw, field: str) -> msgspec.Raw:
    """Return the value of an operation on the field `named` without what it says of `field`.

    The same for the same value, and blanking twice changes nothing: both ends do it for themselves.
    """
    if kind == "set" and named == field:
        return _NOTHING
    if kind == "create":
        values: dict[str, Any] = _read(value)
        if values.get(field) is not None:
            return msgspec.Raw(_write({**values, field: None}))
    return value


def emptied(operation: Operation) -> Operation:
    """Return an operation that says nothing any more, of a dossier that was erased whole."""
    kinds = {"create": b"{}", "set": b"null", "remove": b'{"reason":"","seen":[]}'}
    return msgspec.structs.replace(operation, val=msgspec.Raw(kinds[operation.kind]))
