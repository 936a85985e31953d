"""Vocabularies of safety: risk flags, the reporting code, calamities and what a team lead is told."""

from thuis_tui.casework.vocabulary import Term, Vocabulary
from thuis_tui.language import N_

RISK_KIND = Vocabulary(
    "risk_kind",
    N_("Kind of risk"),
    (
        Term("aggression", N_("Aggression")),
        Term("weapon", N_("Weapon")),
        Term("third_parties", N_("Others in or around the home")),
        Term("self_harm", N_("Self-harm or suicide")),
        Term("substances", N_("Use or dealing in the home")),
        Term("animal", N_("Dog or other animal")),
        Term("infection", N_("Infection")),
        Term("home", N_("Unsafe home: fire, gas, hygiene")),
    ),
    open=True,
)

MELDCODE_STEP = Vocabulary(
    "meldcode_step",
    N_("Step of the reporting code"),
    (
        Term(1, N_("Write down the signs")),
        Term(2, N_("Consult a colleague and Veilig Thuis")),
        Term(3, N_("Talk with those concerned")),
        Term(4, N_("Weigh the violence")),
        Term(5, N_("Decide: report, and help")),
    ),
)
"""The five steps of the Dutch reporting code for domestic violence and child abuse."""

MELDCODE_DECISION = Vocabulary(
    "meldcode_decision",
    N_("Decision by the reporting code"),
    (
        Term("report", N_("report to Veilig Thuis")),
        Term("help", N_("arrange help")),
        Term("both", N_("report and arrange help")),
        Term("neither", N_("neither, with the reason")),
    ),
)

CALAMITY_KIND = Vocabulary(
    "calamity_kind",
    N_("Kind of calamity"),
    (
        Term("death", N_("Death")),
        Term("suicide_attempt", N_("Attempted suicide")),
        Term("violence", N_("Violence")),
        Term("serious_harm", N_("Serious harm to somebody")),
        Term("missing", N_("Missing person")),
        Term("fire", N_("Fire or explosion")),
    ),
    open=True,
)

NOTICE_KIND = Vocabulary(
    "notice_kind",
    N_("Notice"),
    (
        Term("visit_alone", N_("a visit alone in spite of a warning")),
        Term("calamity", N_("a calamity")),
        Term("meldcode", N_("the reporting code")),
        Term("emergency", N_("a dossier opened in an emergency")),
    ),
)
