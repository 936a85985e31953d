"""Push: take the operations of chains into the logs of their scopes, each exactly once.

Outcomes are acknowledgements: one bad operation never holds up the ones behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.exc import DBAPIError, OperationalError

from thuis_tui.log import wire
from thuis_tui.log.chain import Chain, Verdict, accept, operation_hash
from thuis_tui.log.operation import MalformedOperation, Operation, decode_whole, encode
from thuis_tui.log.wire import Code, Problem, PushOutcome, PushResult
from thuis_tui.service.database.storage import Storage, Transaction, flatten, marks, tuples
from thuis_tui.service.errors import TooLarge, TooManyScopes
from thuis_tui.service.exchange import device_access, incidents
from thuis_tui.service.exchange.events import Grown
from thuis_tui.service.exchange.incidents import Kind
from thuis_tui.service.exchange.merging import merge
from thuis_tui.service.keeping.erasure_watch import Watch
from thuis_tui.service.logs import ledger
from thuis_tui.service.logs.ledger import ScopeLog
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.people import beside, emergency, finder, grants, learning, notices, transfers
from thuis_tui.service.people.emergency import Emergencies
from thuis_tui.service.people.grants import Granted
from thuis_tui.service.people.holdings import Holdings
from thuis_tui.service.people.judging import Reason, judge
from thuis_tui.service.people.late_work import Decided, Leads, carry_out, judge_decisions
from thuis_tui.service.people.sign_in import Asker
from thuis_tui.service.people.transfers import Asked, Transfers

_MOST_WAITING = 1_000_000
"""More operations than any device has waiting: a number so far ahead is made up."""

_LIES = {Reason.NOT_GRANTED: Kind.STRANGER, Reason.AUTHOR: Kind.AUTHOR}

_ASKED = (*transfers.WATCHED, *emergency.WATCHED, *learning.WATCHED)

Read = tuple[Operation, Any, msgspec.Raw]
"""An operation, its value, and the bytes they were read from."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """The operations of one chain as far as they could be read; `problem` is the first that could not.

    `left`: the number from which on nothing was read, that of the first of its group.
    """

    scope: str
    chain: str
    operations: Sequence[Read]
    problem: Problem | None = None
    left: int = 0


@dataclass(frozen=True, slots=True)
class End:
    """The last operation that was taken from a chain."""

    at: Chain
    device: str
    durable: int


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push came to, and which logs it made longer: also those the service wrote to itself."""

    outcomes: list[PushOutcome]
    grown: list[Grown]


def push(storage: Storage, asker: Asker, request: wire.PushRequest) -> Pushed:
    """Take a whole request: in one transaction where one writer makes that cheapest, else scope by scope.

    A scope the database refuses does not take the others down: they are tried again one by one.
    """
    if len(request.scopes) > wire.MAX_OPERATIONS:
        raise TooManyScopes
    if sum(len(item.ops) for item in request.scopes) > wire.MAX_OPERATIONS:
        raise TooLarge
    incoming = [read(item) for item in request.scopes]
    if storage.one_writer:
        try:
            return storage.write(take, asker, incoming)
        except OperationalError:
            raise
        except DBAPIError:
            if len(incoming) == 1:
                raise
    outcomes: list[PushOutcome] = []
    grown: dict[str, Grown] = {}
    for item in incoming:
        try:
            pushed = storage.write(take, asker, [item])
        except OperationalError:
            raise
        except DBAPIError:
            outcomes.append(PushOutcome(item.scope, 0, "", 0, error=Problem(Code.BUSY, scope=item.scope)))
        else:
            outcomes += pushed.outcomes
            grown.update((each.scope, each) for each in pushed.grown)
    return Pushed(outcomes, list(grown.values()))


def read(item: wire.PushScope) -> Incoming:
    """Read the operations of a chain up to the first that is malformed; its group is left out whole."""
    operations: list[Read] = []
    for raw in item.ops:
        try:
            operations.append((*decode_whole(raw), raw))
        except MalformedOperation as problem:
            n, tx = _glimpse(raw)
            if not n and operations:
                n = operations[-1][0].n + 1
            left = n
            while tx and operations and operations[-1][0].tx == tx:
                left = operations.pop()[0].n
            told = Problem(Code.MALFORMED, problem.message[:200], item.scope, n, problem.field)
            return Incoming(item.scope, item.chain, operations, told, left)
    return Incoming(item.scope, item.chain, operations)


