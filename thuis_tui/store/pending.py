"""Our own operations on their way to the service: what waits, what was acknowledged, what became of it."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from thuis_tui.log.chain import Chain
from thuis_tui.log.wire import MAX_OPERATIONS, MAX_REQUEST, ScopeGrant
from thuis_tui.store import fold, history, scopes, views
from thuis_tui.store.connection import Raw, driver
from thuis_tui.store.scopes import ACTIVE, REVOKED, ScopeStanding, standing
from thuis_tui.store.writing import Writing

__all__ = [
    "Acknowledgement",
    "Counts",
    "Item",
    "Outcome",
    "PendingScope",
    "ScopeStanding",
    "acknowledge",
    "counts",
    "forget_durable",
    "items",
    "learn_grants",
    "next_push",
    "park",
    "pending",
    "record_outcomes",
    "replace_chain",
    "standing",
    "take_back",
]

PARKED = "parked"
ASSUMED = -1
"""The place of an operation that the service seems to have and whose place is not known yet."""
Written = tuple[int, bytes]
"""An operation of ours: the row it has in this file, and its bytes."""
QUARANTINED = "quarantined"
ENVELOPE = 160
"""Bytes of a request that each scope in it takes beside its operations."""


@dataclass(frozen=True, slots=True)
class PendingScope:
    """Operations of one scope to send, in chain order, as the bytes they were written."""

    scope: str
    gen: int
    chain: str
    first: int
    operations: tuple[bytes, ...]
    rows: tuple[int, ...] = ()
    """Where each lies in this file: its rowid."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """How far the service says it has our chain. A lower number than we knew means: send again from there.

    `sent`: the last number that it was sent with. A higher one is not ours to count: what has it there may be
    a clone's, and ours was perhaps written since.
    """

    scope: str
    chain: str
    acked: int
    gen: int = 0
    epoch: str = ""
    durable: int = 0
    head: int = 0
    sent: int = 2**53


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation that was not simply applied."""

    scope: str
    chain: str
    n: int
    result: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """`waiting`: not yet acknowledged; `dossiers`: those of them in dossiers; `refused`: to look at."""

    waiting: int
    dossiers: int
    refused: int


@dataclass(frozen=True, slots=True)
class Item:
    """One of our operations for the outbox. `result` is empty when it was simply applied."""

    id: str
    scope: str
    ent: str
    field: str
    kind: str
    hlc: int
    waiting: bool
    result: str
    reason: str


def pending(
    connection: Connection, scope: str, after: int, limit: int = MAX_OPERATIONS, max_bytes: int = MAX_REQUEST
) -> list[bytes]:
    """The operations of a scope's chain after number `after`; a group of one `tx` is never split."""
    rows = driver(connection).execute(
        "SELECT o.payload, o.tx, o.rowid FROM scope s JOIN operation o ON o.scope=s.scope AND o.chain=s.chain"
        " WHERE s.scope=? AND o.n>? ORDER BY o.n",
        (scope, after),
    )
    found: list[Written] = []
    _fill(found, rows, limit, max_bytes)
    rows.close()
    return [payload for _, payload in found]


def next_push(
    connection: Connection,
    *,
    skip: Collection[str] = (),
    limit: int = MAX_OPERATIONS,
    max_bytes: int = MAX_REQUEST,
) -> list[PendingScope]:
    """What the next push request carries: everything after the watermark of each scope, up to the limits."""
    rows = driver(connection).execute(_BEHIND, (json.dumps(list(skip)),))
    found: list[PendingScope] = []
    for (scope, gen, chain, acked), there in groupby(rows, itemgetter(3, 4, 5, 6)):
        operations: list[Written] = []
        size = _fill(operations, there, limit, max_bytes - ENVELOPE, must=not found)
        if operations:
            rowids, payloads = zip(*operations, strict=True)
            found.append(PendingScope(scope, gen, chain, acked + 1, payloads, rowids))
        limit, max_bytes = limit - len(operations), max_bytes - size - ENVELOPE
        if not operations or limit <= 0 or max_bytes <= 0:
            break
    rows.close()
    return found


