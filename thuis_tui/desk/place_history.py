"""What was changed at a home, on which day and by whom, and how long it stood empty or was lived in.

It is read from the scope that all share, in which nothing about a client stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from thuis_tui.casework.matching import FREE
from thuis_tui.casework.reading import shown
from thuis_tui.casework.records import fields
from thuis_tui.desk import names
from thuis_tui.desk.world import stamp_of
from thuis_tui.language import _
from thuis_tui.log import clock, merge
from thuis_tui.store import history, past

SCOPE: Final = "ref"


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One change of a home, ready to read. `field` is empty for the writing down itself."""

    at: str
    field: str
    label: str
    was: str
    text: str
    author_name: str


@dataclass(frozen=True, slots=True)
class Spell:
    """How long a home was in one state. `until` and `days` are of today while it lasts."""

    state: str
    since: date
    until: date | None
    days: int


@dataclass(frozen=True, slots=True)
class PlaceHistory:
    """The changes, the latest first, and the states one after the other, the latest first."""

    changes: tuple[PlaceChange, ...]
    spells: tuple[Spell, ...]


def read(connection: Connection, place: str, today: date) -> tuple[PlaceHistory, list[str]]:
    """The history of a home, and the scope when what is older was not asked for yet."""
    found = _changes(connection, place)
    people = names.of_caseworkers(connection, {one.actor for one in found})
    changes = tuple(_shown(one, people) for one in found)
    return PlaceHistory(changes, _spells(found, today)), past.unasked(connection, [SCOPE])


def state_before(connection: Connection, place: str) -> str:
    """The state from which a home was reserved, as far as this laptop knows; else that it is available."""
    for one in _changes(connection, place):
        if one.field == "state" and one.value == "reserved":
            return next((str(was) for was in one.before or () if was in FREE), "available")
    return "available"


def _changes(connection: Connection, place: str) -> list[history.Change]:
    keys = history.keys(connection, [SCOPE], f"place:{place}")
    return history.changes(connection, SCOPE, keys)


def _shown(one: history.Change, people: dict[str, str]) -> PlaceChange:
    facts = fields("place").get(one.field)
    at, author = stamp_of(clock.milliseconds(one.hlc)), people.get(one.actor, "")
    if one.field == merge.CREATE:
        state = one.value.get("state") if isinstance(one.value, dict) else None
        return PlaceChange(at, "", _("Written down"), "", shown(fields("place")["state"], state), author)
    label = _(facts.label) if facts is not None else one.field

    def said(value: Any) -> str:
        return "" if value is None else shown(facts, value) if facts is not None else str(value)

    was = " / ".join(dict.fromkeys(said(each) for each in one.before or ()))
    return PlaceChange(at, one.field, label, was, said(one.value), author)


def _spells(found: list[history.Change], today: date) -> tuple[Spell, ...]:
    """The states one after the other; of one that changed twice on a day only what it came to counts."""
    days: dict[date, str] = {}
    for one in reversed(found):
        value = one.value if one.field == "state" else None
        if one.field == merge.CREATE and isinstance(one.value, dict):
            value = one.value.get("state")
        if value:
            days[_day(one.hlc)] = str(value)
    spells: list[Spell] = []
    until: date | None = None
    for day, state in sorted(days.items(), reverse=True):
        if spells and spells[-1].state == state:
            later = spells.pop()
            until = later.until
        spells.append(Spell(state, day, until, max(0, ((until or today) - day).days)))
        until = day
    return tuple(spells)


def _day(hlc: int) -> date:
    return datetime.fromtimestamp(clock.milliseconds(hlc) / 1000).astimezone().date()
