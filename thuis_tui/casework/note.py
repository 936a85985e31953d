"""Notes and amendments: written once, never changed. A correction stands beside what it corrects."""

from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import reference_field
from thuis_tui.casework.vocabulary import LIFE_DOMAIN, NOTE_KIND
from thuis_tui.language import N_

MAX_BODY = 20_000
MAX_REASON = 500


class Note(Record, table=True):
    """The report of one contact."""

    __tablename__ = "note"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Note"), Shape.REFERENCE, primary_key=True)
    client: str = attribute(
        N_("Client"), Shape.REFERENCE, required=True, merge=Merge.IMMUTABLE, system=True, index=True
    )
    kind: str = attribute(
        N_("Kind of contact"), Shape.CHOICE, required=True, merge=Merge.IMMUTABLE, vocabulary=NOTE_KIND
    )
    occurred_at: str = attribute(
        N_("When it happened"),
        Shape.MOMENT,
        required=True,
        merge=Merge.IMMUTABLE,
        index=True,
        hint=N_("the time of the contact, not of writing"),
    )
    occurred_offset: int = attribute(
        N_("Time zone"), Shape.NUMBER, limit=14 * 60, merge=Merge.IMMUTABLE, system=True, default=0
    )
    duration_minutes: int | None = attribute(
        N_("Duration"),
        Shape.MINUTES,
        merge=Merge.IMMUTABLE,
        hint=N_("45, 1:30 or 1u30"),
    )
    life_domains: str = attribute(
        N_("Life domains"), Shape.CHOICES, merge=Merge.IMMUTABLE, vocabulary=LIFE_DOMAIN, default="[]"
    )
    goals: str = attribute(N_("Goals"), Shape.REFERENCES, merge=Merge.IMMUTABLE, system=True, default="[]")
    visit: str | None = reference_field(N_("Visit"))
    body: str = attribute(N_("Note text"), Shape.TEXT, limit=MAX_BODY, required=True, merge=Merge.IMMUTABLE)
    author: str = attribute(N_("Author"), Shape.REFERENCE, required=True, merge=Merge.IMMUTABLE, system=True)
    recorded_at: str = attribute(
        N_("Recorded"), Shape.MOMENT, required=True, merge=Merge.IMMUTABLE, system=True
    )
    recorded_offset: int = attribute(
        N_("Time zone of recording"),
        Shape.NUMBER,
        limit=14 * 60,
        merge=Merge.IMMUTABLE,
        system=True,
        default=0,
    )


class Amendment(Record, table=True):
    """A correction or addition to a filed note, with its reason."""

    __tablename__ = "amendment"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Amendment"), Shape.REFERENCE, primary_key=True)
    client: str = attribute(
        N_("Client"), Shape.REFERENCE, required=True, merge=Merge.IMMUTABLE, system=True, index=True
    )
    note: str = attribute(
        N_("Note"), Shape.REFERENCE, required=True, merge=Merge.IMMUTABLE, system=True, index=True
    )
    reason: str = attribute(
        N_("Reason"),
        Shape.LINE,
        limit=MAX_REASON,
        required=True,
        merge=Merge.IMMUTABLE,
        hint=N_("why the note needs this"),
    )
    body: str = attribute(
        N_("Amendment text"), Shape.TEXT, limit=MAX_BODY, required=True, merge=Merge.IMMUTABLE
    )
    author: str = attribute(N_("Author"), Shape.REFERENCE, required=True, merge=Merge.IMMUTABLE, system=True)
    recorded_at: str = attribute(
        N_("Recorded"), Shape.MOMENT, required=True, merge=Merge.IMMUTABLE, system=True
    )
    recorded_offset: int = attribute(
        N_("Time zone of recording"),
        Shape.NUMBER,
        limit=14 * 60,
        merge=Merge.IMMUTABLE,
        system=True,
        default=0,
    )
