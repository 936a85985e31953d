"""The logs of scopes inside one transaction: lock the counters, read what is needed, decide, write at once.

However many operations and scopes a transaction has, the number of statements is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec

from thuis_tui.log import digest, erasure
from thuis_tui.log.operation import Operation
from thuis_tui.log.wire import PullRow
from thuis_tui.service.database.storage import Transaction, flatten, marks, tuples
from thuis_tui.service.logs import changes

T = TypeVar("T")

_CHUNK = 4_000  # rows of VALUES in one statement: two or three parameters each, below every database's bound

_LOCK = "UPDATE scope_head SET seq = seq WHERE scope IN ({}) RETURNING scope, epoch, seq, digest, log_hash"
_KNOWN = (
    "WITH asked(scope, id) AS (VALUES {})"
    " SELECT a.scope, a.id, l.seq, l.chain, l.n, l.hash, s.ent, s.field FROM asked a"
    " LEFT JOIN log l ON l.scope = a.scope AND l.id = a.id"
    " LEFT JOIN superseded s ON s.scope = a.scope AND s.id = a.id"
    " WHERE l.seq IS NOT NULL OR s.ent IS NOT NULL"
)
_REGISTERS = (
    "WITH asked(scope, ent, field) AS (VALUES {}) SELECT a.scope, a.ent, a.field, r.heads FROM asked a"
    " JOIN register r ON r.scope = a.scope AND r.ent = a.ent AND r.field = a.field"
)
_WRITE_LOG = (
    "INSERT INTO log(scope, seq, id, chain, n, hash, tx, superseded, received_at, link, row)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_WRITE_REGISTER = (
    "INSERT INTO register(scope, ent, field, seq, heads) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (scope, ent, field) DO UPDATE SET seq = excluded.seq, heads = excluded.heads"
)
_WRITE_SUPERSEDED = "INSERT INTO superseded(scope, id, ent, field) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_WRITE_HEAD = "UPDATE scope_head SET seq = ?, digest = ?, log_hash = ? WHERE scope = ?"


Outcome = Literal["applied", "conflict", "superseded"]


class Place(NamedTuple):
    """Where an operation that is in a log came from."""

    seq: int
    chain: str
    n: int
    hash: str


@dataclass(slots=True)
class ScopeLog:
    """One scope as it stands in this transaction, and what has to be written of it."""

    scope: str
    epoch: str
    seq: int
    digest: int
    log_hash: bytes
    known: dict[str, Place] = field(default_factory=dict)
    registers: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    superseded: set[tuple[str, str, str]] = field(default_factory=set)
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    touched: dict[tuple[str, str], int] = field(default_factory=dict)
    awaited: list[tuple[str, str, str, str]] = field(default_factory=list)

    def append(self, operation: Operation, chain: str, hash_: str, received_at: int) -> Outcome:
        """Give an operation its place and its effect on its register, the digest and the hash of the log."""
        id_, ent, field, base = operation.id, operation.ent, operation.field, operation.base
        key = (ent, field)
        before = self.registers.get(key, ())
        if base:
            self._replace(base, key)
        late = bool(self.superseded) and (id_, ent, field) in self.superseded
        kept = tuple(head for head in before if head not in base) if before and base else before
        after = kept if late else (*kept, id_)
        self.registers[key] = after
        old = digest.term(ent, field, before) if before else digest.EMPTY
        self.digest = digest.replace(self.digest, old, digest.term(ent, field, after))
        self.seq = seq = self.seq + 1
        self.touched[key] = seq
        n = operation.n
        self.known[id_] = Place(seq, chain, n, hash_)
        row = pull_row(seq, operation, late)
        self.log_hash = chained = link(self.log_hash, hash_, row)
        self.entries.append(
            (self.scope, seq, id_, chain, n, hash_, operation.tx, int(late), received_at, chained, row)
        )
        return "superseded" if late else "conflict" if len(after) > 1 else "applied"

    def _replace(self, base: Sequence[str], key: tuple[str, str]) -> None:
        """Remember what is replaced before it came; what is in the log cannot arrive again."""
        for replaced in base:
            if replaced not in self.known and (replaced, *key) not in self.superseded:
                self.superseded.add((replaced, *key))
                self.awaited.append((self.scope, replaced, *key))


def pull_row(seq: int, operation: Operation, superseded: bool) -> bytes:
    """Make the row that devices are sent, on one line; its value keeps the bytes its author wrote.

    Every part but the value is of a checked shape that needs no escaping.
    """
    value = bytes(operation.val)
    if b"\n" in value or b"\r" in value:  # between tokens only: rows are parts of lines
        value = msgspec.json.format(value, indent=-1)
    base = '"' + '","'.join(operation.base) + '"' if operation.base else ""
    head = f'[{seq},"{operation.id}","{operation.ent}","{operation.field}","{operation.kind}",'
    tail = f',[{base}],{operation.hlc},"{operation.actor}",{int(superseded)},{operation.sv},"{operation.tx}"]'
    return head.encode() + value + tail.encode()


def link(before: bytes, hash_: str, row: bytes) -> bytes:
    """Chain one row of the log to the one before it."""
    return blake2b(before + hash_.encode() + row, digest_size=16).digest()


def lock(tx: Transaction, scopes: Sequence[str]) -> dict[str, ScopeLog]:
    """Lock the counters of scopes until the transaction ends; a scope that does not exist is left out.

    Whoever pushes to one of them waits here, so what is read next is final.
    """
    logs: dict[str, ScopeLog] = {}
    for part in _parts(scopes):
        for scope, epoch, seq, sum_, log_hash in tx.rows(_LOCK.format(marks(len(part))), part):
            logs[scope] = ScopeLog(scope, epoch, seq, digest.from_hex(sum_), bytes(log_hash))
    return logs


def load(tx: Transaction, logs: Mapping[str, ScopeLog], operations: Iterable[tuple[str, Operation]]) -> None:
    """Read what the coming operations touch: ids in a log, ids replaced before they came, registers."""
    ids: set[tuple[str, str]] = set()
    keys: set[tuple[str, str, str]] = set()
    for scope, operation in operations:
        log = logs.get(scope)
        if log is None or not log.seq:  # an empty log knows nothing
            continue
        ids.add((scope, operation.id))
        ids.update((scope, replaced) for replaced in operation.base)
        keys.add((scope, operation.ent, operation.field))
    for part in _parts(list(ids)):
        for scope, id_, seq, chain, n, hash_, ent, name in tx.rows(
            _KNOWN.format(tuples(len(part), 2)), flatten(part)
        ):
            if seq is not None:
                logs[scope].known[id_] = Place(seq, chain, n, hash_)
            if ent is not None:
                logs[scope].superseded.add((id_, ent, name))
    for part_ in _parts(list(keys)):
        for scope, ent, name, heads in tx.rows(_REGISTERS.format(tuples(len(part_), 3)), flatten(part_)):
            logs[scope].registers[ent, name] = tuple(heads.split())


def flush(tx: Transaction, logs: Iterable[ScopeLog]) -> None:
    """Write what the transaction decided."""
    changed = [log for log in logs if log.entries]
    tx.many(_WRITE_LOG, [entry for log in changed for entry in log.entries])
    tx.many(
        _WRITE_REGISTER,
        [
            (log.scope, *key, seq, " ".join(log.registers[key]))
            for log in changed
            for key, seq in log.touched.items()
        ],
    )
    tx.many(_WRITE_SUPERSEDED, [row for log in changed for row in log.awaited])
    tx.many(_WRITE_HEAD, [(log.seq, digest.to_hex(log.digest), log.log_hash, log.scope) for log in changed])
    changes.mark(tx, [log.scope for log in changed])


def verify(tx: Transaction, scope: str) -> bool:
    """Recompute the chained hash of a scope's log and compare it with the head; reads it a page at a time.

    A row of which a value was erased is not what was linked: then a later row has to say so, with its hash.
    """
    found = b""
    blank: dict[str, str] = {}
    sql = "SELECT id, hash, row, link FROM log WHERE scope = ? ORDER BY seq"
    for batch in tx.page(sql, (scope,), 500):
        for id_, hash_, raw, kept in batch:
            row = bytes(raw)
            expected = link(found, hash_, row)
            found = bytes(kept)
            if expected != found:
                blank[id_] = erasure.left(row)
            elif blank and _ERASURE in row[:_NEAR]:
                for named, left in _told_by(row).items():
                    if blank.get(named) == left:
                        del blank[named]
    head = tx.first("SELECT log_hash FROM scope_head WHERE scope = ?", (scope,))
    return not blank and head is not None and bytes(head.log_hash) == found


_ERASURE = f',"{erasure.BEGINS}'.encode()
_NEAR = 200
_read_row = msgspec.json.Decoder(PullRow).decode


def _told_by(row: bytes) -> Mapping[str, str]:
    told = erasure.read(_read_row(row).val)
    return told.operations if told else {}


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(items), _CHUNK):
        yield items[at : at + _CHUNK]
