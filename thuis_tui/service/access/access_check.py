"""Whether the access log is what was written: chains, seals, heads, and what laptops told, compared.

Four things are held against each other: each line and the hash of the one before; the end of each chain and
its head; what is in the logs of caseworkers and what is here; and, given a copy of the heads that was kept
elsewhere, this database and what it was then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from thuis_tui.casework.vocabulary import ACCESS_EVENT
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.exchange import device_access
from thuis_tui.service.logs.access_log import COLUMNS, Event, link

_PAGE: Final = 1_000
_MOST: Final = 200
"""So many breaks are told at most; there are more, the number says."""


class Break(StrEnum):
    """What is wrong at a place of the log."""

    CHANGED = "changed"
    """The line is not the one that was written here."""
    MISSING = "missing"
    """A line before this one is gone, and no seal says so."""
    END = "end"
    """Lines at the end are gone, or were put in: the head says another end."""
    SEAL = "seal"
    """A seal that the log itself does not tell of, or that was made too early."""
    NOT_LOGGED = "not_logged"
    """A laptop told of an access that has no line."""
    NOT_TOLD = "not_told"
    """A line of a laptop that it never told."""
    ANCHOR = "anchor"
    """The chain is not the one that was written down then."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the log breaks."""

    scope: str
    seq: int
    what: Break


@dataclass(slots=True)
class Report:
    """What was looked at and what is wrong."""

    scopes: int = 0
    lines: int = 0
    sealed: int = 0
    broken: list[Broken] = field(default_factory=list)
    breaks: int = 0

    def add(self, scope: str, seq: int, what: Break) -> None:
        """Note a break."""
        self.breaks += 1
        if len(self.broken) < _MOST:
            self.broken.append(Broken(scope, seq, what))


@dataclass(slots=True)
class _End:
    """How far a chain was walked; `told` are the seals that the lines speak of."""

    scope: str
    seq: int
    hash: bytes
    told: set[str] = field(default_factory=set)


Anchor = Mapping[str, tuple[int, str]]
"""The heads at a moment: by scope the place and the hash (hexadecimal) of the last line."""


def check(tx: Transaction, years: int, anchor: Anchor | None = None) -> Report:
    """Walk the whole log; `tx` has to be `steady`. `years`: how long lines are kept at least."""
    report = Report()
    _walk(tx, report, anchor or {}, years)
    _told(tx, report)
    return report


def heads(tx: Transaction) -> dict[str, tuple[int, str]]:
    """Return the end of every chain, to be kept where no administrator of the service can change it."""
    rows = tx.rows("SELECT scope, seq, hash FROM access_head ORDER BY scope")
    return {scope: (seq, bytes(hash_).hex()) for scope, seq, hash_ in rows}


_LINES = (
    f"SELECT {', '.join(COLUMNS)}, hash FROM access_log WHERE (scope, seq) > (?, ?)"  # noqa: S608
    " ORDER BY scope, seq LIMIT ?"
)


def lines(tx: Transaction) -> Iterator[tuple[Any, ...]]:
    """Give all lines with their hashes, a page at a time."""
    at: tuple[str, int] = ("", 0)
    while page := tx.rows(_LINES, (*at, _PAGE)):
        yield from page
        at = page[-1][0], page[-1][1]


def _walk(tx: Transaction, report: Report, anchor: Anchor, years: int) -> None:
    walked: _End | None = None
    for *line, hash_ in lines(tx):
        scope, seq = line[0], line[1]
        if walked is None or walked.scope != scope:
            if walked is not None:
                _end(tx, report, walked, anchor)
            walked = _begin(tx, report, scope, years)
        report.lines += 1
        if seq != walked.seq + 1:
            report.add(scope, seq, Break.MISSING)
        elif link(walked.hash, line) != bytes(hash_):
            report.add(scope, seq, Break.CHANGED)
        if line[COLUMNS.index("event")] == Event.SEAL:
            walked.told.add(line[COLUMNS.index("reason")])
        walked.seq, walked.hash = seq, bytes(hash_)  # the next is judged by what stands before it
        if (then := anchor.get(scope)) is not None and then[0] == seq and then[1] != walked.hash.hex():
            report.add(scope, seq, Break.ANCHOR)
    if walked is not None:
        _end(tx, report, walked, anchor)
    _empty(tx, report, anchor, years)


