"""The sync thread: does what the engine says, one thing after the other, and says how the connection
stands.
"""

from __future__ import annotations

import random as _random
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass, replace

from thuis_tui.log.wire import Hint
from thuis_tui.store.database import Database
from thuis_tui.store.errors import StoreClosed, StoreError
from thuis_tui.store.writing import Change
from thuis_tui.sync import device
from thuis_tui.sync.device import DeviceKey, Enrolment
from thuis_tui.sync.engine import Engine
from thuis_tui.sync.exchange import Exchange
from thuis_tui.sync.flights import AT_ONCE, Flights
from thuis_tui.sync.hints import Hints
from thuis_tui.sync.line import Line, Patience
from thuis_tui.sync.messages import (
    Action,
    Answer,
    Authenticate,
    Done,
    Effect,
    Erase,
    Failed,
    FetchDigest,
    FetchScopes,
    FetchSnapshot,
    HandOver,
    Lines,
    Pull,
    Push,
    Pushed,
    Receipt,
    Refused,
    SignedIn,
    Standing,
    Taken,
    Unsealable,
    Wait,
)
from thuis_tui.sync.state import ConnectionState, skew
from thuis_tui.sync.surrender import CannotHandOver
from thuis_tui.sync.transport import Transport

Dial = Callable[[Enrolment, Patience], Transport]
DISK_TROUBLE_SECONDS = 30.0
REMEMBER_SECONDS = 60.0
"""How often at most it is written down when the service was heard."""


def dial(enrolment: Enrolment, patience: Patience) -> Transport:
    """Make the way to the service of an enrolment; the connection itself is made at the first request."""
    return Transport(Line(enrolment.url, patience), enrolment.device, DeviceKey(enrolment.key))


@dataclass(frozen=True, slots=True)
class _Writing:
    """The answer to a push that is being written."""

    effects: list[Effect]
    future: Future[Done]
    standing: Standing
    scopes: tuple[str, ...]


