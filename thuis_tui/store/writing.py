"""What a write function gets: the transaction, the clock, the ids, the author, a list of what changed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from thuis_tui.log.clock import HybridClock
from thuis_tui.store.connection import Guard, Raw


@dataclass(frozen=True, slots=True)
class Change:
    """What a committed write touched: records as "<type>:<id>", scopes, and whether drafts or sync moved."""

    ents: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    drafts: bool = False
    sync: bool = False
    seen: object = field(default=None, compare=False)
    """What who wrote it looked at in the same transaction, for themselves to hear with the commit."""


@dataclass(slots=True)
class Writing:
    """One write transaction. It lives on the writer's thread and ends with the function that got it."""

    connection: Connection
    raw: Raw
    clock: HybridClock
    ids: Callable[[], str]
    now: Callable[[], int]
    actor: str
    guard: Guard
    ents: set[str] = field(default_factory=set)
    scopes: set[str] = field(default_factory=set)
    drafts: bool = False
    sync: bool = False
    erased: bool = False
    """Something was blanked whose traces are still to be wiped from the file."""
    seen: object = None

    def permitted(self) -> AbstractContextManager[None]:
        """Let writes to guarded tables through: for the functions of this room only."""
        return self.guard.permitted()

    def change(self) -> Change:
        """What was touched so far."""
        return Change(frozenset(self.ents), frozenset(self.scopes), self.drafts, self.sync, self.seen)
