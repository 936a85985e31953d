"""The rules of the support plan: which state follows which, who may do it, and what is frozen.

Everything here is pure. Nothing in it knows where a plan is kept or how it is shown.
"""

import calendar
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from thuis_tui.casework.plan import EVALUATE_AFTER_MONTHS, MANY_GOALS, MAX_ACTIONS, MAX_GOALS
from thuis_tui.language import N_, Message, message

EDITABLE = frozenset({"draft", "discussed"})
"""States in which the words of a plan may be changed; from the agreement on they are frozen."""
RUNNING = frozenset({"active", "in_evaluation"})
"""States in which actions are done and outcomes looked for."""
DUE_DAYS = (30, 14, 0)
"""An evaluation is announced so many days before."""


@dataclass(frozen=True, slots=True)
class Step:
    """One way on for a plan: from these states to that one."""

    name: str
    begins: frozenset[str]
    ends: str
    title: str


STEPS: tuple[Step, ...] = (
    Step("discuss", frozenset({"draft"}), "discussed", N_("Discussed with the client")),
    Step("sign", frozenset({"discussed"}), "agreed", N_("The client agrees and signs with their name")),
    Step("speak", frozenset({"discussed"}), "agreed", N_("The client agrees in words")),
    Step("disagree", frozenset({"discussed"}), "discussed", N_("The client does not agree")),
    Step("approve", frozenset({"agreed", "discussed"}), "approved", N_("Approve the plan")),
    Step("start", frozenset({"approved"}), "active", N_("Begin: this plan is active from now on")),
    Step("evaluate", frozenset({"active"}), "in_evaluation", N_("Evaluate the plan with the client")),
    Step("close", frozenset({"in_evaluation"}), "closed", N_("Close the plan: everything is evaluated")),
    Step("put_off", frozenset({"in_evaluation"}), "active", N_("Not now: go on with the plan")),
    Step(
        "reopen",
        frozenset({"discussed", "agreed", "approved"}),
        "draft",
        N_("Back to draft: the words change, so agree again"),
    ),
)
"""In the order in which they are offered."""
BY_NAME = {step.name: step for step in STEPS}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules want to know of a plan."""

    state: str
    agreement: str | None
    writers: frozenset[str]
    """Who made the plan and who wrote its goals."""
    goals: int
    without_outcome: int
    approvers: frozenset[str] = frozenset()
    """The team leads who are to approve it; empty: anybody who wrote nothing in it."""
    may_approve: bool = True
    """Whether whoever asks has that right at all."""


def steps(plan: Standing) -> tuple[Step, ...]:
    """The ways on that this plan has, also those that somebody else has to go."""
    return tuple(step for step in STEPS if _offered(step, plan))


def _offered(step: Step, plan: Standing) -> bool:
    if plan.state not in step.begins:
        return False
    # A plan the client does not agree with goes on only as that: with the reason in it.
    return not (step.name == "approve" and plan.state == "discussed" and plan.agreement != "not_agreed")


NOT_NOW = message(N_("The plan is in another state by now. Look at it again; nothing was changed."))
NO_GOALS = message(N_("There is no goal in this plan yet. Write one first, in the client's own words."))
OWN_PLAN = message(N_("You wrote in this plan, so somebody else has to approve it."))
FOR_LEAD = message(N_("A team lead approves this plan."))
FROZEN = message(
    N_("This plan is agreed and stays as it is. Make a new version to change it; what you typed is kept.")
)
NOT_RUNNING = message(N_("Only in a plan that is active or in evaluation this can be said."))
NOT_IN_EVALUATION = message(N_("Begin the evaluation first: then each goal gets its outcome."))
STILL_OPEN = message(
    N_("There is a version that is not active yet: work on that one, or take it away with the reason.")
)
END_BEFORE_START = message(N_("The evaluation is after the start of the plan. Look at both dates."))


def refusal(step: str, plan: Standing, me: str) -> Message | None:
    """Why this person may not take this step now, or None."""
    way = BY_NAME[step]
    if not _offered(way, plan):
        return NOT_NOW
    if plan.goals == 0 and way.name not in ("reopen", "put_off"):
        return NO_GOALS
    if plan.goals > MAX_GOALS and way.name in ("discuss", "sign", "speak", "disagree", "approve"):
        return too_many_goals(plan.goals)
    if way.name == "approve" and me in plan.writers:
        return OWN_PLAN
    if way.name == "approve" and (not plan.may_approve or (plan.approvers and me not in plan.approvers)):
        return FOR_LEAD
    if way.name == "close" and plan.without_outcome:
        return outcomes_missing(plan.without_outcome)
    return None


def too_many_goals(count: int) -> Message:
    """What is said of a plan with more goals than fit; two laptops can make that together."""
    return message(
        N_("This plan has {count} goals; at most {limit} fit. Take away what can wait."),
        count=count,
        limit=MAX_GOALS,
    )


def outcomes_missing(count: int) -> Message:
    """What still stands between an evaluation and its end."""
    return message(N_("Goals that still miss their outcome: {count}."), count=count)


def may_add_goal(state: str, goals: int) -> Message | None:
    """Why a plan gets no further goal, or None."""
    if state not in EDITABLE:
        return FROZEN
    if goals >= MAX_GOALS:
        return message(
            N_("A plan has at most {limit} goals. What matters most now? The rest can wait for later."),
            limit=MAX_GOALS,
        )
    return None


def may_add_action(state: str, actions: int) -> Message | None:
    """Why a goal gets no further action, or None."""
    if state not in EDITABLE:
        return FROZEN
    if actions >= MAX_ACTIONS:
        return message(
            N_("A goal has at most {limit} actions. Make two goals of it, or take away what is past."),
            limit=MAX_ACTIONS,
        )
    return None


def too_much_at_once(goals: int) -> bool:
    """Whether a hint is in place: so many goals are hard to keep in mind."""
    return goals > MANY_GOALS


def evaluate_on(starts_on: str) -> str:
    """The day on which a plan is evaluated unless something else is agreed: six months from its start."""
    start = date.fromisoformat(starts_on)
    year, month = divmod(start.year * 12 + start.month - 1 + EVALUATE_AFTER_MONTHS, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def dates_in_order(starts_on: str | None, evaluated_on: str | None) -> bool:
    """Whether the evaluation is after the start, as far as both are known."""
    return not (starts_on and evaluated_on) or evaluated_on > starts_on


def carried(outcome: str | None) -> bool:
    """Whether a goal goes on in a new version of the plan."""
    return outcome not in ("reached", "dropped")


def due_within(evaluated_on: str, today: date) -> int | None:
    """Which announcement of an evaluation holds today: 30, 14 or 0 days; -1 overdue; None: not yet."""
    left = (date.fromisoformat(evaluated_on) - today).days
    if left < 0:
        return -1
    return min((days for days in DUE_DAYS if left <= days), default=None)


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MAX_POSITION = 80


def between(before: str | None, after: str | None) -> str:
    """A place in the order after one and before the other; None is the end on that side.

    Places are compared as text. Putting one thing elsewhere changes that thing alone, so that two people who
    put different things elsewhere do not undo each other's work. Raises ValueError when there is no room.
    """
    low, high = before or "", after or ""
    if high and low >= high:
        raise ValueError(f"no place between {low!r} and {high!r}")
    found = ""
    for place in range(MAX_POSITION):
        bottom = _DIGITS.index(low[place]) if place < len(low) else 0
        top = _DIGITS.index(high[place]) if high and place < len(high) else len(_DIGITS)
        if bottom == top:
            found += _DIGITS[bottom]
            continue
        middle = (bottom + top) // 2
        if middle > bottom:
            found += _DIGITS[middle]
            break
        found += _DIGITS[bottom]
        high = ""
    if (before or "") < found and (after is None or found < after) and len(found) <= MAX_POSITION:
        return found
    raise ValueError("no room between two places")


def places(count: int) -> Sequence[str]:
    """So many places in order, with room between them: for things that are put in order anew."""
    return [f"{number:03d}i" for number in range(count)]


def writers(author: str, others: Collection[str]) -> frozenset[str]:
    """Who may not approve the plan."""
    return frozenset({author, *others})
