"""What the service counts about its work, in the format of Prometheus. No label holds an id or a name.

Counters are per process, and each process has its own address for them; what is asked of the database is
asked when somebody reads them, at most once in some seconds.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import DBAPIError

from thuis_tui.log import wire
from thuis_tui.log.wire import Code
from thuis_tui.service.errors import Refusal
from thuis_tui.service.exchange.incidents import Kind
from thuis_tui.service.keeping.durability import last_verified

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from thuis_tui.service.database.storage import Storage, Transaction

PATH = "/metrics"
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_KEPT = 10.0  # seconds: who reads more often gets the same again
_WAIT = 5.0
_MOST = 10_000  # counting what waits stops here; more is more than anybody can decide on
_WAITING = "SELECT count(*) FROM (SELECT 1 FROM quarantine WHERE decision = '' LIMIT ?) AS waiting"
_HTTP = "http"
_WORDS = re.compile(r"(?<!^)(?=[A-Z])")


class Metrics:
    """The counters of one process. Counting is for the event loop, and takes a microsecond."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        named: dict[str, Any] = {"namespace": "thuis", "registry": self.registry}
        self._requests = Counter("requests", "Requests, by route and status.", ("route", "status"), **named)
        self._latency = Histogram(
            "request_seconds",
            "Time until an answer was sent; without those that listen.",
            ("route",),
            buckets=_SECONDS,
            **named,
        )
        self._operations = Counter(
            "operations", "Operations pushed, by what became of them.", ("outcome",), **named
        )
        self._refusals = Counter(
            "refusals", "What was refused, by kind and by the code told.", ("kind", "code"), **named
        )
        self._hints = Gauge("hint_streams", "Devices that listen for hints.", **named)
        self._busy = Gauge("database_jobs", "Jobs of the database that run or wait.", **named)
        self._connections = Gauge("database_connections", "Connections to the database in use.", **named)
        self._up = Gauge("database_up", "Whether the database answered just now.", **named)
        self._waiting = Gauge("quarantine_waiting", f"Work kept aside; counting stops at {_MOST}.", **named)
        self._incidents = Gauge("incidents", "What no honest device does, by kind.", ("kind",), **named)
        self._backup = Gauge(
            "backup_verified_age_seconds", "Age of the last verified backup; infinite without one.", **named
        )
        self._backup.set(inf)  # until somebody has seen one
        self._begin_at_nothing()
        self._children: dict[tuple[str, int], tuple[Any, Any]] = {}
        self._outcomes: dict[str, Any] = {}

    def _begin_at_nothing(self) -> None:
        """Let all that can be counted stand at 0: of what first appears at 1 nobody sees that it grew."""
        for outcome in get_args(wire.Outcome):
            self._operations.labels(outcome)
        for kind in Kind:
            self._incidents.labels(str(kind))
        for problem in _all(Refusal):
            self._refusals.labels(_kind(problem), str(problem.code))
        for code in Code:
            self._refusals.labels(_HTTP, str(code))

    def request(self, route: str, status: int, seconds: float, *, listening: bool = False) -> None:
        """Count a request; `route` is the pattern of its path, empty when there is none."""
        found = self._children.get((route, status))
        if found is None:
            name = route or "none"
            found = self._requests.labels(name, str(status)), self._latency.labels(name)
            self._children[route, status] = found
        found[0].inc()
        if not listening:
            found[1].observe(seconds)

    def refused(self, problem: Refusal) -> None:
        """Count a refusal under the name of its kind."""
        self._refusals.labels(_kind(type(problem)), str(problem.code)).inc()

    def failed(self, code: str) -> None:
        """Count an answer that no kind of refusal made: a fault of ours, an address that is not there."""
        self._refusals.labels(_HTTP, code).inc()

    def pushed(self, outcomes: Sequence[wire.PushOutcome]) -> None:
        """Count what became of operations."""
        for outcome, times in Tally(str(each.r) for part in outcomes for each in part.results).items():
            child = self._outcomes.get(outcome)
            if child is None:
                child = self._outcomes[outcome] = self._operations.labels(outcome)
            child.inc(times)
        for part in outcomes:
            if part.error is not None:
                self._refusals.labels("scope", str(part.error.code)).inc()

    def watch(self, listening: Callable[[], int], jobs: Callable[[], int], busy: Callable[[], int]) -> None:
        """Ask these when somebody reads: devices that listen, jobs of the database, connections in use."""
        self._hints.set_function(listening)
        self._busy.set_function(jobs)
        self._connections.set_function(busy)

    def learn(self, facts: Facts | None) -> None:
        """Take over what the database said; None: it did not answer."""
        self._up.set(facts is not None)
        if facts is None:
            return
        self._waiting.set(facts.waiting)
        for kind, times in facts.incidents:
            self._incidents.labels(kind).set(times)
        self._backup.set(inf if facts.backup_age is None else facts.backup_age)

    def text(self) -> bytes:
        """Return all of it as Prometheus reads it."""
        return generate_latest(self.registry)


def _kind(problem: type[Refusal]) -> str:
    return _WORDS.sub("_", problem.__name__).lower()


def _all(problem: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in problem.__subclasses__():
        yield each
        yield from _all(each)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database knows that is worth an alarm; `backup_age` is None without a verified backup."""

    waiting: int = 0
    incidents: Sequence[tuple[str, int]] = ()
    backup_age: float | None = None


def facts_of(tx: Transaction) -> Facts:
    """Ask the database."""
    made = last_verified(tx)
    return Facts(
        waiting=int(tx.rows(_WAITING, (_MOST,))[0][0]),
        incidents=[
            (str(kind), int(times))
            for kind, times in tx.rows("SELECT kind, sum(times) FROM incident GROUP BY kind")
        ],
        backup_age=None if made is None else max(0.0, (tx.now_ms - made) / 1000),
    )


class Page:
    """The one address of the metrics, as an ASGI application."""

    def __init__(self, metrics: Metrics, storage: Storage) -> None:
        self._metrics = metrics
        self._storage = storage
        self._asked = -inf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET /metrics, and nothing else."""
        if scope["type"] != "http":
            return
        known = scope["path"] == PATH and scope["method"] == "GET"
        body = await self._read() if known else b""
        kind = CONTENT_TYPE_LATEST.encode()
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200 if known else 404, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _read(self) -> bytes:
        if monotonic() - self._asked >= _KEPT:
            self._asked = monotonic()
            try:
                async with asyncio.timeout(_WAIT):
                    self._metrics.learn(await self._storage.job(self._storage.read, facts_of))
            except (DBAPIError, TimeoutError):
                self._metrics.learn(None)
        return self._metrics.text()
