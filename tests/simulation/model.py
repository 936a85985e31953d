"""What the checker believes: each write with its bytes, and each log folded again by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import msgspec

Key = tuple[str, str]


class Violation(Exception):
    """A property does not hold."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name}: {what}")
        self.name = name


def demand(true: object, name: str, what: str) -> None:
    """Raise `Violation` unless it holds."""
    if not true:
        raise Violation(name, what)


@dataclass(slots=True)
class Write:
    """One committed write: what of it may never change, and which files still hold it."""

    id: str
    scope: str
    content: tuple[Any, ...]
    tx: str
    base: tuple[str, ...]
    ent: str
    field: str
    held_by: set[int] = field(default_factory=set)
    damaged: bool = False


class _Bytes(msgspec.Struct):
    id: str
    ent: str
    field: str
    kind: str
    val: msgspec.Raw
    hlc: int
    actor: str
    base: list[str] = []
    tx: str = ""
    sv: int = 1


_operation = msgspec.json.Decoder(_Bytes)
_row = msgspec.json.Decoder(list[msgspec.Raw])


def of_payload(payload: bytes) -> tuple[Any, ...]:
    """What of an operation stays the same wherever it hangs: all but its number and what it hangs on."""
    one = _operation.decode(payload)
    return (
        one.id,
        one.ent,
        one.field,
        one.kind,
        bytes(one.val),
        tuple(one.base),
        one.hlc,
        one.actor,
        one.sv,
        one.tx,
    )


def of_row(row: bytes) -> tuple[int, bool, tuple[Any, ...]]:
    """Read a row of a log: its place, whether it makes no head, what it says."""
    parts = [bytes(part) for part in _row.decode(row)]
    seq, id_, ent, name, kind, value, base, hlc, actor, late, version, tx = parts
    read = msgspec.json.decode
    said = (
        read(id_),
        read(ent),
        read(name),
        read(kind),
        value,
        tuple(read(base)),
        int(hlc),
        read(actor),
        int(version),
        read(tx),
    )
    return int(seq), bool(int(late)), said


def share(ent: str, name: str, heads: frozenset[str]) -> int:
    """The part of a digest that one register has."""
    if not heads:
        return 0
    text = "\0".join((ent, name, *sorted(heads)))
    return int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "big")


def total(registers: dict[Key, frozenset[str]]) -> str:
    """The digest of registers."""
    return f"{sum(share(*key, heads) for key, heads in registers.items()) % 2**128:032x}"


@dataclass(slots=True)
class Mirror:
    """One life of one log, folded as it grows."""

    scope: str
    epoch: str
    ids: dict[str, int] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    bases: list[tuple[str, ...]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    heads: dict[Key, frozenset[str]] = field(default_factory=dict)
    replaced: dict[Key, set[str]] = field(default_factory=dict)

    @property
    def head(self) -> int:
        """The place of the last operation."""
        return len(self.names)

    def add(self, said: tuple[Any, ...]) -> bool:
        """Take the next operation in; True when it makes no head: somebody had replaced it already."""
        id_, ent, name, _, _, base, *_, tx = said
        key = (ent, name)
        replaced = self.replaced.setdefault(key, set())
        replaced.update(base)
        late = id_ in replaced
        kept = self.heads.get(key, frozenset()).difference(base)
        self.heads[key] = kept if late else kept | {id_}
        self.ids[id_] = len(self.names) + 1
        self.names.append(id_)
        self.groups.append(tx)
        self.keys.append(key)
        self.bases.append(base)
        return late

    def at(self, seq: int) -> dict[Key, frozenset[str]]:
        """The registers as they were at a place of the log: what any device there must have."""
        if seq >= self.head:
            return {key: heads for key, heads in self.heads.items() if heads}
        # Fold from the start: of the first `seq` operations, those that none of them replaced.
        gone: dict[Key, set[str]] = {}
        heads: dict[Key, set[str]] = {}
        for place in range(seq):
            key, id_ = self.keys[place], self.names[place]
            gone.setdefault(key, set()).update(self.bases[place])
            heads.setdefault(key, set()).add(id_)
        found = {key: frozenset(ids - gone[key]) for key, ids in heads.items()}
        return {key: ids for key, ids in found.items() if ids}

    def within_group(self, seq: int) -> bool:
        """Whether a place lies between two operations that belong together."""
        return 0 < seq < self.head and bool(self.groups[seq - 1]) and self.groups[seq - 1] == self.groups[seq]


def difference(found: dict[Any, Any], expected: dict[Any, Any]) -> str:
    """Where two tables are not alike, in short."""
    keys = [key for key in {**found, **expected} if found.get(key) != expected.get(key)]
    return "; ".join(f"{key}: {found.get(key)} for {expected.get(key)}" for key in keys[:3])