class _Glimpse(msgspec.Struct):
    n: int = 0
    tx: str = ""


def _glimpse(raw: msgspec.Raw) -> tuple[int, str]:
    """Return the number and the group of an operation that is otherwise malformed, as far as it has them."""
    try:
        seen = msgspec.json.decode(raw, type=_Glimpse)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return 0, ""
    return (seen.n if 0 < seen.n <= 2**53 else 0), seen.tx


def take(tx: Transaction, asker: Asker, incoming: Sequence[Incoming]) -> Pushed:
    """Take chains into their scopes in the open transaction, and say what became of each operation."""
    tx.on_behalf_of(asker.caseworker, asker.device)
    names = sorted({item.scope for item in incoming})
    logs = ledger.lock(tx, names)
    new = sorted({item.scope for item in incoming if item.scope not in logs and _makes_dossier(item)})
    made = grants.make_dossiers(tx, asker.caseworker, new) if new else []
    ways = sorted({item.scope for item in incoming if item.scope not in logs and _makes_way(item)})
    opened = beside.make(tx, asker.caseworker, ways) if ways else []
    if made or opened:
        logs |= ledger.lock(tx, [*made, *opened])
    allowed = grants.granted_of(tx, asker.caseworker, names)
    ledger.load(
        tx, logs, ((item.scope, operation) for item in incoming for operation, _, _ in item.operations)
    )
    watch = Watch(tx, [(item.scope, operation) for item in incoming for operation, _, _ in item.operations])
    intake = _Intake(tx, asker, logs, allowed, _ends(tx, incoming), _aside(tx, asker, incoming), watch)
    outcomes = [intake.take(item) for item in incoming]
    intake.write(made)
    for scope in {beside.dossier_of(way) for way in opened}.intersection(made):
        beside.follow(tx, scope)
    told = {outcome.scope: outcome.head for outcome in outcomes}
    return Pushed(
        outcomes,
        [
            Grown(log.scope, log.seq, asker.device if told.get(log.scope) == log.seq else "")
            for log in logs.values()
            if log.entries
        ],
    )


def _leads_to(item: Incoming, end: Chain) -> bool:
    """Tell whether what is sent of a chain holds its last operation, whose hash holds all before it."""
    return any(
        operation.n == end.n and operation_hash(end.scope, end.chain, raw) == end.hash
        for operation, _, raw in item.operations
    )


def _makes_dossier(item: Incoming) -> bool:
    """Tell whether a chain begins a dossier: it first creates the client the scope is named after."""
    if not item.scope.startswith("c:") or not item.operations:
        return False
    first = item.operations[0][0]
    return first.kind == "create" and first.ent == f"client:{item.scope[2:]}"


def _makes_way(item: Incoming) -> bool:
    """Tell whether a chain begins a way to a home: it first creates the candidacy of that client."""
    if not item.scope.startswith("h:") or not item.operations:
        return False
    first = item.operations[0][0]
    return first.kind == "create" and first.ent == f"candidacy:{item.scope[2:]}"


def _ends(tx: Transaction, incoming: Sequence[Incoming]) -> dict[tuple[str, str], End]:
    keys = sorted({(item.scope, item.chain) for item in incoming})
    if not keys:
        return {}
    sql = (
        f"WITH asked(scope, chain) AS (VALUES {tuples(len(keys), 2)})"  # noqa: S608
        " SELECT c.scope, c.chain, c.n, c.hash, c.device, c.durable FROM asked a"
        " JOIN chain c ON c.scope = a.scope AND c.chain = a.chain"
    )
    return {
        (scope, chain): End(Chain(scope, chain, n, hash_), device, durable)
        for scope, chain, n, hash_, device, durable in tx.rows(sql, flatten(keys))
    }


