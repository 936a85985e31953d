"""What the line under the rows asks for: a day, or a sentence about one domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from screens.assessment.sheet import Sheet
from thuis_tui.casework import dates
from thuis_tui.casework.assessment import AssessmentScore
from thuis_tui.casework.attribute import specification
from thuis_tui.language import N_, _
from thuis_tui.language.dates import stored_day

_FACTS: Final = {facts.name: facts for facts in specification(AssessmentScore)}
TEXTS: Final = ("explanation", "not_assessed", "comment")
_LABELS: Final = {
    "not_assessed": N_("Why not assessed"),
    "comment": N_("Comment"),
    "measured_on": N_("Day of the assessment"),
    "source_on": N_("Oldest information of"),
}
_HINTS: Final = {
    "measured_on": N_("3-4, -7, yesterday"),
    "source_on": N_("3-4, -40, or empty for no older information"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the assessment, or of one of its domains."""

    field: str
    domain: int = 0

    def label(self, sheet: Sheet) -> str:
        """What stands before the line."""
        if self.field != "explanation":
            return _(_LABELS[self.field])
        return _("What makes it acute") if sheet.score(self.domain).level == 1 else _("What explains it")

    @property
    def hint(self) -> str:
        """What stands on an empty line."""
        if self.field in _HINTS:
            return _(_HINTS[self.field])
        return _(_FACTS[self.field].hint) if _FACTS[self.field].hint else ""

    def typed(self, sheet: Sheet) -> str:
        """What was said before, as one would type it."""
        if self.domain:
            return str(getattr(sheet.score(self.domain), self.field))
        return stored_day(getattr(sheet, self.field))


def day(typed: str, today: date) -> str:
    """A day that was typed as it is kept, empty for none. Raises FieldProblem."""
    return dates.past_day(typed.strip(), today) if typed.strip() else ""
