"""The client: what quick intake asks, what the whole intake adds, and what lists need to know at once."""

from thuis_tui.casework import checks, dates
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import reference_field
from thuis_tui.casework.terms.common import SAFE_TO_CALL, YES_NO
from thuis_tui.casework.terms.intake import (
    ATTACHMENT,
    DEBT_HELP,
    DEBTS,
    HOUSEHOLD,
    INCOME,
    RESIDENCE_STATUS,
    URGENCY,
)
from thuis_tui.casework.vocabulary import (
    CLIENT_STATUS,
    CURRENT_STAY,
    GENDER,
    MUNICIPALITY,
    RISK_LEVEL,
    VISIT_BY,
)
from thuis_tui.language import N_


class Client(Record, table=True):
    """A person who is supported. The dossier is theirs."""

    __tablename__ = "client"
    __table_args__ = {"sqlite_strict": True}  # noqa: RUF012  SQLAlchemy reads a plain dict here

    id: str = attribute(N_("Client"), Shape.REFERENCE, primary_key=True)
    first_name: str | None = attribute(N_("First name"), limit=80, answerable=True)
    name_prefix: str | None = attribute(N_("Name prefix"), limit=20, hint=N_("van, de, van der, el …"))
    surname: str | None = attribute(
        N_("Surname"), limit=120, answerable=True, hint=N_("without the prefix: Berg, not van der Berg")
    )
    alias: str | None = attribute(
        N_("Alias"), limit=80, answerable=True, hint=N_("a nickname or street name they go by")
    )
    birth_date: str | None = attribute(
        N_("Birth date"),
        Shape.DATE,
        answerable=True,
        check=dates.birth_date,
        hint=N_("3-4-85, 030485, 1985, or ca 1985"),
    )
    gender: str | None = attribute(N_("Gender"), Shape.CHOICE, answerable=True, vocabulary=GENDER)
    bsn: str | None = attribute(
        N_("BSN"), limit=9, answerable=True, check=checks.bsn, hint=N_("nine digits, from a document")
    )
    phone: str | None = attribute(
        N_("Telephone"), limit=20, answerable=True, check=checks.phone, hint=N_("06-12345678 or +49…")
    )
    address: str | None = attribute(
        N_("Address"), limit=200, answerable=True, hint=N_("street and number, or where they can be found")
    )
    postcode: str | None = attribute(
        N_("Postcode"), limit=7, answerable=True, check=checks.postcode, hint=N_("3511 AB")
    )
    municipality: str | None = attribute(
        N_("Municipality"), Shape.CHOICE, answerable=True, vocabulary=MUNICIPALITY
    )
    current_stay: str | None = attribute(
        N_("Current stay"), Shape.CHOICE, answerable=True, vocabulary=CURRENT_STAY
    )
    status: str | None = attribute(N_("Status"), Shape.CHOICE, vocabulary=CLIENT_STATUS, system=True)

    risk_level: str | None = attribute(
        N_("Risk"),
        Shape.CHOICE,
        merge=Merge.STRICTEST,
        vocabulary=RISK_LEVEL,
        hint=N_("what was observed, not a judgement"),
    )
    go_with_two: str | None = attribute(
        N_("Visits"), Shape.CHOICE, merge=Merge.STRICTEST, vocabulary=VISIT_BY
    )
    agreements: str | None = attribute(N_("Agreements"), Shape.TEXT, limit=20_000, merge=Merge.PARAGRAPHS)

    initials: str | None = attribute(N_("Initials"), limit=20, answerable=True)
    referred_on: str | None = attribute(N_("Referred on"), Shape.DATE, answerable=True, check=dates.past_day)
    referred_by: str | None = attribute(
        N_("Referred by"), limit=160, answerable=True, hint=N_("person and organisation")
    )
    support_question: str | None = attribute(
        N_("Question"),
        Shape.TEXT,
        limit=4000,
        merge=Merge.PARAGRAPHS,
        answerable=True,
        hint=N_("what the client wants, in their own words"),
    )
    strengths: str | None = attribute(
        N_("Strengths"), Shape.TEXT, limit=4000, merge=Merge.PARAGRAPHS, answerable=True
    )
    bsn_absent: str | None = attribute(N_("Why no BSN"), limit=200, answerable=True)
    residence_status: str | None = attribute(
        N_("Residence status"), Shape.CHOICE, answerable=True, vocabulary=RESIDENCE_STATUS
    )
    language: str | None = attribute(N_("Language"), limit=80, answerable=True)
    interpreter: str | None = attribute(N_("Interpreter"), Shape.CHOICE, answerable=True, vocabulary=YES_NO)
    second_phone: str | None = attribute(
        N_("Second telephone"), limit=20, answerable=True, check=checks.phone
    )
    safe_to_call: str | None = attribute(
        N_("Safe to call"), Shape.CHOICE, merge=Merge.STRICTEST, answerable=True, vocabulary=SAFE_TO_CALL
    )
    email: str | None = attribute(N_("E-mail"), limit=120, answerable=True, check=checks.email)
    postal_address: str | None = attribute(N_("Postal address"), limit=200, answerable=True)
    emergency_contact: str | None = attribute(
        N_("In an emergency"), limit=200, answerable=True, hint=N_("name and number, or among People (m)")
    )
    regional_tie: str | None = attribute(N_("Regional tie"), Shape.CHOICE, answerable=True, vocabulary=YES_NO)
    tie_account: str | None = attribute(
        N_("Tie because of"), limit=300, answerable=True, hint=N_("years lived here, family, work")
    )
    homeless_since: str | None = attribute(
        N_("Homeless since"),
        Shape.DATE,
        answerable=True,
        check=dates.since,
        hint=N_("3-4-21, 2021, or ca 2021"),
    )
    household: str | None = attribute(N_("Household"), Shape.CHOICE, answerable=True, vocabulary=HOUSEHOLD)
    children: str | None = attribute(
        N_("Children"), limit=200, answerable=True, hint=N_("number, ages, where they live")
    )
    pets: str | None = attribute(N_("Pets"), limit=120, answerable=True)
    housing_wish: str | None = attribute(
        N_("Housing wish"), Shape.TEXT, limit=2000, merge=Merge.PARAGRAPHS, answerable=True
    )
    urgency: str | None = attribute(N_("Urgency"), Shape.CHOICE, answerable=True, vocabulary=URGENCY)
    income: str | None = attribute(N_("Income"), Shape.CHOICE, answerable=True, vocabulary=INCOME)
    debts: str | None = attribute(N_("Debts"), Shape.CHOICE, answerable=True, vocabulary=DEBTS)
    debt_help: str | None = attribute(N_("Debt help"), Shape.CHOICE, answerable=True, vocabulary=DEBT_HELP)
    budget_administrator: str | None = attribute(
        N_("Administrator"), limit=200, answerable=True, hint=N_("name and number, or among People (m)")
    )
    health_insurance: str | None = attribute(N_("Health insurer"), limit=120, answerable=True)
    general_practitioner: str | None = attribute(
        N_("GP"), limit=200, answerable=True, hint=N_("name and number, or among People (m)")
    )
    mental_health: str | None = attribute(
        N_("Psychological"), Shape.TEXT, limit=2000, merge=Merge.PARAGRAPHS, answerable=True
    )
    substance_use: str | None = attribute(
        N_("Substance use"), Shape.TEXT, limit=2000, merge=Merge.PARAGRAPHS, answerable=True
    )
    medication: str | None = attribute(
        N_("Medication"), Shape.TEXT, limit=2000, merge=Merge.STRICTEST, answerable=True
    )
    care: str | None = attribute(
        N_("Care"), limit=300, answerable=True, hint=N_("what treatment or care there is now")
    )
    justice: str | None = attribute(
        N_("Justice"), Shape.TEXT, limit=2000, merge=Merge.PARAGRAPHS, answerable=True
    )
    authorisation: str | None = attribute(N_("Authorisation"), Shape.CHOICE, vocabulary=ATTACHMENT)
    intake_report: str | None = attribute(N_("Intake report"), Shape.CHOICE, vocabulary=ATTACHMENT)
    current_plan: str | None = attribute(N_("Support plan"), Shape.CHOICE, vocabulary=ATTACHMENT)
    treatment_plan: str | None = attribute(N_("Treatment plan"), Shape.CHOICE, vocabulary=ATTACHMENT)
    diagnostics: str | None = attribute(N_("Diagnostics"), Shape.CHOICE, vocabulary=ATTACHMENT)
    duplicate_reason: str | None = attribute(
        N_("Why a new dossier"), limit=500, merge=Merge.IMMUTABLE, system=True
    )
    """Given when somebody alike was known already."""
    merged_into: str | None = reference_field(N_("Merged into"), merge=Merge.REGISTER)
    """The dossier that goes on in place of this one, as long as it is not taken back."""

    sort_name: str = attribute(N_("Sort name"), limit=400, derived=True, default="", index=True)
    answers: str = attribute(N_("Answers"), Shape.TEXT, derived=True, default="{}")
    last_note_at: str | None = attribute(N_("Last note"), Shape.MOMENT, derived=True)
    note_count: int = attribute(N_("Notes"), Shape.NUMBER, derived=True, default=0)
    conflicts: int = attribute(N_("Conflicts"), Shape.NUMBER, derived=True, default=0)


QUICK_INTAKE = (
    "first_name",
    "name_prefix",
    "surname",
    "alias",
    "birth_date",
    "gender",
    "bsn",
    "phone",
    "address",
    "postcode",
    "municipality",
    "current_stay",
)
"""The twelve fields of quick intake, in the order they are asked."""