def _aside(tx: Transaction, asker: Asker, incoming: Sequence[Incoming]) -> set[tuple[str, str]]:
    """Return which of the operations their author has in quarantine already, as (scope, id)."""
    if tx.first("SELECT 1 FROM quarantine WHERE caseworker = ? LIMIT 1", (asker.caseworker,)) is None:
        return set()
    found: set[tuple[str, str]] = set()
    for item in incoming:
        ids = [operation.id for operation, _, _ in item.operations]
        if ids:
            sql = (
                f"SELECT id FROM quarantine WHERE caseworker = ? AND scope = ? AND id IN ({marks(len(ids))})"  # noqa: S608
            )
            found.update((item.scope, id_) for (id_,) in tx.rows(sql, (asker.caseworker, item.scope, *ids)))
    return found


class _Intake:
    """What one transaction knows and what it will write."""

    def __init__(
        self,
        tx: Transaction,
        asker: Asker,
        logs: MutableMapping[str, ScopeLog],
        allowed: Mapping[str, Granted],
        ends: dict[tuple[str, str], End],
        aside: set[tuple[str, str]],
        watch: Watch,
    ) -> None:
        self._tx = tx
        self._asker = asker
        self._logs = logs
        self._allowed = allowed
        self._ends = ends
        self._aside = aside
        self._watch = watch
        self._quarantined: list[tuple[Incoming, Operation, Any, msgspec.Raw, Reason]] = []
        self._decided: list[Decided] = []
        self._watched: list[notices.Watched] = []
        self._asked: list[Asked] = []
        self._accesses: list[device_access.Told] = []
        self._moved: set[tuple[str, str]] = set()
        self._incidents: Counter[Kind] = Counter()
        self._own = OwnChain(tx, logs)

    def take(self, item: Incoming) -> PushOutcome:
        """Take one chain and say how far it now reaches."""
        key = (item.scope, item.chain)
        end = self._ends.get(key) or End(Chain(item.scope, item.chain), self._asker.device, 0)
        if end.device != self._asker.device:  # the chain of another laptop: this one needs its own
            self._incidents[Kind.REPLAY] += 1
            return self._outcome(
                item, Chain(item.scope, item.chain), 0, [], Problem(Code.CHAIN_FORK, scope=item.scope)
            )
        last, results, error = end.at, [], item.problem
        taken: list[tuple[Operation, Any, msgspec.Raw, str]] = []
        for operation, value, raw in item.operations:
            known = self._known(item, operation, end.at) if operation.n <= last.n else None
            verdict = accept(last, operation, raw, known)
            if verdict is Verdict.ACCEPT:
                last = last.follow(operation.n, raw)
                taken.append((*self._kept(item.scope, operation, value, raw), last.hash))
            elif verdict is Verdict.DUPLICATE:
                results.append(PushResult(operation.n, "duplicate", self._seq(item.scope, operation.id)))
            else:
                if verdict is Verdict.FORK:
                    error = Problem(Code.CHAIN_FORK, scope=item.scope, n=operation.n)
                    self._incidents[Kind.FORK] += 1
                else:
                    error = None
                    self._incidents[Kind.JUMP] += operation.n - last.n > _MOST_WAITING
                break
        results += self._apply(item, taken)
        if taken:
            self._ends[key] = End(last, end.device, end.durable)
            self._moved.add(key)
        if error is not None and error.code == Code.MALFORMED:
            self._incidents[Kind.MALFORMED] += 1
            error.n = error.n or last.n + 1
            if (item.left or error.n) <= last.n:  # its number, or one of its group, is that of another
                error = Problem(Code.CHAIN_FORK, scope=item.scope, n=error.n)
        return self._outcome(item, last, end.durable, results, error)

    def write(self, made: Sequence[str] = ()) -> None:
        """Write everything that was decided; `made`: the dossiers that are new."""
        tx = self._tx
        self._incidents[Kind.BASE] += sum(len(log.awaited) for log in self._logs.values())
        if self._incidents.total():
            incidents.record(tx, self._asker.device, self._incidents)
        if self._quarantined or self._decided:
            self._write_late_work()
        if self._watched:
            notices.tell(tx, self._own, self._asker.caseworker, self._watched)
        if made:
            Holdings(tx, self._own).made(self._asker.caseworker, made)
        if self._asked:
            Transfers(tx, self._own, self._asker.caseworker).act(self._asked)
            Emergencies(tx, self._own, self._asker.caseworker).act(self._asked)
            learning.Decisions(tx, self._own, self._asker.caseworker).act(self._asked)
        self._watch.tell(tx, self._own)
        if self._accesses:
            device_access.take(tx, self._asker.caseworker, self._asker.device, self._accesses)
        self._own.write()
        ledger.flush(tx, self._logs.values())
        if found_by := finder.named(self._logs.values()):
            finder.reindex(tx, found_by)
        tx.many(
            "INSERT INTO chain(scope, chain, device, n, hash, durable) VALUES (?, ?, ?, ?, ?, 0)"
            " ON CONFLICT (scope, chain) DO UPDATE SET n = excluded.n, hash = excluded.hash",
            [
                (*key, self._ends[key].device, self._ends[key].at.n, self._ends[key].at.hash)
                for key in self._moved
            ],
        )

    def _write_late_work(self) -> None:
        """Keep what was set aside and show it to who decides; carry out what was decided."""
        tx, asker, own = self._tx, self._asker, self._own
        if self._quarantined:
            leads = Leads(tx, asker.caseworker, own)
            tx.many(
                "INSERT INTO quarantine(scope, chain, n, id, device, caseworker, reason, received_at, raw,"
                " tx, late_work) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        *(item.scope, item.chain, operation.n, operation.id, asker.device, asker.caseworker),
                        *(str(reason), tx.now_ms, bytes(raw), operation.tx),
                        ""
                        if self._watch.gone(item.scope) or self._watch.quotes_gone(operation)
                        else leads.show(item.scope, operation, value, reason),
                    )
                    for item, operation, value, raw, reason in self._quarantined
                ],
            )
        carry_out(tx, self._logs, own, self._decided)

    def _apply(
        self, item: Incoming, taken: Sequence[tuple[Operation, Any, msgspec.Raw, str]]
    ) -> list[PushResult]:
        """Apply or set aside operations that hang together in their chain; a group has one fate."""
        scope, log = item.scope, self._logs.get(item.scope)
        barred = self._barred(scope)
        author, now_ms = self._asker.caseworker, self._tx.now_ms
        reasons: list[Reason | None] = []
        groups: dict[str, Reason] = {}
        decisions: Mapping[str, Reason | Decided] = {}
        if scope.startswith("u:") and not barred:
            decisions = judge_decisions(
                self._tx, scope, author, [(operation, value) for operation, value, *_ in taken]
            )
        for operation, value, _, _ in taken:
            reason = barred or self._judge(scope, operation, value)
            if decisions and reason is None and isinstance(told := decisions.get(operation.id), Reason):
                reason = told
            reasons.append(reason)
            if reason and operation.tx:
                groups.setdefault(operation.tx, reason)
        results = []
        for (operation, value, raw, hash_), own_reason in zip(taken, reasons, strict=True):
            id_, n = operation.id, operation.n
            reason = own_reason or (groups.get(operation.tx) if groups and operation.tx else None)
            if self._aside and (scope, id_) in self._aside:
                results.append(PushResult(n, "duplicate"))
                continue
            if log is not None and id_ in log.known:
                if self._is_same(log, operation):
                    # Once is enough, also of what comes late again; who may read is told where it is.
                    seq = log.known[id_].seq if scope in self._allowed else 0
                    results.append(PushResult(n, "duplicate", seq))
                    continue
                reason = barred or Reason.REUSED
            if log is None or reason:
                reason = reason or Reason.NOT_GRANTED
                self._set_aside(item, operation, value, raw, reason)
                results.append(PushResult(n, "quarantined", reason=reason))
                continue
            outcome = log.append(operation, item.chain, hash_, now_ms)
            if operation.ent.startswith(notices.WATCHED):
                self._watched.append((scope, operation, value))
            elif operation.ent.startswith(_ASKED):
                self._asked.append((scope, operation, value))
            elif operation.ent.startswith(device_access.BEGINS):
                self._accesses.append((operation, value, True))
            if decisions and isinstance(decided := decisions.get(id_), Decided):
                self._decided.append(decided)
            seq = log.seq
            if outcome == "conflict" and merge(self._tx, self._own, log, operation, value):
                results.append(PushResult(n, "merged", seq))
                continue
            results.append(PushResult(n, outcome, seq))
        return results

    def _kept(self, scope: str, operation: Operation, value: Any, raw: msgspec.Raw) -> Read:
        """Return what may be kept of an operation: all of it, unless some of it was erased before it came."""
        blank = self._watch.blanked(scope, operation)
        if blank is operation:
            return operation, value, raw
        again = msgspec.Raw(encode(blank))
        return blank, decode_whole(again)[1], again

    def _judge(self, scope: str, operation: Operation, value: Any) -> Reason | None:
        if self._watch.knows(scope, operation.id):  # it was judged when it still said something
            return None
        gone = self._watch.gone(scope) or self._watch.quotes_gone(operation)
        if gone or self._watch.builds_on(scope, operation):
            return Reason.ERASED
        return judge(scope, operation, value, self._asker.caseworker)

    def _set_aside(
        self, item: Incoming, operation: Operation, value: Any, raw: msgspec.Raw, reason: Reason
    ) -> None:
        if reason in _LIES:
            self._incidents[_LIES[reason]] += 1
        self._aside.add((item.scope, operation.id))
        self._quarantined.append((item, operation, value, raw, reason))
        if operation.ent.startswith(device_access.BEGINS) and item.scope == f"u:{self._asker.caseworker}":
            self._accesses.append((operation, value, False))

    def _barred(self, scope: str) -> Reason | None:
        """Return why nothing of this caseworker is applied to a scope, if so."""
        found = self._allowed.get(scope)
        if found is not None:
            return None if found.writable else Reason.READ_ONLY
        earlier = grants.withdrawn(self._tx, self._asker.caseworker, [scope])
        return Reason.LATE if earlier else Reason.NOT_GRANTED

    def _known(self, item: Incoming, operation: Operation, end: Chain) -> str | None:
        """Return the hash under which an operation of this chain is known; another number is no match.

        What is known by its id only, from another chain, is a repeat if what is sent leads to the end of
        this one. Else a clone may have taken its number, and what is safe of that is not safe of this.
        """
        log = self._logs.get(item.scope)
        place = log.known.get(operation.id) if log is not None else None
        if place is None:
            # Not in the log under this id: in quarantine it is the same one, else its number was another's.
            return None if (item.scope, operation.id) in self._aside and _leads_to(item, end) else ""
        if place.chain != item.chain:  # sent again on this chain after a fork, and acknowledged by its id
            return None if _leads_to(item, end) else ""
        return place.hash if place.n == operation.n else ""

    def _seq(self, scope: str, id_: str) -> int:
        log = self._logs.get(scope)
        place = log.known.get(id_) if log is not None and scope in self._allowed else None
        return place.seq if place else 0

    def _is_same(self, log: ScopeLog, operation: Operation) -> bool:
        """Tell whether an operation with an id that is in the log is that very operation."""
        seq = log.known[operation.id].seq
        for entry in log.entries:
            if entry[1] == seq:
                row = entry[-1]
                break
        else:
            row = bytes(
                self._tx.first("SELECT row FROM log WHERE scope = ? AND seq = ?", (log.scope, seq)).row
            )
        return row in (ledger.pull_row(seq, operation, False), ledger.pull_row(seq, operation, True))

    def _outcome(
        self, item: Incoming, last: Chain, durable: int, results: list[PushResult], error: Problem | None
    ) -> PushOutcome:
        """Say how far a chain reaches; about a scope that is not granted nothing else is told."""
        found = self._allowed.get(item.scope)
        log = self._logs.get(item.scope)
        if found is None or log is None:
            return PushOutcome(item.scope, 0, "", last.n, durable, 0, results, error)
        return PushOutcome(item.scope, found.gen, log.epoch, last.n, durable, log.seq, results, error)
