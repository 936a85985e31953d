"""Tasks: what has to be done for a client, by whom and when."""

from thuis_tui.casework import dates
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import author_field, client_field, offset_field, recorded_at_field
from thuis_tui.casework.terms.plan import TASK_STATE
from thuis_tui.language import N_


class Task(Record, table=True):
    """One thing to do. `about` names the record it came from, as "risk_flag:<id>"."""

    __tablename__ = "task"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Task"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    what: str = attribute(N_("What"), limit=300, required=True)
    owner: str | None = attribute(N_("Who"), Shape.REFERENCE, system=True)
    due_on: str | None = attribute(
        N_("By when"), Shape.DATE, check=dates.coming_day, hint=N_("+14, mo, 3-12")
    )
    about: str | None = attribute(N_("Because of"), limit=80, merge=Merge.IMMUTABLE, system=True)
    state: str | None = attribute(N_("State"), Shape.CHOICE, vocabulary=TASK_STATE, system=True)
    done_on: str | None = attribute(N_("Done on"), Shape.DATE, check=dates.past_day, system=True)
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()