class Runner:
    """Keeps one database and its service alike, in the background until `stop`, or once with `run_once`.

    `monotonic` and `random` decide about waiting only; `patience` bounds each request.
    """

    def __init__(
        self,
        database: Database,
        *,
        now: Callable[[], int],
        monotonic: Callable[[], float] = time.monotonic,
        random: Callable[[], float] = _random.random,
        patience: Patience | None = None,
        dial: Dial = dial,
    ) -> None:
        self._database = database
        self._now = now
        self._monotonic = monotonic
        self._patience = patience or Patience()
        self._dial = dial
        self._engine = Engine(random)
        self._exchange = Exchange(database)
        self._transport: Transport | None = None
        self._enrolment: Enrolment | None = None
        self._state = ConnectionState()
        self._remembered: float | None = None
        self._subscribers: dict[object, Callable[[ConnectionState], None]] = {}
        self._writing: _Writing | None = None
        self._flights: Flights | None = None
        self._turn = threading.Lock()
        self._telling = threading.RLock()
        self._woken = threading.Event()
        self._stopping = False
        self._asked = self._hinted = False
        self._hints: Hints | None = None
        self._random = random
        self._thread: threading.Thread | None = None
        self._unsubscribe = database.subscribe(self._changed)

    # For other threads

    @property
    def state(self) -> ConnectionState:
        """How the connection stands; never waits."""
        return self._state

    @property
    def repairs(self) -> int:
        """How often our data turned out to differ from the service's; in a test that is a failure."""
        return self._engine.repairs

    def subscribe(self, callback: Callable[[ConnectionState], None]) -> Callable[[], None]:
        """Be told of each change, on the thread that made it: be quick. Returns the way to stop."""
        ticket = object()
        self._subscribers[ticket] = callback

        def unsubscribe() -> None:
            self._subscribers.pop(ticket, None)

        return unsubscribe

    def start(self) -> None:
        """Begin to exchange in the background."""
        if self._thread is None and not self._stopping:
            self._thread = threading.Thread(target=self._run, name="thuis-sync", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Look at the disk again."""
        self._woken.set()

    def sync_now(self) -> None:
        """Ask the service now, without waiting for the next round."""
        self._asked = True
        self._woken.set()

    def cut(self) -> None:
        """Work offline until `restore`; what is going on is broken off."""
        since = self._state.offline_since or device.moment(self._now())
        self._publish(cut=True, exchanging=False, problem=None, offline_since=since)
        self._abort()
        self._woken.set()

    def restore(self) -> None:
        """Connect again after a cut."""
        self._publish(cut=False)
        self.sync_now()

    def stop(self, seconds: float = 2.0) -> bool:
        """Stop, within so many seconds; what was not exchanged is still on the disk. True: it has ended."""
        self._stopping = True
        self._unsubscribe()
        self._woken.set()
        self._abort()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(seconds)
        ended = thread is None or not thread.is_alive()
        if ended:
            self._exchange.close()
            self._hang_up()
        self._subscribers.clear()
        return ended

    def run_once(self) -> ConnectionState:
        """Exchange until both sides are quiet or a problem stands in the way; blocks, on the caller's
        thread.
        """
        with self._turn:
            self._engine.ask_now()
            while not self._stopping and not self._state.cut:
                if isinstance(self._step(), Wait):
                    break
            self._forget_flights()
            if self._state.cut:
                self._look()
        return self._state

    # The thread

    def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            seconds = self._turns()
            if not self._stopping:
                self._woken.wait(seconds)

    def _turns(self) -> float:
        """Exchange until there is nothing to do; return for how many seconds."""
        with self._turn:
            while not self._stopping and not self._state.cut:
                if self._asked:
                    self._asked = False
                    self._engine.ask_now()
                if self._hinted:
                    self._hinted = False
                    self._engine.hint()
                action = self._step()
                if isinstance(action, Wait):
                    self._forget_flights()
                    return action.seconds
            self._forget_flights()
            self._look()
        return DISK_TROUBLE_SECONDS

    def _forget_flights(self) -> None:
        """Let go of pushes that were broken off, by a cut or a failing disk."""
        if self._flights:
            self._flights.forget()

    def _step(self) -> Action:
        try:
            if not self._database.closed:
                return self._exchange_once()
            self._stopping = True
        except StoreClosed:
            self._stopping = True
        except StoreError:
            # A full or failing disk: nothing was taken over, so nothing is lost; the file says so elsewhere.
            self._look()
        return Wait(DISK_TROUBLE_SECONDS)

    def _look(self) -> None:
        """Tell what waits, as far as it can be read, though nothing is exchanged."""
        with suppress(StoreError):
            if not self._stopping:
                self._exchange.standing()
        self._publish(exchanging=False)

    def _exchange_once(self) -> Action:
        standing = self._exchange.standing()
        transport = self._way()
        action = self._engine.next(standing, self._monotonic(), self._busy())
        if self._flights and not (isinstance(action, Push) and len(self._flights) < AT_ONCE):
            flight = self._flights.land()
            self._landed(flight.action, flight.answer.result(), flight.standing)
            return flight.action
        if self._writing and not isinstance(action, Push):
            self._settle()
            standing = self._exchange.standing()
            action = self._engine.next(standing, self._monotonic())
        if isinstance(action, Erase):
            self._exchange.erase(action.scopes)
            return action
        if isinstance(action, Wait) or transport is None:
            ended: dict[str, object] = {"problem": "revoked"} if standing.shut_out else {}
            self._publish(exchanging=False, **ended)
            return action if isinstance(action, Wait) else Wait(DISK_TROUBLE_SECONDS)
        if not self._state.exchanging:
            self._publish(exchanging=True)
        match action:
            case Authenticate():
                self._take(action, [transport.sign_in()], standing)
            case FetchScopes():
                self._take(action, [transport.scopes(action.etag)], standing)
            case HandOver():
                self._hand_over(transport, action, standing)
            case FetchSnapshot():
                self._take(action, [transport.snapshot(action)], standing)
            case FetchDigest():
                self._take(action, [transport.digest(action)], standing)
            case Receipt():
                self._take(action, [transport.receipt(action)], standing)
            case Push():
                self._push(transport, action, standing)
            case Pull():
                with closing(transport.pull(action)) as answers:
                    self._take(action, answers, standing)
        return action

    def _hand_over(self, transport: Transport, action: HandOver, standing: Standing) -> None:
        """Hand every box over; what the service does not take is handed over again."""
        answer: Answer = Taken()
        try:
            for box in self._exchange.boxes():
                answer = transport.escrow(box)
                if not isinstance(answer, Taken):
                    break
        except CannotHandOver:
            answer = Unsealable()
        self._exchange.perform(self._engine.receive(action, answer, standing, self._monotonic()))
        self._publish(problem=self._engine.problem)

    def _busy(self) -> frozenset[str]:
        """Return the scopes of which a push is under way, or its answer being written."""
        writing = self._writing.scopes if self._writing else ()
        return (self._flights.scopes if self._flights else frozenset()).union(writing)

    def _push(self, transport: Transport, action: Push, standing: Standing) -> None:
        """Push; when more waits than one request takes, without waiting for the answer."""
        action, body = self._exchange.prepare(action)
        if not action.sent:
            self._landed(action, Pushed(()), standing)
            return
        if action.last and not self._flights:
            self._landed(action, transport.push(body), standing)
            return
        if self._flights is None:
            self._flights = Flights(transport)
        self._flights.launch(action, body, standing)

    def _landed(self, action: Push, answer: Answer, standing: Standing) -> None:
        """Write down what came of a push; while that is written the next is under way already."""
        self._settle()
        effects = self._engine.receive(action, answer, standing, self._monotonic())
        if effects:
            scopes = tuple(sent.scope for sent in action.sent)
            self._writing = _Writing(effects, self._exchange.start(effects), standing, scopes)
        self._heard(answer)

    def _settle(self) -> None:
        """Wait until the last push is written down."""
        writing, self._writing = self._writing, None
        if writing is not None:
            self._finish(writing.effects, writing.future, writing.standing)

    def _take(self, action: Action, answers: Iterable[Answer], standing: Standing) -> None:
        """Take answers in as they come: while one is written, the next comes in."""
        before: tuple[list[Effect], Future[Done]] | None = None
        for answer in answers:
            effects = self._engine.receive(action, answer, standing, self._monotonic())
            if before is not None:
                self._finish(*before, standing)
                before = None
            if effects:
                before = effects, self._exchange.start(effects)
            if not isinstance(answer, Lines):
                self._heard(answer)
        if before is not None:
            self._finish(*before, standing)

    def _finish(self, effects: list[Effect], future: Future[Done], standing: Standing) -> None:
        done = self._exchange.finish(effects, future)
        more = self._engine.done(done, standing, self._monotonic())
        if "" in done.nonsense:
            self._heard(Failed("service_error"))
        if more:
            self._exchange.perform(more)

    def _way(self) -> Transport | None:
        """Return the way to the service; a new one when this file became another device."""
        enrolment = self._exchange.enrolment
        if enrolment != self._enrolment:
            self._hang_up()
            self._engine.sign_out()
            self._enrolment = enrolment
        if self._transport is None and enrolment is not None:
            self._transport = self._dial(enrolment, self._patience)
        return self._transport

    # What is told

    def _heard(self, answer: Answer) -> None:
        if self._state.cut or self._stopping:
            return  # it was broken off, which says nothing of the service
        problem = self._engine.problem
        if isinstance(answer, Failed) or (isinstance(answer, Refused) and problem):
            since = self._state.offline_since or device.moment(self._now())
            self._publish(problem=problem, offline_since=since)
        elif not isinstance(answer, Refused | SignedIn):
            time_there = self._transport.line.server_time if self._transport else ""
            self._publish(
                problem=problem,
                offline_since=None,
                confirmed_at=time_there or self._state.confirmed_at,
                skew_seconds=skew(time_there, self._now()),
            )
            self._remember(time_there)
            self._listen()

    def _listen(self) -> None:
        """Listen for hints from now on, if this is the thread that can act on them."""
        transport = self._transport
        if self._hints is None and transport is not None and threading.current_thread() is self._thread:
            self._hints = Hints(transport, self._hint, connect=self._patience.connect, random=self._random)
            self._hints.start()
            if self._state.cut or self._stopping:  # meanwhile, on another thread
                self._stop_listening()

    def _hint(self, hint: Hint) -> None:
        known = {scope.scope: scope.seq for scope in self._exchange.latest.scopes}
        if hint.seq > known.get(hint.scope, -1):
            self._hinted = True
            self._woken.set()

    def _stop_listening(self) -> None:
        hints, self._hints = self._hints, None
        if hints is not None:
            hints.stop()

    def _remember(self, time_there: str) -> None:
        """Keep on the disk, at most once a minute, when the service was last heard."""
        now = self._monotonic()
        if time_there and (self._remembered is None or now - self._remembered >= REMEMBER_SECONDS):
            self._remembered = now
            self._exchange.remember(time_there, self._now())

    def _publish(self, **changes: object) -> None:
        """Tell everybody, if something is different."""
        with self._telling:
            latest = self._exchange.latest
            figures: dict[str, object] = {"waiting": latest.unconfirmed, "refused": latest.refused}
            if self._state.confirmed_at is None:
                figures["confirmed_at"] = self._exchange.heard or None
            state = replace(self._state, **{**figures, **changes})  # type: ignore[arg-type]
            if state == self._state:
                return
            self._state = state
            for callback in list(self._subscribers.values()):
                callback(state)

    def _changed(self, change: Change) -> None:
        if change.sync or change.scopes:
            self._woken.set()

    def _abort(self) -> None:
        self._stop_listening()
        if (transport := self._transport) is not None:
            transport.line.abort()
        if (flights := self._flights) is not None:
            flights.abort()

    def _hang_up(self) -> None:
        self._stop_listening()
        if self._flights is not None:
            self._flights.close()
            self._flights = None
        if self._transport is not None:
            self._transport.line.close()
            self._transport = None
