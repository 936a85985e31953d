"""By what it is told that a scope moved since it was last asked about."""

from __future__ import annotations

from thuis_tui.log.wire import PushOutcome
from thuis_tui.store.scopes import ScopeStanding

Mark = tuple[str | int, ...]


def push_mark(scope: ScopeStanding) -> Mark:
    """Return what is otherwise as soon as a push moved something, or a new life of the scope began."""
    return scope.gen, scope.epoch, scope.chain, scope.acked, scope.n


def pull_mark(scope: ScopeStanding) -> Mark:
    """Return what is otherwise as soon as a pull moved something."""
    return scope.epoch, scope.seq, scope.head


def same_life(scope: ScopeStanding, outcome: PushOutcome) -> bool:
    """Tell whether the answer is of the life of the scope that this device knows."""
    return (not scope.gen or outcome.gen in (0, scope.gen)) and (
        not scope.epoch or outcome.epoch in ("", scope.epoch)
    )
