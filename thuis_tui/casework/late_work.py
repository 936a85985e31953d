"""Work that the service kept aside, as it stands before who leads the team: to accept, return or archive.

The service makes the record, in the scope of each lead; the lead decides by setting the reason and the
decision, in one group.
"""

from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.vocabulary import DECISION
from thuis_tui.language import N_

MAX_VALUE = 20_000
MAX_DECISION_REASON = 500


class LateWork(Record, table=True):
    """One operation that was set aside. `value` is what it says, as JSON; a very long one is cut off."""

    __tablename__ = "late_work"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Late work"), Shape.REFERENCE, primary_key=True)
    client: str | None = attribute(N_("Client"), Shape.REFERENCE, merge=Merge.IMMUTABLE, system=True)
    author: str = attribute(N_("Author"), Shape.REFERENCE, required=True, merge=Merge.IMMUTABLE, system=True)
    reason: str = attribute(N_("Kept because"), required=True, merge=Merge.IMMUTABLE, system=True)
    recorded_at: str = attribute(
        N_("Recorded"), Shape.MOMENT, required=True, merge=Merge.IMMUTABLE, system=True
    )
    record_type: str = attribute(N_("Record"), required=True, merge=Merge.IMMUTABLE, system=True)
    field: str | None = attribute(N_("Field"), merge=Merge.IMMUTABLE, system=True)
    value: str | None = attribute(
        N_("Value"), Shape.TEXT, limit=MAX_VALUE, merge=Merge.IMMUTABLE, system=True
    )
    operation: str = attribute(
        N_("Operation"), Shape.REFERENCE, required=True, merge=Merge.IMMUTABLE, system=True
    )
    decision: str | None = attribute(N_("Decision"), Shape.CHOICE, vocabulary=DECISION, index=True)
    decision_reason: str | None = attribute(N_("Reason"), Shape.TEXT, limit=MAX_DECISION_REASON)
    decided_by: str | None = attribute(N_("Decided by"), Shape.REFERENCE, merge=Merge.IMMUTABLE, system=True)
    decided_at: str | None = attribute(N_("Decided"), Shape.MOMENT, merge=Merge.IMMUTABLE, system=True)
