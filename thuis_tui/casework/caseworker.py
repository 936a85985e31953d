"""Caseworkers as their colleagues see them; the service decides, a laptop only reads."""

from thuis_tui.casework.attribute import Record, Shape, attribute
from thuis_tui.casework.rights import ROLE
from thuis_tui.language import N_


class Caseworker(Record, table=True):
    """Who visits and reports, and everybody else with an account: their team and their roles."""

    __tablename__ = "caseworker"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Caseworker"), Shape.REFERENCE, primary_key=True)
    name: str = attribute(N_("Name"), limit=120, required=True)
    team: str | None = attribute(N_("Team"), limit=120)
    team_id: str | None = attribute(N_("Team"), Shape.REFERENCE, system=True)
    roles: str = attribute(N_("Roles"), Shape.CHOICES, vocabulary=ROLE, default="[]")
