"""Vocabularies of the learning export."""

from thuis_tui.casework.vocabulary import Term, Vocabulary
from thuis_tui.language import N_

LEARNING_STATE = Vocabulary(
    "learning_state",
    N_("State of the export"),
    (
        Term("asked", N_("waits for a privacy officer")),
        Term("approved", N_("approved")),
        Term("refused", N_("refused")),
        Term("made", N_("made")),
    ),
)

LEARNING_DECISION = Vocabulary(
    "learning_decision",
    N_("Decision"),
    (Term("approve", N_("Approve")), Term("refuse", N_("Refuse"))),
)
