"""How a candidate is told in a line: stage, days, what is beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuis_tui.casework.terms.housing import SIDE_STATE, STAGE
from thuis_tui.language import _, ngettext

if TYPE_CHECKING:
    from thuis_tui.desk.housing import Candidate


def days(candidate: Candidate) -> str:
    """How long somebody is in this stage."""
    if candidate.days is None:
        return _("no day")
    if candidate.days == 0:
        return _("since today")
    return ngettext("{count} day", "{count} days", candidate.days).format(count=candidate.days)


def stage(candidate: Candidate) -> str:
    """The stage, with what is beside it."""
    said = STAGE.shown(candidate.stage)
    return f"{said} · {SIDE_STATE.shown(candidate.side_state)}" if candidate.side_state else said


def short_days(candidate: Candidate) -> str:
    """The same on a card."""
    if candidate.days is None:
        return "?"
    return _("today") if candidate.days == 0 else _("{count} d").format(count=candidate.days)


def beside(candidate: Candidate) -> str:
    """What stands below the stage on a card: that it is to be decided, the side state, or what is missing."""
    if candidate.contested or candidate.doubled:
        return f"≠ {_('to decide')}"
    if candidate.side_state:
        return f"▪ {SIDE_STATE.shown(candidate.side_state)}"
    count = len(candidate.blocks)
    if not count:
        return ""
    return f"▪ {ngettext('{count} in the way', '{count} in the way', count).format(count=count)}"
