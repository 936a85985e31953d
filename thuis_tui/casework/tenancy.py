"""A tenancy: the lease of a place, its rent and its neighbours. Care content never stands here."""

from thuis_tui.casework import checks, dates, money
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import author_field, client_field, recorded_at_field, reference_field
from thuis_tui.casework.terms.housing import LEASE_FORM, TENANCY_END
from thuis_tui.language import N_

_OPTIONS = {"sqlite_strict": True}


class Tenancy(Record, table=True):
    """One lease of a client. There is at most one that is not ended; an end is not before its start."""

    __tablename__ = "tenancy"
    __table_args__ = _OPTIONS

    id: str = attribute(N_("Tenancy"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    place: str | None = reference_field(N_("Place"))
    address: str | None = attribute(N_("Address"), limit=200, hint=N_("when it is no place of the programme"))
    lease_form: str | None = attribute(N_("Lease"), Shape.CHOICE, vocabulary=LEASE_FORM)
    starts_on: str = attribute(
        N_("Starts on"),
        Shape.DATE,
        required=True,
        check=dates.coming_day,
        purpose=dates.Purpose.FUTURE,
        index=True,
    )
    takeover_on: str | None = attribute(
        N_("Lease takeover on"),
        Shape.DATE,
        check=dates.coming_day,
        purpose=dates.Purpose.FUTURE,
        hint=N_("when the lease comes into the client's own name"),
    )
    rent: str | None = attribute(N_("Rent a month"), limit=12, check=money.euros, hint=N_("623,45"))
    contact_days: int | None = attribute(
        N_("Contact every"), Shape.NUMBER, limit=366, hint=N_("days, with the landlord")
    )
    landlord_contact: str | None = attribute(
        N_("Landlord"), limit=160, hint=N_("who to speak to at the corporation")
    )
    landlord_phone: str | None = attribute(N_("Telephone"), limit=20, check=checks.phone)
    ends_on: str | None = attribute(
        N_("Ends on"), Shape.DATE, check=dates.coming_day, purpose=dates.Purpose.FUTURE, index=True
    )
    end_reason: str | None = attribute(N_("Reason of the end"), Shape.CHOICE, vocabulary=TENANCY_END)
    author: str = author_field()
    recorded_at: str = recorded_at_field()


class Arrears(Record, table=True):
    """Rent that was not paid: for how many months, as the landlord or the client told it."""

    __tablename__ = "arrears"
    __table_args__ = _OPTIONS

    id: str = attribute(N_("Arrears"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    tenancy: str = reference_field(N_("Tenancy"), required=True)
    months: int = attribute(N_("Months"), Shape.NUMBER, limit=60, required=True)
    amount: str | None = attribute(N_("Amount"), limit=12, check=money.euros, hint=N_("623,45"))
    noticed_on: str = attribute(N_("Noticed on"), Shape.DATE, required=True, check=dates.past_day, index=True)
    arrangement: str | None = attribute(N_("Arrangement"), limit=300)
    settled_on: str | None = attribute(N_("Settled on"), Shape.DATE, check=dates.past_day)
    author: str = author_field()
    recorded_at: str = recorded_at_field()


class Nuisance(Record, table=True):
    """A report of nuisance about a tenancy, by the landlord or neighbours, and what was agreed on it."""

    __tablename__ = "nuisance"
    __table_args__ = _OPTIONS

    id: str = attribute(N_("Nuisance report"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    tenancy: str = reference_field(N_("Tenancy"), required=True)
    reported_on: str = attribute(
        N_("Reported on"), Shape.DATE, required=True, check=dates.past_day, index=True
    )
    reported_by: str | None = attribute(N_("Reported by"), limit=120, hint=N_("landlord, neighbour, police"))
    account: str = attribute(
        N_("What was reported"), Shape.TEXT, limit=2000, required=True, merge=Merge.PARAGRAPHS
    )
    agreed: str | None = attribute(N_("What was agreed"), Shape.TEXT, limit=2000, merge=Merge.PARAGRAPHS)
    settled_on: str | None = attribute(N_("Settled on"), Shape.DATE, check=dates.past_day)
    author: str = author_field()
    recorded_at: str = recorded_at_field()


class LandlordContact(Record, table=True):
    """That there was contact with the landlord: for the rhythm, not for what was said about care."""

    __tablename__ = "landlord_contact"
    __table_args__ = _OPTIONS

    id: str = attribute(N_("Contact with the landlord"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    tenancy: str = reference_field(N_("Tenancy"), required=True)
    spoken_on: str = attribute(N_("On"), Shape.DATE, required=True, check=dates.past_day, index=True)
    subject: str | None = attribute(N_("About"), limit=300, hint=N_("the home and the rent only"))
    author: str = author_field()
    recorded_at: str = recorded_at_field()
