"""The sync engine of a device: a pure state machine, without disk, network, clock or threads.

It is level-triggered: each time it looks at the disk and asks "is something not acknowledged? is there
more than we have?", never "what was I doing?". What it remembers itself is only manners (when to try
again, how much at a time) and may be lost at any moment: a process that dies between any two steps
continues from the disk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from thuis_tui.log.wire import MAX_OPERATIONS, MAX_REQUEST, Code, Problem, PullLine, PushOutcome
from thuis_tui.store.incidents import NONSENSE
from thuis_tui.store.scopes import ACTIVE, ScopeStanding
from thuis_tui.sync import surrender
from thuis_tui.sync.backoff import POLL, Backoff
from thuis_tui.sync.leaving import Leaving
from thuis_tui.sync.loading import Loading
from thuis_tui.sync.marks import Mark, pull_mark, push_mark, same_life
from thuis_tui.sync.messages import (
    Acknowledge,
    Action,
    Answer,
    Apply,
    Authenticate,
    Done,
    Effect,
    Ended,
    Failed,
    Farewell,
    FetchDigest,
    FetchScopes,
    FetchSnapshot,
    HandOver,
    Learn,
    Lines,
    Listed,
    Park,
    Pull,
    Push,
    Pushed,
    Recall,
    Receipt,
    Receipted,
    Rechain,
    Refused,
    Report,
    Restart,
    Sent,
    ShutOut,
    SignedIn,
    Snapped,
    Standing,
    Summed,
    Taken,
    Unchanged,
    Wait,
    cursor,
)
from thuis_tui.sync.state import Trouble

BURST = 32
"""Pushes in a row before a pull: what others wrote must not wait for the whole of a first push."""

PULL_SCOPES = 2_000
"""Scopes in one pull request, well inside its size."""

PUSH_BYTES = MAX_REQUEST - 96 * 1024
"""Operations in one push, in bytes; the rest of the request is room for the names of the scopes."""

MARGIN = 30.0
"""Seconds before the end of a token at which a new one is fetched."""


class Engine:
    """Decides what to do next. All times are seconds of one clock that only goes forward."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._backoff = Backoff(random)
        self._signed_in_until: float | None = None
        self._poll_at = 0.0
        self._retry_at = 0.0
        self._no_pull_until = 0.0
        self._list_stale = self._list_anew = False
        self._differs = False
        self._ask: dict[str, None] = {}
        self._again: dict[str, None] = {}
        self._heads: Sequence[int] = ()
        self._level: tuple[str, str] | None = None
        self._limit, self._max_bytes = MAX_OPERATIONS, PUSH_BYTES
        self._pull_scopes = PULL_SCOPES
        self._pushes = 0
        self._token_refused = False
        self._held: dict[str, float] = {}
        self._unlisted: set[str] = set()
        self._holds: defaultdict[str, Backoff] = defaultdict(lambda: Backoff(random))
        self._pushed: dict[str, Mark] = {}
        self._pulled: dict[str, Mark] = {}
        self._repaired: set[str] = set()
        self._loading = Loading()
        self._leaving = Leaving(self._backoff)
        self.repairs = 0
        self.problem: Trouble | None = None

    # What next

    def next(self, standing: Standing, now: float, busy: frozenset[str] = frozenset()) -> Action:
        """Return what to do now, given the disk. `busy`: scopes whose last answer is still being written."""
        if not standing.enrolled:
            return Wait(POLL)
        if standing.shut_out:
            self.problem = "revoked"
            return self._leaving.end(standing, now)
        if (erase := self._leaving.erase(standing, busy)) is not None:
            return erase
        if now < self._retry_at:
            return Wait(self._retry_at - now)
        action = self._work(standing, now, busy)
        signed_in = self._signed_in_until is not None and now < self._signed_in_until
        return action if signed_in or isinstance(action, Wait) else Authenticate()

    def ask_now(self) -> None:
        """Do not wait: the user asked, or the connection is back. What was put off is tried again too."""
        self._poll_at = self._retry_at = self._no_pull_until = 0.0
        self._level = None
        self._leaving.ask_now()
        self._held.clear()
        self._repaired.clear()
        self._pushed.clear()
        self._pulled.clear()
        self._loading.next_round()

    def hint(self) -> None:
        """There may be news: ask in the next turn, but not sooner than after a failure."""
        self._poll_at = 0.0
        self._level = None

    def sign_out(self) -> None:
        """Forget the token: another device, another address."""
        self._signed_in_until = None

    def _work(self, standing: Standing, now: float, busy: frozenset[str]) -> Action:
        waiting = self._sendable(standing, now, busy)
        if waiting and self._pushes < BURST:
            return self._push(standing, waiting, busy)
        self._pushes = 0
        if self._list_stale or not standing.etag:
            return FetchScopes("" if self._list_anew else standing.etag)
        if (receipt := self._leaving.receipt(standing, now)) is not None:
            return receipt
        if now >= self._no_pull_until and (read := self._news(standing, now)) is not None:
            return read
        if waiting := self._sendable(
            standing, now, busy
        ):  # a round that ended lets what did not move go again
            return self._push(standing, waiting, busy)
        self._level = None
        held = (until for until in self._held.values() if until > now)
        return Wait(max(min(max(self._poll_at, self._no_pull_until), *held, now + 2 * POLL) - now, 0.01))

    def _sendable(self, standing: Standing, now: float, busy: frozenset[str]) -> list[ScopeStanding]:
        return [s for s in standing.waiting if s.scope not in busy and self._may_push(s, now)]

    def _push(self, standing: Standing, waiting: Iterable[ScopeStanding], busy: frozenset[str]) -> Push:
        going = {scope.scope for scope in waiting}
        skip = frozenset(scope.scope for scope in standing.waiting if scope.scope not in going)
        return Push(skip | busy, self._limit, self._max_bytes)

    def _news(self, standing: Standing, now: float) -> Action | None:
        def may(name: str) -> bool:
            return self._held.get(name, 0.0) <= now

        return (
            (self._loading.load(standing, may) if standing.far else None)
            or self._pull(standing, now)
            or self._loading.check(standing, may)
            or self._loading.recall(standing, may)
        )

    def _pull(self, standing: Standing, now: float) -> Pull | None:
        self._ask.update(self._again)
        self._again.clear()
        asked = [
            scope
            for scope in (standing.readable if self._ask else standing.behind)
            if (scope.scope in self._ask or (scope.head > scope.seq and self._may_pull(scope, now)))
            and not scope.loading
        ]
        asked.extend(self._leaving.to_ask(standing, now))
        if asked:
            return self._question(standing, asked[: self._pull_scopes])
        self._ask.clear()
        if now >= self._poll_at and self._level == (standing.vector, standing.etag.strip('W/"')):
            self._quiet(now)  # the answer to the last push said what this question would
        if now >= self._poll_at:
            return Pull({}, standing.vector, standing.etag)
        return None

    def _question(self, standing: Standing, scopes: Iterable[ScopeStanding]) -> Pull:
        return Pull({scope.scope: cursor(scope) for scope in scopes}, "", standing.etag)

    def _may_push(self, scope: ScopeStanding, now: float) -> bool:
        # A scope that did not move at the last push waits for the next round; the others go on.
        return self._held.get(scope.scope, 0.0) <= now and self._pushed.get(scope.scope) != push_mark(scope)

    def _may_pull(self, scope: ScopeStanding, now: float) -> bool:
        return self._held.get(scope.scope, 0.0) <= now and self._pulled.get(scope.scope) != pull_mark(scope)

    # What came of it

    def receive(self, action: Action, answer: Answer, standing: Standing, now: float) -> list[Effect]:
        """Take an answer in and return what is to be written. `standing` is what the action was decided
        on.
        """
        if isinstance(action, HandOver):
            return self._leaving.handed(answer, now)
        if isinstance(answer, Failed):
            self._put_off(answer.why, now)
            return [Report(NONSENSE, "", answer.nonsense)] if answer.nonsense else []
        if isinstance(answer, Refused):
            return self._refused(action, answer, standing, now)
        if not isinstance(answer, SignedIn):
            self._backoff.succeed()
            self._token_refused = False
            if self.problem == "unreachable":
                self._retry_at = 0.0  # of two pushes at once one was lost on the way, the line is good
            if now >= self._retry_at and (self.problem != "update_needed" or isinstance(action, Pull)):
                self.problem = None
        match answer:
            case SignedIn():
                self._signed_in_until = now + max(answer.expires_in - MARGIN, answer.expires_in / 2)
            case Taken():
                assert isinstance(action, Receipt)
                return [Receipted(tuple(scope.scope for scope in action.scopes))]
            case Listed():
                self._list_stale = self._list_anew = False
                self._leaving.listed()
                for name in self._unlisted:
                    self._held.pop(name, None)
                self._unlisted.clear()
                return [Learn(answer.reply, answer.etag)]
            case Unchanged():
                if isinstance(action, FetchScopes):
                    self._list_stale = False
                else:
                    self._after_pull(action, Ended(), standing, now)
            case Pushed():
                return self._after_push(action, answer, standing, now)
            case Snapped() | Summed():
                effects = self._loading.take(action, answer)
                if any(isinstance(effect, Report) for effect in effects):
                    self._distrust(now)
                return effects
            case Lines():
                return self._read(action, answer.lines, standing, now)
            case Ended():
                self._after_pull(action, answer, standing, now)
        return []

    def done(self, done: Done, standing: Standing, now: float) -> list[Effect]:
        """Take in what became of an effect; return what it leads to."""
        if done.stale:
            # By its tag the list may be the one that is known, when a late answer led to another life since.
            self._list_stale = self._list_anew = True
        effects: list[Effect] = []
        known = {scope.scope: scope for scope in standing.scopes} if done.unfit or done.broken else {}
        for name in done.nonsense:
            if name:
                self._hold(name, now)
            else:  # the list of scopes: without it there is nothing to go by
                self._distrust(now)
        for name in done.unfit:
            scope = known.get(name)
            if scope is not None and name not in self._repaired:
                # Most likely operations that this file does not have came back as ours: it was set
                # back, or cloned.
                self._repaired.add(name)
                effects.append(Rechain(name))
                self._pulled.pop(name, None)
                self._again[name] = None
            else:
                self._hold(name, now)
        for name in done.broken:
            self.repairs += 1
            scope = known.get(name)
            if scope is not None and name not in self._repaired:
                self._repaired.add(name)
                effects.extend(self._loading.doubt(name, scope.seq))
            else:
                self._hold(name, now)
        if done.compared or done.moved or done.nonsense or done.stale:
            more, held = self._loading.done(done, standing)
            effects.extend(more)
            self._begun(more)
            for name in held:
                self._hold(name, now)
        return effects

    def _begun(self, effects: Iterable[Effect]) -> None:
        self._ask.update((effect.scope, None) for effect in effects if isinstance(effect, Restart))

    def _after_push(self, action: Action, answer: Pushed, standing: Standing, now: float) -> list[Effect]:
        assert isinstance(action, Push)
        self._pushes += 1
        self._level = (answer.vector, answer.etag) if answer.vector else None
        self._limit = min(MAX_OPERATIONS, self._limit * 2)
        self._max_bytes = min(PUSH_BYTES, self._max_bytes * 2)
        sent = {item.scope: item for item in action.sent}
        if not sent:
            # The disk says that something waits and has nothing to send: not to be asked in a circle.
            stuck = (scope for scope in standing.waiting if scope.scope not in action.skip)
            self._pushed.update((scope.scope, push_mark(scope)) for scope in stuck)
            return []
        before = {scope.scope: scope for scope in standing.waiting}
        told: dict[str, PushOutcome] = {}
        for outcome in answer.outcomes:
            if outcome.scope in before and same_life(before[outcome.scope], outcome):
                told[outcome.scope] = outcome
                if not outcome.gen and before[outcome.scope].state == ACTIVE:
                    # Shown here and not given there: made here and taken away before we heard of it.
                    self._list_stale = self._list_anew = True
            else:
                self._list_stale = True
        effects: list[Effect] = [Acknowledge(list(told.values()), action.sent, answer.server_time)]
        for name in sent:
            said = told.get(name)
            if said is not None and said.error is not None:
                effects.extend(self._scope_error(said, sent[name], now))
            elif name in before and (said is None or said.acked == before[name].acked):
                self._pushed[name] = push_mark(before[name])
        return effects

    def _scope_error(self, outcome: PushOutcome, sent: Sent, now: float) -> list[Effect]:
        error = outcome.error
        assert error is not None
        if error.code == Code.CHAIN_FORK:
            return [Rechain(outcome.scope)]
        if error.code == Code.MALFORMED and error.n > outcome.acked and sent.has(error.n):
            return [_park(sent, error.n, error)]
        if error.code == Code.EPOCH:
            self._list_stale = True
        self._hold(outcome.scope, now)
        return []

    def _read(
        self, action: Action, lines: Iterable[PullLine], standing: Standing, now: float
    ) -> list[Effect]:
        pages: list[PullLine] = []
        effects: list[Effect] = []
        leaving = {scope.scope: scope for scope in standing.leaving}
        asked = action.scopes if isinstance(action, Pull) else {}
        for line in lines:
            if line.scope not in asked and line.t in ("", "snapshot_required"):
                effects.append(Report(NONSENSE, line.scope[:40], "of a scope that was not asked for"))
                self._distrust(now)
            elif line.t == "":
                pages.append(line)
            elif line.t == "revoked" and (scope := leaving.get(line.scope)) is not None:
                effects.append(Farewell(line.scope, scope.chain, line.acked, line.durable))
            elif line.t == "scopes" or line.t == "revoked":
                # Which scopes are ours is said in one place: the list. What is not in it is closed by it.
                self._list_stale = True
                # A dossier made here and taken away since was never in the list: by its tag it is the same.
                self._list_anew = self._list_anew or line.t == "revoked"
            elif line.t == "vector":
                self._differs = True
                self._heads = line.heads
            elif line.t == "snapshot_required":
                effects.extend(self._loading.begin(line.scope, line.gen, line.epoch))
                self._ask[line.scope] = None
        if not pages:
            return effects
        return [Recall(pages) if isinstance(action, Pull) and action.past else Apply(pages), *effects]

    def _after_pull(self, action: Action, answer: Ended, standing: Standing, now: float) -> None:
        assert isinstance(action, Pull)
        if action.past:
            return self._loading.recalled(action, standing)
        if not action.scopes:
            if self._differs:
                self._ask = dict.fromkeys(
                    scope.scope
                    for scope in self._different(standing)
                    if self._held.get(scope.scope, 0.0) <= now
                )
        elif answer.more:
            return
        self._leaving.asked(action.scopes, standing, now)
        for scope in standing.readable if action.scopes else ():
            if scope.scope in action.scopes:
                self._ask.pop(scope.scope, None)
                if self._held.get(scope.scope, 0.0) <= now:
                    self._pulled[scope.scope] = pull_mark(scope)
        if not self._ask and (self._differs or not action.scopes):
            self._quiet(now)

    def _different(self, standing: Standing) -> Sequence[ScopeStanding]:
        """Return which scopes end elsewhere than ours, as the service told; all, if it did not tell."""
        heads, self._heads = self._heads, ()
        named = sorted(standing.readable, key=lambda scope: scope.scope)
        if len(heads) != len(named):
            return standing.readable
        found = [scope for scope, head in zip(named, heads, strict=True) if scope.seq != head]
        return found or standing.readable

    def _quiet(self, now: float) -> None:
        self._differs = False
        self._poll_at = now + self._backoff.poll()
        self._pushed.clear()
        self._pulled.clear()
        self._loading.next_round()
        self._leaving.next_round()

    def _hold(self, name: str, now: float) -> None:
        # What is held is asked for again when that is over, though nothing here will be otherwise.
        self._pulled.pop(name, None)
        self._held[name] = now + self._holds[name].fail()

    # What went wrong

    def _distrust(self, now: float) -> None:
        # Nonsense that is of no scope; good answers between do not make it sooner.
        self.problem = "service_error"
        self._retry_at = now + self._holds[""].fail()

    def _put_off(self, why: Trouble, now: float, at_least: float = 0.0) -> None:
        self.problem = why
        self._pushes = 0
        self._retry_at = now + self._backoff.fail(at_least)

    def _refused(self, action: Action, answer: Refused, standing: Standing, now: float) -> list[Effect]:
        status = answer.status
        if status == 401:
            return self._sign_in_again(action, now)
        if isinstance(action, FetchSnapshot | FetchDigest) and (
            status in (400, 404, 405, 422) or answer.problem.code == Code.NOT_ALLOWED
        ):
            # Held, so that one that is not ours any more is not asked for again before the list says so.
            self._list_stale = status == 403
            if status == 403:
                self._unlisted.add(action.scope)
            self._hold(action.scope, now)
            effects = self._loading.refused(action, answer, standing)
            self._begun(effects)
            return effects
        if status == 403:
            self._signed_in_until = None
            revoked = answer.problem.code == Code.DEVICE_REVOKED
            self._put_off("revoked" if revoked else "signed_out", now, POLL / 2)
            return [ShutOut(surrender.TOLD)] if revoked else []
        elif status == 426:
            self.problem = "update_needed"
            self._no_pull_until = now + self._backoff.poll()
        elif status == 409:
            self._list_stale = True
            self._put_off("service_error", now)
        elif status in (413, 422) and isinstance(action, Push):
            return self._too_much(action, answer)
        elif status == 413 and isinstance(action, Pull) and self._pull_scopes > 1:
            self._pull_scopes = max(1, min(self._pull_scopes, len(action.scopes)) // 2)
        elif isinstance(action, Receipt) and status in (400, 404, 413, 422):
            self._leaving.receipt_refused(now)
        elif status in (429, 503):
            self._put_off("service_error", now, answer.retry_after)
        else:
            self._put_off("service_error", now)
        return []

    def _sign_in_again(self, action: Action, now: float) -> list[Effect]:
        self._signed_in_until = None
        if self._token_refused or isinstance(action, Authenticate):
            # The key itself is refused, or each new token: nothing is left to do here but to wait.
            self._put_off("signed_out", now)
        self._token_refused = True
        return []

    def _too_much(self, action: Push, answer: Refused) -> list[Effect]:
        named, sent = answer.problem, {item.scope: item for item in action.sent}
        if (item := sent.get(named.scope)) and item.has(named.n):
            return [_park(item, named.n, named, answer.status)]
        count = sum(item.count for item in action.sent)
        if count > 1 and self._limit > 1:
            self._limit = max(1, min(self._limit, count) // 2)
            self._max_bytes = max(1, self._max_bytes // 2)
            return []
        return [_park(item, item.first, named, answer.status) for item in action.sent[:1]]


def _park(sent: Sent, n: int, problem: Problem, status: int = 0) -> Park:
    code = problem.code or str(status)
    reason = f"{code}:{problem.field}" if problem.field else code
    return Park(sent.scope, n, reason)
