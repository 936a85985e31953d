"""Pull: what a device does not have yet, as the bytes that were stored when it was committed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from thuis_tui.log import wire
from thuis_tui.log.wire import Cursor, PullLine, PullRequest, ScopeGrant
from thuis_tui.service.database.storage import Transaction, flatten, tuples
from thuis_tui.service.exchange.hand_out import HandOut, Taken
from thuis_tui.service.people import grants
from thuis_tui.service.people.grants import Granted
from thuis_tui.service.people.sign_in import Asker

_SCOPES = wire.encode(PullLine(t="scopes"))
_BATCH = 500
_CHUNK = 4_000
_ROWS = (
    "SELECT seq, id, chain, tx, superseded, row FROM log"
    " WHERE scope = ? AND seq > ? AND seq <= ? ORDER BY seq"
)
_SIZES = (
    "WITH asked(scope, seq, chain) AS (VALUES {}) SELECT a.scope,"
    " sum(CASE WHEN l.chain = a.chain THEN 0 ELSE length(l.row) + 1 END),"
    " sum(CASE WHEN l.chain = a.chain THEN 1 ELSE 0 END) FROM asked a"
    " JOIN log l ON l.scope = a.scope AND l.seq > a.seq GROUP BY a.scope"
)
_MANY = 100
"""Operations: fewer are an answer that is made before it could be sent."""
_SHORT_ROW = 60
_CHAINS = (
    "WITH asked(scope, chain) AS (VALUES {}) SELECT c.scope, c.n, c.durable FROM asked a"
    " JOIN chain c ON c.scope = a.scope AND c.chain = a.chain AND c.device = ?"
)


def scopes_etag(asker: Asker, granted: dict[str, Granted]) -> str:
    """Return the ETag of the list of scopes: it changes with grants and lives, not with logs."""
    return _etag(asker, [found.line for found in granted.values()])


def _etag(asker: Asker, listed: list[str]) -> str:
    whole = "\0".join((asker.caseworker, asker.name, asker.recovery_key, *sorted(listed)))
    return blake2b(whole.encode(), digest_size=16).hexdigest()


def scopes(tx: Transaction, asker: Asker) -> tuple[str, list[ScopeGrant]]:
    """Return the list of scopes of a caseworker and its ETag."""
    granted = grants.granted(tx, asker.caseworker)
    return scopes_etag(asker, granted), [_listed(found) for found in granted.values()]


def _listed(found: Granted) -> ScopeGrant:
    told = ScopeGrant(found.scope, found.gen, found.epoch, found.seq)
    if not found.plain:
        told.kind, told.until, told.read_only = found.kind, found.until, not found.writable
    return told


class Level(NamedTuple):
    """Where everything of a caseworker stands: the digest of the vector, the ETag of the list of scopes.

    `heads`: the line that tells the ends of all logs. `until`: when the first grant ends, 0 if none does.
    """

    vector: str
    etag: str
    heads: bytes
    until: int


def level(tx: Transaction, asker: Asker) -> tuple[str, str]:
    """Return the digest of the vector of a caseworker and the ETag of the list of scopes."""
    return _level(tx, asker)[:2]


def _level(tx: Transaction, asker: Asker) -> Level:
    """Return where everything stands; remembered while nobody writes, as most devices ask in vain."""
    known = tx.unchanged()
    found: Level | None = known.get(asker)
    if found is None or 0 < found.until <= tx.now_ms:
        standing, listed, until = grants.standing(tx, asker.caseworker)
        standing.sort()
        heads = wire.encode(PullLine(t="vector", heads=[int(line.rpartition(" ")[2]) for line in standing]))
        found = known[asker] = Level(wire.vector_digest_of(standing), _etag(asker, listed), heads, until)
    return found


def pull(
    tx: Transaction,
    asker: Asker,
    request: PullRequest,
    limit: int,
    server_time: str,
) -> Iterator[bytes]:
    """Give the lines of an answer; none when there is nothing new. `limit` is in bytes."""
    return Pull(tx, asker, request, limit, Taken()).lines(server_time)


class Pull:
    """One answer. `taken` is told which scopes something is given of.

    `min_seq` asks a replica that lags behind to wait; there is one database, which never does.
    """

    def __init__(self, tx: Transaction, asker: Asker, request: PullRequest, limit: int, taken: Taken) -> None:
        self._tx = tx
        self._asker = asker
        self._etag = request.scopes_etag.strip('W/"')
        self._vector = "" if request.scopes else request.vector
        self._budget = min(request.max_bytes, limit)
        self._taken = taken
        self._granted = {} if self._vector else grants.granted(tx, asker.caseworker)
        self._news = [
            (scope, cursor)
            for scope, cursor in request.scopes.items()
            if (found := self._granted.get(scope)) is None
            or found.seq != cursor.seq
            or found.epoch != cursor.epoch
        ]

    def expected(self, hand_out: HandOut) -> Taken | None:
        """Return what a long answer will give that may not be in the access log yet; None when there is none.

        A short one can wait until it is logged; a long one is sent while it is made.
        """
        asked = {
            scope: cursor
            for scope, cursor in self._news
            if (found := self._granted.get(scope)) is not None and 0 <= cursor.seq < found.seq
        }
        ahead = sum(self._granted[scope].seq - cursor.seq for scope, cursor in asked.items())
        if ahead < _MANY or not hand_out.fresh(self._asker, (self._granted[scope] for scope in asked)):
            return None
        sizes = _sizes(self._tx, asked)
        taken, left = Taken(), self._budget
        for scope in asked:  # in the order in which it is given
            if left <= 0:
                break
            theirs, own = sizes.get(scope, (0, 0))
            if theirs:
                taken.add(self._asker, self._granted[scope])
            left -= theirs + own
        return None if hand_out.is_logged(taken) else taken

    def lines(self, server_time: str) -> Iterator[bytes]:
        """Give the lines; none when there is nothing new."""
        if self._vector:
            yield from _short(self._tx, self._asker, self._vector, self._etag, server_time)
            return
        stale = self._etag != scopes_etag(self._asker, self._granted)
        if stale:
            yield _SCOPES
        answer = (
            _Answer(self._tx, self._asker, self._granted, self._news, self._budget, self._taken)
            if self._news
            else None
        )
        told = False
        for line in answer.lines() if answer else ():
            told = True
            yield line
        if stale or told:
            yield _end(server_time, more=answer is not None and answer.more)


def _sizes(tx: Transaction, asked: Mapping[str, Cursor]) -> dict[str, tuple[int, int]]:
    """Return how many bytes are ahead of cursors, by scope: of others, and about how many of their own."""
    found: dict[str, tuple[int, int]] = {}
    names = list(asked)
    for at in range(0, len(names), _CHUNK):
        part = [(scope, asked[scope].seq, asked[scope].chain) for scope in names[at : at + _CHUNK]]
        for scope, theirs, own in tx.rows(_SIZES.format(tuples(len(part), 3)), flatten(part)):
            found[scope] = int(theirs or 0), int(own or 0) * _SHORT_ROW
    return found


def _short(tx: Transaction, asker: Asker, vector: str, etag: str, server_time: str) -> Iterator[bytes]:
    """Answer whether anything is new at all."""
    now = _level(tx, asker)
    stale, behind = now.etag != etag, now.vector != vector
    if stale:
        yield _SCOPES
    if behind:
        yield wire.encode(PullLine(t="vector")) if stale else now.heads
    if stale or behind:
        yield _end(server_time, more=False)


def _end(server_time: str, *, more: bool) -> bytes:
    return wire.encode(PullLine(t="end", server_time=server_time, more=more))


class _Answer:
    """The pages of one answer, within its budget of bytes."""

    def __init__(
        self,
        tx: Transaction,
        asker: Asker,
        granted: dict[str, Granted],
        news: Sequence[tuple[str, Cursor]],
        budget: int,
        taken: Taken,
    ) -> None:
        self._tx = tx
        self._asker = asker
        self._taken = taken
        self._granted = granted
        self._news = news
        self._budget = budget
        self._chains = _chains(tx, asker.device, news)
        gone = [scope for scope, _ in news if scope not in granted]
        self._withdrawn = grants.withdrawn(tx, asker.caseworker, gone) if gone else {}
        self.more = False

    def lines(self) -> Iterator[bytes]:
        """Give the lines in the order in which the device asked, until the budget is used."""
        for scope, cursor in self._news:
            acked, durable = self._chains.get(scope, (0, 0))
            found = self._granted.get(scope)
            if found is None:
                # What never was this caseworker's is not spoken of: perhaps it has still to be pushed. But
                # how far its own chain came a device is told, also where a restore knows of no grant.
                before = self._withdrawn.get(scope)
                if before is not None or scope in self._chains:
                    yield wire.encode(
                        PullLine(
                            t="revoked",
                            scope=scope,
                            gen=before.gen if before else 0,
                            acked=acked,
                            durable=durable,
                            reason=before.reason if before else "",
                        )
                    )
            elif (cursor.epoch and cursor.epoch != found.epoch) or cursor.seq > found.seq:
                yield wire.encode(
                    PullLine(
                        t="snapshot_required",
                        scope=scope,
                        gen=found.gen,
                        epoch=found.epoch,
                        head=found.seq,
                        acked=acked,
                        durable=durable,
                    )
                )
            elif self._budget <= 0:
                self.more = True
                return
            else:
                yield from self._pages(found, cursor, acked, durable)

    def _pages(self, found: Granted, cursor: Cursor, acked: int, durable: int) -> Iterator[bytes]:
        """Give the pages of one scope; a page ends between groups of operations that belong together."""
        start = at = max(cursor.seq, 0)
        rows: list[bytes] = []
        size, group = 0, ""
        theirs = False  # what a device wrote itself is not given to it

        def page(more: bool) -> bytes:
            return wire.encode_page(
                rows,
                scope=found.scope,
                gen=found.gen,
                epoch=found.epoch,
                from_=start,
                head=found.seq,
                digest=found.digest,
                acked=acked,
                durable=durable,
                more=more,
            )

        for batch in self._tx.page(_ROWS, (found.scope, start, found.seq), _BATCH):
            for seq, id_, chain, tx, superseded, row in batch:
                full = size >= wire.PAGE or size >= self._budget
                if full and not (tx and tx == group):
                    yield page(more=True)
                    self._budget -= size
                    start, rows, size = at, [], 0
                    if self._budget <= 0:
                        self.more = True
                        return
                if chain == cursor.chain:
                    row = wire.encode_short_row(seq, id_, superseded)
                elif not theirs:
                    theirs = True
                    self._taken.add(self._asker, found)
                rows.append(row)
                size += len(row) + 1
                at, group = seq, tx
        yield page(more=False)
        self._budget -= size + 200


def _chains(tx: Transaction, device: str, news: Sequence[tuple[str, Cursor]]) -> dict[str, tuple[int, int]]:
    """Return how far the chains that ask were taken, by scope; of its own chains a device may always know."""
    asked = [(scope, cursor.chain) for scope, cursor in news if cursor.chain]
    found: dict[str, tuple[int, int]] = {}
    for at in range(0, len(asked), _CHUNK):
        part = asked[at : at + _CHUNK]
        for scope, n, durable in tx.rows(_CHAINS.format(tuples(len(part), 2)), (*flatten(part), device)):
            found[scope] = (n, durable)
    return found