# One statement for all scopes, read only as far as a request is filled.
_BEHIND = (
    "SELECT o.payload, o.tx, o.rowid, s.scope, s.gen, s.chain, s.acked FROM scope s CROSS JOIN operation o"
    " ON o.scope=s.scope AND o.chain=s.chain AND o.n>s.acked"
    " WHERE s.n>s.acked AND s.scope NOT IN (SELECT value FROM json_each(?)) ORDER BY s.rowid, o.n"
)


def _fill(
    found: list[Written], rows: Iterable[Sequence[Any]], limit: int, max_bytes: int, *, must: bool = True
) -> int:
    """Add whole groups while they fit; the first group always goes when `must`. Returns the bytes added."""
    total = size = 0
    group: list[Written] = []
    group_tx = ""
    for payload, tx, rowid, *_ in rows:
        if group and not (tx and tx == group_tx):
            if not _fits(found, group, total, size, limit, max_bytes, must):
                return total
            found += group
            total, size, group = total + size, 0, []
            if len(found) >= limit:
                return total
        group.append((rowid, payload))
        group_tx, size = tx, size + len(payload) + 1
    if group and _fits(found, group, total, size, limit, max_bytes, must):
        found += group
        total += size
    return total


def _fits(
    found: list[Written], group: list[Written], total: int, size: int, limit: int, max_bytes: int, must: bool
) -> bool:
    return (must and not found) or (len(found) + len(group) <= limit and total + size <= max_bytes)


_LIFE = "SELECT epoch FROM scope WHERE state=? AND gen>0 AND epoch<>'' ORDER BY rowid LIMIT 1"


def acknowledge(writing: Writing, acknowledgements: Sequence[Acknowledgement]) -> None:
    """Move the watermarks: one statement, one row a scope, however many operations that are.

    Of a scope that is not granted the service does not tell the life. What was acknowledged there counts in
    that of the list: in another one the service may not have it.
    """
    untold = any(not each.epoch for each in acknowledgements)
    life = writing.raw.execute(_LIFE, (ACTIVE,)).fetchone() if untold else None
    with writing.permitted():
        writing.raw.executemany(
            "UPDATE scope SET acked=min(n, ?1, max(acked, ?2)), durable=min(?3, ?1, max(acked, ?2)),"
            " head=max(head, ?4), gen=CASE gen WHEN 0 THEN ?5 ELSE gen END,"
            " epoch=CASE epoch WHEN '' THEN ?6 ELSE epoch END WHERE scope=?7 AND chain=?8",
            [
                (
                    *(a.acked, a.sent, a.durable, a.head, a.gen),
                    *(a.epoch or (life[0] if life else ""), a.scope, a.chain),
                )
                for a in acknowledgements
            ],
        ).close()
    writing.scopes.update(a.scope for a in acknowledgements)
    writing.sync = True


def record_outcomes(writing: Writing, outcomes: Sequence[Outcome], at: str) -> None:
    """Keep what a person has to know: refused, late, in conflict. `at`: the service's time."""
    with writing.permitted():
        writing.raw.executemany(
            "INSERT INTO outcome(id, scope, n, result, reason, at)"
            " SELECT id, scope, n, ?, ?, ? FROM operation WHERE scope=? AND chain=? AND n=?"
            " ON CONFLICT(id) DO UPDATE SET result=excluded.result, reason=excluded.reason, at=excluded.at",
            [(o.result, o.reason, at, o.scope, o.chain, o.n) for o in outcomes],
        ).close()
    writing.scopes.update(o.scope for o in outcomes)
    writing.sync = True


def take_back(writing: Writing, ids: Collection[str]) -> None:
    """What was refused before and is taken now (the grant came back) is nothing for a person any more."""
    raw = writing.raw
    if raw.execute("SELECT 1 FROM outcome WHERE result=? LIMIT 1", (QUARANTINED,)).fetchone() is None:
        return
    with writing.permitted():
        raw.execute(
            "DELETE FROM outcome WHERE result=? AND id IN (SELECT value FROM json_each(?))",
            (QUARANTINED, json.dumps(list(ids))),
        ).close()
    writing.sync = True


