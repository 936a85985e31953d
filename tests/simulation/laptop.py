"""A device of a world: the real engine, exchange and store over a file in memory, and a bad line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from tests.simulation import ending
from tests.simulation.central import Request
from tests.simulation.memory import Crash, Disk, Spied
from thuis_tui.log import wire
from thuis_tui.sync.engine import Engine
from thuis_tui.sync.exchange import Exchange
from thuis_tui.sync.messages import (
    Action,
    Answer,
    Authenticate,
    Done,
    Erase,
    Failed,
    FetchDigest,
    FetchScopes,
    FetchSnapshot,
    HandOver,
    Pull,
    Push,
    Pushed,
    Receipt,
    SignedIn,
    Standing,
    Taken,
    Wait,
)

Send = Callable[["Laptop", Request, "Flight"], None]
DAY_MS = 24 * 60 * 60 * 1000


@dataclass(slots=True)
class Flight:
    """A request under way: what it was decided on, and by which run of the program."""

    action: Action
    standing: Standing
    run: int
    scopes: frozenset[str] = frozenset()
    given_up: bool = False


class Laptop:
    """One device. A crash loses all but the file; what was on its way to it then never arrives."""

    def __init__(
        self,
        number: int,
        raw: Spied,
        device: str,
        ids: Callable[[], str],
        now_ms: Callable[[], int],
        seed: str,
        skew_ms: int = 0,
    ) -> None:
        self.number, self.device, self.raw = number, device, raw
        self.skew_ms = skew_ms
        self.cut_off = False
        self.now = 0.0
        self.run = 0
        self.repairs = 0
        self.trace: list[str] = []
        self._ids, self._now_ms, self._seed = ids, now_ms, seed
        self.start()

    def start(self) -> None:
        """Begin a run of the program: all it knows is what the file says."""
        self.run += 1
        self.raw.recover()
        self.disk = Disk(self.raw, self._ids, lambda: self._now_ms() + self.skew_ms)
        self.exchange = Exchange(self.disk)
        self.engine = Engine(Random(f"{self._seed} {self.run}").random)
        self.flights: list[Flight] = []

    def crash(self) -> None:
        """Die, and be started again."""
        self.repairs += self.engine.repairs
        self.trace.append("crash")
        self.start()

    @property
    def actor(self) -> str:
        """The caseworker whose laptop this is."""
        return self.disk.actor

    def turn(self, send: Send) -> Action:
        """Do what the engine wants next; `send` brings a request on its way. Returns the action."""
        standing = self.exchange.standing()
        busy = frozenset().union(*(flight.scopes for flight in self.flights))
        action = self.engine.next(standing, self.now, busy)
        if isinstance(action, Wait) or (self.flights and not isinstance(action, Push | Erase)):
            # While pushes are under way nothing is done but to push more.
            return action if isinstance(action, Wait) else Wait(1.0)
        match action:
            case Erase():
                self.exchange.erase(action.scopes)
            case HandOver():
                flight = Flight(action, standing, self.run)
                if boxes := self.exchange.boxes():
                    (box,) = boxes  # worlds are small
                    self._go(send, wire.ESCROW, ending.request(self.device, box), flight)
                else:
                    self.take(flight, [Taken()])
            case Authenticate():
                self.take(Flight(action, standing, self.run), [SignedIn(600)])
            case FetchScopes():
                self._go(send, wire.SCOPES, b"", Flight(action, standing, self.run), action.etag)
            case FetchSnapshot():
                asked_for = {"after": action.after, "buckets": ",".join(map(str, action.buckets))}
                path = f"{wire.SNAPSHOT}{action.scope}?{urlencode(asked_for)}"
                self._go(send, path, b"", Flight(action, standing, self.run))
            case FetchDigest():
                path = f"{wire.DIGEST}{action.scope}{'?buckets=1' if action.parts else ''}"
                self._go(send, path, b"", Flight(action, standing, self.run))
            case Receipt():
                told = wire.encode(wire.PurgedRequest(list(action.scopes)))
                self._go(send, wire.PURGED, told, Flight(action, standing, self.run))
            case Push():
                action, body = self.exchange.prepare(action)
                if not action.sent:
                    self.take(Flight(action, standing, self.run), [Pushed(())])
                else:
                    scopes = frozenset(sent.scope for sent in action.sent)
                    self._go(send, wire.PUSH, body, Flight(action, standing, self.run, scopes))
            case Pull():
                asked = wire.PullRequest(
                    dict(action.scopes),
                    scopes_etag=action.etag,
                    vector=action.vector,
                    max_bytes=action.max_bytes,
                )
                self._go(send, wire.PULL, wire.encode(asked), Flight(action, standing, self.run))
        self.trace.append(_short(action))
        return action

    def _go(self, send: Send, path: str, body: bytes, flight: Flight, etag: str = "") -> None:
        send(self, Request(path, body, self.device, etag), flight)

    def take(self, flight: Flight, given: list[Answer]) -> None:
        """Take an answer in, unless the run that asked is over. Raises `Crash` where the fuse ends."""
        if flight.run != self.run:
            return
        if flight in self.flights:
            self.flights.remove(flight)
        for answer in given:
            effects = self.engine.receive(flight.action, answer, flight.standing, self.now)
            if not effects:
                continue
            done = self.exchange.perform(effects)
            self.trace.append("+".join(type(effect).__name__ for effect in effects) + _marks(done))
            if more := self.engine.done(done, flight.standing, self.now):
                self.exchange.perform(more)
                self.trace.append("then " + "+".join(type(effect).__name__ for effect in more))

    def hint(self) -> None:
        """Hear that there may be news, as the stream of hints tells a program that runs."""
        self.trace.append(f"hint to {self.number}")
        self.engine.hint()

    def fail(self, flight: Flight) -> None:
        """Give a request up: no answer came in time."""
        flight.given_up = True
        self.take(flight, [Failed("unreachable")])

    def guarded(self, fuse: int, after_commit: bool, work: Callable[[], object]) -> bool:
        """Do something in which the process may die; True when it did (and was started again)."""
        self.raw.fuse, self.disk.crash_after_commit = fuse, after_commit
        try:
            work()
        except Crash:
            self.crash()
            return True
        self.raw.fuse, self.disk.crash_after_commit = -1, False
        return False

    @property
    def over(self) -> bool:
        """Whether the file may be destroyed: all that was only here is handed over."""
        row = self.raw.execute("SELECT value FROM meta WHERE key='shut_out'").fetchone()
        return row is not None and row[0] == ending.HANDED_OVER

    def twin(self, number: int, seed: str, raw: Spied | None = None) -> Laptop:
        """Another machine with this file as it is, or as it was."""
        other = Laptop(
            number, raw or self.raw.copied(), self.device, self._ids, self._now_ms, seed, self.skew_ms
        )
        other.now = self.now
        return other


def _short(action: Action) -> str:
    match action:
        case Push():
            return "push " + " ".join(f"{s.scope[:6]}:{s.first}+{s.count}" for s in action.sent)
        case Pull():
            return "pull " + " ".join(f"{name[:6]}@{c.seq}" for name, c in action.scopes.items())
    return type(action).__name__


def _marks(done: Done) -> str:
    return "" if done == Done() else f" {done}"
