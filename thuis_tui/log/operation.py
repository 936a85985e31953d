"""One operation: the smallest change of a dossier, and the only thing that ever travels.

* ``create``: `field` is empty, `val` is the object of all field values of the new record, `base` is empty.
* ``set``: `val` is the new value of `field`; `base` holds the ids of the heads of that field its author saw,
  or the id of the create operation while the field has no register of its own.
* ``remove``: `field` is ``removed``, `val` is ``{"reason": ..., "seen": [ids of all heads of the record]}``,
  `base` holds the heads of the register ``removed``.

Scope and chain belong to the envelope and are not repeated. The bytes of an operation are stored and
forwarded as they were first written, never encoded again, so no canonical form is needed.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec

from thuis_tui.log.clock import MAX_STAMP
from thuis_tui.log.identifiers import ID_PATTERN

SCHEMA_VERSION: Final = 1
"""The version of the records that operations written by this program follow."""

MAX_OPERATION: Final = 256 * 1024
"""The greatest size of one operation, in bytes."""

MAX_BASE: Final = 500
"""The greatest number of ids in one base: heads of one field that somebody saw together."""

REMOVED: Final = "removed"
"""The register in which removals of a record live."""

Kind = Literal["create", "set", "remove"]
Id = Annotated[str, msgspec.Meta(pattern=ID_PATTERN)]
OptionalId = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{32})?\Z")]
Entity = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z_]{0,39}:[0-9a-f]{32}\Z")]
FieldName = Annotated[str, msgspec.Meta(pattern=r"^([a-z][a-z0-9_]{0,59})?\Z")]
Stamp = Annotated[int, msgspec.Meta(ge=0, le=MAX_STAMP)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Version = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class MalformedOperation(ValueError):
    """The bytes are no operation. `field` names the part that is wrong (empty: the whole)."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field
        self.message = message


class Operation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One operation of one chain; `prev` is the hash of the one before it, empty for the first."""

    n: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    prev: OptionalId
    id: Id
    tx: OptionalId = ""
    ent: Entity
    field: FieldName
    kind: Kind
    val: msgspec.Raw
    base: Annotated[tuple[Id, ...], msgspec.Meta(max_length=MAX_BASE)] = ()
    hlc: Stamp
    actor: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    sv: Version = SCHEMA_VERSION

    @property
    def record_type(self) -> str:
        """The type of the record it changes: the part of `ent` before the colon."""
        return self.ent.partition(":")[0]


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Operation)
_any = msgspec.json.Decoder()


def encode(operation: Operation) -> bytes:
    """Return the bytes of an operation: made once, by its author, then stored and sent as they are."""
    return _encoder.encode(operation)


def decode(raw: bytes | msgspec.Raw) -> Operation:
    """Read an operation and check its shape; `val` is checked to be JSON but not judged.

    Raises `MalformedOperation` naming the field, whatever the bytes are.
    """
    return decode_whole(raw)[0]


def decode_whole(raw: bytes | msgspec.Raw) -> tuple[Operation, Any]:
    """Read an operation like `decode`, and its value: whoever judges that need not read it again."""
    if (len(raw) if type(raw) is bytes else memoryview(raw).nbytes) > MAX_OPERATION:
        raise MalformedOperation("", f"larger than {MAX_OPERATION} bytes")
    try:
        operation = _decoder.decode(raw)
    except RecursionError:
        raise MalformedOperation("val", "nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise MalformedOperation(*_explain(str(problem))) from None
    try:
        value = _any.decode(operation.val)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise MalformedOperation("val", str(problem)) from None
    _check_kind(operation, value)
    return operation, value


def _check_kind(operation: Operation, value: object) -> None:
    """Refuse a mixture of kinds: each has one shape, so that every reader may rely on it."""
    if operation.kind == "create":
        if operation.field:
            raise MalformedOperation("field", "a create has no field")
        if operation.base:
            raise MalformedOperation("base", "a create has no base")
        if not isinstance(value, dict):
            raise MalformedOperation("val", "a create needs an object")
    elif operation.kind == "remove":
        if operation.field != REMOVED:
            raise MalformedOperation("field", f"a remove changes the register {REMOVED!r}")
        if not isinstance(value, dict) or not isinstance(value.get("seen"), list):
            raise MalformedOperation("val", "a remove tells which heads it has seen")
    elif not operation.field:
        raise MalformedOperation("field", "a set needs a field")


def _explain(problem: str) -> tuple[str, str]:
    """Split a message of msgspec into the field it is about and what is wrong with it."""
    message, _, path = problem.partition(" - at `$")
    if path:
        return path.strip("`").lstrip(".").partition("[")[0].partition(".")[0], message
    if "missing required field" in message:
        return message.rpartition("field `")[2].rstrip("`"), "missing"
    return "", message
