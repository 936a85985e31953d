"""Vocabularies of handing dossiers over: transfer, cover, emergency access, and how each stands."""

from thuis_tui.casework.vocabulary import Term, Vocabulary
from thuis_tui.language import N_

TRANSFER_KIND = Vocabulary(
    "transfer_kind",
    N_("Kind of handover"),
    (
        Term("transfer", N_("transfer")),
        Term("cover", N_("cover")),
        Term("assign", N_("assignment by a team lead")),
        Term("restrict", N_("restriction")),
    ),
)

TRANSFER_STATE = Vocabulary(
    "transfer_state",
    N_("State of the handover"),
    (
        Term("offered", N_("offered")),
        Term("accepted", N_("accepted")),
        Term("in_force", N_("in force")),
        Term("declined", N_("declined")),
        Term("withdrawn", N_("taken back")),
        Term("ended", N_("ended")),
        Term("refused", N_("not possible")),
    ),
)

OFFER_DECISION = Vocabulary(
    "offer_decision",
    N_("Answer"),
    (Term("accept", N_("Accept")), Term("decline", N_("Decline"))),
)

HELD_AS = Vocabulary(
    "held_as",
    N_("Held as"),
    (
        Term("own", N_("own dossier")),
        Term("cover", N_("cover")),
        Term("reading_on", N_("reading on after a transfer")),
        Term("emergency", N_("emergency access")),
    ),
)

EMERGENCY_STATE = Vocabulary(
    "emergency_state",
    N_("State of the emergency access"),
    (
        Term("granted", N_("given")),
        Term("not_found", N_("nobody found")),
        Term("limited", N_("too often")),
        Term("refused", N_("not allowed")),
    ),
)
