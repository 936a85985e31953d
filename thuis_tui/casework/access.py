"""The access log (NEN 7513): who opened what and when, offline too. What was searched for is not in it."""

from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.vocabulary import ACCESS_EVENT
from thuis_tui.language import N_


class AccessEvent(Record, table=True):
    """One access of the caseworker in whose scope it stands."""

    __tablename__ = "access"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Access"), Shape.REFERENCE, primary_key=True)
    client: str | None = attribute(
        N_("Client"), Shape.REFERENCE, merge=Merge.IMMUTABLE, system=True, index=True
    )
    event: str = attribute(
        N_("Access"),
        Shape.CHOICE,
        required=True,
        merge=Merge.IMMUTABLE,
        vocabulary=ACCESS_EVENT,
        system=True,
    )
    occurred_at: str = attribute(
        N_("When it happened"), Shape.MOMENT, required=True, merge=Merge.IMMUTABLE, system=True
    )
