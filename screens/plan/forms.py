"""The forms of a plan: a goal, an action, the plan's dates with the client's view, the outcome of a goal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from screens.record_editor import RecordEditorScreen
from screens.route import Route
from screens.widgets.form.derived import field_of
from screens.widgets.form.foot import Foot
from screens.widgets.form.form import Form
from screens.writing_page import Subject
from thuis_tui.language import _

if TYPE_CHECKING:
    from thuis_tui.desk.records import RecordStanding, Rule

NEW = "@"
"""Stands before the id of what a new record goes under: a plan for a goal, a goal for an action."""


class PlanForm(RecordEditorScreen):
    """A form about one record of a plan; `record` is its id, or NEW and the id of what it goes under."""

    RECORD_TYPE: ClassVar[str]
    SUBJECT: ClassVar[str]
    """Under what its drafts are kept."""

    def __init__(self, client: str, record: str, draft: str | None = None) -> None:
        self._which = record
        known = None if record.startswith(NEW) else record
        super().__init__(client, self.RECORD_TYPE, known, draft=draft)

    @property
    def under(self) -> str:
        """The id of what a new record goes under."""
        return self._which.removeprefix(NEW)

    @property
    def route(self) -> Route:
        """Back here after a lock, with the draft."""
        return Route(self.ROUTE, {"client": self._client, "record": self._which, "draft": self.draft_id})

    def compose_body(self) -> Iterable[Widget]:
        """All fields under each other, each with its name; a line that needs no help is wide."""
        with Form(classes="record-fields", passed=_stay):
            for facts in self._in_form():
                helped = facts.hint or facts.vocabulary is not None or facts.check is not None
                side = 34 if helped else 2
                yield field_of(facts, self.thuis.local_now, label_width=18, side_width=side)
        yield Foot()

    async def about(self) -> Subject:
        """Whose it is, and which draft belongs to it."""
        return replace(await super().about(), note=f"{self.SUBJECT}:{self._which}")


def _stay(direction: int) -> None:
    """Beyond the last field is nothing."""


class GoalEditorScreen(PlanForm):
    """A goal in the client's own words."""

    RECORD_TYPE = "goal"
    SUBJECT = "goal"
    ROUTE = "goal_editor"
    FIELDS: ClassVar[Sequence[str]] = ("life_domain", "wording", "starting_situation", "strength")

    async def create(self, values: Mapping[str, Any]) -> str:
        """At the end of the plan."""
        await self.desk.plans.add_goal(self._client, self.under, values, self.draft_id)
        return _("The goal is in the plan.")

    async def change(self, seen: RecordStanding, values: Mapping[str, Any]) -> str:
        """Other words, while nothing is agreed."""
        await self.desk.plans.change_words(seen, values, self.draft_id)
        return _("Changed. Your colleagues see it with the next connection.")


class ActionEditorScreen(PlanForm):
    """Who does what by when."""

    RECORD_TYPE = "action"
    SUBJECT = "action"
    ROUTE = "action_editor"
    FIELDS: ClassVar[Sequence[str]] = ("what", "who", "due_on")

    async def create(self, values: Mapping[str, Any]) -> str:
        """At the end of the goal."""
        await self.desk.plans.add_action(self._client, self.under, values, self.draft_id)
        return _("The action is in the plan.")

    async def change(self, seen: RecordStanding, values: Mapping[str, Any]) -> str:
        """Other words, while nothing is agreed."""
        await self.desk.plans.change_words(seen, values, self.draft_id)
        return _("Changed. Your colleagues see it with the next connection.")


class PlanEditorScreen(PlanForm):
    """The dates of a plan and how the client sees it."""

    RECORD_TYPE = "plan"
    SUBJECT = "plan"
    ROUTE = "plan_editor"
    FIELDS: ClassVar[Sequence[str]] = ("starts_on", "evaluate_on", "client_view")

    @property
    def rule(self) -> Rule | None:
        """The evaluation comes after the start."""
        from thuis_tui.desk.plans import in_order

        return in_order

    async def change(self, seen: RecordStanding, values: Mapping[str, Any]) -> str:
        """While nothing is agreed."""
        await self.desk.plans.change_plan(seen, values, self.draft_id)
        return _("Changed. Your colleagues see it with the next connection.")


class OutcomeEditorScreen(PlanForm):
    """What became of a goal, and what the client says of it."""

    RECORD_TYPE = "goal"
    SUBJECT = "outcome"
    ROUTE = "outcome_editor"
    FIELDS: ClassVar[Sequence[str]] = ("outcome", "outcome_voice")

    @property
    def heading(self) -> str:
        """Which goal it is about."""
        goal = str(self._seen.values.get("wording") or "") if self._seen is not None else ""
        told = _("What became of this goal?")
        return f"{told}  {goal}" if goal else told

    async def about(self) -> Subject:
        """The goal is in the title."""
        found = await super().about()
        self.retitle()
        return found

    def _start_reading(self) -> None:
        """Begin at the outcome."""
        self.form.start()

    async def change(self, seen: RecordStanding, values: Mapping[str, Any]) -> str:
        """In evaluation."""
        await self.desk.plans.evaluate(seen, values, self.draft_id)
        return _("The outcome is kept.")
