"""Risk flags and the warning plan: what one has to know before going, and what to do when it goes wrong."""

from thuis_tui.casework import dates
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import author_field, client_field, offset_field, recorded_at_field
from thuis_tui.casework.terms.safety import RISK_KIND
from thuis_tui.casework.vocabulary import RISK_LEVEL
from thuis_tui.language import N_

MAX_REVIEW_MONTHS = 6
"""A risk flag is looked at again within so many months; after that it shows as expired and stays."""
PHASES = ("green", "yellow", "orange", "red")
PARTIES = ("signs", "client", "others", "caseworker")
"""Of each phase: what one sees, what the client does, what those near do, what the caseworker does."""


class RiskFlag(Record, table=True):
    """One observed risk, with its source and the day it is looked at again."""

    __tablename__ = "risk_flag"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Risk"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    kind: str = attribute(N_("Kind"), Shape.CHOICE, required=True, vocabulary=RISK_KIND)
    level: str = attribute(
        N_("Colour"), Shape.CHOICE, required=True, merge=Merge.STRICTEST, vocabulary=RISK_LEVEL
    )
    fact: str = attribute(
        N_("Observed"),
        Shape.TEXT,
        limit=2000,
        required=True,
        merge=Merge.STRICTEST,
        hint=N_("what was seen or heard, not a judgement"),
    )
    source: str = attribute(
        N_("Source"), limit=200, required=True, hint=N_("who saw it, or where it was read")
    )
    observed_on: str | None = attribute(N_("Seen on"), Shape.DATE, check=dates.past_day)
    review_on: str = attribute(
        N_("Look again on"),
        Shape.DATE,
        required=True,
        check=dates.coming_day,
        hint=N_("at most 6 months ahead"),
        index=True,
    )
    ended_on: str | None = attribute(N_("Ended on"), Shape.DATE, check=dates.past_day, system=True)
    ended_reason: str | None = attribute(N_("Why ended"), limit=500, merge=Merge.STRICTEST, system=True)
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()


class WarningPlan(Record, table=True):
    """The four phases of a warning plan (signaleringsplan): one for each client, under the client's id."""

    __tablename__ = "warning_plan"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Warning plan"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    green_signs: str | None = attribute(N_("Green: signs"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST)
    green_client: str | None = attribute(
        N_("Green: what I do"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST
    )
    green_others: str | None = attribute(
        N_("Green: what others do"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST
    )
    green_caseworker: str | None = attribute(
        N_("Green: what the caseworker does"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST
    )
    yellow_signs: str | None = attribute(N_("Yellow: signs"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST)
    yellow_client: str | None = attribute(
        N_("Yellow: what I do"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST
    )
    yellow_others: str | None = attribute(
        N_("Yellow: what others do"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST
    )
    yellow_caseworker: str | None = attribute(
        N_("Yellow: what the caseworker does"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST
    )
    orange_signs: str | None = attribute(N_("Orange: signs"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST)
    orange_client: str | None = attribute(
        N_("Orange: what I do"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST
    )
    orange_others: str | None = attribute(
        N_("Orange: what others do"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST
    )
    orange_caseworker: str | None = attribute(
        N_("Orange: what the caseworker does"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST
    )
    red_signs: str | None = attribute(N_("Red: signs"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST)
    red_client: str | None = attribute(N_("Red: what I do"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST)
    red_others: str | None = attribute(
        N_("Red: what others do"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST
    )
    red_caseworker: str | None = attribute(
        N_("Red: what the caseworker does"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST
    )
    discussed_on: str | None = attribute(N_("Discussed on"), Shape.DATE, check=dates.past_day)
