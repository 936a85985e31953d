"""The people around a client, and what the client allows to be shared with whom."""

from thuis_tui.casework import checks, dates
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import author_field, client_field, offset_field, recorded_at_field
from thuis_tui.casework.terms.common import SAFE_TO_CALL, YES_NO
from thuis_tui.casework.terms.people import CONSENT_DATA, CONSENT_HOW, CONTACT_ROLE
from thuis_tui.language import N_


class Contact(Record, table=True):
    """Somebody around the client: family, friends, professionals."""

    __tablename__ = "contact"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Contact"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    role: str = attribute(N_("Role"), Shape.CHOICE, required=True, vocabulary=CONTACT_ROLE)
    name: str = attribute(N_("Name"), limit=120, required=True)
    organisation: str | None = attribute(N_("Organisation"), limit=120)
    phone: str | None = attribute(
        N_("Telephone"), limit=20, check=checks.phone, hint=N_("06-12345678 or +49…")
    )
    email: str | None = attribute(N_("E-mail"), limit=120, check=checks.email)
    safe_to_call: str | None = attribute(
        N_("Safe to call"), Shape.CHOICE, merge=Merge.STRICTEST, vocabulary=SAFE_TO_CALL
    )
    emergency: str | None = attribute(
        N_("In an emergency"), Shape.CHOICE, vocabulary=YES_NO, hint=N_("is called first")
    )
    household: str | None = attribute(N_("In the household"), Shape.CHOICE, vocabulary=YES_NO)
    birth_date: str | None = attribute(N_("Birth date"), Shape.DATE, check=dates.birth_date)
    remark: str | None = attribute(N_("Remark"), Shape.TEXT, limit=1000, merge=Merge.PARAGRAPHS)
    ended_on: str | None = attribute(
        N_("Until"), Shape.DATE, check=dates.past_day, hint=N_("when this is no longer so")
    )
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()


class Consent(Record, table=True):
    """One consent to share: with one party, for one purpose, of these data (GDPR, articles 6, 7 and 9)."""

    __tablename__ = "consent"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Consent"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    party: str = attribute(N_("With whom"), limit=160, required=True)
    purpose: str = attribute(N_("What for"), limit=300, required=True)
    data: str = attribute(N_("What"), Shape.CHOICES, vocabulary=CONSENT_DATA, default="[]")
    given_on: str = attribute(N_("Given on"), Shape.DATE, required=True, check=dates.past_day)
    given_how: str = attribute(N_("How given"), Shape.CHOICE, required=True, vocabulary=CONSENT_HOW)
    ends_on: str | None = attribute(
        N_("Ends on"), Shape.DATE, check=dates.coming_day, hint=N_("empty: until it is withdrawn"), index=True
    )
    withdrawn_on: str | None = attribute(N_("Withdrawn on"), Shape.DATE, check=dates.past_day, system=True)
    withdrawn_reason: str | None = attribute(N_("Why withdrawn"), limit=300, system=True)
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    recorded_offset: int = offset_field()