def park(writing: Writing, scope: str, n: int, reason: str, at: str) -> None:
    """Take an operation that the service cannot read out of the chain and go on with those behind it.

    It stays in the file and on the screen, and the outbox shows it with the reason.
    """
    raw = writing.raw
    row = raw.execute(
        "SELECT o.id, o.chain, b.hash FROM scope s"
        " JOIN operation o ON o.scope=s.scope AND o.chain=s.chain"
        " LEFT JOIN operation b ON b.scope=o.scope AND b.chain=o.chain AND b.n=o.n-1"
        " WHERE o.scope=? AND o.n=?",
        (scope, n),
    ).fetchone()
    if row is None:
        return
    operation_id, chain, before = row
    record_outcomes(writing, [Outcome(scope, chain, n, PARKED, reason)], at)
    with writing.permitted():
        raw.execute(
            "UPDATE operation SET chain=?,"
            " n=1+(SELECT ifnull(max(n), 0) FROM operation WHERE scope=? AND chain=?) WHERE id=?",
            (PARKED, scope, PARKED, operation_id),
        ).close()
        _hang(raw, Chain(scope, chain, n - 1, before or ""), _after(raw, scope, chain, n))


def replace_chain(writing: Writing, scope: str) -> str:
    """Begin a new chain with all that is not confirmed, ids kept: this laptop was cloned or set back.

    Returns the new chain. The service knows the operations again by their ids.
    """
    raw = writing.raw
    fresh = writing.ids()
    rows = raw.execute(
        "SELECT o.rowid, o.payload FROM operation o LEFT JOIN confirmation c ON c.operation=o.rowid"
        " WHERE o.scope=? AND ifnull(c.seq, 0)<=0 AND o.chain<>? ORDER BY o.rowid",
        (scope, PARKED),
    ).fetchall()
    with writing.permitted():
        ents = raw.execute(
            "SELECT DISTINCT o.ent FROM operation o JOIN confirmation c ON c.operation=o.rowid"
            " WHERE o.scope=? AND c.seq=?",
            (scope, ASSUMED),
        ).fetchall()
        raw.execute(
            "DELETE FROM confirmation WHERE seq=? AND operation IN"
            " (SELECT rowid FROM operation WHERE scope=?)",
            (ASSUMED, scope),
        ).close()
        _hang(raw, Chain(scope, fresh), rows)
        raw.execute("UPDATE scope SET chain=?, acked=0, durable=0 WHERE scope=?", (fresh, scope)).close()
        if ents:  # it was assumed wrongly perhaps: all of it is shown again
            touched = views.Touched()
            fold.refold(writing, scope, [row[0] for row in ents], touched)
            views.settle(writing, touched)
    writing.scopes.add(scope)
    writing.sync = True
    return fresh


def _after(raw: Raw, scope: str, chain: str, n: int) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = raw.execute(
        "SELECT rowid, payload FROM operation WHERE scope=? AND chain=? AND n>? ORDER BY n", (scope, chain, n)
    ).fetchall()
    return found


def _hang(raw: Raw, end: Chain, rows: Sequence[tuple[int, bytes]]) -> None:
    for rowid, payload in rows:
        end, moved = end.relink(payload)
        raw.execute(
            "UPDATE operation SET chain=?, n=?, payload=?, hash=? WHERE rowid=?",
            (end.chain, end.n, moved, end.hash, rowid),
        ).close()
    raw.execute("UPDATE scope SET n=?, hash=? WHERE scope=?", (end.n, end.hash, end.scope)).close()


