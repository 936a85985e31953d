"""The ZRM assessment (ZRM 2017): names and levels only, no sum and no average."""

from thuis_tui.casework import dates
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import (
    author_field,
    client_field,
    offset_field,
    recorded_at_field,
    reference_field,
)
from thuis_tui.casework.terms.plan import ASSESSMENT_MOMENT
from thuis_tui.casework.vocabulary import LIFE_DOMAIN, ZRM_LEVEL
from thuis_tui.language import N_

SOURCE_DAYS = 30
"""Information older than this is normally not used (ZRM 2017)."""
BIG_CHANGE = 2
"""A change of so many levels, or level 1, asks a line of explanation."""


class Assessment(Record, table=True):
    """One assessment of all life domains at one moment."""

    __tablename__ = "assessment"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("ZRM assessment"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    moment: str = attribute(
        N_("Moment"), Shape.CHOICE, required=True, merge=Merge.IMMUTABLE, vocabulary=ASSESSMENT_MOMENT
    )
    measured_on: str = attribute(
        N_("Measured on"), Shape.DATE, required=True, merge=Merge.IMMUTABLE, check=dates.past_day
    )
    source_on: str | None = attribute(
        N_("Information of"),
        Shape.DATE,
        merge=Merge.IMMUTABLE,
        check=dates.past_day,
        hint=N_("the day of the oldest information used"),
    )
    withdrawn_reason: str | None = attribute(N_("Why withdrawn"), limit=500, system=True)
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()


class AssessmentScore(Record, table=True):
    """One life domain in an assessment: a level, or why there is none."""

    __tablename__ = "assessment_score"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Score"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    assessment: str = reference_field(N_("ZRM assessment"), required=True)
    life_domain: int = attribute(
        N_("Life domain"), Shape.CHOICE, required=True, merge=Merge.IMMUTABLE, vocabulary=LIFE_DOMAIN
    )
    level: int | None = attribute(N_("Level"), Shape.CHOICE, merge=Merge.IMMUTABLE, vocabulary=ZRM_LEVEL)
    not_assessed: str | None = attribute(
        N_("Not assessed"), limit=300, merge=Merge.IMMUTABLE, hint=N_("why this domain has no level")
    )
    target: int | None = attribute(N_("Target"), Shape.CHOICE, merge=Merge.IMMUTABLE, vocabulary=ZRM_LEVEL)
    explanation: str | None = attribute(
        N_("Explanation"),
        limit=500,
        merge=Merge.IMMUTABLE,
        hint=N_("what explains a big change or an acute problem"),
    )
    comment: str | None = attribute(N_("Comment"), Shape.TEXT, limit=2000, merge=Merge.IMMUTABLE)
