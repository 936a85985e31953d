"""Vocabularies of the people around the client, and of consent."""

from thuis_tui.casework.vocabulary import Term, Vocabulary
from thuis_tui.language import N_

CONTACT_ROLE = Vocabulary(
    "contact_role",
    N_("Role"),
    (
        Term("partner", N_("Partner")),
        Term("parent", N_("Parent")),
        Term("child", N_("Child")),
        Term("family", N_("Other family")),
        Term("friend", N_("Friend or acquaintance")),
        Term("neighbour", N_("Neighbour")),
        Term("housemate", N_("Housemate")),
        Term("gp", N_("General practitioner")),
        Term("budget_administrator", N_("Budget administrator")),
        Term("mentor", N_("Mentor or guardian")),
        Term("mental_health", N_("Mental health care")),
        Term("addiction_care", N_("Addiction care")),
        Term("home_care", N_("Home care")),
        Term("probation", N_("Probation service")),
        Term("police", N_("Community police officer")),
        Term("corporation", N_("Housing corporation")),
        Term("municipality", N_("Municipality or neighbourhood team")),
        Term("employer", N_("Employer or day activities")),
        Term("lawyer", N_("Lawyer")),
    ),
    open=True,
)

CONSENT_DATA = Vocabulary(
    "consent_data",
    N_("What may be shared"),
    (
        Term("identity", N_("Name, birth date and address")),
        Term("bsn", N_("BSN")),
        Term("plan", N_("Support plan")),
        Term("assessment", N_("ZRM assessment")),
        Term("notes", N_("Notes")),
        Term("finances", N_("Finances")),
        Term("health", N_("Health")),
        Term("justice", N_("Justice")),
        Term("safety", N_("Risks and warning plan")),
        Term("housing", N_("Housing and rent")),
        Term("research", N_("Research, without the name")),
    ),
)

CONSENT_HOW = Vocabulary(
    "consent_how",
    N_("How it was given"),
    (
        Term("signed", N_("signed on paper")),
        Term("spoken", N_("in words")),
        Term("digital", N_("by e-mail or app")),
    ),
)
