"""From a low domain to a goal: the form of the plan, begun with the domain and how it is now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from screens.plan.forms import GoalEditorScreen
from screens.route import Route
from thuis_tui.desk.assessments import score_shown
from thuis_tui.language import _
from thuis_tui.language.dates import stored_day


class DomainGoalScreen(GoalEditorScreen):
    """A new goal about one life domain."""

    ROUTE: ClassVar[str] = "domain_goal"

    def __init__(self, client: str, record: str, domain: int, draft: str | None = None) -> None:
        super().__init__(client, record, draft)
        self._domain = domain
        self._starting = ""
        self._at = "wording"

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft."""
        return Route(self.ROUTE, {**super().route.arguments, "domain": self._domain})

    def begin_with(self) -> Mapping[str, Any]:
        """The domain, and its last level as the starting point."""
        return {"life_domain": self._domain, "starting_situation": self._starting}

    async def about(self) -> Any:
        """Whose it is, and how the domain is now."""
        latest = (await self.desk.assessments.history(self._client)).latest
        if latest is not None and self._domain in latest.scores:
            score = latest.scores[self._domain]
            said = _("ZRM of {day}: {level}").format(
                day=stored_day(latest.measured_on), level=score_shown(score)
            )
            self._starting = ". ".join(part for part in (said, score.explanation) if part)
        return await super().about()
