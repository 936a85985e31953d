"""Vocabularies that several parts of the work use."""

from thuis_tui.casework.vocabulary import Term, Vocabulary
from thuis_tui.language import N_

YES_NO = Vocabulary("yes_no", N_("Yes or no"), (Term("yes", N_("Yes")), Term("no", N_("No"))))

SAFE_TO_CALL = Vocabulary(
    "safe_to_call",
    N_("Safe to call"),
    (
        Term("yes", N_("yes")),
        Term("arranged", N_("at arranged times only")),
        Term("no", N_("no: do not call")),
    ),
)
"""From mild to strict: the order decides which of two values governs."""
