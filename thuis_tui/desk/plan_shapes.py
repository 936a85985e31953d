"""The support plan as screens, the command line and the paper version read it."""

from __future__ import annotations

from dataclasses import dataclass

from thuis_tui.casework import plan_rules
from thuis_tui.casework.plan_rules import Standing, Step
from thuis_tui.desk.records import RecordStanding
from thuis_tui.desk.shapes import TimelineEntry


@dataclass(frozen=True, slots=True)
class ActionShown:
    """One action of a goal."""

    id: str
    family: str
    """The same for this action in every version of the plan."""
    what: str
    who: str | None
    due_on: str | None
    state: str
    """open, done or dropped."""
    done_on: str | None


@dataclass(frozen=True, slots=True)
class GoalShown:
    """One goal with its actions and the notes that are linked to it."""

    id: str
    family: str
    life_domain: int
    wording: str
    strength: str
    starting_situation: str
    outcome: str | None
    outcome_voice: str
    actions: tuple[ActionShown, ...]
    notes: tuple[TimelineEntry, ...] = ()
    """The latest first."""


@dataclass(frozen=True, slots=True)
class PlanShown:
    """One version of the plan of one client, as it was agreed where it is frozen."""

    id: str
    client: str
    client_name: str
    number: int
    previous: str | None
    state: str
    starts_on: str | None
    evaluate_on: str | None
    client_view: str
    agreement: str | None
    agreement_name: str | None
    agreement_reason: str | None
    agreed_on: str | None
    approved_by_name: str
    approved_on: str | None
    closing_reason: str | None
    author: str
    author_name: str
    writers: frozenset[str]
    frozen: bool
    goals: tuple[GoalShown, ...]
    live: tuple[GoalShown, ...]
    """The goals as they are in the records: other than `goals` when somebody wrote after the agreement."""
    conflicts: int
    """Fields of this plan, its goals and actions that two people wrote differently."""
    seen: RecordStanding
    """The plan's own fields as they stood: what a step replaces."""
    approvers: frozenset[str] = frozenset()
    """The team leads who are to approve it; empty: anybody who wrote nothing in it."""
    may_approve: bool = True
    """Whether this caseworker has the right to approve plans."""

    @property
    def editable(self) -> bool:
        """Whether its words may be changed."""
        return self.state in plan_rules.EDITABLE

    @property
    def running(self) -> bool:
        """Whether its actions can be done."""
        return self.state in plan_rules.RUNNING

    @property
    def missing(self) -> tuple[GoalShown, ...]:
        """The goals without an outcome."""
        return tuple(goal for goal in self.goals if not goal.outcome)

    @property
    def standing(self) -> Standing:
        """What the rules want to know of it."""
        return Standing(
            self.state,
            self.agreement,
            self.writers,
            len(self.goals),
            len(self.missing),
            self.approvers,
            self.may_approve,
        )

    @property
    def steps(self) -> tuple[Step, ...]:
        """The ways on from here."""
        return plan_rules.steps(self.standing)

    @property
    def strayed(self) -> bool:
        """Whether something was written elsewhere after this plan was agreed: it is no part of it."""
        return self.frozen and words_of(self.goals) != words_of(self.live)

    def goal(self, goal: str) -> GoalShown | None:
        """One of its goals by id."""
        return next((each for each in self.goals if each.id == goal), None)


def words_of(goals: tuple[GoalShown, ...]) -> list[object]:
    """What was agreed of these goals, without what happened since."""
    return [
        (
            goal.id,
            goal.life_domain,
            goal.wording,
            goal.strength,
            goal.starting_situation,
            [(action.id, action.what, action.who, action.due_on) for action in goal.actions],
        )
        for goal in goals
    ]


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One line in the list of versions."""

    id: str
    number: int
    state: str
    author_name: str
    recorded_at: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A version with all versions beside it; no plan when there is none yet."""

    client: str
    client_name: str
    plan: PlanShown | None
    versions: tuple[PlanVersion, ...]
    """The latest first."""

    @property
    def active(self) -> PlanVersion | None:
        """The version that is worked with."""
        return next((each for each in self.versions if each.state in plan_rules.RUNNING), None)

    @property
    def latest(self) -> PlanVersion | None:
        """The latest version that is not closed, else the latest."""
        going_on = [each for each in self.versions if each.state != "closed"]
        return next(iter(going_on or self.versions), None)

    @property
    def twins(self) -> tuple[PlanVersion, ...]:
        """Versions of the same number: two laptops made them without knowing."""
        numbers = [each.number for each in self.versions]
        return tuple(each for each in self.versions if numbers.count(each.number) > 1)


@dataclass(frozen=True, slots=True)
class Words:
    """One text of a goal in two versions."""

    label: str
    was: str
    now: str
    long: bool = False


@dataclass(frozen=True, slots=True)
class GoalDifference:
    """What became of one goal: added, dropped, changed or the same."""

    kind: str
    life_domain: int
    wording: str
    words: tuple[Words, ...] = ()
    """Of a changed goal, the texts that differ; an action is one text."""


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """Two versions beside each other, goal by goal in the order of the newer one."""

    older: PlanShown
    newer: PlanShown
    goals: tuple[GoalDifference, ...]
    head: tuple[Words, ...] = ()
    """Dates and the client's view, as far as they differ."""
