"""What happens in a world: drawn from its seed before it begins, so that any part of it can be left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

QUIET = {"write": 30, "sync": 34, "note": 8}
FAULTS = {
    "late": 6,
    "crash_writing": 3,
    "reopen": 3,
    "partition": 2,
    "clock": 3,
    "revoke": 4,
    "grant": 5,
    "move": 2,
    "backup": 4,
    "restore": 3,
    "clone": 2,
    "set_back": 2,
    "malformed": 2,
    "client": 2,
    "forget": 2,
    "resolve": 6,
    "remove": 2,
    "shut_out": 1,
    "decide": 8,
    "cover": 6,
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens; all that is left to chance in it comes from `salt`."""

    kind: str
    salt: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.salt}"


@dataclass(frozen=True, slots=True)
class Rates:
    """How this world is: how often messages are lost, come twice, come late; how often processes die."""

    devices: int
    caseworkers: int
    clients: int
    drop: float
    duplicate: float
    late: float
    cut: float
    crash: float
    refuse: float
    page: int
    far: int
    weights: dict[str, int] = field(default_factory=dict)


def rates(seed: int) -> Rates:
    """Draw what kind of world a seed is; about one in ten has no faults but lost messages."""
    chance = Random(f"rates {seed}")
    devices = chance.choice((2, 2, 2, 3, 3, 4))
    plain = chance.random() < 0.1
    weights = dict(QUIET)
    for kind, weight in FAULTS.items():
        if not plain and chance.random() < 0.6:
            weights[kind] = max(1, round(weight * chance.choice((0.5, 1, 2))))
    if "decide" in weights:  # without a lead nobody decides
        weights |= {"lead": 1, "revoke": 8}
    return Rates(
        devices=devices,
        caseworkers=chance.randint(1, devices),
        clients=chance.choice((1, 1, 2)),
        drop=chance.choice((0.0, 0.1, 0.25, 0.4)),
        duplicate=0.0 if plain else chance.choice((0.0, 0.1, 0.3)),
        late=0.0 if plain else chance.choice((0.0, 0.1, 0.3)),
        cut=0.0 if plain else chance.choice((0.0, 0.1, 0.2)),
        crash=0.0 if plain else chance.choice((0.0, 0.03, 0.1)),
        refuse=0.0 if plain else chance.choice((0.0, 0.03)),
        page=chance.choice((600, 1500, 256 * 1024)),
        far=chance.choice((4, 5000)),
        weights=weights,
    )


def script(seed: int, given: Rates) -> list[Event]:
    """Draw what happens in the world of a seed."""
    chance = Random(f"script {seed}")
    kinds, weights = list(given.weights), list(given.weights.values())
    first = [Event("lead", 0)] if "decide" in given.weights else []
    return first + [
        Event(kind, salt)
        for salt, kind in enumerate(chance.choices(kinds, weights, k=chance.randint(25, 55)), 1)
    ]
