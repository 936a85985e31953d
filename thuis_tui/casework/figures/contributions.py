"""What one client, or one home, adds to the figures: short keys that are counted.

What is over is a key with its length, what goes on a key with the day on which it began: so the report of
any later day follows from how often each key is there, and nobody's records are read again for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from thuis_tui.casework.figures.definitions import CHANGES, OTHER, REASONS, UNKNOWN
from thuis_tui.casework.programme import REALISED, part_of
from thuis_tui.casework.stages import CLOSED, HOUSED, PLACE

Values = Mapping[str, Any]
Records = Mapping[str, Sequence[Values]]
"""The records of a client by type; each has its `id` among its values."""

SEPARATOR: Final = "\t"
OF_WAY: Final = frozenset({"candidacy", "stage_move", "home_offer", "tenancy"})
OF_DOSSIER: Final = frozenset({"client", "assessment", "assessment_score"})
GAP_DAYS: Final = 30
"""So many days between two leases are no loss of a home."""
_NO_LOSS: Final = frozenset({"moved_on", "deceased"})


def of_client(records: Records, today: date) -> tuple[str, ...]:
    """The keys of one client, a key as often as it counts."""
    found = [
        *_of_way(records.get("candidacy", ()), records.get("stage_move", ())),
        *_of_leases(records.get("tenancy", ()), today),
        *_of_offers(records.get("home_offer", ())),
        *_of_assessments(records.get("assessment", ()), records.get("assessment_score", ())),
    ]
    return tuple(SEPARATOR.join(parts) for parts in found)


def of_place(place: Values) -> tuple[str, ...]:
    """The key of one home; none for one that left the programme."""
    state = place.get("state")
    if state == "promised":
        kind = "promised"
    elif state == "occupied":
        kind = "occupied"
    elif state in REALISED:
        kind = "realised"
    else:
        return ()
    corporation = " ".join(str(place.get("corporation") or UNKNOWN).split())
    return (SEPARATOR.join(("place", str(place.get("municipality") or UNKNOWN), corporation, kind)),)


def is_in(key: str, figure: str, row: str, column: str, today: date) -> bool:
    """Whether a key of a client is counted in a cell of a figure."""
    kind, *parts = key.split(SEPARATOR)
    if figure == "stage_days":
        wanted = {"open": ("in",)}.get(column, ("stay", "halt", "in"))
        return kind in wanted and parts[0] == row
    if figure == "to_key":
        one = {"reached": "key", "waiting": "wait", "stopped": "stop"}.get(column)
        return kind in ((one,) if one else ("key", "wait", "stop")) and row in (parts[0], "total")
    if figure == "still_housed":
        return kind in ("lost", "kept", "home", "due")
    if figure == "zrm_change":
        return kind == "zrm" and parts[0] == row and column in ("people", parts[1])
    return figure == "refusals" and kind == "refusal" and row in (parts[0], "total")


def _of_way(candidacies: Sequence[Values], moves: Sequence[Values]) -> Iterator[tuple[str, ...]]:
    """The stays in stages and the way to the key."""
    if not candidacies:
        return
    candidacy = candidacies[0]
    steps = sorted(
        (
            (day, str(move.get("id", "")), str(move["stage"]), move.get("side_state"))
            for move in moves
            if (day := day_of(move.get("moved_on"))) and move.get("stage") in PLACE
        ),
        key=lambda step: step[:2],
    )
    listed = day_of(candidacy.get("registered_on"))
    if not steps:
        since, stage = day_of(candidacy.get("stage_since")) or listed, candidacy.get("stage")
        if since is None or stage not in PLACE:
            return
        steps = [(since, "", str(stage), candidacy.get("side_state"))]
    stopped = steps[-1][0] if steps[-1][3] in CLOSED else None
    stage, since = steps[0][2], steps[0][0]
    for day, _id, after, _side in steps[1:]:
        if after != stage:
            yield "stay", stage, _days(since, day)
            stage, since = after, day
    yield ("in", stage, since.isoformat()) if stopped is None else ("halt", stage, _days(since, stopped))
    part = part_of(candidacy["municipality"]) if candidacy.get("municipality") else UNKNOWN
    first = min(steps[0][0], listed or steps[0][0])
    key = next((day for day, _id, after, _side in steps if after in HOUSED), None)
    if key is not None:
        yield "key", part, _days(first, key)
    elif stopped is not None or stage == "exit":
        yield "stop", part, _days(first, stopped or since)
    else:
        yield "wait", part, first.isoformat()


def _of_leases(tenancies: Sequence[Values], today: date) -> Iterator[tuple[str, ...]]:
    """Each lease of a home of the programme, and how long the first stay in a home lasted."""
    leases = sorted(
        (
            (start, str(tenancy.get("id", "")), day_of(tenancy.get("ends_on")), tenancy)
            for tenancy in tenancies
            if (start := day_of(tenancy.get("starts_on")))
        ),
        key=lambda lease: lease[:2],
    )
    if not leases:
        return
    for start, _id, end, tenancy in leases:
        if tenancy.get("place"):
            yield "begun", start.isoformat()
            if end is not None:
                yield "ended", max(start, end).isoformat()
    first, last, reason = leases[0][0], leases[0][2], leases[0][3].get("end_reason")
    for start, _id, end, tenancy in leases[1:]:
        if last is None or (start - last).days > GAP_DAYS:
            break
        if end is None or end >= last:
            last, reason = end, tenancy.get("end_reason")
    if last is None:
        yield "home", first.isoformat()
        return
    outcome = "kept" if reason in _NO_LOSS else "lost"
    last = max(first, last)
    if last > today:  # an end that is still to come is none yet
        yield "due", first.isoformat(), last.isoformat(), outcome
    else:
        yield outcome, _days(first, last)


def _of_offers(offers: Iterable[Values]) -> Iterator[tuple[str, ...]]:
    for offer in offers:
        if offer.get("outcome") == "refused":
            reason = offer.get("refusal_reason") or UNKNOWN
            yield "refusal", reason if reason in REASONS else OTHER


def _of_assessments(assessments: Iterable[Values], scores: Iterable[Values]) -> Iterator[tuple[str, ...]]:
    """How the last level of each domain differs from the first."""
    days = {
        str(one.get("id")): day
        for one in assessments
        if not one.get("withdrawn_reason") and (day := day_of(one.get("measured_on")))
    }
    if len(days) < 2:
        return
    levels: dict[int, list[tuple[date, str, int]]] = {}
    for score in scores:
        assessment, level = str(score.get("assessment")), score.get("level")
        if assessment in days and isinstance(level, int) and isinstance(score.get("life_domain"), int):
            levels.setdefault(score["life_domain"], []).append((days[assessment], assessment, level))
    for domain, found in sorted(levels.items()):
        if len({assessment for _day, assessment, _level in found}) > 1:
            change = max(found)[2] - min(found)[2]
            yield "zrm", str(domain), CHANGES[max(-2, min(2, change)) + 2]


def day_of(text: Any) -> date | None:
    """The day that a record says; None for none, or for one that is not known to the day."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _days(first: date, last: date) -> str:
    return str(max(0, (last - first).days))
