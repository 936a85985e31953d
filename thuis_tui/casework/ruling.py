"""What was decided about work that was kept aside, for who wrote it; the service makes it in their scope."""

from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.late_work import MAX_DECISION_REASON
from thuis_tui.casework.vocabulary import DECISION
from thuis_tui.language import N_


class Ruling(Record, table=True):
    """The decision about one operation, with who took it and why."""

    __tablename__ = "ruling"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Decision"), Shape.REFERENCE, primary_key=True)
    operation: str = attribute(
        N_("Operation"), Shape.REFERENCE, required=True, merge=Merge.IMMUTABLE, system=True, index=True
    )
    client: str | None = attribute(N_("Client"), Shape.REFERENCE, merge=Merge.IMMUTABLE, system=True)
    decision: str = attribute(
        N_("Decision"), Shape.CHOICE, vocabulary=DECISION, required=True, merge=Merge.IMMUTABLE, system=True
    )
    reason: str = attribute(
        N_("Reason"),
        Shape.TEXT,
        limit=MAX_DECISION_REASON,
        required=True,
        merge=Merge.IMMUTABLE,
        system=True,
    )
    decided_by: str | None = attribute(N_("Decided by"), Shape.REFERENCE, merge=Merge.IMMUTABLE, system=True)
    decided_at: str = attribute(
        N_("Decided"), Shape.MOMENT, required=True, merge=Merge.IMMUTABLE, system=True
    )
