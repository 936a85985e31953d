"""A scope as it stands: pages of its registers, and its digest in parts.

Nothing is kept between the pages: the next one begins behind the last key of the one before. The log goes on
meanwhile, so a device pulls afterwards from the head of the first page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from thuis_tui.log import digest, wire
from thuis_tui.log.wire import DigestReply, SnapshotPage
from thuis_tui.service.database.storage import Transaction, marks
from thuis_tui.service.errors import Malformed, NotGranted
from thuis_tui.service.people import grants
from thuis_tui.service.people.grants import Granted
from thuis_tui.service.people.sign_in import Asker

_BATCH = 64
"""Registers read at once when their operations are read too: each may have 256 KiB."""

_KEYS = 1_000
"""Registers read at once when only their heads are."""

_MOST = 20_000
"""Registers one page looks at: of a few buckets most are passed over, and a page takes a bounded time."""

_AFTER = re.compile(r"([a-z][a-z_]{0,39}:[0-9a-f]{32}) ([a-z][a-z0-9_]{0,59})?\Z")
_REGISTERS = (
    "SELECT ent, field, seq, heads FROM register WHERE scope = ? AND (ent, field) > (?, ?)"
    " ORDER BY ent, field LIMIT ?"
)
_OPERATIONS = "SELECT id, row FROM log WHERE scope = ? AND id IN ({})"

Register = tuple[str, str, int, str]
"""Record, field, the place of its last change in the log, and its heads with spaces between."""


def granted(tx: Transaction, asker: Asker, scope: str) -> Granted:
    """Return the grant of a scope. Raises NotGranted, whether or not the scope exists."""
    found = grants.granted_of(tx, asker.caseworker, [scope]).get(scope) if grants.is_scope(scope) else None
    if found is None:
        raise NotGranted
    return found


def read_after(text: str) -> tuple[str, str]:
    """Read where a page begins: behind this record and field. Raises Malformed."""
    if not text:
        return "", ""
    found = _AFTER.match(text)
    if found is None:
        raise Malformed("after: a record and a field, with a space between")
    return found[1], found[2] or ""


def read_buckets(text: str) -> frozenset[int] | None:
    """Read which parts of the digest are asked for; None: all. Raises Malformed."""
    if not text:
        return None
    parts = text.split(",")
    if len(parts) > digest.BUCKETS or not all(part.isdecimal() and len(part) <= 3 for part in parts):
        raise Malformed("buckets: numbers from 0 to 255, with commas between")
    found = frozenset(map(int, parts))
    if max(found) >= digest.BUCKETS:
        raise Malformed("buckets: numbers from 0 to 255, with commas between")
    return found


def read_parts(text: str) -> bool:
    """Read whether a digest is asked for in its parts. Raises Malformed."""
    if text not in ("", "1"):
        raise Malformed("buckets: 1, or not at all")
    return bool(text)


def page(tx: Transaction, found: Granted, after: tuple[str, str], buckets: Collection[int] | None) -> bytes:
    """Make one page of the registers of a scope, of about `wire.PAGE` bytes."""
    parts: list[bytes] = []
    size = looked = 0
    at, more = after, True
    batch = _BATCH if buckets is None else _KEYS
    while more and size < wire.PAGE and looked < _MOST:
        keys: list[Register] = tx.rows(_REGISTERS, (found.scope, *at, batch))
        more = len(keys) == batch
        looked += len(keys)
        wanted = [key for key in keys if key[3] and (buckets is None or digest.bucket(*key[:2]) in buckets)]
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start : start + _BATCH]
            for ent, field, seq, rows in _filled(tx, found.scope, part):
                parts.append(wire.encode_register(ent, field, seq, rows))
                size += len(parts[-1]) + 1
                if size >= wire.PAGE:
                    at, more = (ent, field), True
                    break
            if size >= wire.PAGE:
                break
        else:
            at = keys[-1][:2] if keys else at
    told = SnapshotPage(found.scope, found.gen, found.epoch, found.seq, " ".join(at) if more else "", more)
    return wire.encode_snapshot(parts, told)


def _filled(
    tx: Transaction, scope: str, registers: Sequence[Register]
) -> Iterator[tuple[str, str, int, list[bytes]]]:
    """Give registers with the operations that are their heads, as they were stored."""
    ids = sorted({id_ for *_, heads in registers for id_ in heads.split()})
    stored: dict[str, bytes] = {}
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        for id_, row in tx.rows(_OPERATIONS.format(marks(len(some))), (scope, *some)):
            stored[id_] = bytes(row)
    for ent, field, seq, heads in registers:
        yield ent, field, seq, [stored[id_] for id_ in heads.split()]


def digest_of(tx: Transaction, found: Granted, server_time: str, *, parts: bool = False) -> DigestReply:
    """Give the digest of a scope as it is kept; or added up from all its registers, in its `parts`.

    The parts are of one moment if the transaction is `steady`.
    """
    told = DigestReply(found.scope, found.gen, found.epoch, found.seq, found.digest, server_time)
    if parts:
        sums = digest.bucket_sums(registers(tx, found.scope))
        told.digest, told.buckets = digest.to_hex(digest.total(sums)), [digest.to_hex(part) for part in sums]
    return told


def registers(tx: Transaction, scope: str) -> Iterator[tuple[str, str, list[str]]]:
    """Give all registers of a scope with the ids of their heads, a page of keys at a time."""
    at: tuple[Any, ...] = ("", "")
    while keys := tx.rows(_REGISTERS, (scope, *at, _KEYS)):
        for ent, field, _, heads in keys:
            yield ent, field, heads.split()
        if len(keys) < _KEYS:
            return
        at = keys[-1][:2]
