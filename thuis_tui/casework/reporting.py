"""The reporting code for domestic violence (meldcode) and reports of calamities (Wmo 2015, article 3.4)."""

from thuis_tui.casework import dates
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import (
    author_field,
    client_field,
    offset_field,
    recorded_at_field,
    reference_field,
)
from thuis_tui.casework.terms.safety import CALAMITY_KIND, MELDCODE_DECISION, MELDCODE_STEP
from thuis_tui.language import N_


class Meldcode(Record, table=True):
    """One concern that the reporting code is followed for."""

    __tablename__ = "meldcode"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Reporting code"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    concern: str = attribute(
        N_("Concern"), limit=300, required=True, hint=N_("about whom and what, in one line")
    )
    closed_on: str | None = attribute(N_("Closed on"), Shape.DATE, check=dates.past_day, system=True)
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()


class MeldcodeStep(Record, table=True):
    """One step that was taken. Steps are never changed; a step may be taken again."""

    __tablename__ = "meldcode_step"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Step"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    meldcode: str = reference_field(N_("Reporting code"), required=True)
    step: int = attribute(
        N_("Step"), Shape.CHOICE, required=True, merge=Merge.IMMUTABLE, vocabulary=MELDCODE_STEP
    )
    taken_on: str = attribute(
        N_("Taken on"), Shape.DATE, required=True, merge=Merge.IMMUTABLE, check=dates.past_day
    )
    consulted: str | None = attribute(N_("Consulted"), limit=200, merge=Merge.IMMUTABLE, hint=N_("with whom"))
    account: str = attribute(
        N_("What happened"), Shape.TEXT, limit=10000, required=True, merge=Merge.IMMUTABLE
    )
    decision: str | None = attribute(
        N_("Decision"), Shape.CHOICE, merge=Merge.IMMUTABLE, vocabulary=MELDCODE_DECISION
    )
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()


class Calamity(Record, table=True):
    """A report of a calamity, made at once. It is never changed."""

    __tablename__ = "calamity"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Calamity"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    kind: str = attribute(
        N_("Kind"), Shape.CHOICE, required=True, merge=Merge.IMMUTABLE, vocabulary=CALAMITY_KIND
    )
    occurred_at: str = attribute(N_("When it happened"), Shape.MOMENT, required=True, merge=Merge.IMMUTABLE)
    what: str = attribute(N_("What happened"), Shape.TEXT, limit=10000, required=True, merge=Merge.IMMUTABLE)
    involved: str | None = attribute(N_("Who is involved"), limit=500, merge=Merge.IMMUTABLE)
    measures: str | None = attribute(N_("What was done"), Shape.TEXT, limit=5000, merge=Merge.IMMUTABLE)
    told: str | None = attribute(
        N_("Who was told"),
        limit=500,
        merge=Merge.IMMUTABLE,
        hint=N_("emergency services, team lead, inspectorate"),
    )
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()
