"""A visit in words: its time, how it stands, and one line of a list."""

from __future__ import annotations

from rich.cells import cell_len

from screens import moments
from screens.plain import one_line
from screens.widgets.cells import Cell, Line, Tone
from thuis_tui.casework.terms.visits import VISIT_OUTCOME, VISIT_PLACE
from thuis_tui.desk.visit_reading import VisitShown
from thuis_tui.language import _


def clock(stamp: str) -> str:
    """A kept moment as a time on this laptop's clock."""
    return moments.clock(moments.local(stamp))


def times(visit: VisitShown) -> str:
    """'14:30–15:30': when it was, else when it is planned."""
    begin = visit.checked_in_at or visit.starts_at
    end = visit.checked_out_at or visit.ends_at
    return f"{clock(begin)}–{clock(end)}"


def standing(visit: VisitShown) -> tuple[str, str, Tone]:
    """How it stands: a mark, the words, and a tone that repeats them."""
    if visit.overdue:
        return "▲", _("over time: planned until {time}").format(time=clock(visit.ends_at)), "alarm"
    if visit.state == "under_way":
        return "●", _("under way until {time}").format(time=clock(visit.ends_at)), "moss"
    if visit.state == "planned":
        return "○", _("planned"), "quiet"
    if visit.state == "passed":
        return "?", _("did it take place?"), "lamp"
    if visit.state == "done":
        return "✓", _("took place") + ("" if visit.note else " · " + _("no note")), "quiet"
    return "–", VISIT_OUTCOME.shown(visit.state), "quiet"


def about(visit: VisitShown) -> str:
    """Where, what for and with whom, on one line."""
    parts = [
        VISIT_PLACE.shown(visit.place) if visit.place else "",
        one_line(visit.purpose),
        _("with {name}").format(name=one_line(visit.companion)) if visit.companion else "",
        one_line(visit.outcome_reason),
    ]
    return " · ".join(part for part in parts if part)


def lines(visit: VisitShown, who: str, before: str, width: int) -> tuple[Line, Line]:
    """Both lines of a visit in a list; `before` is the day where it has to be said."""
    mark, words, tone = standing(visit)
    told = f"{mark} {words} "
    first = (
        Cell(before, 8, "brick"),
        Cell(times(visit), 13, "strong"),
        Cell(who, tone="strong"),
        Cell(told, min(cell_len(told), width // 2), tone, right=True),
    )
    return first, (Cell("", 8), Cell(about(visit), tone="quiet"))
