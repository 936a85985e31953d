"""The counted figures of the programme, as the service writes them for who may read them."""

from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import recorded_at_field
from thuis_tui.language import N_

ONLY = "0" * 32
"""There is one of these records: the newest report takes the place of the one before."""
LIMIT = 200_000


class ProgrammeReport(Record, table=True):
    """The newest report (`casework.figures.report`). The service makes and changes it, nobody else."""

    __tablename__ = "programme_report"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Figures"), Shape.REFERENCE, primary_key=True)
    report: str = attribute(
        N_("Counted"), Shape.TEXT, limit=LIMIT, required=True, merge=Merge.LATEST, system=True
    )
    recorded_at: str = recorded_at_field()
