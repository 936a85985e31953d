"""Vocabularies of visits."""

from thuis_tui.casework.vocabulary import Term, Vocabulary
from thuis_tui.language import N_

VISIT_PLACE = Vocabulary(
    "visit_place",
    N_("Place of the visit"),
    (
        Term("home", N_("At home")),
        Term("office", N_("At the office")),
        Term("outside", N_("Outside, or in the neighbourhood")),
        Term("shelter", N_("In the shelter")),
        Term("institution", N_("In a hospital or institution")),
    ),
    open=True,
)

VISIT_OUTCOME = Vocabulary(
    "visit_outcome",
    N_("How the visit went"),
    (
        Term("done", N_("took place")),
        Term("not_home", N_("not at home")),
        Term("cancelled_client", N_("cancelled by the client")),
        Term("cancelled_us", N_("cancelled by us")),
    ),
)
