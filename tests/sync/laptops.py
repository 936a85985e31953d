"""Laptops for the tests of sync: a real encrypted file, the real engine, a caseworker who writes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import made_files
from thuis_tui.log.identifiers import new_id
from thuis_tui.store import meta, pending, write
from thuis_tui.store.database import Database
from thuis_tui.sync import device
from thuis_tui.sync.device import DeviceKey
from thuis_tui.sync.enrolment import enrol
from thuis_tui.sync.line import Patience
from thuis_tui.sync.messages import Learn, Listed, Wait
from thuis_tui.sync.runner import Runner
from thuis_tui.sync.state import ConnectionState

KEY = bytes(range(32))
SHORT = Patience(connect=2.0, piece=2.0, whole=3.0)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def note_values(client: str, author: str, body: str) -> dict[str, Any]:
    return {
        "client": client,
        "kind": "visit",
        "occurred_at": "2026-03-01T10:00:00Z",
        "occurred_offset": 60,
        "duration_minutes": 45,
        "life_domains": [1, 4],
        "body": body,
        "author": author,
        "recorded_at": "2026-03-01T12:00:00Z",
        "recorded_offset": 60,
    }


@dataclass
class Laptop:
    """One laptop. `sync` is one headless exchange, until quiet or a problem."""

    path: Path
    patience: Patience = SHORT

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        made_files.database(self.path, KEY)
        self.database = Database.open(self.path, KEY, now=now_ms)
        self.runner = Runner(self.database, now=now_ms, patience=self.patience, random=lambda: 0.5)

    def close(self) -> None:
        self.runner.stop()
        self.database.close()

    def enrol(self, url: str, code: str) -> None:
        enrolment = enrol(url, code, DeviceKey(), "laptop", self.patience)
        self.database.write(lambda w: device.keep(w, enrolment)).result()

    def move_to(self, url: str) -> None:
        """Speak to another address from now on: one that injects faults."""
        self.database.write(lambda w: _put(w, device.URL, url)).result()

    def reopen(self) -> None:
        """As after a restart, or a crash: all that is not on the disk is gone."""
        self.close()
        self.open()

    def sync(self) -> ConnectionState:
        return self.runner.run_once()

    def sync_until_listed(self) -> None:
        """Learn which scopes there are, and no more."""
        exchange, transport = self.runner._exchange, self.runner._way()
        assert transport is not None
        answer = transport.scopes(exchange.standing().etag)
        assert isinstance(answer, Listed), answer
        exchange.perform([Learn(answer.reply, answer.etag)])

    def forget_scopes(self) -> None:
        self.database.write(lambda w: _put(w, device.ETAG, "")).result()

    def seconds_to_wait(self) -> float:
        """How long the engine would wait now."""
        action = self.runner._engine.next(self.runner._exchange.standing(), time.monotonic())
        assert isinstance(action, Wait), action
        return action.seconds

    @property
    def actor(self) -> str:
        return self.database.actor

    def client(self, surname: str = "Jansen") -> str:
        client = new_id()
        values = {"surname": surname}
        self.database.write(lambda w: write.create(w, f"c:{client}", "client", values, id=client)).result()
        return client

    def note(self, client: str, body: str = "Gesproken over de woning.", tx: str = "") -> str:
        values = note_values(client, self.actor, body)
        ent = self.database.write(lambda w: write.create(w, f"c:{client}", "note", values, tx=tx)).result()
        return ent.partition(":")[2]

    def set(self, client: str, field: str, value: Any) -> str:
        return self.database.write(
            lambda w: write.set_field(w, f"c:{client}", f"client:{client}", field, value)
        ).result()

    def damage(self, ent: str) -> None:
        """Make our own operation one that no service can read, as a fault of this program would."""

        def spoil(writing: Any) -> None:
            with writing.permitted():
                change = "CAST(replace(payload, '\"sv\":1', '\"sv\":0') AS BLOB)"
                writing.raw.execute(f"UPDATE operation SET payload={change} WHERE ent=?", (ent,))
            writing.sync = True

        self.database.write(spoil).result()

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.database.read(
            lambda c: [tuple(row) for row in c.exec_driver_sql(sql, parameters)]
        ).result()

    def bodies(self) -> list[str]:
        return sorted(body for (body,) in self.rows("SELECT body FROM note"))

    def waiting(self) -> int:
        return self.database.read(pending.counts).result().waiting

    def digests(self) -> dict[str, str]:
        return {s.scope: s.digest for s in self.database.read(pending.standing).result()}


def _put(writing: Any, key: str, value: str) -> None:
    meta.put(writing.raw, key, value)
    writing.sync = True
