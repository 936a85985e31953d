"""How long a long run is: little by default, more with the marker `soak`, any number when asked."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

SECONDS = 25.0
"""After so long a run that nobody asked a number of comes to its end, on a slow machine."""


def times(name: str, default: int) -> int:
    """The number that the environment asks for, such as THUIS_COMMITS=100000, or the default."""
    return int(os.environ.get(name, default))


def rounds(name: str, default: int, seconds: float = SECONDS) -> Iterator[int]:
    """Count to the number that the environment asks for; or to the default, as far as the time allows."""
    until = time.monotonic() + seconds
    for at in range(times(name, default)):
        if name not in os.environ and time.monotonic() > until:
            return
        yield at
