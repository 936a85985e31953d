"""The client: what quick intake asks, and what lists need to know at once."""

from thuis_tui.casework import checks, dates
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
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
