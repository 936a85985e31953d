"""The order of the waiting list, by criteria that anybody may read and that are shown with each candidate.

First who has an urgency, then who has a tie with the region, then who waits longest. The wish of a candidate
never moves them up or down: it decides which homes fit, not when it is their turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from thuis_tui.casework.vocabulary import MUNICIPALITY
from thuis_tui.language import N_, Message, message

CRITERIA: Final = (
    N_("Urgency: safety, then children, medical and social, then none"),
    N_("A tie with a municipality of the region before one elsewhere"),
    N_("The day on the list: who waits longest comes first"),
)
"""In the order in which they decide."""
_URGENCY: Final[Mapping[str | None, int]] = {"safety": 0, "children": 1, "medical": 1, "social": 1}
_LATEST: Final = "9999"

URGENT = message(N_("urgency"))
TIED = message(N_("tie with the region"))
NO_DAY = message(N_("no day on the list: comes last"))


@dataclass(frozen=True, slots=True)
class Turn:
    """The place of one candidate on the list, and what it comes from."""

    number: int
    candidacy: Mapping[str, Any]
    because: tuple[Message, ...]


def ordered(candidacies: Iterable[Mapping[str, Any]], today: date) -> list[Turn]:
    """The waiting list of today, the first first. Equal ones keep the order of their ids on every laptop."""
    inorder = sorted(candidacies, key=_key)
    return [Turn(number, each, _because(each, today)) for number, each in enumerate(inorder, start=1)]


def _key(candidacy: Mapping[str, Any]) -> tuple[int, int, str, str]:
    return (
        _URGENCY.get(candidacy.get("urgency"), 2),
        0 if candidacy.get("municipality") in MUNICIPALITY.codes else 1,
        str(candidacy.get("registered_on") or _LATEST),
        str(candidacy["id"]),
    )


def _because(candidacy: Mapping[str, Any], today: date) -> tuple[Message, ...]:
    found = []
    if candidacy.get("urgency") in _URGENCY:
        found.append(URGENT)
    if candidacy.get("municipality") in MUNICIPALITY.codes:
        found.append(TIED)
    since = candidacy.get("registered_on")
    if since:
        days = (today - date.fromisoformat(str(since)[:10])).days
        found.append(message(N_("{days} days on the list"), days=days))
    else:
        found.append(NO_DAY)
    return tuple(found)
