"""The digest of a scope: a sum over its registers, so that one change costs one subtraction and one addition.

Device and service each compute it from their own data and never adopt the other's; when both stand at the
same place in the log and the sums differ, something is wrong and is repaired and recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import blake2b

EMPTY = 0
"""The digest of a scope without registers, and the term of a register without heads."""

BUCKETS = 256
"""In how many parts two sides compare a scope when its digests differ."""

_MASK = 2**128 - 1
_from_bytes = int.from_bytes


def term(ent: str, field: str, head_ids: Collection[str]) -> int:
    """Return the share of one register: blake2b-128 of record, field and sorted head ids, joined by NUL."""
    if not head_ids:
        return EMPTY
    ids = "\0".join(sorted(head_ids)) if len(head_ids) > 1 else next(iter(head_ids))
    return _from_bytes(blake2b(f"{ent}\0{field}\0{ids}".encode(), digest_size=16).digest(), "big")


def bucket(ent: str, field: str) -> int:
    """Return which of the 256 parts of the digest a register belongs to: the first byte of its own hash."""
    return blake2b(f"{ent}\0{field}".encode()).digest()[0]


def bucket_sums(registers: Iterable[tuple[str, str, Collection[str]]]) -> list[int]:
    """Add up the terms of registers (record, field, head ids) in their 256 parts."""
    sums = [EMPTY] * BUCKETS
    for ent, field, head_ids in registers:
        at = bucket(ent, field)
        sums[at] = (sums[at] + term(ent, field, head_ids)) & _MASK
    return sums


def total(sums: Iterable[int]) -> int:
    """Return the digest that the parts add up to."""
    return sum(sums) & _MASK


def replace(digest: int, old_term: int, new_term: int) -> int:
    """Return the digest after one register changed its term."""
    return (digest - old_term + new_term) & _MASK


def to_hex(digest: int) -> str:
    """Return the form on the wire and on disk: 32 hexadecimal digits."""
    return f"{digest:032x}"


def from_hex(text: str) -> int:
    """Read the form of the wire; an empty text is the digest of an empty scope."""
    return int(text, 16) if text else EMPTY
