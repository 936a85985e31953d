"""Into which folder something is written; what was typed stays when it is refused."""

from __future__ import annotations

from screens.dialogs.one_line import OneLine
from thuis_tui.language import _


class Folder(OneLine):
    """Gives the folder as typed, or None."""

    def __init__(self, question: str, detail: str, typed: str = "", problem: str = "") -> None:
        super().__init__(question, detail, _("A folder, like ~/Documents"), typed, problem)
