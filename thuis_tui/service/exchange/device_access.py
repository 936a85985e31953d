"""What laptops tell of accesses, offline too, becomes lines of the access log as it comes in.

The laptop says what was done and when by its own clock; by what right, the service knows itself. Nothing
that a laptop tells is left out: what cannot be is marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import msgspec

from thuis_tui.casework.vocabulary import ACCESS_EVENT
from thuis_tui.log.operation import Operation
from thuis_tui.log.wire import PullRow
from thuis_tui.service.database.storage import Transaction, marks
from thuis_tui.service.logs import access_log
from thuis_tui.service.logs.access_log import Entry, Event, Remark
from thuis_tui.service.people import beside
from thuis_tui.service.people.grants import STRENGTH, Kind, is_scope

BEGINS: Final = "access:"
"""How the names of the records begin."""
CLOCKS_DIFFER: Final = 5 * 60_000
"""How far the clock of a laptop may be ahead, in milliseconds."""
_LONGEST_AWAY: Final = 366 * 86_400_000
_CHUNK: Final = 400

Told = tuple[Operation | PullRow, Any, bool]
"""An operation on an access record, its value, and whether it was applied (else it is in quarantine)."""


@dataclass(frozen=True, slots=True)
class _Held:
    """How somebody had a dossier for a time: a grant has one for each kind that it was."""

    account: str
    kind: Kind
    since: int
    until: int
    maker: str


def take(tx: Transaction, account: str, device: str, told: Sequence[Told]) -> None:
    """Log what a laptop of an account tells."""
    read = [_read(operation, value, account, tx.now_ms) for operation, value, _ in told]
    held = _held(tx, sorted({scope for scope, *_ in read if scope.startswith("c:")}))
    entries = []
    for (scope, event, moment, remarks), (operation, _, applied) in zip(read, told, strict=True):
        ground = responsible = ""
        if scope.startswith("c:"):
            ground, remark = _ground(held.get(scope, ()), account, moment)
            responsible = _responsible(held.get(scope, ()), account, moment)
            remarks = (*remarks, *remark)
        if not applied:
            remarks = (*remarks, Remark.SET_ASIDE)
        entries.append(
            Entry(
                scope,
                event,
                account,
                moment,
                device,
                ground,
                responsible,
                remarks=remarks,
                id=operation.id,
            )
        )
    access_log.append(tx, entries)


class InLog(NamedTuple):
    """An operation on an access record in the log of a caseworker; `device` is empty when nobody knows it."""

    id: str
    received_at: int
    device: str
    row: bytes


_OPERATIONS = (
    "SELECT l.id, l.received_at, coalesce(c.device, ''), l.row FROM log l"
    " LEFT JOIN chain c ON c.scope = l.scope AND c.chain = l.chain WHERE l.scope = ? ORDER BY l.seq"
)
_NAMED: Final = f',"{BEGINS}'.encode()
_NEAR: Final = 200  # bytes: the name of the record stands within these of the row
_BATCH: Final = 500
_read_row = msgspec.json.Decoder(PullRow).decode


def operations(tx: Transaction, scope: str) -> Iterator[InLog]:
    """Give every operation on an access record in a log, in its order.

    Not only those that stand: a record that was made twice, or changed, was told of as often.
    """
    for batch in tx.page(_OPERATIONS, (scope,), _BATCH):
        for id_, received_at, device, row in batch:
            if _NAMED in bytes(row[:_NEAR]):
                yield InLog(id_, received_at, device, bytes(row))


def bring_in(tx: Transaction) -> None:
    """Log what laptops told before there was a log of it."""
    for (account,) in tx.rows("SELECT id FROM caseworker ORDER BY id"):
        by_device: dict[str, list[Told]] = {}
        for told in operations(tx, f"u:{account}"):
            row = _read_row(told.row)
            by_device.setdefault(told.device, []).append((row, msgspec.json.decode(row.val), True))
        for device, accesses in by_device.items():
            take(tx, account, device, accesses)


def _read(
    operation: Operation | PullRow, value: Any, account: str, now_ms: int
) -> tuple[str, Event, int, tuple[Remark, ...]]:
    """Take from a record what can be read: its dossier, the event and the moment."""
    said = value if isinstance(value, dict) and operation.kind == "create" else {}
    client, event = said.get("client"), said.get("event")
    scope = f"c:{client}"
    if client is None or not isinstance(client, str) or not is_scope(scope):
        scope = f"u:{account}"
    what = Event(event) if isinstance(event, str) and event in ACCESS_EVENT.by_code else Event.UNKNOWN
    moment = _moment(said.get("occurred_at"))
    if moment is None:
        return scope, what, now_ms, (Remark.TIME,)
    impossible = not now_ms - _LONGEST_AWAY < moment <= now_ms + CLOCKS_DIFFER
    return scope, what, moment, (Remark.TIME,) if impossible else ()


def _moment(text: Any) -> int | None:
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int(found.timestamp() * 1000) if found.tzinfo == UTC and found.year > 1970 else None


_HELD = (
    "SELECT g.scope, g.caseworker, g.gen, g.kind, g.granted_at, g.revoked_at, g.until, d.created_by"
    " FROM scope_grant g LEFT JOIN dossier d ON d.scope = g.scope WHERE g.scope IN ({0})"
    " UNION ALL SELECT b.scope, b.caseworker, b.gen, b.kind, -1, b.ended_at, b.until, ''"
    " FROM grant_before b WHERE b.scope IN ({0})"
    " UNION ALL SELECT 'c:' || substr(g.scope, 3), g.caseworker, g.gen, g.kind, g.granted_at, g.revoked_at,"
    " g.until, '' FROM scope_grant g WHERE g.scope IN ({0}) AND g.kind = 'housing'"
)


def _held(tx: Transaction, scopes: Sequence[str]) -> dict[str, list[_Held]]:
    """Return how dossiers were had, ever, by whom and from when to when."""
    found: dict[str, list[_Held]] = {}
    for at in range(0, len(scopes), _CHUNK):
        part = scopes[at : at + _CHUNK]
        before: dict[tuple[str, str, int], list[tuple[int, str, int]]] = {}
        now: list[tuple[Any, ...]] = []
        for scope, account, gen, kind, since, ended, until, maker in tx.rows(
            _HELD.format(marks(len(part))), (*part, *part, *map(beside.way_of, part))
        ):
            if since < 0:
                before.setdefault((scope, account, gen), []).append((ended, kind, until))
            else:
                now.append((scope, account, gen, kind, since, ended, until, maker))
        for scope, account, gen, kind, since, ended, until, maker in now:
            begins = since - CLOCKS_DIFFER  # a laptop's clock may be behind; what changes later is exact
            for changed, earlier, ends in sorted(before.get((scope, account, gen), ())):
                held = _Held(account, Kind(earlier), begins, min(changed, ends or changed), maker or "")
                found.setdefault(scope, []).append(held)
                begins = changed
            over = min((moment for moment in (ended, until) if moment), default=0)
            found.setdefault(scope, []).append(_Held(account, Kind(kind), begins, over, maker or ""))
    for held_ in found.values():
        held_.sort(key=lambda each: (each.since, each.account))
    return found


def _ground(held: Sequence[_Held], account: str, moment: int) -> tuple[str, tuple[Remark, ...]]:
    """By what right somebody did something with a dossier at a moment; a remark when by none."""
    mine = [each for each in held if each.account == account]
    open_ = [each.kind for each in mine if _is_open(each, moment)]
    if open_:
        return str(max(open_, key=lambda kind: STRENGTH[kind])), ()
    if not mine:
        return "", (Remark.NO_GRANT,)
    if moment < mine[0].since:  # who made it had it before the service knew of it
        return (str(Kind.OWN), ()) if mine[0].maker == account else ("", (Remark.BEFORE_GRANT,))
    return "", (Remark.AFTER_GRANT,)


def _responsible(held: Sequence[_Held], account: str, moment: int) -> str:
    """Who has the dossier as their own, when that is not who did it."""
    own = [each.account for each in held if each.kind is Kind.OWN and _is_open(each, moment)]
    return "" if account in own or not own else own[0]


def _is_open(held: _Held, moment: int) -> bool:
    return held.since <= moment and (not held.until or moment < held.until)
