"""Two dossiers of one person: which of them goes on, whatever several people decided at once.

A dossier says of itself into which other it was merged; nothing moves between them. Who merged A into B while
a colleague merged B into A made a ring: of a ring the dossier with the lowest id goes on, on every laptop
alike, until a person takes one of the two decisions back.
"""

from collections.abc import Mapping


def rings(into: Mapping[str, str]) -> list[frozenset[str]]:
    """The dossiers that were merged into each other, each ring once."""
    found: list[frozenset[str]] = []
    done: set[str] = set()
    for start in sorted(into):
        way: list[str] = []
        here = start
        while here in into and here not in done and here not in way:
            way.append(here)
            here = into[here]
        if here in way:
            found.append(frozenset(way[way.index(here) :]))
        done.update(way)
    return found


def remaining(into: Mapping[str, str]) -> dict[str, str]:
    """Of each dossier that is merged away: the one that goes on in its place."""
    first = {one: min(ring) for ring in rings(into) for one in ring}
    found = {}
    for start in into:
        here = start
        while here in into and here not in first:
            here = into[here]
        last = first.get(here, here)
        if last != start:
            found[start] = last
    return found
