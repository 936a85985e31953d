"""What the page of a new assessment shows: when it is of, its rows, and how a domain was before."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from screens.assessment.drawing import TONES, legend, names_width, track
from screens.assessment.sheet import Sheet
from screens.keys import first_key
from screens.plain import one_line, plain
from screens.widgets.cells import Cell, Line
from thuis_tui.casework import assessment_rules as rules
from thuis_tui.casework.terms.plan import ASSESSMENT_MOMENT
from thuis_tui.casework.vocabulary import LIFE_DOMAIN, ZRM_LEVEL
from thuis_tui.commands import BY_ID
from thuis_tui.desk.assessments import History, Score, score_shown
from thuis_tui.language import _
from thuis_tui.language.dates import stored_day

WIDEST = 100
"""Columns of the rows; on a wider screen a target would stand too far from its domain."""


def head(sheet: Sheet) -> Content:
    """Moment, day and age of the information, each with its key; a warning for old information."""
    source = _("no older information")
    if sheet.source_on:
        source = _("information of {day}").format(day=stored_day(sheet.source_on))
    parts = (
        ("assessment.moment", ASSESSMENT_MOMENT.shown(sheet.moment)),
        ("assessment.day", stored_day(sheet.measured_on)),
        ("assessment.source", source),
    )
    told = Content("   ").join(
        Content.assemble((f"{first_key(BY_ID[command])} ", "bold $primary"), plain(text))
        for command, text in parts
    )
    if not rules.is_old(sheet.measured_on, sheet.source_on):
        return told
    warning = _("▲ {count} days old: normally older than 30 days is left out.")
    days = rules.source_age(sheet.measured_on, sheet.source_on)
    return Content.assemble(told, "\n", (warning.format(count=days), "$warning"))


def names(width: int) -> str:
    """What stands above the rows, and what the marks mean."""
    domain, level = _("Life domain"), _("Level")
    left = f"     {domain:<{names_width() - 1}}1 2 3 4 5   {level}"
    return f"{left:<{min(width, WIDEST) - cell_len(legend()) - 2}}{legend()}"


def row(domain: int, score: Score, before: int | None, asks: bool) -> Line:
    """Number and name, the picture, the level in words, and what is still asked."""
    return (
        Cell(f"{domain}", 3, "quiet", right=True),
        Cell(f" {LIFE_DOMAIN.shown(domain)}", names_width(), "strong"),
        Cell(track(score.level, before, score.target), 12, TONES[score.level]),
        Cell(one_line(score_shown(score)), tone=TONES[score.level]),
        Cell(f"→{score.target}" if score.target else "", 3, "brick"),
        Cell(("✎" if score.comment else " ") + ("!" if asks else " "), 3, "alarm" if asks else "quiet"),
    )


def before(history: History, domain: int) -> str:
    """The last level of a domain and its day."""
    points = [(day, level) for day, level in history.trend(domain) if level is not None]
    name = LIFE_DOMAIN.shown(domain)
    if not points:
        return _("{domain}: not measured before").format(domain=name)
    day, level = points[-1]
    return _("{domain}: was {level} {words} on {day}").format(
        domain=name, level=level, words=ZRM_LEVEL.shown(level), day=stored_day(day)
    )
