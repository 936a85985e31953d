"""Why: the line that a decision is not taken without."""

from __future__ import annotations

from screens.dialogs.one_line import OneLine
from thuis_tui.language import _

LONGEST = 500


class Reason(OneLine):
    """Gives the line, or None when the step is not taken."""

    def __init__(
        self, question: str, detail: str, *, placeholder: str = "", missing: str = "", longest: int = LONGEST
    ) -> None:
        """`placeholder` and `missing` are said of the empty line, when it is no reason that is asked."""
        super().__init__(
            question,
            detail,
            placeholder or _("Your reason"),
            missing=missing or _("Who reads this later wants to know why."),
            longest=longest,
        )
