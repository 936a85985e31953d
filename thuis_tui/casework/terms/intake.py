"""Vocabularies of the whole intake, beside those of quick intake."""

from thuis_tui.casework.vocabulary import Term, Vocabulary
from thuis_tui.language import N_

RESIDENCE_STATUS = Vocabulary(
    "residence_status",
    N_("Residence status"),
    (
        Term("dutch", N_("Dutch nationality")),
        Term("eu", N_("Citizen of the European Union")),
        Term("permit", N_("Residence permit")),
        Term("procedure", N_("In procedure")),
        Term("none", N_("No right of residence")),
    ),
)

HOUSEHOLD = Vocabulary(
    "household",
    N_("Household"),
    (
        Term("alone", N_("Alone")),
        Term("couple", N_("With a partner")),
        Term("single_parent", N_("Alone with children")),
        Term("family", N_("With a partner and children")),
        Term("other", N_("With others")),
    ),
)

URGENCY = Vocabulary(
    "urgency",
    N_("Urgency"),
    (
        Term("none", N_("None")),
        Term("medical", N_("Medical")),
        Term("social", N_("Social")),
        Term("safety", N_("Safety")),
        Term("children", N_("Children involved")),
    ),
)

INCOME = Vocabulary(
    "income",
    N_("Income"),
    (
        Term("work", N_("Work")),
        Term("assistance", N_("Social assistance")),
        Term("sickness", N_("Sickness or disability benefit")),
        Term("unemployment", N_("Unemployment benefit")),
        Term("pension", N_("Pension")),
        Term("study", N_("Student finance")),
        Term("none", N_("No income")),
    ),
    open=True,
)

DEBTS = Vocabulary(
    "debts",
    N_("Debts"),
    (
        Term("none", N_("No debts")),
        Term("small", N_("Up to 5,000 euros")),
        Term("middle", N_("5,000 to 20,000 euros")),
        Term("large", N_("More than 20,000 euros")),
        Term("amount_unknown", N_("Debts, amount not known")),
    ),
)

DEBT_HELP = Vocabulary(
    "debt_help",
    N_("Debt help"),
    (
        Term("none", N_("None")),
        Term("asked", N_("Applied for")),
        Term("budget", N_("Budget management")),
        Term("voluntary", N_("Voluntary debt arrangement (MSNP)")),
        Term("statutory", N_("Statutory debt arrangement (WSNP)")),
        Term("administration", N_("Under administration")),
    ),
)

ATTACHMENT = Vocabulary(
    "attachment",
    N_("Attachment"),
    (
        Term("present", N_("present")),
        Term("asked", N_("asked for")),
        Term("not_needed", N_("not needed")),
    ),
)