def learn_grants(writing: Writing, grants: Sequence[ScopeGrant]) -> list[str]:
    """Take the service's list of scopes over: what is new becomes known, what is gone is marked.

    Returns the scopes that are in another life than before (their gen or epoch changed): `shadow.restart`.
    """
    raw = writing.raw
    named = {grant.scope: grant for grant in grants}
    scopes.make_known(writing, named)
    before = scopes.of(raw, named)
    other = [
        name
        for name, grant in named.items()
        if (before[name].gen and before[name].gen != grant.gen)
        or (before[name].epoch and before[name].epoch != grant.epoch)
    ]
    with writing.permitted():
        raw.executemany(
            "UPDATE scope SET gen=?, epoch=?, head=max(head, ?), state=? WHERE scope=?",
            [(g.gen, g.epoch, g.head, ACTIVE, g.scope) for g in grants if g.scope not in other],
        ).close()
        # A scope with gen 0 was made here and is not granted yet: it is not gone.
        rows = raw.execute("SELECT scope FROM scope WHERE gen>0 AND state=?", (ACTIVE,)).fetchall()
        gone = [row[0] for row in rows if row[0] not in named]
        raw.executemany("UPDATE scope SET state=? WHERE scope=?", [(REVOKED, name) for name in gone]).close()
    writing.scopes.update(named)
    writing.scopes.update(gone)
    writing.sync = True
    return other


_DURABLE = (
    "FROM scope s JOIN operation o ON o.scope=s.scope AND o.chain=s.chain AND o.n<min(s.durable, s.acked)"
    " JOIN confirmation c ON c.operation=o.rowid WHERE c.seq>0"
    # What was refused or is not back stays out of sight as long as what replaced it is here.
    " AND NOT EXISTS(SELECT 1 FROM operation u WHERE u.scope=o.scope AND u.ent=o.ent AND NOT EXISTS("
    "SELECT 1 FROM confirmation k WHERE k.operation=u.rowid))"
)


def forget_durable(writing: Writing) -> int:
    """Let go of operations that the service has in a verified backup and that we pulled; returns how many.

    The last acknowledged one of each chain stays: the next hangs on it. A backup is verified of whole
    chains, so what is let go never has to be sent again.
    """
    raw = writing.raw
    with writing.permitted():
        changed = raw.execute(f"SELECT o.scope, o.payload {_DURABLE} AND o.kind<>'create'").fetchall()
        history.keep_own(raw, changed)
        gone = raw.execute(
            f"DELETE FROM operation WHERE rowid IN (SELECT o.rowid {_DURABLE}) RETURNING rowid"  # noqa: S608
        ).fetchall()
        raw.executemany("DELETE FROM confirmation WHERE operation=?", gone).close()
        return len(gone)


def counts(connection: Connection) -> Counts:
    """The figures of the status line: costs the number of scopes, not of operations."""
    waiting, dossiers = connection.exec_driver_sql(
        "SELECT ifnull(sum(n-acked), 0), ifnull(sum(iif(scope LIKE 'c:%', n-acked, 0)), 0) FROM scope"
    ).one()
    return Counts(int(waiting), int(dossiers), refused(connection))


def refused(connection: Connection) -> int:
    """How many of our operations a person has to look at: those that nobody decided about yet."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM outcome u WHERE result IN (?, ?)"
        " AND NOT EXISTS(SELECT 1 FROM ruling WHERE ruling.operation=u.id)",
        (QUARANTINED, PARKED),
    )
    return int(found.scalar_one())


def items(connection: Connection, limit: int = 500) -> list[Item]:
    """The outbox: our latest operations first, with what became of each.

    Of a dossier that was taken away only what waits.
    """
    rows = connection.exec_driver_sql(
        "SELECT o.id, o.scope, o.ent, o.field, o.kind, o.hlc, o.chain=s.chain AND o.n>s.acked,"
        " ifnull(u.result, ''), ifnull(u.reason, '')"
        " FROM operation o JOIN scope s ON s.scope=o.scope LEFT JOIN outcome u ON u.id=o.id"
        " WHERE s.state=? OR (o.chain=s.chain AND o.n>s.acked)"
        " ORDER BY o.rowid DESC LIMIT ?",
        (ACTIVE, limit),
    )
    return [Item(r[0], r[1], r[2], r[3], r[4], r[5], bool(r[6]), r[7], r[8]) for r in rows]
