"""The support plan: versions with goals in the words of the client, and the actions under each goal."""

from thuis_tui.casework import dates
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import (
    author_field,
    client_field,
    offset_field,
    recorded_at_field,
    reference_field,
)
from thuis_tui.casework.terms.plan import ACTION_WHO, AGREEMENT, GOAL_OUTCOME, PLAN_STATE, TASK_STATE
from thuis_tui.casework.vocabulary import LIFE_DOMAIN
from thuis_tui.language import N_

MAX_GOALS = 10
"""Goals in one plan; more than `MANY_GOALS` get a hint only."""
MANY_GOALS = 3
MAX_ACTIONS = 20
"""Actions under one goal."""
EVALUATE_AFTER_MONTHS = 6


class Plan(Record, table=True):
    """One version of the support plan. What was agreed is kept whole in `frozen`."""

    __tablename__ = "plan"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Support plan"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    number: int = attribute(N_("Version"), Shape.NUMBER, required=True, merge=Merge.IMMUTABLE, system=True)
    previous: str | None = reference_field(N_("Earlier version"))
    state: str = attribute(
        N_("State"), Shape.CHOICE, required=True, vocabulary=PLAN_STATE, system=True, index=True
    )
    starts_on: str | None = attribute(
        N_("Starts on"), Shape.DATE, check=dates.coming_day, hint=N_("today, +7, 3-12")
    )
    evaluate_on: str | None = attribute(
        N_("Evaluate on"),
        Shape.DATE,
        check=dates.coming_day,
        hint=N_("6 months from the start, unless you say otherwise"),
    )
    client_view: str | None = attribute(
        N_("Client's view"),
        Shape.TEXT,
        limit=4000,
        merge=Merge.PARAGRAPHS,
        hint=N_("how the client sees it, in their own words"),
    )
    agreement: str | None = attribute(N_("Agreement"), Shape.CHOICE, vocabulary=AGREEMENT, system=True)
    agreement_name: str | None = attribute(N_("Signed as"), limit=120, system=True)
    agreement_reason: str | None = attribute(N_("Reason"), limit=500, system=True)
    agreed_on: str | None = attribute(N_("Agreed on"), Shape.DATE, check=dates.past_day, system=True)
    approved_by: str | None = attribute(N_("Approved by"), Shape.REFERENCE, system=True)
    approved_on: str | None = attribute(N_("Approved on"), Shape.DATE, check=dates.past_day, system=True)
    closing_reason: str | None = attribute(N_("Why closed"), limit=500, system=True)
    frozen: str | None = attribute(N_("As agreed"), Shape.TEXT, limit=150000, system=True)
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()


class Goal(Record, table=True):
    """One goal of one version of a plan. `origin` names the same goal in an earlier version."""

    __tablename__ = "goal"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Goal"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    plan: str = reference_field(N_("Support plan"), required=True)
    origin: str | None = reference_field(N_("First version of this goal"))
    life_domain: int = attribute(N_("Life domain"), Shape.CHOICE, required=True, vocabulary=LIFE_DOMAIN)
    strength: str | None = attribute(
        N_("Strength"),
        Shape.TEXT,
        limit=4000,
        merge=Merge.PARAGRAPHS,
        hint=N_("what goes well, what the client can build on"),
    )
    starting_situation: str | None = attribute(
        N_("Starting point"), Shape.TEXT, limit=4000, merge=Merge.PARAGRAPHS, hint=N_("how it is now")
    )
    wording: str = attribute(
        N_("Goal"), Shape.TEXT, limit=1000, required=True, hint=N_("in the client's own words")
    )
    position: str | None = attribute(N_("Order"), limit=80, merge=Merge.LATEST, system=True)
    outcome: str | None = attribute(N_("Outcome"), Shape.CHOICE, vocabulary=GOAL_OUTCOME, system=True)
    outcome_voice: str | None = attribute(
        N_("Client says"), Shape.TEXT, limit=2000, merge=Merge.PARAGRAPHS, system=True
    )
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()


class Action(Record, table=True):
    """Who does what by when, for one goal."""

    __tablename__ = "action"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Action"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    goal: str = reference_field(N_("Goal"), required=True)
    origin: str | None = reference_field(N_("First version of this action"))
    what: str = attribute(N_("What"), limit=500, required=True)
    who: str | None = attribute(N_("Who"), Shape.CHOICE, vocabulary=ACTION_WHO)
    due_on: str | None = attribute(
        N_("By when"), Shape.DATE, check=dates.coming_day, hint=N_("+14, mo, 3-12"), index=True
    )
    position: str | None = attribute(N_("Order"), limit=80, merge=Merge.LATEST, system=True)
    state: str | None = attribute(N_("State"), Shape.CHOICE, vocabulary=TASK_STATE, system=True)
    done_on: str | None = attribute(N_("Done on"), Shape.DATE, check=dates.past_day, system=True)
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()
