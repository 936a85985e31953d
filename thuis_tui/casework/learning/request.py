"""A learning export that was asked for, as it stands before the privacy officers: to approve or to refuse."""

from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import recorded_at_field, reference_field
from thuis_tui.casework.terms.learning import LEARNING_DECISION, LEARNING_STATE
from thuis_tui.language import N_

MAX_REASON = 500
APPROVED_DAYS = 30
"""So long after it was asked an export may be made; then it is asked anew."""


class LearningRequest(Record, table=True):
    """One export to an institute. The service makes it; a privacy officer sets the reason and the decision,
    in one group; what became of it is told by the service.
    """

    __tablename__ = "learning_request"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Learning export"), Shape.REFERENCE, primary_key=True)
    project: str = attribute(N_("Project"), limit=80, required=True, merge=Merge.IMMUTABLE, system=True)
    institute: str = attribute(N_("Institute"), limit=160, required=True, merge=Merge.IMMUTABLE, system=True)
    reason: str = attribute(
        N_("What for"), limit=MAX_REASON, required=True, merge=Merge.IMMUTABLE, system=True
    )
    least: int = attribute(
        N_("At least alike"), Shape.NUMBER, limit=1000, required=True, merge=Merge.IMMUTABLE, system=True
    )
    """k: so many people have the same quasi-identifiers, or more."""
    variables: int = attribute(
        N_("Codebook"), Shape.NUMBER, limit=1000, required=True, merge=Merge.IMMUTABLE, system=True
    )
    """The version of the codebook."""
    opened_by: str | None = attribute(N_("Who can open it"), limit=80, merge=Merge.IMMUTABLE, system=True)
    """The public key of the institute; empty: the recovery key of the organisation."""
    requester: str = reference_field(N_("Asked by"), required=True)
    recorded_at: str = recorded_at_field()
    state: str | None = attribute(
        N_("State of the export"),
        Shape.CHOICE,
        vocabulary=LEARNING_STATE,
        merge=Merge.IMMUTABLE,
        system=True,
        index=True,
    )
    decision: str | None = attribute(N_("Decision"), Shape.CHOICE, vocabulary=LEARNING_DECISION)
    decision_reason: str | None = attribute(N_("Reason"), Shape.TEXT, limit=MAX_REASON)
    decided_by: str | None = reference_field(N_("Decided by"))
    decided_at: str | None = attribute(N_("Decided"), Shape.MOMENT, merge=Merge.IMMUTABLE, system=True)
