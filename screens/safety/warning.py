"""What stands at the head of a dossier: what one has to know before going there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len

from screens.plain import one_line
from screens.safety import signs
from screens.widgets.reading_pane import author
from thuis_tui.casework.safety_rules import strictest
from thuis_tui.casework.vocabulary import RISK_LEVEL
from thuis_tui.desk.safety import Risk
from thuis_tui.desk.shapes import Dossier
from thuis_tui.language import _

BETWEEN: Final = "  ·  "
_FIELDS: Final = ("risk_level", "go_with_two")
_MILD: Final = ("green", "no")


def warning(dossier: Dossier, risks: Sequence[Risk], width: int) -> str:
    """The strictest of the person and of the open risks, with every other value while people differ.

    Whole facts on as few lines of this width as fit.
    """
    open_ones = [risk for risk in risks if not risk.ended]
    told = [said for name in _FIELDS if (said := _field(dossier, name, open_ones))]
    told += [_risk(risk) for risk in open_ones]
    lines: list[str] = []
    for said in told:
        together = f"{lines[-1]}{BETWEEN}{said}" if lines else said
        if lines and cell_len(together) <= width:
            lines[-1] = together
        else:
            lines.append(said)
    return "\n".join(lines)


def _field(dossier: Dossier, name: str, risks: Sequence[Risk]) -> str:
    field = dossier.field(name)
    value = field.value if field.answer is None and isinstance(field.value, str) else ""
    text = one_line(field.text)
    if name == "risk_level":
        governing = strictest([value, *(risk.level for risk in risks)])
        if governing != value:
            value, text = governing, RISK_LEVEL.shown(governing)
    if not value:
        return ""
    said = f"{field.label}: {text}"
    others = [
        f"{one_line(each.text) or _('nothing')} ({author(each.author_name)})"
        for each in field.siblings
        if each.text != text
    ]
    if others:
        said += " ≠ " + ", ".join(others)
        said += " · " + _("the strictest governs")
    return f"▲ {said}" if others or value not in _MILD else said


def _risk(risk: Risk) -> str:
    """One open risk, its colour by its sign; one that is past its day says so."""
    said = f"{signs.sign(risk.level)} {risk.kind}"
    if "level" in risk.disputed:
        said += f" {signs.values(risk.disputed['level'])}"
    return f"{said} (! {_('expired')})" if risk.expired else said
