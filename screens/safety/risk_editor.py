"""Writing a risk down, changing it, and looking at it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from screens.record_editor import RecordEditorScreen
from screens.route import Route
from thuis_tui.casework.problem import Problem
from thuis_tui.language import N_, _

if TYPE_CHECKING:
    from thuis_tui.desk.records import RecordStanding, Rule


class RiskEditorScreen(RecordEditorScreen):
    """A risk: what was observed, by whom, and when it is looked at again."""

    FIELDS: ClassVar[Sequence[str]] = ("kind", "level", "source", "observed_on", "review_on", "fact")
    ROUTE = "risk_editor"
    FOOT: ClassVar[str] = N_("Write what was seen or heard, not what you think of it.")

    def __init__(self, client: str, record: str | None = None, draft: str | None = None) -> None:
        super().__init__(client, "risk_flag", record, None, draft)

    @property
    def rule(self) -> Rule | None:
        """The day to look again has bounds when it is chosen; an old one does not keep one from a change."""
        return self._judged

    def _judged(self, values: Mapping[str, Any]) -> list[Problem]:
        problems = self.desk.safety.risk_rule(values)
        before = self._seen.values.get("review_on") if self._seen is not None else None
        if before is not None and values.get("review_on") == before:
            return [problem for problem in problems if problem.field != "review_on"]
        return problems

    def begin_with(self) -> Mapping[str, Any]:
        """Looked at again in half the time that is allowed."""
        return {"review_on": self.desk.safety.usual_review_day().isoformat()}


class RiskReviewScreen(RiskEditorScreen):
    """Looking at a risk again: is it still so, and until when."""

    FIELDS = ("level", "review_on", "fact")
    ROUTE = "risk_review"
    FOOT: ClassVar[str] = ""

    def __init__(self, client: str, record: str, draft: str | None = None) -> None:
        super().__init__(client, record, draft)

    @property
    def heading(self) -> str:
        """What it is, of whom."""
        return f"{_('Look again at a risk')} · {self._client_name}" if self._client_name else ""

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft."""
        return Route(self.ROUTE, {"client": self._client, "record": self._record, "draft": self.draft_id})

    def _put(self, values: Mapping[str, Any]) -> None:
        """As it stands, but with a new day to look again."""
        super()._put({**values, **self.begin_with()})

    async def change(self, seen: RecordStanding, values: Mapping[str, Any]) -> str:
        """Write what was changed; a risk that was ended is open again."""
        await self.desk.safety.review(seen, values, self.draft_id)
        return _("Looked at again. Your colleagues see it with the next connection.")
