"""What visits say about today: those under way, those of today and tomorrow, and those nobody closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from thuis_tui.casework.terms.visits import VISIT_PLACE
from thuis_tui.desk.matter import Matter
from thuis_tui.desk.visit_reading import VisitShown, day_bounds, visits
from thuis_tui.language import _
from thuis_tui.language.dates import at_place, clock, long_day

LOOK_BACK_DAYS = 60
"""A visit that nobody said anything about for longer is left to the dossier."""
_OPEN = "checked_in_at IS NOT NULL AND checked_out_at IS NULL AND outcome IS NULL"


def matters(connection: Connection, today: date, me: str) -> list[Matter]:
    """Own visits under way, of today and tomorrow, and of before without an outcome; colleagues' overdue."""
    begin, after = day_bounds(today, 2)
    back, _begin = day_bounds(today - timedelta(days=LOOK_BACK_DAYS), LOOK_BACK_DAYS)
    own = "visit.caseworker=? AND "
    under_way = visits(connection, own + _OPEN, (me,), me, begin)
    coming = visits(
        connection,
        own + "outcome IS NULL AND checked_in_at IS NULL AND starts_at>=? AND starts_at<?",
        (me, begin, after),
        me,
        begin,
    )
    passed = visits(
        connection,
        own + "outcome IS NULL AND checked_in_at IS NULL AND starts_at>=? AND starts_at<?",
        (me, back, begin),
        me,
        begin,
    )
    elsewhere = visits(
        connection, f"visit.caseworker!=? AND {_OPEN} AND checked_in_at>=?", (me, back), me, begin
    )
    return [
        *(_matter("visit_under_way", one, _until(one), at=one.ends_at, urgent=True) for one in under_way),
        *(_matter("visit_colleague", one, _colleague(one), at=one.ends_at) for one in elsewhere),
        *(_coming(one) for one in coming),
        *(_matter("visit_open", one, _open(one)) for one in passed),
    ]


def planned(visit: VisitShown) -> str:
    """'14:30–15:30 · At home · what for · with Bram', without the name of the client."""
    begin = at_place(visit.starts_at, visit.starts_offset)
    end = at_place(visit.ends_at, visit.starts_offset)
    parts = [
        f"{clock(begin)}–{clock(end)}",
        VISIT_PLACE.shown(visit.place) if visit.place else "",
        visit.purpose,
        _("with {name}").format(name=visit.companion) if visit.companion else "",
    ]
    return " · ".join(part for part in parts if part)


def _coming(visit: VisitShown) -> Matter:
    when, _sign, text = planned(visit).partition(" · ")
    return replace(_matter("visit", visit, text or _("Visit"), at=visit.starts_at), when=when)


def _matter(kind: str, visit: VisitShown, text: str, at: str = "", urgent: bool = False) -> Matter:
    return Matter(
        kind=kind,
        text=text,
        client=visit.client,
        client_name=visit.client_name,
        due_on=_day(visit).isoformat(),
        at=at,
        route="visit",
        arguments={"visit": visit.visit},
        urgent=urgent,
    )


def _until(visit: VisitShown) -> str:
    return _("visit under way: check out by {time}").format(time=_clock(visit.ends_at))


def _colleague(visit: VisitShown) -> str:
    return _("{name} is on a visit, expected back at {time}").format(
        name=visit.caseworker_name or _("A colleague"), time=_clock(visit.ends_at)
    )


def _open(visit: VisitShown) -> str:
    return _("visit of {day}: did it take place?").format(day=long_day(_day(visit)))


def _day(visit: VisitShown) -> date:
    return at_place(visit.starts_at, visit.starts_offset).date()


def _clock(stamp: str) -> str:
    return clock(datetime.fromisoformat(stamp).astimezone())
