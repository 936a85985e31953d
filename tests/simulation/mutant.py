"""What a seeded fault is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Change = Callable[[Any], Any]
"""From what is there to what stands in its place."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: where it is, and what it breaks, for the table."""

    name: str
    breaks: str
    owner: Any
    attribute: str
    change: Change

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Let the program err for the length of a block."""
        kept = vars(self.owner).get(self.attribute)
        setattr(self.owner, self.attribute, self.change(kept))
        try:
            yield
        finally:
            if kept is None:
                delattr(self.owner, self.attribute)
            else:
                setattr(self.owner, self.attribute, kept)


def without(what: Any) -> Change:
    """In its place nothing is done, and this is returned."""
    return lambda real: lambda *arguments, **named: what
