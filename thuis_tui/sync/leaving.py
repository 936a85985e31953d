"""What an engine does about dossiers that were taken away, and at the end of a device: decisions only.

As the engine it decides on what the disk says, and remembers no more than when to try again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from thuis_tui.log.wire import Cursor
from thuis_tui.store.scopes import ScopeStanding
from thuis_tui.sync import surrender
from thuis_tui.sync.backoff import POLL, Backoff
from thuis_tui.sync.messages import (
    Action,
    Answer,
    Effect,
    Erase,
    HandOver,
    Receipt,
    Refused,
    ShutOut,
    Standing,
    Taken,
    Unsealable,
    Wait,
)


class Leaving:
    """When to ask how safe our work is, when to erase, to tell that, and to hand over."""

    def __init__(self, backoff: Backoff) -> None:
        self._backoff = backoff
        self._ask_at = self._receipt_at = self._hand_over_at = 0.0
        self._erased: dict[str, tuple[str, str, int]] = {}

    def ask_now(self) -> None:
        """What was put off is tried again."""
        self._ask_at = self._receipt_at = self._hand_over_at = 0.0
        self._erased.clear()

    def next_round(self) -> None:
        """What could not be erased is tried again."""
        self._erased.clear()

    def listed(self) -> None:
        """The list of scopes came: ask at once about those that are no longer in it."""
        self._ask_at = 0.0

    def erase(self, standing: Standing, busy: frozenset[str]) -> Erase | None:
        """Return which scopes to erase: each once a round, so that what cannot be done holds nothing up."""
        due = [
            scope
            for scope in standing.erasable
            if scope.scope not in busy and self._erased.get(scope.scope) != _erase_mark(scope)
        ]
        self._erased.update((scope.scope, _erase_mark(scope)) for scope in due)
        return Erase(tuple(scope.scope for scope in due)) if due else None

    def receipt(self, standing: Standing, now: float) -> Receipt | None:
        """Return the receipts to give."""
        due = standing.receipts and now >= self._receipt_at
        return Receipt(standing.receipts) if due else None

    def receipt_refused(self, now: float) -> None:
        """Not now: the work of people goes on without it."""
        self._receipt_at = now + self._backoff.poll()

    def to_ask(self, standing: Standing, now: float) -> Iterable[ScopeStanding]:
        """Return the scopes to ask about how far our work there is safe."""
        return standing.leaving if now >= self._ask_at else ()

    def asked(self, scopes: Mapping[str, Cursor], standing: Standing, now: float) -> None:
        """These were asked about."""
        if not scopes.keys().isdisjoint(scope.scope for scope in standing.leaving):
            self._ask_at = now + self._backoff.poll()

    def end(self, standing: Standing, now: float) -> Action:
        """Return what a device does that is out of use: hand over what is left, as often as it takes."""
        if standing.shut_out != surrender.TOLD:
            return Wait(POLL)
        return HandOver() if now >= self._hand_over_at else Wait(self._hand_over_at - now)

    def handed(self, answer: Answer, now: float) -> list[Effect]:
        """Take in what came of handing over."""
        match answer:
            case Taken():
                return [ShutOut(surrender.HANDED_OVER)]
            case Unsealable():
                return [ShutOut(surrender.KEPT)]
            case Refused():
                self._hand_over_at = now + self._backoff.fail(answer.retry_after)
            case _:
                self._hand_over_at = now + self._backoff.fail()
        return []


def _erase_mark(scope: ScopeStanding) -> tuple[str, str, int]:
    return scope.state, scope.chain, scope.n
