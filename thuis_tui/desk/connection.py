"""The connection with the service, as the status line tells it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from thuis_tui.desk.file import OpenFile
from thuis_tui.desk.shapes import ConnectionState
from thuis_tui.desk.world import stamp_of
from thuis_tui.store import pending
from thuis_tui.store.errors import StoreError
from thuis_tui.store.pending import Counts
from thuis_tui.store.writing import Change
from thuis_tui.sync import device

if TYPE_CHECKING:
    from thuis_tui.sync.runner import Runner

Told = Callable[[ConnectionState], None]


class Connection:
    """Watches and steers the sync thread, which comes into being only when there is a service to speak to."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._guard = threading.RLock()
        self._runner: Runner | None = None
        self._starting: threading.Thread | None = None
        self._closed = False
        self._told: dict[object, Told] = {}
        self._asked = self._answered = 0
        counts = file.database.read(pending.counts).result()
        heard = file.database.read(device.confirmed).result()
        self._state = ConnectionState(counts.dossiers, counts.refused, confirmed_at=heard or None)
        self._leave = file.database.subscribe(self._changed)

    @property
    def state(self) -> ConnectionState:
        """How things stand now; never blocks."""
        return self._state

    def subscribe(self, callback: Told) -> Callable[[], None]:
        """Be told of each change, on another thread; returns the way to stop."""
        ticket = object()
        self._told[ticket] = callback

        def unsubscribe() -> None:
            self._told.pop(ticket, None)

        return unsubscribe

    def start(self) -> None:
        """Exchange in the background from now on; the HTTP library loads on a thread of its own."""
        with self._guard:
            if self._starting is not None or self._closed:
                return
            self._starting = threading.Thread(target=self._start, name="thuis-connect", daemon=True)
            self._starting.start()

    def sync_now(self) -> None:
        """Exchange now, without waiting for the next round; returns at once."""
        if self._runner is not None:
            self._runner.sync_now()

    def cut(self) -> None:
        """Work offline until restored."""
        with self._guard:
            runner = self._runner
            if runner is None:
                since = self._state.offline_since or stamp_of(self._file.world.now_ms())
                self._tell(replace(self._state, cut=True, offline_since=since))
        if runner is not None:
            runner.cut()

    def restore(self) -> None:
        """Connect again after a cut."""
        with self._guard:
            runner = self._runner
            if runner is None:
                self._tell(replace(self._state, cut=False))
        if runner is not None:
            runner.restore()

    async def run_once(self) -> ConnectionState:
        """Exchange until both sides are quiet or a problem stands in the way; how things stand then."""
        return await asyncio.to_thread(self._run_once)

    def ask(self) -> None:
        """Exchange once, and wait until what came of it is on the disk. Blocks."""
        self._run_once()
        self._file.database.write(lambda _writing: None).result()

    def close(self) -> None:
        """Stop exchanging, within a bound; what was not exchanged is on the disk."""
        with self._guard:
            self._closed = True
            starting = self._starting
        if starting is not None:
            starting.join()
        if self._runner is not None:
            self._runner.stop()
        self._leave()
        self._told.clear()

    def _start(self) -> None:
        runner = self._ready()
        if runner is not None:
            runner.start()

    def _run_once(self) -> ConnectionState:
        runner = self._ready()
        if runner is None:
            return self._state
        state = runner.run_once()
        self._heard(state)
        return state

    def _ready(self) -> Runner | None:
        """The runner, made at its first use; None once closed."""
        from thuis_tui.sync.runner import Runner

        with self._guard:
            if self._closed:
                return None
            if self._runner is None:
                self._runner = Runner(self._file.database, now=self._file.world.now_ms)
                self._runner.subscribe(self._heard)
                if self._state.cut:
                    self._runner.cut()
            return self._runner

    def _heard(self, state: ConnectionState) -> None:
        if state.problem == "revoked" and self._file.gate is not None:
            with suppress(StoreError):  # the file is being closed: it is looked at when it is opened
                self._file.gate.look()
        with self._guard:
            # Asked of the runner: two threads may tell in the other order than they saw.
            self._tell(self._runner.state if self._runner is not None else state)

    def _changed(self, change: Change) -> None:
        """Count again after a write; of what the exchange wrote itself (it looked) it tells."""
        if change.sync and change.seen is None and not self._closed:
            self._asked += 1  # on the writer's thread only
            counting = self._file.database.read(pending.counts)
            counting.add_done_callback(partial(self._counted, self._asked))

    def _counted(self, number: int, future: Future[Counts]) -> None:
        if isinstance(future.exception(), StoreError):
            return
        counts = future.result()
        with self._guard:
            if number < self._answered:
                return  # several readers count: an older answer may come last
            self._answered = number
            self._tell(replace(self._state, waiting=counts.dossiers, refused=counts.refused))

    def _tell(self, state: ConnectionState) -> None:
        if state == self._state:
            return
        self._state = state
        for callback in list(self._told.values()):
            callback(state)
