"""What no honest device does, kept for the administrator: one row a device, kind and day, with a count.

So a device that lies a million times fills no disk. What it sent is not kept, and nobody is told but the
administrator.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.errors import Refusal, TooLarge, TooManyScopes
from thuis_tui.service.people.admin import listed

_DAY = 86_400_000


class Kind(StrEnum):
    """What a device did."""

    STRANGER = "scope_not_granted"
    """It pushed to a scope that was never its caseworker's."""
    AUTHOR = "author"
    """It pushed work in the name of somebody else."""
    SERVICE_MADE = "made_by_the_service"
    """It wrote what only the service writes."""
    BASE = "base_unknown"
    """It replaced values that nobody has: more than one device can lose in a restore."""
    JUMP = "chain_jump"
    """It numbered an operation far beyond what it may have waiting."""
    FORK = "chain_fork"
    """Its chain does not hang together: its file was copied or put back, or it makes things up."""
    REPLAY = "replay"
    """It sent a request under a chain of another device."""
    MALFORMED = "malformed"
    """It sent operations that cannot be read."""
    BOMB = "too_large"
    """It sent more than it may, or what unpacks to more."""
    UNREADABLE = "unreadable"
    """It sent a request that is none, under its own signature."""
    MANY_SCOPES = "too_many_scopes"


def of(problem: Refusal) -> Kind:
    """Return what it is to send a request that is refused so."""
    if isinstance(problem, TooManyScopes):
        return Kind.MANY_SCOPES
    return Kind.BOMB if isinstance(problem, TooLarge) else Kind.UNREADABLE


def record(tx: Transaction, device: str, kinds: Mapping[Kind, int]) -> None:
    """Count what a device did."""
    day = tx.now_ms // _DAY
    tx.many(
        "INSERT INTO incident(device, kind, day, times, first_at, last_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (device, kind, day) DO UPDATE SET times = incident.times + excluded.times,"
        " last_at = excluded.last_at",
        [(device, str(kind), day, times, tx.now_ms, tx.now_ms) for kind, times in kinds.items() if times],
    )


def incidents(tx: Transaction) -> list[dict[str, Any]]:
    """List what devices did, the latest first."""
    return listed(
        tx,
        ("device", "name", "caseworker", "kind", "times", "first_at", "last_at"),
        "SELECT i.device, d.name, c.name, i.kind, i.times, i.first_at, i.last_at FROM incident i"
        " JOIN device d ON d.id = i.device JOIN caseworker c ON c.id = d.caseworker"
        " ORDER BY i.last_at DESC, i.device, i.kind",
    )
