"""Handing a dossier over: what a caseworker asks, what a colleague is offered, and who holds what now.

A laptop asks by making a record in its own scope; the service acts on it when it arrives, and answers in the
scopes of whom it concerns.
"""

from typing import Any

from thuis_tui.casework import checks, dates
from thuis_tui.casework.attribute import Merge, Record, Shape, attribute
from thuis_tui.casework.stamped import author_field, client_field, recorded_at_field, reference_field
from thuis_tui.casework.terms.handover import (
    EMERGENCY_STATE,
    HELD_AS,
    OFFER_DECISION,
    TRANSFER_KIND,
    TRANSFER_STATE,
)
from thuis_tui.casework.vocabulary import Vocabulary
from thuis_tui.language import N_

MAX_REASON = 500
MAX_SHEET = 20_000
READS_ON_DAYS = 14
"""So long who handed a dossier over may read on in it."""
EMERGENCY_MINUTES = 60
EMERGENCY_REASON = 10
"""The fewest characters that the reason of an emergency access has."""
_OPTIONS = {"sqlite_strict": True}


def _choice(label: str, vocabulary: Vocabulary, *, required: bool = False, index: bool = False) -> Any:
    """A choice that is made with the record, or by the service."""
    return attribute(
        label,
        Shape.CHOICE,
        required=required,
        merge=Merge.IMMUTABLE,
        vocabulary=vocabulary,
        system=True,
        index=index,
    )


def _said(label: str, limit: int = MAX_REASON) -> Any:
    """A text that is written with the record, or by the service."""
    return attribute(label, Shape.TEXT, limit=limit, merge=Merge.IMMUTABLE, system=True)


def _moment(label: str, *, merge: Merge = Merge.IMMUTABLE) -> Any:
    return attribute(label, Shape.MOMENT, merge=merge, system=True)


def _line(label: str) -> Any:
    return attribute(label, merge=Merge.IMMUTABLE, system=True)


class Transfer(Record, table=True):
    """What a caseworker or team lead asks for a dossier, in their own scope; the service says how it stands.

    `until` is the end of a cover; `holder` is from whom a dossier is taken when a lead assigns it.
    """

    __tablename__ = "transfer"
    __table_args__ = _OPTIONS

    id: str = attribute(N_("Handover"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    kind: str = _choice(N_("Kind of handover"), TRANSFER_KIND, required=True)
    recipient: str = reference_field(N_("To whom"), required=True)
    holder: str | None = reference_field(N_("From whom"))
    until: str | None = _moment(N_("Until"))
    client_name: str | None = _line(N_("Client"))
    sheet: str | None = _said(N_("Handover sheet"), MAX_SHEET)
    goes_with: str | None = reference_field(N_("Goes with"))
    """The handover of the dossier into which this one was merged: they are one, shown and answered as one."""
    reason: str | None = _said(N_("Reason"))
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    withdrawn_at: str | None = _moment(N_("Taken back"), merge=Merge.LATEST)
    state: str | None = _choice(N_("State of the handover"), TRANSFER_STATE)
    answer: str | None = _said(N_("Answer"))
    refusal: str | None = _line(N_("Why not"))
    decided_at: str | None = _moment(N_("Decided"))
    reads_until: str | None = _moment(N_("Reading on until"))


class Offer(Record, table=True):
    """A dossier that a colleague hands over, before who is to take it; the service makes it."""

    __tablename__ = "offer"
    __table_args__ = _OPTIONS

    id: str = attribute(N_("Offer"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    kind: str = _choice(N_("Kind of handover"), TRANSFER_KIND, required=True)
    sender: str = reference_field(N_("From whom"), required=True)
    until: str | None = _moment(N_("Until"))
    client_name: str | None = _line(N_("Client"))
    sheet: str | None = _said(N_("Handover sheet"), MAX_SHEET)
    goes_with: str | None = reference_field(N_("Goes with"))
    reason: str | None = _said(N_("Reason"))
    recorded_at: str = recorded_at_field()
    state: str | None = _choice(N_("State of the handover"), TRANSFER_STATE, index=True)
    decision: str | None = attribute(N_("Answer"), Shape.CHOICE, vocabulary=OFFER_DECISION)
    decision_reason: str | None = attribute(N_("Reason"), Shape.TEXT, limit=MAX_REASON)


class Assignment(Record, table=True):
    """Who holds a dossier of a team, for who leads it; the service makes it and keeps it up to date."""

    __tablename__ = "assignment"
    __table_args__ = _OPTIONS

    id: str = attribute(N_("Assignment"), Shape.REFERENCE, primary_key=True)
    client: str = client_field()
    caseworker: str = reference_field(N_("Caseworker"), required=True)
    kind: str = _choice(N_("Held as"), HELD_AS, required=True)
    since: str = attribute(N_("Since"), Shape.MOMENT, required=True, merge=Merge.IMMUTABLE, system=True)
    until: str | None = _moment(N_("Until"))
    ended_at: str | None = _moment(N_("Ended"))


class EmergencyAccess(Record, table=True):
    """A dossier that a caseworker needs at once: whose, and why. The service opens it for an hour.

    The family name with the birth date, or the citizen service number: exactly as the dossier has it.
    """

    __tablename__ = "emergency_access"
    __table_args__ = _OPTIONS

    id: str = attribute(N_("Emergency access"), Shape.REFERENCE, primary_key=True)
    surname: str | None = attribute(N_("Family name"), limit=80, merge=Merge.IMMUTABLE)
    birth_date: str | None = attribute(
        N_("Birth date"), Shape.DATE, merge=Merge.IMMUTABLE, check=dates.birth_date
    )
    bsn: str | None = attribute(N_("BSN"), limit=9, merge=Merge.IMMUTABLE, check=checks.bsn)
    reason: str = attribute(N_("Reason"), Shape.TEXT, limit=MAX_REASON, required=True, merge=Merge.IMMUTABLE)
    author: str = author_field()
    recorded_at: str = recorded_at_field()
    state: str | None = _choice(N_("State of the emergency access"), EMERGENCY_STATE)
    dossier: str | None = reference_field(N_("Client"))
    """Whose it turned out to be: not `client`, for a record stays with the client it was made for."""
    until: str | None = _moment(N_("Until"))
