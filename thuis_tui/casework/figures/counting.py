"""The report of a day, from how often each key is there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from thuis_tui.casework import small_cells
from thuis_tui.casework.assessment_rules import DOMAINS
from thuis_tui.casework.figures import places
from thuis_tui.casework.figures.contributions import SEPARATOR
from thuis_tui.casework.figures.definitions import (
    BY_KEY,
    CHANGES,
    LOADS,
    MONTHS,
    MONTHS_SHOWN,
    PARTS,
    REASONS,
    UNKNOWN,
)
from thuis_tui.casework.figures.report import HIDDEN, NONE, TOTAL, Cell, Report, Table
from thuis_tui.casework.figures.suppression import line, total
from thuis_tui.casework.figures.survival import Survival, curve, rounded, survival, total_small
from thuis_tui.casework.programme import FEWEST
from thuis_tui.casework.stages import STAGES

Parts = tuple[str, ...]
Lasting = Counter[int]
_QUARTERS: Final = (0.25, 0.5, 0.75)
_MONTH_DAYS: Final = 365.25 / 12
_REACHED: Final = ("key", "wait", "stop")


def report(counted: Mapping[str, int], loads: Iterable[int], day: date) -> Report:
    """Make the report of a day. `loads`: how many dossiers each caseworker holds."""
    by_kind: dict[str, list[tuple[Parts, int]]] = defaultdict(list)
    for key, times in counted.items():
        kind, *parts = key.split(SEPARATOR)
        by_kind[kind].append((tuple(parts), times))
    return Report(
        day,
        (
            *places.tables(by_kind["place"]),
            _occupancy(by_kind, day),
            _stage_days(by_kind, day),
            _to_key(by_kind, day),
            _still_housed(by_kind, day),
            _zrm(by_kind["zrm"]),
            _refusals(by_kind["refusal"]),
            _load(loads),
        ),
    )


def month_ends(day: date, count: int) -> list[date]:
    """The last days of the months before the one of a day, oldest first."""
    found: list[date] = []
    end = day.replace(day=1) - timedelta(days=1)
    while len(found) < count:
        found.append(end)
        end = end.replace(day=1) - timedelta(days=1)
    return found[::-1]


def _occupancy(by_kind: Mapping[str, Sequence[tuple[Parts, int]]], day: date) -> Table:
    ends = month_ends(day, MONTHS_SHOWN)
    cells = []
    for end in ends:
        last = end.isoformat()
        running = sum(times for (begun,), times in by_kind["begun"] if begun <= last)
        running -= sum(times for (ended,), times in by_kind["ended"] if ended <= last)
        cells.append((total(running),))
    return _table("occupancy", [end.isoformat()[:7] for end in ends], cells)


def _stage_days(by_kind: Mapping[str, Sequence[tuple[Parts, int]]], day: date) -> Table:
    over: dict[str, Lasting] = defaultdict(Counter)
    going_on: dict[str, Lasting] = defaultdict(Counter)
    open_: Counter[str] = Counter()
    for (stage, days), times in by_kind["stay"]:
        over[stage][int(days)] += times
    for (stage, days), times in by_kind["halt"]:
        going_on[stage][int(days)] += times
    for (stage, since), times in by_kind["in"]:
        if (days_in := _since(since, day)) is not None:
            going_on[stage][days_in] += times
            open_[stage] += times
    cells = []
    for stage in STAGES:
        people = over[stage].total() + going_on[stage].total()
        found = survival(over[stage], going_on[stage])
        # Of all and of those in it now the difference can be seen too.
        _past, now = line([people - open_[stage], open_[stage]])
        cells.append((total(people), now, *_quarters(found)))
    return _table("stage_days", STAGES, cells)


def _to_key(by_kind: Mapping[str, Sequence[tuple[Parts, int]]], day: date) -> Table:
    lasting: dict[tuple[str, str], Lasting] = defaultdict(Counter)
    for kind in ("key", "stop"):
        for (part, days), times in by_kind[kind]:
            lasting[kind, part][int(days)] += times
    for (part, since), times in by_kind["wait"]:
        if (days_in := _since(since, day)) is not None:
            lasting["wait", part][days_in] += times
    rows = (*PARTS, UNKNOWN)
    counts = {(part, kind): lasting[kind, part].total() for part in rows for kind in _REACHED}
    gone = small_cells.hidden(counts, rows, _REACHED)
    cells = []
    for part in rows:
        shown = [HIDDEN if (part, kind) in gone else counts[part, kind] for kind in _REACHED]
        found = _estimate(lasting, [part])
        # Where the number is hidden, so is what is computed from it.
        cells.append((*shown, *((HIDDEN,) * 3 if (part, "key") in gone else _quarters(found))))
    found = _estimate(lasting, rows)
    sums = [sum(counts[part, kind] for part in rows) for kind in _REACHED]
    cells.append((*map(total, sums), *_quarters(found)))
    return _table("to_key", (*rows, TOTAL), cells, curve(found, rising=True))


def _estimate(lasting: Mapping[tuple[str, str], Lasting], parts: Sequence[str]) -> Survival:
    over: Lasting = Counter()
    going_on: Lasting = Counter()
    for part in parts:
        over.update(lasting["key", part])
        going_on.update(lasting["wait", part])
        going_on.update(lasting["stop", part])
    return survival(over, going_on)


def _still_housed(by_kind: Mapping[str, Sequence[tuple[Parts, int]]], day: date) -> Table:
    lost: Lasting = Counter()
    kept: Lasting = Counter()
    for (days,), times in by_kind["lost"]:
        lost[int(days)] += times
    for (days,), times in by_kind["kept"]:
        kept[int(days)] += times
    for (since,), times in by_kind["home"]:
        if (days_in := _since(since, day)) is not None:
            kept[days_in] += times
    for (since, until, outcome), times in by_kind["due"]:
        end = date.fromisoformat(until)
        if (days_in := _since(since, min(day, end))) is not None:
            (lost if end <= day and outcome == "lost" else kept)[days_in] += times
    found = survival(lost, kept)
    cells: list[tuple[Cell, ...]] = []
    told = 0
    for months in MONTHS:
        after = round(int(months) * _MONTH_DAYS)
        followed, place = found.risk_at(after), found.at(after)
        gone = found.ends[place] if place >= 0 else 0
        # A share that fell by fewer than five people since the last one shown tells how many these were.
        if followed < FEWEST or total_small(gone - told):
            cells.append((total(followed), *(HIDDEN if found.days and followed else NONE,) * 3))
            continue
        told = gone
        each = (found.lasting, found.low, found.high)
        cells.append((followed, *(rounded(values[place]) if place >= 0 else 1.0 for values in each)))
    return _table("still_housed", MONTHS, cells, curve(found, rising=False))


def _zrm(changes: Sequence[tuple[Parts, int]]) -> Table:
    counts: Counter[Parts] = Counter()
    for parts, times in changes:
        counts[parts] += times
    cells = []
    for domain in map(str, DOMAINS):
        row = [counts[domain, change] for change in CHANGES]
        cells.append((total(sum(row)), *line(row)))
    return _table("zrm_change", list(map(str, DOMAINS)), cells)


def _refusals(refusals: Sequence[tuple[Parts, int]]) -> Table:
    counts = Counter({reason: times for (reason,), times in refusals})
    row = [counts[reason] for reason in REASONS]
    return _table("refusals", (*REASONS, TOTAL), [(cell,) for cell in (*line(row), total(sum(row)))])


def _load(loads: Iterable[int]) -> Table:
    counts = [0] * len(LOADS)
    for held in loads:
        if held > 0:
            counts[min(len(LOADS) - 1, (held - 1) // 4)] += 1
    return _table("load", (*LOADS, TOTAL), [(cell,) for cell in (*line(counts), total(sum(counts)))])


def _quarters(found: Survival) -> tuple[Cell, ...]:
    return tuple(found.after(share) for share in _QUARTERS)


def _since(since: str, day: date) -> int | None:
    days = (day - date.fromisoformat(since)).days
    return days if days >= 0 else None


def _table(
    figure: str, rows: Sequence[str], cells: Sequence[tuple[Cell, ...]], steps: tuple[object, ...] = ()
) -> Table:
    return Table(figure, tuple(rows), BY_KEY[figure].columns_shown, tuple(cells), steps)  # type: ignore[arg-type]
