"""How long a long run is: little by default, more with the marker `soak`, any number when asked."""

from __future__ import annotations

import os


def times(name: str, default: int) -> int:
    """The number that the environment asks for, such as THUIS_LOOPS=5000, or the default."""
    return int(os.environ.get(name, default))
