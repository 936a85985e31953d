"""What an installation of the service may decide; everything else is decided in the code."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from thuis_tui.log.identifiers import new_id
from thuis_tui.log.wire import HEARTBEAT, MAX_ANSWER, VERSION

DATABASE_FILE = "service.db"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds on what one device or one address may ask. Sizes are in bytes, periods in seconds."""

    body: int = 1024 * 1024
    """The greatest request body as it comes over the line."""

    escrow: int = 23 * 1024 * 1024
    """The greatest body with a sealed box: base64 of `wire.MAX_SEALED` and a little."""

    page: int = MAX_ANSWER
    """The greatest pull answer before compression; a group that belongs together may exceed it."""

    scopes: int = 5_000
    """How many scopes one request may name."""

    snapshots: int = 8
    """How many pages of snapshots and digests may be under way at once; the next one is told to wait."""

    snapshot_retry: int = 5
    """How many seconds it is told to wait."""

    arrival: float = 120.0
    """How many seconds a request may take to arrive, on the slowest line."""

    failures: int = 10
    """How many wrong codes or signatures one address may send in a period before it has to wait."""

    failure_period: float = 300.0


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Where the service keeps its data and how long what it hands out is valid.

    `database_url` (``postgresql+psycopg://...``) replaces the SQLite file in `data_dir`. `lease_days`: how
    long a device may open its file without having heard from the service. `heartbeat` (seconds), `version`
    (of the wire), `now` (seconds since 1970) and `ids` are injected by tests.
    """

    data_dir: Path
    database_url: str | None = None
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
