"""The chain of one device in one scope: operations numbered from 1, each carrying the hash of the one before.

A gap, a repeat and a cloned laptop are all seen from the number and the hash alone.
"""

from __future__ import annotations

import enum
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from thuis_tui.log.operation import SCHEMA_VERSION, Kind, Operation, decode, encode

if TYPE_CHECKING:
    from collections.abc import Sequence


class Verdict(enum.Enum):
    """What a receiver does with an operation, given the last one it has of that chain."""

    ACCEPT = "accept"
    DUPLICATE = "duplicate"
    GAP = "gap"
    FORK = "fork"


class Chain(msgspec.Struct, frozen=True, gc=False):
    """The end of a chain: the number and the hash of its last operation (0 and empty at the start)."""

    scope: str
    chain: str
    n: int = 0
    hash: str = ""

    def link(
        self,
        *,
        id: str,
        ent: str,
        field: str,
        kind: Kind,
        val: msgspec.Raw | bytes,
        hlc: int,
        actor: str,
        base: Sequence[str] = (),
        tx: str = "",
        sv: int = SCHEMA_VERSION,
    ) -> tuple[Chain, bytes]:
        """Write the next operation: return the new end of the chain and the bytes of the operation."""
        raw = encode(
            Operation(
                n=self.n + 1,
                prev=self.hash,
                id=id,
                tx=tx,
                ent=ent,
                field=field,
                kind=kind,
                val=val if isinstance(val, msgspec.Raw) else msgspec.Raw(val),
                base=tuple(base),
                hlc=hlc,
                actor=actor,
                sv=sv,
            )
        )
        return self.follow(self.n + 1, raw), raw

    def relink(self, raw: bytes) -> tuple[Chain, bytes]:
        """Hang an operation of another place (a forked chain, one after a parked operation) behind this end.

        Everything but its number and `prev` stays, its id above all: that is how a receiver knows it again.
        """
        moved = encode(msgspec.structs.replace(decode(raw), n=self.n + 1, prev=self.hash))
        return self.follow(self.n + 1, moved), moved

    def follow(self, n: int, raw: bytes | msgspec.Raw) -> Chain:
        """Return the end of the chain after an operation that was accepted, number `n`."""
        return Chain(self.scope, self.chain, n, operation_hash(self.scope, self.chain, raw))


def operation_hash(scope: str, chain: str, raw: bytes | msgspec.Raw) -> str:
    """Hash an operation in its place: scope, chain and its exact bytes (blake2b, 128 bits, hexadecimal)."""
    state = blake2b(f"{scope}\0{chain}\0".encode(), digest_size=16)
    state.update(raw)
    return state.hexdigest()


def accept(last: Chain, operation: Operation, raw: bytes | msgspec.Raw, known: str | None = None) -> Verdict:
    """Judge the next operation of a chain against the last one the receiver has.

    `known` is the hash the receiver has for the number of the operation, when it is not above the last one
    (for the last one itself it is not needed). A number it has under another hash is a fork; a lower one of
    which it knows no hash is taken for a repeat: its id tells the rest.
    """
    if operation.n == last.n + 1:
        return Verdict.ACCEPT if operation.prev == last.hash else Verdict.FORK
    if operation.n > last.n:
        return Verdict.GAP
    if operation.n == last.n:
        known = last.hash
    if known is None or known == operation_hash(last.scope, last.chain, raw):
        return Verdict.DUPLICATE
    return Verdict.FORK
