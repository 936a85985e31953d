"""The disk side of sync: shows the engine how things stand, and writes what it decided through the store."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, fields, replace

import msgspec
from sqlalchemy import Connection

from thuis_tui.log.wire import MAX_OPERATIONS, PullLine, PullRow, PushOutcome, PushRequest, PushScope, encode
from thuis_tui.store import incidents, meta, past, pending, purge, scopes, sense, shadow, snapshot
from thuis_tui.store.connection import driver
from thuis_tui.store.database import Database
from thuis_tui.store.errors import BadPage, NotOurs, StoreError
from thuis_tui.store.pending import Acknowledgement, Outcome, PendingScope
from thuis_tui.store.scopes import ScopeStanding
from thuis_tui.store.writing import Change, Writing
from thuis_tui.sync import device, lease, surrender
from thuis_tui.sync.device import Enrolment
from thuis_tui.sync.messages import (
    Acknowledge,
    Apply,
    Compare,
    Done,
    Effect,
    Farewell,
    Fill,
    Learn,
    Load,
    Mend,
    Park,
    Push,
    Recall,
    Receipted,
    Rechain,
    Report,
    Restart,
    Sent,
    ShutOut,
    Standing,
)

_LOGGED = {"applied", "conflict", "superseded"}
_TO_BE_SEEN = {"quarantined", "conflict", "merged"}


class _Name(msgspec.Struct):
    """The id of an operation and what it belongs together with; the rest of its bytes is skipped."""

    id: str
    tx: str = ""


_name = msgspec.json.Decoder(_Name).decode


@dataclass(frozen=True, slots=True)
class _Seen:
    """How things stand at the end of a write of ours: the scopes in it, and what else may be otherwise."""

    scopes: Mapping[str, ScopeStanding]
    etag: str
    refused: int


class Exchange:
    """Reads and writes one database for one engine. Its methods may wait for the disk, never for the
    network.
    """

    def __init__(self, database: Database) -> None:
        """Listen to the database. `latest`: the standing read last, perhaps older than the disk."""
        self._database = database
        self.enrolment: Enrolment | None = None
        self.heard = ""
        """When the service was heard, as an earlier run kept it; empty if never."""
        self._lock = threading.Lock()
        # Scopes that changed since `latest`, each as it stands now or to be read; None: all are to be read.
        self._news: dict[str, ScopeStanding | None] | None = None
        self._seen: _Seen | None = None
        self.latest = Standing(False)
        self._traces = False
        self._unsubscribe = database.subscribe(self._changed)

    def close(self) -> None:
        """Stop listening to the database."""
        self._unsubscribe()

    def standing(self) -> Standing:
        """Return how things stand; read again only after something was written by others than us."""
        with self._lock:
            news, self._news = self._news, {}
            seen, self._seen = self._seen, None
        try:
            if news is None:
                self.enrolment, self.heard, self.latest = self._database.read(_read).result()
            elif news:
                unread = [name for name, stands in news.items() if stands is None]
                if unread or seen is None:
                    seen = self._database.look(lambda connection: _look(connection, unread)).result()
                self.latest = _renewed(self.latest, {**news, **seen.scopes}, seen)
        except StoreError:
            self._news = None
            raise
        return self.latest

    def prepare(self, push: Push) -> tuple[Push, bytes]:
        """Fill a push from the disk: what it turned out to send, and the body of the request."""
        waiting = self.latest.waiting  # sent in this order
        end = waiting[-1].scope if waiting else ""
        return self._database.look(lambda connection: self._fill(connection, push, end)).result()

    def _fill(self, connection: Connection, push: Push, end: str) -> tuple[Push, bytes]:
        found = pending.next_push(connection, skip=push.skip, limit=push.limit, max_bytes=push.max_bytes)
        sent = tuple(
            Sent(
                part.scope,
                part.chain,
                part.first,
                tuple(_name(raw).id for raw in part.operations),
                tuple(zip(part.rows, part.operations, strict=True)),
            )
            for part in found
        )
        last = end in push.skip or any(part.scope == end for part in sent)
        return replace(push, sent=sent, last=last), _body(found, level=last)

    def remember(self, time_there: str, now: int) -> None:
        """Keep when the service was heard, in its time and in ours. Not waited for: the next time tells it
        again.
        """

        def keep(writing: Writing) -> None:
            meta.put(writing.raw, device.CONFIRMED, time_there)
            lease.heard(writing, now)

        self._database.write(keep)

    def boxes(self) -> list[bytes]:
        """What only this device has, sealed for the organisation. Raises CannotHandOver."""
        return self._database.read(surrender.boxes).result()

    def erase(self, names: Sequence[str]) -> None:
        """Delete scopes that have to go, and wipe their traces from the file, or leave that for later."""
        erased = self._database.write(lambda writing: purge.erase(writing, names)).result()
        if erased and self._database.wipe().result():
            self._database.write(lambda writing: purge.wiped(writing, erased)).result()

    def start(self, effects: Sequence[Effect]) -> Future[Done]:
        """Hand effects to the writer: all in one transaction. `finish` tells what they turned out to be."""

        def job(writing: Writing) -> Done:
            done = self._do(writing, effects)
            if writing.scopes:
                writing.seen = _look(writing.connection, writing.scopes)
            return done

        return self._database.write(job)

    def finish(self, effects: Sequence[Effect], future: Future[Done]) -> Done:
        """Wait for effects. If a page among them cannot be, nothing was kept: each is done by itself
        then.
        """
        try:
            done = future.result()
        except BadPage:
            done = self._one_by_one(effects)
        if self._traces and self._database.wipe().result():  # else somebody reads: the next time
            self._traces = False
        return done

    def perform(self, effects: Sequence[Effect]) -> Done:
        """Do effects and wait until they are on the disk."""
        return self.finish(effects, self.start(effects)) if effects else Done()

    def _one_by_one(self, effects: Sequence[Effect]) -> Done:
        parts: list[Effect] = []
        for effect in effects:
            parts.extend([Apply([page]) for page in effect.pages] if isinstance(effect, Apply) else [effect])
        found = Done()
        unfit: list[str] = []
        for part in parts:
            name = _scope_of(part)
            if isinstance(part, Apply) and name in (*unfit, *found.nonsense):
                continue
            try:
                found = _both(found, self.start([part]).result())
            except NotOurs:
                unfit.append(name)
            except BadPage as problem:
                found = _both(found, Done(nonsense=(name,)))
                self.start([Report(incidents.NONSENSE, name, str(problem))]).result()
        return replace(found, unfit=tuple(unfit))

    def _do(self, writing: Writing, effects: Sequence[Effect]) -> Done:
        found = Done()
        for effect in effects:
            match effect:
                case Report():
                    at = device.moment(writing.now())
                    incidents.record(writing, at, effect.kind, effect.scope, effect.detail)
                case Apply():
                    applied = shadow.apply_pages(writing, effect.pages)
                    stale = tuple(one.scope for one in applied if one.stale)
                    broken = tuple(one.scope for one in applied if one.intact is False)
                    found = _both(found, Done(stale, broken))
                case Recall():
                    if not past.take_all(writing, effect.pages):
                        found = _both(found, Done((effect.pages[0].scope,)))
                case Fill():
                    if not snapshot.take(writing, effect.page, effect.after):
                        found = _both(found, Done((effect.page.scope,)))
                case Mend():
                    if not snapshot.mend(writing, effect.pages, effect.buckets):
                        found = _both(found, Done((effect.pages[0].scope,)))
                case Compare():
                    found = _both(found, _compared(writing, effect))
                case Load():
                    if not scopes.is_closed(writing.raw, effect.scope):
                        snapshot.begin(writing, effect.scope, wanted=effect.wanted)
                case Acknowledge():
                    self._acknowledge(writing, effect)
                case Park():
                    _park(writing, effect)
                case Rechain():
                    pending.replace_chain(writing, effect.scope)
                case Restart():
                    # What was taken away meanwhile is not begun anew by an answer from before that.
                    if not scopes.is_closed(writing.raw, effect.scope):
                        shadow.restart(writing, effect.scope, effect.gen, effect.epoch)
                case Farewell():
                    purge.told(writing, effect.scope, effect.chain, effect.acked, effect.durable)
                case ShutOut():
                    surrender.put_mark(writing, effect.mark)
                case Receipted():
                    purge.receipted(writing, effect.scopes)
                case Learn():
                    if problem := sense.of_list(effect.reply, writing.actor):
                        self._do(writing, [Report(incidents.NONSENSE, "", problem)])
                        found = _both(found, Done(nonsense=("",)))
                    else:
                        _learn(writing, effect)
        self._traces = self._traces or writing.erased
        return found

    def _acknowledge(self, writing: Writing, effect: Acknowledge) -> None:
        chains = {sent.scope: sent for sent in effect.sent}
        told = [(chains[outcome.scope], outcome) for outcome in effect.outcomes if outcome.scope in chains]
        pending.acknowledge(
            writing,
            [
                Acknowledgement(
                    *(o.scope, sent.chain, o.acked, o.gen, o.epoch, o.durable, o.head),
                    sent.first + sent.count - 1,
                )
                for sent, o in told
            ],
        )
        notes = [
            Outcome(o.scope, sent.chain, result.n, said, result.reason)
            for sent, o in told
            for result in o.results
            if (said := "quarantined" if not result.seq else result.r) in _TO_BE_SEEN
        ]
        if notes:
            pending.record_outcomes(writing, notes, effect.server_time)
        taken = [
            sent.ids[r.n - sent.first] for sent, o in told for r in o.results if r.seq and _in(sent, r.n)
        ]
        if taken:
            pending.take_back(writing, taken)
        # Where the log grew by our operations alone, the answer says all that a pull would.
        before = scopes.of(writing.raw, [sent.scope for sent, _ in told])
        for sent, outcome in told:
            if places := _had_before(sent, outcome, before[outcome.scope]):
                shadow.confirm(writing, outcome.scope, places)
        pages = [
            page
            for sent, outcome in told
            if (page := _own_page(sent, outcome, before[outcome.scope].seq)) is not None
        ]
        if pages:
            served = {page.scope for page in pages}
            written = {
                name: lies
                for sent, _ in told
                if sent.scope in served
                for name, lies in zip(sent.ids, sent.written, strict=True)
            }
            shadow.apply_pages(writing, pages, written, before)

    def _changed(self, change: Change) -> None:
        if not (change.sync or change.scopes):
            return
        seen = change.seen if isinstance(change.seen, _Seen) else None
        with self._lock:
            if self._news is None or not change.scopes:
                self._news = None
            else:
                # In the order of the commits: what is said last is so.
                looked = seen.scopes if seen else {}
                self._news.update((name, looked.get(name)) for name in change.scopes)
                self._seen = seen


def _had_before(sent: Sent, outcome: PushOutcome, standing: ScopeStanding) -> dict[str, int]:
    """Return what the service had already at the place we are at, or to which we read the scope just now."""
    here = snapshot.mark(standing).head if standing.loading else standing.seq
    if not outcome.gen or (outcome.gen, outcome.epoch) != (standing.gen, standing.epoch):
        return {}
    return {
        sent.ids[result.n - sent.first]: result.seq
        for result in outcome.results
        if result.r == "duplicate" and 0 < result.seq <= here and _in(sent, result.n)
    }


def _in(sent: Sent, n: int) -> bool:
    return 0 <= n - sent.first < sent.count


def _both(one: Done, other: Done) -> Done:
    return Done(*((*getattr(one, part.name), *getattr(other, part.name)) for part in fields(Done)))


def _scope_of(effect: Effect) -> str:
    match effect:
        case Apply() | Recall():
            return effect.pages[0].scope
        case Mend():
            return effect.pages[0].scope
        case Fill():
            return effect.page.scope
        case Compare():
            return effect.reply.scope
    return ""


def _compared(writing: Writing, effect: Compare) -> Done:
    name = effect.reply.scope
    compared = snapshot.compare(writing, effect.reply)
    return Done(moved=(name,)) if compared.moved else Done(compared=((name, compared.buckets),))


def _own_page(sent: Sent, outcome: PushOutcome, seq: int) -> PullLine | None:
    """Return the page a pull would give, if the log grew by these operations and no others since `seq`."""
    results, ids = outcome.results, sent.ids
    if not results or outcome.error is not None or not outcome.gen or outcome.head != seq + len(results):
        return None
    rows = []
    for place, result in enumerate(results):
        at = result.n - sent.first
        if result.r not in _LOGGED or result.seq != seq + 1 + place or not 0 <= at < len(ids):
            return None
        rows.append(PullRow(result.seq, ids[at], int(result.r == "superseded")))
    return PullLine(
        scope=outcome.scope,
        gen=outcome.gen,
        epoch=outcome.epoch,
        from_=seq,
        head=outcome.head,
        acked=outcome.acked,
        durable=outcome.durable,
        ops=rows,
    )


def _read(connection: Connection) -> tuple[Enrolment | None, str, Standing]:
    facts = device.facts(connection)
    found = tuple(pending.standing(connection))
    standing = Standing(
        facts is not None,
        found,
        device.etag(connection),
        pending.refused(connection),
        surrender.mark(connection),
    )
    return facts, device.confirmed(connection), standing


def _look(connection: Connection, names: Collection[str]) -> _Seen:
    """Read what a write in these scopes may have changed of how things stand."""
    found = scopes.of(driver(connection), names) if names else {}
    return _Seen(found, device.etag(connection), pending.refused(connection))


def _renewed(before: Standing, news: Mapping[str, ScopeStanding | None], seen: _Seen) -> Standing:
    """Return how things stand when only these scopes are otherwise than before."""
    # A scope that is new goes behind the others, as it lies in the file.
    known = {scope.scope: scope for scope in before.scopes}
    known.update((name, stands) for name, stands in news.items() if stands is not None)
    return Standing(before.enrolled, tuple(known.values()), seen.etag, seen.refused, before.shut_out)


def _body(found: Sequence[PendingScope], *, level: bool) -> bytes:
    return encode(
        PushRequest(
            [
                PushScope(part.scope, part.gen, part.chain, [msgspec.Raw(raw) for raw in part.operations])
                for part in found
            ],
            level,
        )
    )


def _park(writing: Writing, effect: Park) -> None:
    """Park an operation and those of its group: they are all there or none is."""
    standing = scopes.of(writing.raw, [effect.scope]).get(effect.scope)
    if standing is None or not standing.acked < effect.n <= standing.n:
        return
    rows = writing.raw.execute(
        "SELECT n, tx FROM operation WHERE scope=? AND chain=? AND n>? AND n BETWEEN ? AND ? ORDER BY n DESC",
        (effect.scope, standing.chain, standing.acked, effect.n - MAX_OPERATIONS, effect.n + MAX_OPERATIONS),
    ).fetchall()
    # No other has this number by now: the scope was busy from the push until this is written.
    tx = next((group for n, group in rows if n == effect.n), "")
    at = device.moment(writing.now())
    for n, group in rows:  # the last first: parking renumbers what comes after
        if n == effect.n or (tx and group == tx):
            pending.park(writing, effect.scope, n, effect.reason, at)


def _learn(writing: Writing, effect: Learn) -> None:
    grants = effect.reply.scopes
    other = set(purge.learn(writing, grants))
    for grant in grants:
        if grant.scope in other:
            shadow.restart(writing, grant.scope, grant.gen, grant.epoch)
    if other:
        purge.learn(writing, grants)
    shadow.empty(writing, [grant.scope for grant in grants if not grant.head])
    meta.put(writing.raw, device.ETAG, effect.etag)
    meta.put(writing.raw, device.NAME, effect.reply.caseworker.name)
    surrender.learn(writing, effect.reply.recovery_key)
    lease.learn(writing, effect.reply.lease_days)
    writing.sync = True
