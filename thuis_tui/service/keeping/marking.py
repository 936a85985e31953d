"""Up to where the chains of laptops are safe, given a copy: what that says of chains is not believed.

The logs of a copy are proved to be the beginnings of the live ones. So what of a chain is in it is told by
the live database: the operations at places the copy reaches, and those in quarantine that it has byte for
byte. An operation that came twice is at neither place under its second number; the first one came before
whatever followed it, so it is in the copy when a later one of the chain is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from thuis_tui.service.database.storage import Storage, Transaction, flatten, marks, tuples
from thuis_tui.service.keeping.durability import BACKUP_AT, keep, last_verified

_BATCH = 100
"""Scopes in a transaction, so that nobody waits for it."""

_CHAINS = (
    "SELECT scope, chain, n, durable FROM chain WHERE scope IN ({}) AND durable < n AND device <> ''"
    " ORDER BY scope, chain"
)
_LIVE = (
    "WITH asked(scope, seq) AS (VALUES {}) SELECT h.scope, h.epoch, h.seq, l.link FROM asked a"
    " JOIN scope_head h ON h.scope = a.scope LEFT JOIN log l ON l.scope = a.scope AND l.seq = a.seq"
)
_ASIDE = (
    "SELECT q.scope, q.chain, q.n, q.raw FROM quarantine q"
    " JOIN chain c ON c.scope = q.scope AND c.chain = q.chain WHERE q.scope IN ({}) AND q.n > c.durable"
)
_PLACES = (
    "SELECT l.chain, l.n, l.seq FROM log l JOIN chain c ON c.scope = l.scope AND c.chain = l.chain"
    " WHERE l.scope = ? AND c.device <> '' AND l.n > c.durable"
)
_TOLD = (
    "UPDATE chain SET durable = ? WHERE scope = ? AND chain = ? AND durable < ? AND n >= ? AND EXISTS"
    " (SELECT 1 FROM scope_head h WHERE h.scope = chain.scope AND h.epoch = ?)"
)
_HEADS = "SELECT scope, seq, epoch, log_hash FROM scope_head WHERE scope > ? ORDER BY scope LIMIT ?"

Aside = dict[tuple[str, str, int], bytes]
"""What is in quarantine, by its scope, chain and number."""


class _Head(NamedTuple):
    """How far a copy reaches in a scope."""

    seq: int
    epoch: str
    log_hash: bytes


@dataclass(frozen=True, slots=True)
class _Copied:
    """What a copy holds of some scopes."""

    heads: dict[str, _Head]
    ends: dict[tuple[str, str], int]
    aside: Aside


def mark(storage: Storage, copy: Transaction, made_at: int) -> None:
    """Call durable what a verified copy holds, a little at a time.

    A scope of which the log is not that of the copy, or that began another life, is left alone.
    `made_at`: when the copy was made, as far as it is said; it counts as no later than what it lacks.
    """
    for part in _copied(copy):
        storage.write(_mark, part)
    lacking = storage.read(_first_lacking, copy)
    moment = min(made_at, storage.now_ms(), *(() if lacking is None else (lacking,)))
    storage.write(_remember, moment)


def _copied(copy: Transaction) -> Iterator[_Copied]:
    at = ""
    while found := copy.rows(_HEADS, (at, _BATCH)):
        heads = {scope: _Head(seq, epoch, bytes(hash_)) for scope, seq, epoch, hash_ in found}
        some = marks(len(heads))
        ends = copy.rows(f"SELECT scope, chain, n FROM chain WHERE scope IN ({some})", [*heads])  # noqa: S608
        aside = copy.rows(f"SELECT scope, chain, n, raw FROM quarantine WHERE scope IN ({some})", [*heads])  # noqa: S608
        yield _Copied(
            heads,
            {(scope, chain): n for scope, chain, n in ends},
            {(scope, chain, n): bytes(raw) for scope, chain, n, raw in aside},
        )
        at = found[-1][0]


def _mark(tx: Transaction, copied: _Copied) -> None:
    # The chains first: what comes in between two statements makes less safe, never more.
    chains: dict[str, list[tuple[str, int, int]]] = {}
    for scope, chain, n, durable in tx.rows(_CHAINS.format(marks(len(copied.heads))), [*copied.heads]):
        if (told := min(n, copied.ends.get((scope, chain), 0))) > durable:
            chains.setdefault(scope, []).append((chain, told, durable))
    if not chains:
        return
    asked = [(scope, copied.heads[scope].seq) for scope in chains]
    live = {
        scope: seq
        for scope, epoch, seq, link in tx.rows(_LIVE.format(tuples(len(asked), 2)), flatten(asked))
        if epoch == copied.heads[scope].epoch and _is_same(copied.heads[scope], link)
    }
    if not live:
        return
    aside: dict[str, Aside] = {}
    for scope, chain, n, raw in tx.rows(_ASIDE.format(marks(len(live))), [*live]):
        aside.setdefault(scope, {})[scope, chain, n] = bytes(raw)
    safe: list[tuple[str, str, int]] = []
    for scope, seq in live.items():
        held = _Held(tx, scope, seq, copied, aside.get(scope, {}))
        safe += [(scope, chain, held.up_to(chain, told, durable)) for chain, told, durable in chains[scope]]
    tx.many(_TOLD, [(n, scope, chain, n, n, copied.heads[scope].epoch) for scope, chain, n in safe if n])


def _is_same(head: _Head, link: bytes | None) -> bool:
    return not head.seq or (link is not None and bytes(link) == head.log_hash)


class _Held:
    """What a copy holds of one scope, told from the live database."""

    def __init__(self, tx: Transaction, scope: str, seq: int, copied: _Copied, aside: Aside) -> None:
        reach = copied.heads[scope].seq
        self._there: dict[str, set[int]] = {}
        self._lacking: dict[str, int] = {}
        self._last: dict[str, int] = {}
        lacks_aside = False
        for (_, chain, n), raw in aside.items():
            if copied.aside.get((scope, chain, n)) == raw:
                self._there.setdefault(chain, set()).add(n)
            else:
                lacks_aside = True
                self._lack(chain, n)
        self._whole = seq == reach and not lacks_aside
        if self._whole:
            return
        for chain, n, place in tx.rows(_PLACES, (scope,)):
            if place > reach:
                self._lack(chain, n)
            else:
                self._there.setdefault(chain, set()).add(n)
                if not lacks_aside:  # else what came twice may be the one that is lacking
                    self._last[chain] = max(n, self._last.get(chain, 0))

    def _lack(self, chain: str, n: int) -> None:
        self._lacking[chain] = min(n, self._lacking.get(chain, n))

    def up_to(self, chain: str, told: int, durable: int) -> int:
        """Return the last number of a chain up to which nothing is lacking."""
        if self._whole:
            return told
        end = min(told, self._lacking.get(chain, told + 1) - 1)
        there, last = self._there.get(chain, set()), self._last.get(chain, 0)
        while durable < end and (durable + 1 in there or durable + 1 < last):
            durable += 1
        return durable


def _first_lacking(live: Transaction, copy: Transaction) -> int | None:
    """Return when the first operation came that a copy lacks; None: it lacks none."""
    row = copy.first("SELECT value FROM service_setting WHERE name = 'epoch'")
    life = "" if row is None else row.value
    at, first = "", None
    while found := live.rows(_HEADS, (at, _BATCH)):
        scopes = [scope for scope, *_ in found]
        heads = {
            scope: (seq, epoch)
            for scope, seq, epoch in copy.rows(
                f"SELECT scope, seq, epoch FROM scope_head WHERE scope IN ({marks(len(scopes))})",  # noqa: S608
                scopes,
            )
        }
        beyond = []
        for scope, seq, epoch, _ in found:
            reach, its = heads.get(scope, (0, life))
            if epoch == its and seq > reach:
                beyond.append((scope, reach + 1))
        moments = _moments(live, beyond)
        first = min(moments if first is None else [first, *moments], default=None)
        at = scopes[-1]
    return first


def _moments(tx: Transaction, places: Sequence[tuple[str, int]]) -> list[int]:
    if not places:
        return []
    sql = (
        f"WITH asked(scope, seq) AS (VALUES {tuples(len(places), 2)}) SELECT l.received_at FROM asked a"  # noqa: S608
        " JOIN log l ON l.scope = a.scope AND l.seq = a.seq"
    )
    return [moment for (moment,) in tx.rows(sql, flatten(places))]


def _remember(tx: Transaction, made_at: int) -> None:
    keep(tx, BACKUP_AT, str(max(made_at, last_verified(tx) or 0)))
