"""What belongs to one caseworker: working notes, saved searches, and notices to a team lead."""

from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import author_field, recorded_at_field, reference_field
from thuis_tui.casework.terms.safety import NOTICE_KIND
from thuis_tui.language import N_

WORKING_NOTE_DAYS = 90
"""A working note is no part of the file and is cleaned away after so many days."""


class WorkingNote(Record, table=True):
    """A note to oneself, about a client or not. It is no part of a dossier."""

    __tablename__ = "working_note"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Working note"), Shape.REFERENCE, primary_key=True)
    client: str | None = reference_field(N_("Client"))
    body: str = attribute(N_("Working note"), Shape.TEXT, limit=4000, required=True)
    recorded_at: str = recorded_at_field()


class SavedSearch(Record, table=True):
    """A search kept under a name."""

    __tablename__ = "saved_search"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Saved search"), Shape.REFERENCE, primary_key=True)
    name: str = attribute(N_("Name"), limit=60, required=True)
    query: str = attribute(N_("Search"), limit=200, required=True)


class Notice(Record, table=True):
    """Something a team lead has to know; the service makes it."""

    __tablename__ = "notice"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Notice"), Shape.REFERENCE, primary_key=True)
    client: str | None = reference_field(N_("Client"))
    kind: str = attribute(
        N_("Notice"), Shape.CHOICE, required=True, merge=Merge.IMMUTABLE, vocabulary=NOTICE_KIND, system=True
    )
    author: str = author_field()
    about: str | None = attribute(N_("Because of"), limit=80, merge=Merge.IMMUTABLE, system=True)
    account: str | None = attribute(
        N_("What happened"), Shape.TEXT, limit=2000, merge=Merge.IMMUTABLE, system=True
    )
    recorded_at: str = recorded_at_field()
    seen_at: str | None = attribute(N_("Seen"), Shape.MOMENT)
