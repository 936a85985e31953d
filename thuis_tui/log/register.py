"""A field as a multi-value register: who had not seen each other's value both keep theirs.

``heads := (heads - base) + {operation}``, and every id in the base joins ``superseded``. An operation that is
superseded when it arrives (late, or sent again after a restore) makes no head. So a register is a function of
the set of its operations: the order in which they come, and how often, makes no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Head(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One value of a field that nobody has replaced, and who wrote it when.

    `was`: the value it replaced, as far as it was there to be seen; empty when that is not known.
    """

    id: str
    hlc: int
    actor: str
    value: msgspec.Raw
    was: msgspec.Raw = msgspec.Raw()


class Register(msgspec.Struct, frozen=True):
    """All current values of one field, sorted by id, and the ids that are replaced for good."""

    heads: tuple[Head, ...] = ()
    superseded: frozenset[str] = frozenset()


def apply(register: Register, op_id: str, base: Sequence[str], head: Head) -> Register:
    """Take one operation into a register; applying it again changes nothing."""
    superseded = register.superseded.union(base) if base else register.superseded
    return Register(advance(register.heads, base, None if op_id in superseded else head), superseded)


def advance(heads: tuple[Head, ...], base: Sequence[str], head: Head | None) -> tuple[Head, ...]:
    """Replace the heads in `base` by `head` (None: the operation was superseded and makes none).

    This is the effect that is replicated: a device applies it in the order of the service's log, which has
    judged what is superseded, and so needs no set of its own.
    """
    if head is None:
        return tuple(h for h in heads if h.id not in base)
    if not heads:
        return (head,)
    kept = [h for h in heads if h.id not in base and h.id != head.id]
    kept.append(head)
    kept.sort(key=_by_id)
    return tuple(kept)


def replaced(heads: Sequence[Head], base: Sequence[str]) -> msgspec.Raw:
    """Return the value that an operation with this base found in its field; empty when that is not known.

    Who wrote beside the others started from what they started from: their `was` is its.
    """
    seen = [head for head in heads if head.id in base]
    if seen:
        return max(seen, key=_age).value
    told = [head for head in heads if head.was]
    return min(told, key=_age).was if told else msgspec.Raw()


def _age(head: Head) -> tuple[int, str]:
    return head.hlc, head.id


def _by_id(head: Head) -> str:
    return head.id


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(tuple[Head, ...])


def encode_heads(heads: Iterable[Head]) -> bytes:
    """Return heads as JSON ``[[id,hlc,actor,val],...]``, sorted by id; values keep their exact bytes.

    What a head replaced is a fifth place, where it is known.
    """
    return _encoder.encode([_places(head) for head in sorted(heads, key=_by_id)])


def _places(head: Head) -> tuple[Any, ...]:
    if head.was:
        return head.id, head.hlc, head.actor, head.value, head.was
    return head.id, head.hlc, head.actor, head.value


def decode_heads(raw: bytes) -> tuple[Head, ...]:
    """Read heads back. Raises `msgspec.DecodeError` when the bytes are damaged."""
    return _decoder.decode(raw)
