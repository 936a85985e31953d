"""A place: a home of the programme. Nothing about who lives there stands in it."""

from thuis_tui.casework import checks, dates, money
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import author_field, recorded_at_field
from thuis_tui.casework.terms.common import YES_NO
from thuis_tui.casework.terms.housing import ACCESSIBLE, HOME_TYPE, LEASE_FORM, PLACE_STATE
from thuis_tui.casework.vocabulary import MUNICIPALITY
from thuis_tui.language import N_


class Place(Record, table=True):
    """One home, which a corporation promised or made available. Rent is in euros a month."""

    __tablename__ = "place"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Place"), Shape.REFERENCE, primary_key=True)
    address: str = attribute(N_("Address"), limit=200, required=True, hint=N_("street, number and addition"))
    postcode: str | None = attribute(
        N_("Postcode"), limit=7, check=checks.postcode, hint=N_("3511 AB"), index=True
    )
    municipality: str = attribute(
        N_("Municipality"), Shape.CHOICE, required=True, vocabulary=MUNICIPALITY, index=True
    )
    area: str | None = attribute(N_("Neighbourhood"), limit=80)
    corporation: str = attribute(N_("Corporation"), limit=120, required=True, index=True)
    corporation_number: str | None = attribute(
        N_("Their number"), limit=40, hint=N_("how the corporation calls this home")
    )
    home_type: str | None = attribute(N_("Kind of home"), Shape.CHOICE, vocabulary=HOME_TYPE)
    rooms: int | None = attribute(N_("Rooms"), Shape.NUMBER, limit=20)
    rent: str | None = attribute(N_("Rent a month"), limit=12, check=money.euros, hint=N_("623,45"))
    lease_form: str | None = attribute(N_("Lease"), Shape.CHOICE, vocabulary=LEASE_FORM)
    accessible: str | None = attribute(N_("Accessible"), Shape.CHOICE, vocabulary=ACCESSIBLE)
    pets: str | None = attribute(N_("Pets allowed"), Shape.CHOICE, vocabulary=YES_NO)
    available_from: str | None = attribute(
        N_("Available from"), Shape.DATE, check=dates.coming_day, purpose=dates.Purpose.FUTURE
    )
    state: str = attribute(N_("State"), Shape.CHOICE, required=True, vocabulary=PLACE_STATE, index=True)
    remarks: str | None = attribute(N_("Remarks"), Shape.TEXT, limit=2000, merge=Merge.PARAGRAPHS)
    author: str = author_field()
    recorded_at: str = recorded_at_field()
