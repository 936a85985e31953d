"""What the engine says and hears: the disk as it stands, actions, answers, and what is to be done with
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from thuis_tui.log.wire import (
    MAX_ANSWER,
    Cursor,
    DigestReply,
    Problem,
    PullLine,
    PurgedScope,
    PushOutcome,
    ScopesReply,
    SnapshotPage,
    vector_digest_of,
)
from thuis_tui.store import past
from thuis_tui.store.scopes import ACTIVE, ERASED, PURGED, ScopeStanding
from thuis_tui.store.snapshot import FAR

PAST_BYTES = 64 * 1024
"""Of what is older, in one answer: some 280 changes, packed three seconds on a line of 30 kbit/s."""
RECEIPTS = 1_000
"""Receipts in one request, well inside what a service takes."""


@dataclass(frozen=True)
class Standing:
    """What the disk says, and the only thing the engine decides on."""

    enrolled: bool
    scopes: tuple[ScopeStanding, ...] = ()
    etag: str = ""
    refused: int = 0
    shut_out: str = ""
    """How far the end of this device is, in the words of `surrender`; empty while it is in use."""

    @cached_property
    def unconfirmed(self) -> int:
        """How much of what was recorded in dossiers is not acknowledged; other scopes are nobody's work."""
        return sum(scope.n - scope.acked for scope in self.waiting if scope.scope.startswith("c:"))

    @cached_property
    def waiting(self) -> tuple[ScopeStanding, ...]:
        """Scopes in which we have something that the service has not acknowledged."""
        return tuple([scope for scope in self.scopes if scope.n > scope.acked])

    @cached_property
    def readable(self) -> tuple[ScopeStanding, ...]:
        """Scopes the service gives us; one made here that it does not know yet is none of them."""
        return tuple([scope for scope in self.scopes if scope.gen and scope.state == ACTIVE])

    @cached_property
    def _closed(self) -> tuple[ScopeStanding, ...]:
        return tuple([scope for scope in self.scopes if scope.state != ACTIVE])

    @cached_property
    def leaving(self) -> tuple[ScopeStanding, ...]:
        """Scopes that were taken away, in which something of ours is not safe yet."""
        return tuple(scope for scope in self._closed if scope.leaving and not scope.safe)

    @cached_property
    def erasable(self) -> tuple[ScopeStanding, ...]:
        """Scopes that were taken away, of which nothing has to stay."""
        return tuple(s for s in self._closed if (s.leaving and s.safe) or s.state == ERASED)

    @cached_property
    def receipts(self) -> tuple[PurgedScope, ...]:
        """The receipts that the service has not taken yet."""
        return tuple(PurgedScope(s.scope, s.gen) for s in self._closed if s.state == PURGED)[:RECEIPTS]

    @cached_property
    def behind(self) -> tuple[ScopeStanding, ...]:
        """Scopes of which the service has more than we."""
        return tuple([scope for scope in self.readable if scope.head > scope.seq])

    @cached_property
    def far(self) -> tuple[ScopeStanding, ...]:
        """Scopes that are read as they stand: so much is missing, or it was begun."""
        return tuple([s for s in self.readable if s.loading or s.head - s.seq > FAR])

    @cached_property
    def past(self) -> tuple[tuple[ScopeStanding, Cursor], ...]:
        """Scopes of which the older operations are wanted and can be read now, with where."""
        found = [(scope, past.cursor(scope)) for scope in self.readable if scope.past]
        return tuple((scope, at) for scope, at in found if at is not None)

    @cached_property
    def vector(self) -> str:
        """The short form of where we are in all of them."""
        return vector_digest_of([f"{scope.scope} {scope.epoch} {scope.seq}" for scope in self.readable])


def cursor(scope: ScopeStanding) -> Cursor:
    """Say to the service where we are in a scope."""
    return Cursor(scope.gen, scope.chain, scope.epoch, scope.seq)


# Actions: what the engine wants to be done next.


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do for so many seconds, unless something changes."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Sign in with the key of the device."""


@dataclass(frozen=True, slots=True)
class FetchScopes:
    """Ask which scopes this caseworker has."""

    etag: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What went into a push, of one scope: operations from number `first` on, by their ids."""

    scope: str
    chain: str
    first: int
    ids: tuple[str, ...]
    written: tuple[tuple[int, bytes], ...] = field(default=(), repr=False, compare=False)
    """Each as it lies in the file: its rowid and its bytes."""

    @property
    def count(self) -> int:
        """How many operations that were."""
        return len(self.ids)

    def has(self, n: int) -> bool:
        """Tell whether the operation of this number was among them."""
        return self.first <= n < self.first + self.count


@dataclass(frozen=True, slots=True)
class Push:
    """Send what waits, but for the scopes to `skip`, within these limits. `sent`: what that turned out to
    be; `last`: nothing else waits.
    """

    skip: frozenset[str]
    limit: int
    max_bytes: int
    sent: tuple[Sent, ...] = ()
    last: bool = False


@dataclass(frozen=True, slots=True)
class Pull:
    """Ask for news of these scopes; of none: whether there is any at all, by the digest of the vector.

    `past`: for what is older than what was read, in small parts, so that nothing waits long behind it.
    """

    scopes: Mapping[str, Cursor]
    vector: str
    etag: str
    past: bool = False

    @property
    def max_bytes(self) -> int:
        """How long the answer may be, unpacked."""
        return PAST_BYTES if self.past else MAX_ANSWER


@dataclass(frozen=True, slots=True)
class Erase:
    """Delete these scopes from the file and wipe their traces: needs nobody but the disk."""

    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Tell the service which scopes are readable here no more."""

    scopes: tuple[PurgedScope, ...]


