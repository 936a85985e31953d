"""Access that a privacy officer should look at: a few rules with thresholds; each finding says by which.

A rule finds what is out of the ordinary, not what is wrong: whoever works a night shift is found every night.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from thuis_tui.service.access.access_moments import here
from thuis_tui.service.access.access_reading import Line, accounts, came, officer
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.logs import access_log
from thuis_tui.service.logs.access_log import SERVICE, Entry, Event, Remark

_HOUR = 3_600_000
_BY_PEOPLE = frozenset(Event) - {Event.HAND_OUT, Event.GRANT, Event.REVOKE, Event.SEAL}
_OUT = (Event.EXPORT, Event.PRINT, Event.COPY)
_NOT_HELD = (Remark.NO_GRANT, Remark.BEFORE_GRANT, Remark.AFTER_GRANT)


class Rule(StrEnum):
    """Why something is unusual."""

    MANY = "many_dossiers"
    """Many dossiers within an hour."""
    NIGHT = "night"
    NOT_HELD = "not_held"
    """A dossier that was not, not yet or not any more theirs; after a transfer too."""
    EMERGENCY = "emergency"
    EXPORTS = "exports"
    """Many exports, prints and copies in a day."""
    CLOCK = "clock"
    """A laptop told an impossible time."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on a rule finds something; the hours are local, and night is from `dusk` until `dawn`."""

    dossiers_an_hour: int = 20
    exports_a_day: int = 3
    dusk: int = 23
    dawn: int = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unusual: by which rule, who, from when until when, how often, and which dossiers."""

    rule: Rule
    account: str
    since: int
    until: int
    times: int
    dossiers: tuple[str, ...]


def unusual(
    tx: Transaction, by: str, since: int, until: int, limits: Thresholds, zone: ZoneInfo
) -> list[Finding]:
    """Look through what came in during a period, in the organisation of a privacy officer, and log that.

    By arrival, so that looking from where one looked last misses nothing of a laptop that was away.
    """
    who = officer(tx, by)
    access_log.append(tx, [Entry(SERVICE, Event.LOG_VIEW, who.id, reason="unusual")])
    found: list[Finding] = []
    for account in accounts(tx, who.organisation):
        lines = [line for line in came(tx, account, since, until) if line.event in _BY_PEOPLE]
        found += judge(lines, limits, zone)
    return sorted(found, key=lambda finding: (finding.since, finding.account, finding.rule))


def judge(lines: Sequence[Line], limits: Thresholds, zone: ZoneInfo) -> Iterator[Finding]:
    """Hold the lines of one account, in the order in which they happened, against all rules."""
    yield from _many(lines, limits)
    night = [line for line in lines if _at_night(line, limits, zone)]
    for _, group in groupby(night, lambda line: here(line.occurred_at - limits.dawn * _HOUR, zone).date()):
        yield _finding(Rule.NIGHT, list(group))
    yield from _by_day(lines, Rule.NOT_HELD, zone, lambda line: _marked(line, _NOT_HELD))
    yield from _by_day(lines, Rule.EMERGENCY, zone, lambda line: line.emergency)
    yield from _by_day(lines, Rule.CLOCK, zone, lambda line: _marked(line, (Remark.TIME,)))
    for finding in _by_day(lines, Rule.EXPORTS, zone, lambda line: line.event in _OUT):
        if finding.times >= limits.exports_a_day:
            yield finding


def _many(lines: Sequence[Line], limits: Thresholds) -> Iterator[Finding]:
    """Find hours that began with a line and have more dossiers than usual; none is told of twice."""
    about = [line for line in lines if line.dossier]
    start = 0
    while start < len(about):
        end = start
        while end < len(about) and about[end].occurred_at < about[start].occurred_at + _HOUR:
            end += 1
        if len({line.dossier for line in about[start:end]}) > limits.dossiers_an_hour:
            yield _finding(Rule.MANY, about[start:end])
            start = end
        else:
            start += 1


def _by_day(
    lines: Sequence[Line], rule: Rule, zone: ZoneInfo, fits: Callable[[Line], bool]
) -> Iterator[Finding]:
    chosen = [line for line in lines if fits(line)]
    for _, group in groupby(chosen, lambda line: here(line.occurred_at, zone).date()):
        yield _finding(rule, list(group))


def _finding(rule: Rule, lines: Sequence[Line]) -> Finding:
    dossiers = tuple(sorted({line.dossier for line in lines} - {""}))
    return Finding(rule, lines[0].account, lines[0].occurred_at, lines[-1].occurred_at, len(lines), dossiers)


def _at_night(line: Line, limits: Thresholds, zone: ZoneInfo) -> bool:
    hour = here(line.occurred_at, zone).hour
    return hour >= limits.dusk or hour < limits.dawn


def _marked(line: Line, remarks: Sequence[Remark]) -> bool:
    return not set(line.remarks.split()).isdisjoint(remarks)
