"""Scopes that are read as they stand: those that are far behind, and the parts of those that differ; and what
is older than what was read so.

How far a load is lies on the disk. What is doubted is remembered here only: a scope that still differs after
this was lost differs at its next page as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from thuis_tui.log.wire import Code, SnapshotPage
from thuis_tui.store import snapshot
from thuis_tui.store.incidents import DIGEST, NONSENSE, REPAIRED
from thuis_tui.sync.messages import (
    Action,
    Compare,
    Done,
    Effect,
    FetchDigest,
    FetchSnapshot,
    Fill,
    Load,
    Mend,
    Pull,
    Refused,
    Report,
    Restart,
    Snapped,
    Standing,
    Summed,
)

MOST_BUCKETS = 64
"""When more parts of a scope differ than this, all of it is read again."""

ATTEMPTS = 5
"""How often a scope is compared that others write in meanwhile, before that is put off."""

May = Callable[[str], bool]
"""Whether a scope may be asked about now."""


@dataclass(slots=True)
class _Doubt:
    """A scope whose digest was not the service's. `parts`: those are to be compared, because counting
    our own anew did not help; `buckets`: what is being read again, `pages`: what came of it.
    """

    attempts: int = 0
    parts: bool = False
    buckets: tuple[int, ...] = ()
    after: str = ""
    pages: list[SnapshotPage] = field(default_factory=list)
    mended: tuple[int, ...] = ()


class Loading:
    """Decides about snapshots and digests for the engine."""

    def __init__(self) -> None:
        self._doubts: dict[str, _Doubt] = {}
        self._unserved = False
        self._recalled: dict[str, str] = {}

    def recall(self, standing: Standing, may: May) -> Pull | None:
        """Ask for what is older than what was read, where that is wanted."""
        for scope, at in standing.past:
            if may(scope.scope) and self._recalled.get(scope.scope) != scope.past:
                return Pull({scope.scope: at}, "", standing.etag, past=True)
        return None

    def recalled(self, action: Pull, standing: Standing) -> None:
        """An answer about the past ended; if it led nowhere, the next one is for the next round."""
        self._recalled.update((s.scope, s.past) for s, _ in standing.past if s.scope in action.scopes)

    def next_round(self) -> None:
        """Ask again for what was not given."""
        self._recalled.clear()

    def load(self, standing: Standing, may: May) -> FetchSnapshot | None:
        """Return the next page of a scope that is far behind, if there is one."""
        for scope in standing.far:
            if may(scope.scope) and (scope.loading or not self._unserved):
                return FetchSnapshot(scope.scope, snapshot.mark(scope).after)
        return None

    def check(self, standing: Standing, may: May) -> FetchDigest | FetchSnapshot | None:
        """Return what to ask next about a scope that differs, if there is one."""
        if not self._doubts:
            return None
        readable = {scope.scope for scope in standing.readable}
        for name in [name for name in self._doubts if name not in readable]:
            del self._doubts[name]
        for name, doubt in self._doubts.items():
            if may(name):
                if doubt.buckets:
                    return FetchSnapshot(name, doubt.after, doubt.buckets)
                return FetchDigest(name, doubt.parts)
        return None

    def begin(self, scope: str, gen: int, epoch: str) -> list[Effect]:
        """Begin another life of a scope by reading it as it stands."""
        restart = Restart(scope, gen, epoch)
        return [restart] if self._unserved else [restart, Load(scope)]

    def doubt(self, scope: str, seq: int) -> list[Effect]:
        """Look closer at a scope that differs from the service."""
        self._doubts.setdefault(scope, _Doubt())
        return [Report(DIGEST, scope, f"after {seq} operations")]

    def take(self, action: Action, answer: Snapped | Summed) -> list[Effect]:
        """Take an answer in. It is to be put off when it is of another scope: then no effect but a report."""
        said = answer.page.scope if isinstance(answer, Snapped) else answer.reply.scope
        if not isinstance(action, FetchDigest | FetchSnapshot) or said != action.scope:
            return [Report(NONSENSE, said[:40], "of a scope that was not asked for")]
        if isinstance(answer, Summed):
            return [Compare(answer.reply)]
        assert isinstance(action, FetchSnapshot)
        if not action.buckets:
            return [Fill(answer.page, action.after)]
        doubt = self._doubts.get(said)
        if doubt is None or doubt.buckets != action.buckets or doubt.after != action.after:
            return []
        page = answer.page
        doubt.pages.append(page)
        doubt.after = page.after
        if page.more and page.after != action.after:
            return []
        pages, buckets = tuple(doubt.pages), doubt.buckets
        self._doubts[said] = _Doubt(doubt.attempts, mended=buckets)  # the digest alone tells if it helped
        return [Mend(pages, buckets)]

    def done(self, done: Done, standing: Standing) -> tuple[list[Effect], list[str]]:
        """Take in what became of comparing; return what it leads to, and the scopes to be put off."""
        effects: list[Effect] = []
        known = {scope.scope: scope for scope in standing.scopes}
        # What is not taken though nothing there changed is not to be asked for in a circle.
        held = [n for n in done.stale if n in self._doubts or (n in known and known[n].loading)]
        for name in done.moved:
            doubt = self._doubts.get(name)
            if doubt is not None:
                doubt.attempts += 1
                if doubt.attempts % ATTEMPTS == 0:
                    held.append(name)
        for name, buckets in done.compared:
            doubt = self._doubts.pop(name, None)
            if doubt is None:
                continue
            if buckets is None and not doubt.mended:
                self._doubts[name] = _Doubt(doubt.attempts, parts=True)
            elif buckets == ():
                what = f"{len(doubt.mended)} of its parts were read again" if doubt.mended else "the sum only"
                effects.append(Report(REPAIRED, name, f"after {known[name].seq} operations: {what}"))
            elif buckets is None or doubt.mended or len(buckets) > MOST_BUCKETS:
                effects.extend(self.give_up(name, standing))
            else:
                self._doubts[name] = _Doubt(doubt.attempts, buckets=buckets)
        for name in done.nonsense:
            if name in self._doubts:
                self._doubts[name] = _Doubt(self._doubts[name].attempts)
        return effects, held

    def give_up(self, name: str, standing: Standing) -> list[Effect]:
        """Read all of a scope again, from the beginning of its log."""
        self._doubts.pop(name, None)
        found = [scope for scope in standing.scopes if scope.scope == name]
        return [
            effect
            for scope in found
            for effect in (
                Report(REPAIRED, name, f"after {scope.seq} operations: all of it is read again"),
                Restart(name, scope.gen, scope.epoch),
            )
        ]

    def refused(
        self, action: FetchDigest | FetchSnapshot, answer: Refused, standing: Standing
    ) -> list[Effect]:
        """Do without what the service does not serve, or not to us."""
        if answer.problem.code == Code.NOT_ALLOWED:
            self._doubts.pop(action.scope, None)
            return []
        self._unserved = True
        if isinstance(action, FetchDigest) or action.buckets:
            return self.give_up(action.scope, standing)
        return [Load(action.scope, wanted=False)]