def _begin(tx: Transaction, report: Report, scope: str, years: int) -> _End:
    """Begin where the last seal of a scope ends."""
    report.scopes += 1
    end = _End(scope, 0, b"")
    for seq, hash_, count, last_at, made_at in tx.rows(
        "SELECT seq, hash, lines, last_at, made_at FROM access_seal WHERE scope = ? ORDER BY seq", (scope,)
    ):
        report.sealed += count
        if made_at > tx.now_ms or last_at > before(made_at, years):
            report.add(scope, seq, Break.SEAL)
        end.seq, end.hash = seq, bytes(hash_)
    return end


def _end(tx: Transaction, report: Report, walked: _End, anchor: Anchor) -> None:
    head = tx.first("SELECT seq, hash FROM access_head WHERE scope = ?", (walked.scope,))
    if head is None or (head.seq, bytes(head.hash)) != (walked.seq, walked.hash):
        report.add(walked.scope, walked.seq, Break.END)
    last = tx.first(
        "SELECT seq, hash FROM access_seal WHERE scope = ? ORDER BY seq DESC LIMIT 1", (walked.scope,)
    )
    if last is not None and told_of(last.seq, bytes(last.hash)) not in walked.told:
        report.add(walked.scope, last.seq, Break.SEAL)
    then = anchor.get(walked.scope)
    if then is not None and then[0] > walked.seq:
        report.add(walked.scope, then[0], Break.ANCHOR)


def _empty(tx: Transaction, report: Report, anchor: Anchor, years: int) -> None:
    """Look at the scopes that have no line: a head without one, and those that were written down."""
    sql = (
        "SELECT scope FROM access_head h WHERE NOT EXISTS"
        " (SELECT 1 FROM access_log l WHERE l.scope = h.scope) ORDER BY scope"
    )
    for (scope,) in tx.rows(sql):
        _end(tx, report, _begin(tx, report, scope, years), anchor)
    there = {scope for (scope,) in tx.rows("SELECT scope FROM access_head")} if anchor else set()
    for scope in sorted(set(anchor) - there):
        report.add(scope, anchor[scope][0], Break.ANCHOR)


_LOGGED = "SELECT id, scope, seq, event, device FROM access_log WHERE account = ?"
_ASIDE = "SELECT id FROM quarantine WHERE caseworker = ? AND scope = ?"
_OF_LAPTOPS: Final = frozenset(ACCESS_EVENT.codes) - {Event.EMERGENCY}
"""What laptops tell of; the service logs an emergency itself as well."""


def _told(tx: Transaction, report: Report) -> None:
    """Compare with the logs of the caseworkers, which came from laptops and have chains of their own."""
    since = (tx.first("SELECT max(last_at) AS at FROM access_seal").at or 0) + 1
    for (account,) in tx.rows("SELECT id FROM caseworker ORDER BY id"):
        scope = f"u:{account}"
        logged = {id_: rest for id_, *rest in tx.rows(_LOGGED, (account,))}
        told: set[str] = set()
        for operation in device_access.operations(tx, scope):
            told.add(operation.id)
            if operation.id not in logged and operation.received_at >= since:
                report.add(scope, 0, Break.NOT_LOGGED)
        told.update(id_ for (id_,) in tx.rows(_ASIDE, (account, scope)))
        for id_, (of, seq, event, device) in logged.items():
            if device and event in _OF_LAPTOPS and id_ not in told:
                report.add(of, seq, Break.NOT_TOLD)


def before(moment: int, years: int) -> int:
    """Return the moment so many years of 365 days earlier, in milliseconds."""
    return moment - years * 365 * 86_400_000


def told_of(seq: int, hash_: bytes) -> str:
    """How a line of the log tells of a seal."""
    return f"{seq} {hash_.hex()}"
