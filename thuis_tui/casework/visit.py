"""A visit: planned, begun, ended; the note grows out of it."""

from thuis_tui.casework import dates
from thuis_tui.casework.attribute import Record, Shape, attribute
from thuis_tui.casework.stamped import author_field, client_field, offset_field, recorded_at_field
from thuis_tui.casework.terms.visits import VISIT_OUTCOME, VISIT_PLACE
from thuis_tui.language import N_


class Visit(Record, table=True):
    """One visit to a client by one caseworker. Moments are UTC."""

    __tablename__ = "visit"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Visit"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    caseworker: str = attribute(N_("Caseworker"), Shape.REFERENCE, required=True, system=True, index=True)
    starts_at: str = attribute(
        N_("When"),
        Shape.MOMENT,
        required=True,
        hint=N_("mo 14:30, +2 10:00, 3-12 9:15"),
        purpose=dates.Purpose.FUTURE,
        index=True,
    )
    starts_offset: int = attribute(N_("Time zone"), Shape.NUMBER, limit=14 * 60, system=True, default=0)
    minutes: int | None = attribute(N_("Duration"), Shape.MINUTES, hint=N_("45, 1:30 or 1u30"))
    place: str | None = attribute(N_("Place"), Shape.CHOICE, vocabulary=VISIT_PLACE)
    address: str | None = attribute(
        N_("Address"), limit=200, hint=N_("when it is not the address of the dossier")
    )
    purpose: str | None = attribute(N_("Purpose"), limit=200, hint=N_("what the visit is for"))
    companion: str | None = attribute(
        N_("Who goes along"), limit=120, hint=N_("a colleague; empty when you go alone")
    )
    alone_reason: str | None = attribute(N_("Reason alone"), limit=500, system=True)
    checked_in_at: str | None = attribute(N_("Checked in"), Shape.MOMENT, system=True)
    expected_end_at: str | None = attribute(N_("Planned end"), Shape.MOMENT, system=True)
    checked_out_at: str | None = attribute(N_("Checked out"), Shape.MOMENT, system=True)
    outcome: str | None = attribute(N_("Outcome"), Shape.CHOICE, vocabulary=VISIT_OUTCOME, system=True)
    outcome_reason: str | None = attribute(N_("Reason"), limit=300, system=True)
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()
