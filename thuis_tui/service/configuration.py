"""What an installation of the service may decide; everything else is decided in the code.

`settings.py` reads it from a file and the environment; programs that run the service themselves make it here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass as checked

from thuis_tui.log.identifiers import new_id
from thuis_tui.log.wire import HEARTBEAT, MAX_ANSWER, VERSION
from thuis_tui.service.secret import derived, secret_of

DATABASE_FILE = "service.db"
SECRET_FILE = "service.secret"  # noqa: S105 - the name of the file it is in

Count = Annotated[int, Field(ge=1, le=1_000_000)]
Bytes = Annotated[int, Field(ge=1024, le=1024**3)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Rate = Annotated[float, Field(gt=0, le=1_000_000)]


@checked(frozen=True, kw_only=True, config=ConfigDict(use_attribute_docstrings=True, extra="forbid"))
class Limits:
    """Bounds on what one device or one address may ask. Sizes are in bytes, periods in seconds."""

    body: Bytes = 1024 * 1024
    """The greatest request body as it comes over the line."""

    escrow: Bytes = 23 * 1024 * 1024
    """The greatest body with a sealed box: base64 of what a lost laptop may leave, and a little."""

    page: Bytes = MAX_ANSWER
    """The greatest pull answer before compression; a group that belongs together may exceed it."""

    scopes: Count = 5_000
    """How many scopes one request may name."""

    snapshots: Count = 8
    """How many pages of snapshots and digests may be under way at once; the next one is told to wait."""

    snapshot_retry: Count = 5
    """How many seconds it is told to wait."""

    head_bytes: Bytes = 32 * 1024
    """The greatest first part of a request: its address and headers together."""

    headers: Count = 64
    """How many headers a request may have."""

    head_arrival: Seconds = 20.0
    """How many seconds a new line may take until the headers of its request are there."""

    arrival: Seconds = 120.0
    """How many seconds a request may take to arrive, on the slowest line."""

    reading: Seconds = 120.0
    """How many seconds who asked may take none of the answer before the line is cut."""

    keep_alive: Count = 75
    """How many seconds a line may stay open without a request."""

    held: Bytes = 256 * 1024 * 1024
    """How much of all request bodies together may be in memory while they arrive and are worked on."""

    lines: Count = 12_000
    """How many lines may be open at once, those that listen for hints included; the next one is closed."""

    failures: Count = 10
    """How many wrong codes or signatures one address may send for one device before that side has to wait."""

    address_failures: Count = 200
    """How many wrong codes or signatures one address may send for all devices together."""

    failure_period: Seconds = 300.0
    """The period in which they are counted."""

    device_requests: Count = 3_000
    """How many requests of any kind one device may make at once, at each replica, before it has to wait."""

    device_rate: Rate = 100.0
    """How many more it may make each second."""

    address_requests: Count = 60_000
    """How many requests of any kind one address may make at once, at each replica: that of a whole office."""

    address_rate: Rate = 2_000.0
    """How many more it may make each second."""

    statement: Seconds = 30.0
    """How many seconds one statement may take on PostgreSQL."""

    connections: Count = 8
    """How many connections to PostgreSQL one process has; its `max_connections` has to allow all replicas."""


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Where the service keeps its data and how long what it hands out is valid.

    `database_url` (``postgresql+psycopg://...``) replaces the SQLite file in `data_dir`. `secret_file` holds
    the one secret of the service, which all replicas share; without it, it is made beside the data.
    `backup_directory`: where backups go when nobody says, of which the last `backup_keep` stay.
    `retention_years`: how long dossiers are kept after the support ended.
    `figures_hours`: between two countings of the figures; 0: on demand only.
    `lease_days`: how long a device may open its file without having heard from the service. `heartbeat`
    (seconds), `version` (of the wire), `now` (seconds since 1970) and `ids` are injected by tests.
    """

    data_dir: Path
    database_url: str | None = None
    secret_file: Path | None = None
    backup_directory: Path | None = None
    backup_keep: int = 14
    retention_years: int = 15
    figures_hours: int = 0
    limits: Limits = field(default_factory=Limits)
    token_seconds: int = 600
    challenge_seconds: int = 60
    code_seconds: int = 600
    lease_days: int = 14
    heartbeat: float = HEARTBEAT
    version: int = VERSION
    now: Callable[[], float] = time.time
    ids: Callable[[], str] = new_id

    def __post_init__(self) -> None:
        """Refuse what would weaken the sign-in: a token lives ten minutes at most."""
        if not 0 < self.token_seconds <= 600:
            raise ValueError("token_seconds must be between 1 and 600")

    @property
    def database(self) -> Path:
        """The SQLite file, used when there is no `database_url`."""
        return self.data_dir / DATABASE_FILE

    def secret(self, label: str) -> bytes:
        """Return a key of 32 bytes for one use, derived from the secret of this service.

        The secret is made on first use when no `secret_file` is named. Raises NoSecret.
        """
        return derived(secret_of(self.secret_file, self.data_dir / SECRET_FILE), label)
