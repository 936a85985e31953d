"""A candidacy: somebody on the way to a home, apart from the dossier with its notes.

Who divides the homes sees these records and nothing else of a client.
"""

from thuis_tui.casework import dates, money
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import author_field, client_field, recorded_at_field, reference_field
from thuis_tui.casework.terms.common import YES_NO
from thuis_tui.casework.terms.housing import (
    ACCESSIBLE,
    HOME_TYPE,
    OFFER_OUTCOME,
    REFUSAL_REASON,
    SIDE_STATE,
    STAGE,
)
from thuis_tui.casework.terms.intake import HOUSEHOLD, URGENCY
from thuis_tui.casework.vocabulary import MUNICIPALITY
from thuis_tui.language import N_

_OPTIONS = {"sqlite_strict": True}


class Candidacy(Record, table=True):
    """The way of one client to a home; its id is the client's, so that there is never a second.

    `stage` and `side_state` are registers: two people who move one card offline have a conflict, which a
    person decides. What was moved, when and why stands in the moves.
    """

    __tablename__ = "candidacy"
    __table_args__ = _OPTIONS

    id: str = attribute(N_("Candidacy"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    name: str | None = attribute(N_("Name"), limit=160, hint=N_("as the landlord may know it"))
    registered_on: str | None = attribute(N_("On the list since"), Shape.DATE, check=dates.past_day)
    urgency: str | None = attribute(N_("Urgency"), Shape.CHOICE, vocabulary=URGENCY)
    municipality: str | None = attribute(N_("Regional tie"), Shape.CHOICE, vocabulary=MUNICIPALITY)
    household: str | None = attribute(N_("Household"), Shape.CHOICE, vocabulary=HOUSEHOLD)
    wished_municipalities: list[str] | None = attribute(
        N_("Wishes to live in"), Shape.CHOICES, vocabulary=MUNICIPALITY
    )
    wished_area: str | None = attribute(N_("Neighbourhood"), limit=120)
    avoided_area: str | None = attribute(
        N_("Rather not in"), limit=120, hint=N_("a neighbourhood, without the reason")
    )
    wished_type: str | None = attribute(N_("Kind of home"), Shape.CHOICE, vocabulary=HOME_TYPE)
    rent_up_to: str | None = attribute(N_("Rent up to"), limit=12, check=money.euros, hint=N_("623,45"))
    accessible: str | None = attribute(N_("Needs"), Shape.CHOICE, vocabulary=ACCESSIBLE)
    pets: str | None = attribute(N_("Brings pets"), Shape.CHOICE, vocabulary=YES_NO)
    stage: str | None = attribute(N_("Stage"), Shape.CHOICE, vocabulary=STAGE, system=True, index=True)
    stage_since: str | None = attribute(N_("In this stage since"), Shape.DATE, system=True)
    side_state: str | None = attribute(N_("Side state"), Shape.CHOICE, vocabulary=SIDE_STATE, system=True)
    author: str = author_field()
    recorded_at: str = recorded_at_field()


class StageMove(Record, table=True):
    """One move of a candidate: from where, to where, on which day, and why."""

    __tablename__ = "stage_move"
    __table_args__ = _OPTIONS

    id: str = attribute(N_("Move"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    stage_before: str | None = attribute(
        N_("From"), Shape.CHOICE, vocabulary=STAGE, merge=Merge.IMMUTABLE, system=True
    )
    stage: str = attribute(
        N_("To"), Shape.CHOICE, vocabulary=STAGE, merge=Merge.IMMUTABLE, required=True, system=True
    )
    side_state: str | None = attribute(
        N_("Side state"), Shape.CHOICE, vocabulary=SIDE_STATE, merge=Merge.IMMUTABLE, system=True
    )
    moved_on: str = attribute(
        N_("On"), Shape.DATE, merge=Merge.IMMUTABLE, required=True, check=dates.past_day, index=True
    )
    reason: str | None = attribute(N_("Reason"), limit=300)
    author: str = author_field()
    recorded_at: str = recorded_at_field()


class HomeOffer(Record, table=True):
    """A place that was offered to a client, and what became of it. Refusing has no consequence."""

    __tablename__ = "home_offer"
    __table_args__ = _OPTIONS

    id: str = attribute(N_("Offer of a home"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    place: str = reference_field(N_("Place"), required=True)
    offered_on: str = attribute(N_("Offered on"), Shape.DATE, required=True, check=dates.past_day)
    viewing_on: str | None = attribute(
        N_("Viewing on"), Shape.DATE, check=dates.coming_day, purpose=dates.Purpose.FUTURE
    )
    outcome: str | None = attribute(N_("What became of it"), Shape.CHOICE, vocabulary=OFFER_OUTCOME)
    refusal_reason: str | None = attribute(N_("Reason"), Shape.CHOICE, vocabulary=REFUSAL_REASON)
    answered_on: str | None = attribute(N_("Answered on"), Shape.DATE, check=dates.past_day)
    author: str = author_field()
    recorded_at: str = recorded_at_field()