@dataclass(frozen=True, slots=True)
class HandOver:
    """Hand over, sealed, what only this device has: it is out of use."""


@dataclass(frozen=True, slots=True)
class FetchSnapshot:
    """Ask for the next page of a scope as it stands; with `buckets` only of these parts of it."""

    scope: str
    after: str = ""
    buckets: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchDigest:
    """Ask for the digest of a scope, or for its `parts`."""

    scope: str
    parts: bool = False


Action = (
    Wait | Authenticate | FetchScopes | Push | Pull | Erase | Receipt | HandOver | FetchSnapshot | FetchDigest
)


# Answers: what came of an action.


@dataclass(frozen=True, slots=True)
class SignedIn:
    """There is a token for so many seconds."""

    expires_in: float


@dataclass(frozen=True, slots=True)
class Listed:
    """The list of scopes."""

    reply: ScopesReply
    etag: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing new: of the list of scopes, or of everything."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a push. `vector` and `etag`: where everything stands after it, if it was asked for."""

    outcomes: Sequence[PushOutcome]
    server_time: str = ""
    vector: str = ""
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a pull answer; more may come."""

    lines: Sequence[PullLine]


@dataclass(frozen=True, slots=True)
class Ended:
    """The pull answer came whole. `more`: the service stopped because it was long."""

    more: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The service answered with an error. `retry_after`: the seconds it asked for."""

    status: int
    problem: Problem = field(default_factory=lambda: Problem(""))
    retry_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Failed:
    """There was no answer of the service, or not a whole one. `nonsense`: what it said that cannot be."""

    why: Literal["unreachable", "not_the_service", "service_error"]
    nonsense: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The service has what it was told."""


@dataclass(frozen=True, slots=True)
class Unsealable:
    """What was not sent cannot be handed over: there is no key to seal it with."""


@dataclass(frozen=True, slots=True)
class Snapped:
    """A page of a scope as it stands."""

    page: SnapshotPage


@dataclass(frozen=True, slots=True)
class Summed:
    """The digest of a scope, in its parts if they were asked for."""

    reply: DigestReply


Answer = (
    SignedIn
    | Listed
    | Unchanged
    | Pushed
    | Lines
    | Ended
    | Refused
    | Failed
    | Taken
    | Unsealable
    | Snapped
    | Summed
)


# Effects: what is to be written to the disk.


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Keep how far the service has our chains, and what became of the operations."""

    outcomes: Sequence[PushOutcome]
    sent: tuple[Sent, ...]
    server_time: str


@dataclass(frozen=True, slots=True)
class Park:
    """Take an operation the service cannot read (with its group) out of the chain and keep it to be seen."""

    scope: str
    n: int
    reason: str


@dataclass(frozen=True, slots=True)
class Rechain:
    """Begin a new chain: this one is also continued elsewhere."""

    scope: str


@dataclass(frozen=True, slots=True)
class Learn:
    """Take the list of scopes over."""

    reply: ScopesReply
    etag: str


@dataclass(frozen=True, slots=True)
class Apply:
    """Take pages of the service's logs in."""

    pages: Sequence[PullLine]


@dataclass(frozen=True, slots=True)
class Recall:
    """Take pages of what is older than what was read in; all of one scope."""

    pages: Sequence[PullLine]


@dataclass(frozen=True, slots=True)
class Restart:
    """Begin another life of a scope: pull it again, send again what we wrote."""

    scope: str
    gen: int
    epoch: str


@dataclass(frozen=True, slots=True)
class Farewell:
    """Keep how far the service has our chain in a scope that it took away."""

    scope: str
    chain: str
    acked: int
    durable: int


@dataclass(frozen=True, slots=True)
class Receipted:
    """The service has the receipt of these scopes."""

    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Keep an incident: something that should never happen."""

    kind: str
    scope: str
    detail: str


@dataclass(frozen=True, slots=True)
class ShutOut:
    """Keep that this device is out of use, and how far its end is."""

    mark: str


@dataclass(frozen=True, slots=True)
class Load:
    """Read a scope as it stands from the beginning; or, when not `wanted`, by its log after all."""

    scope: str
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Fill:
    """Take a page of a scope in that was asked with `after`."""

    page: SnapshotPage
    after: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Find whether a scope differs from the service's, or the parts of it that do."""

    reply: DigestReply


@dataclass(frozen=True, slots=True)
class Mend:
    """Make these parts of a scope what the pages say."""

    pages: tuple[SnapshotPage, ...]
    buckets: tuple[int, ...]


Effect = (
    Report
    | Acknowledge
    | Park
    | Rechain
    | Learn
    | Apply
    | Recall
    | Restart
    | Farewell
    | Receipted
    | ShutOut
    | Load
    | Fill
    | Compare
    | Mend
)


@dataclass(frozen=True, slots=True)
class Done:
    """What an effect turned out to be: `stale` scopes had another life or place than their page, `broken`
    ones differ from the service at the same place of the log, `unfit` ones had a page with operations of
    ours that are not here, `nonsense` ones a page that cannot be. Of `compared` scopes the parts that differ,
    None when only that something does is known; `moved` ones were not at the same place of the log.
    """

    stale: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()
    nonsense: tuple[str, ...] = ()
    compared: tuple[tuple[str, tuple[int, ...] | None], ...] = ()
    moved: tuple[str, ...] = ()
