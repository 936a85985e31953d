"""A world in which the engine alone is real: a disk and a service as small as they can be, and any mishap."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import msgspec

from thuis_tui.log.wire import (
    Person,
    Problem,
    PullLine,
    PullRow,
    PushOutcome,
    PushResult,
    ScopeGrant,
    ScopesReply,
    SnapshotPage,
    vector_digest,
)
from thuis_tui.store import snapshot
from thuis_tui.store.scopes import ACTIVE, GONE, REVOKED, ScopeStanding
from thuis_tui.sync.engine import Engine
from thuis_tui.sync.messages import (
    Acknowledge,
    Action,
    Answer,
    Apply,
    Authenticate,
    Done,
    Effect,
    Ended,
    Erase,
    Failed,
    FetchScopes,
    FetchSnapshot,
    Fill,
    Learn,
    Lines,
    Listed,
    Load,
    Park,
    Pull,
    Push,
    Pushed,
    Rechain,
    Refused,
    Restart,
    Sent,
    SignedIn,
    Snapped,
    Standing,
    Unchanged,
    Wait,
)

EPOCH = "e1"


@dataclass
class Service:
    """Logs of ids, how far each chain was taken, and who may read what."""

    logs: dict[str, list[str]] = field(default_factory=dict)
    chains: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    granted: dict[str, int] = field(default_factory=dict)
    malformed: set[str] = field(default_factory=set)
    epoch: str = EPOCH
    token: bool = False

    @property
    def etag(self) -> str:
        return f"{sorted(self.granted.items())} {self.epoch}"

    @property
    def vector(self) -> str:
        """Where all logs end that may be read."""
        return vector_digest((name, self.epoch, len(self.logs[name])) for name in self.granted)

    def restore(self, lost: int) -> None:
        """Begin another life from a backup that misses the last operations and knows no chain."""
        self.epoch += "+"
        self.chains.clear()
        for log in self.logs.values():
            del log[max(0, len(log) - lost) :]

    def answers(self, action: Action) -> list[Answer]:
        if isinstance(action, Authenticate):
            self.token = True
            return [SignedIn(600)]
        if not self.token:
            return [Refused(401, Problem("token_expired"))]
        match action:
            case FetchScopes():
                if action.etag == self.etag:
                    return [Unchanged()]
                grants = [
                    ScopeGrant(name, gen, self.epoch, len(self.logs[name]))
                    for name, gen in self.granted.items()
                ]
                return [Listed(ScopesReply(grants, Person("0" * 32, "A"), "t"), self.etag)]
            case Push():
                told = [self._take(sent) for sent in action.sent]
                return [Pushed(told, "t", self.vector, self.etag)]
            case Pull():
                return self._news(action)
            case FetchSnapshot():
                return [self._page(action)]
        raise AssertionError(action)

    def _page(self, action: FetchSnapshot) -> Answer:
        name = action.scope
        if name not in self.granted:
            return Refused(403, Problem("not_allowed"))
        log, start = self.logs[name], int(action.after or 0)
        some = [(id_, "", seq, [PullRow(seq, id_, "note:1")]) for seq, id_ in enumerate(log, 1)]
        end = start + 2
        page = SnapshotPage(name, self.granted[name], self.epoch, len(log), str(end), end < len(log))
        page.registers = some[start:end]
        return Snapped(page)

    def _take(self, sent: Sent) -> PushOutcome:
        name = sent.scope
        if name not in self.logs:
            self.logs[name] = []
            self.granted[name] = 1
        log, chain = self.logs[name], self.chains.setdefault((name, sent.chain), [])
        results, error = [], None
        for at, id_ in enumerate(sent.ids, sent.first):
            if at <= len(chain):
                if chain[at - 1] != id_:
                    error = Problem("chain_fork", scope=name)
                    break
            elif at > len(chain) + 1:
                break
            elif id_ in self.malformed:
                error = Problem("malformed", scope=name, n=at)
                break
            else:
                chain.append(id_)
                if id_ in log or name not in self.granted:
                    results.append(PushResult(at, "duplicate", 1))
                else:
                    log.append(id_)
                    results.append(PushResult(at, "applied", len(log)))
        if name not in self.granted:
            return PushOutcome(name, 0, "", len(chain), error=error)
        return PushOutcome(name, self.granted[name], self.epoch, len(chain), 0, len(log), results, error)

    def _news(self, action: Pull) -> list[Answer]:
        lines = [] if action.etag == self.etag else [PullLine(t="scopes")]
        if not action.scopes and self.vector != action.vector:
            heads = [] if lines else [len(self.logs[name]) for name in sorted(self.granted)]
            lines.append(PullLine(t="vector", heads=heads))
        for name, cursor in action.scopes.items():
            if name not in self.granted:
                lines.append(PullLine(t="revoked", scope=name))
                continue
            log = self.logs[name]
            facts = {"scope": name, "gen": self.granted[name], "epoch": self.epoch, "head": len(log)}
            if cursor.epoch not in ("", self.epoch) or cursor.seq > len(log):
                lines.append(PullLine(t="snapshot_required", **facts))
            elif cursor.seq < len(log):
                middle = (cursor.seq + len(log) + 1) // 2
                for start, end in ((cursor.seq, middle), (middle, len(log))):
                    rows = [PullRow(seq, log[seq - 1], "note:1") for seq in range(start + 1, end + 1)]
                    lines.append(PullLine(from_=start, ops=rows, more=end < len(log), **facts))
        if not lines:
            return [Unchanged()]
        return [*(Lines([line]) for line in lines), Ended()]


def _mark(mark: snapshot.Mark) -> str:
    return msgspec.json.encode(mark).decode()


class Crash(Exception):
    """The process dies here."""


@dataclass
class Laptop:
    """A disk that keeps what was committed, and an engine that may be lost at any moment."""

    service: Service
    number: int = 1
    scopes: dict[str, ScopeStanding] = field(default_factory=dict)
    own: dict[str, list[str]] = field(default_factory=dict)
    shadow: dict[str, list[str]] = field(default_factory=dict)
    parked: list[str] = field(default_factory=list)
    pages: dict[str, dict[int, str]] = field(default_factory=dict)
    etag: str = ""
    now: float = 0.0
    made: int = 0

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.engine = Engine(lambda: 0.5)

    def clone(self, other: Laptop) -> None:
        """Become a copy of the disk of another laptop."""
        self.scopes, self.etag = dict(other.scopes), other.etag
        self.own = {name: list(ids) for name, ids in other.own.items()}
        self.shadow = {name: list(ids) for name, ids in other.shadow.items()}
        self.restart()

    def standing(self) -> Standing:
        return Standing(True, tuple(self.scopes.values()), self.etag)

    def write(self, name: str) -> str:
        if name not in self.scopes:
            self._know(name)
        self.made += 1
        id_ = f"{self.number:08x}{self.made:024x}"
        self.own[name].append(id_)
        self._set(name, n=len(self.own[name]))
        return id_

    def turn(self, mishap: str = "", at: int = 0) -> Action:
        """One step of the engine, with a mishap at a place in it."""
        standing = self.standing()
        action = self.engine.next(standing, self.now)
        if isinstance(action, Wait):
            self.now += action.seconds
            return action
        if isinstance(action, Erase):
            for name in action.scopes:
                assert not self.own[name] or self.scopes[name].safe, "erased before it was safe"
                self.own[name], self.shadow[name] = [], []
                self._set(name, state=GONE, n=0, acked=0, durable=0, seq=0)
            return action
        if isinstance(action, Push):
            action = self._fill(action)
        answers: list[Answer] = [Failed("unreachable")]
        if mishap != "fails":
            answers = self.service.answers(action)
        if mishap == "twice":
            answers = self.service.answers(action)
        if mishap == "lost":
            answers = [Failed("unreachable")]
        if mishap == "cut":
            answers = [*answers[:at], Failed("unreachable")]
        step = 0
        for answer in answers:
            effects = self.engine.receive(action, answer, standing, self.now)
            for effect in effects:
                if mishap == "crash" and step == at:
                    self.restart()
                    return action
                step += 1
                more = self.engine.done(self._do(effect), standing, self.now)
                for following in more:
                    self._do(following)
        if mishap == "crash":
            self.restart()
        return action

    def settle(self, limit: int = 200) -> int:
        """Let it run without mishaps until it waits to poll; return how many steps it took."""
        self.engine.ask_now()
        for steps in range(limit):
            if isinstance(self.turn(), Wait):
                return steps
        raise AssertionError("it never becomes quiet")

    def _know(self, name: str) -> None:
        self.scopes[name] = ScopeStanding(
            name, 0, f"{self.number}-{name}-1", 0, "", 0, 0, "", 0, 0, "", ACTIVE, False
        )
        self.own[name], self.shadow[name] = [], []

    def _set(self, name: str, **changes: object) -> None:
        self.scopes[name] = self.scopes[name]._replace(**changes)  # type: ignore[arg-type]

    def _fill(self, push: Push) -> Push:
        sent, room = [], push.limit
        for scope in self.scopes.values():
            if scope.waiting and scope.scope not in push.skip and room:
                ids = self.own[scope.scope][scope.acked : scope.acked + room]
                room -= len(ids)
                sent.append(Sent(scope.scope, scope.chain, scope.acked + 1, tuple(ids)))
        assert sent, "a push of nothing"
        return replace(push, sent=tuple(sent))

    def _do(self, effect: Effect) -> Done:
        match effect:
            case Acknowledge():
                for o in effect.outcomes:
                    scope = self.scopes[o.scope]
                    head = max(scope.head, o.head)
                    self._set(o.scope, acked=min(scope.n, o.acked), head=head)
                    if not scope.gen:
                        self._set(o.scope, gen=o.gen, epoch=o.epoch)
            case Park():
                self.parked.append(self.own[effect.scope].pop(effect.n - 1))
                self._set(effect.scope, n=len(self.own[effect.scope]))
            case Rechain():
                chain = self.scopes[effect.scope].chain
                self._set(effect.scope, chain=f"{chain}.{self.number}", acked=0)
            case Learn():
                self._learn(effect)
            case Restart():
                self.shadow[effect.scope] = []
                life = {"gen": effect.gen, "epoch": effect.epoch, "loading": ""}
                self._set(effect.scope, seq=0, head=0, acked=0, **life)
            case Load():
                self._set(effect.scope, loading=_mark(snapshot.Mark()) if effect.wanted else "")
            case Fill():
                return self._fill_in(effect)
            case Apply():
                return self._apply(effect)
        return Done()

    def _fill_in(self, effect: Fill) -> Done:
        page, scope = effect.page, self.scopes[effect.page.scope]
        at = snapshot.mark(scope)
        if (page.gen, page.epoch, effect.after) != (scope.gen, scope.epoch, at.after):
            return Done((page.scope,))
        pages = self.pages.setdefault(page.scope, {})
        if not effect.after:
            pages.clear()
            at = snapshot.Mark("", page.head)
        pages.update((seq, id_) for id_, _, seq, _ in page.registers)
        head = max(scope.head, page.head)
        if page.more:
            self._set(page.scope, head=head, loading=_mark(snapshot.Mark(page.after, at.head)))
            return Done()
        seq = max(scope.seq, at.head - 1)
        self.shadow[page.scope] = [pages[place] for place in range(1, seq + 1)]
        self._set(page.scope, head=head, loading="", seq=seq)
        return Done()

    def _learn(self, effect: Learn) -> None:
        named = {grant.scope: grant for grant in effect.reply.scopes}
        for name, grant in named.items():
            if name not in self.scopes:
                self._know(name)
            scope = self.scopes[name]
            if (scope.gen and scope.gen != grant.gen) or (scope.epoch and scope.epoch != grant.epoch):
                self._do(Restart(name, grant.gen, grant.epoch))
            head = max(self.scopes[name].head, grant.head)
            self._set(name, gen=grant.gen, epoch=grant.epoch, head=head, state=ACTIVE)
        for name, scope in self.scopes.items():
            if scope.gen and name not in named:
                self._set(name, state=REVOKED)
        self.etag = effect.etag

    def _apply(self, effect: Apply) -> Done:
        stale = []
        for page in effect.pages:
            scope = self.scopes[page.scope]
            other_gen = scope.gen and page.gen != scope.gen
            other_epoch = scope.epoch and page.epoch != scope.epoch
            if other_gen or other_epoch or page.from_ > scope.seq:
                stale.append(page.scope)
            else:
                rows = [row for row in page.ops if row.seq > scope.seq]
                self.shadow[page.scope] += [row.id for row in rows]
                seq = scope.seq + len(rows)
                self._set(
                    page.scope, seq=seq, head=max(scope.head, page.head), gen=page.gen, epoch=page.epoch
                )
        return Done(tuple(stale))
