"""Prompts for a note of each kind of contact: what a colleague will want to read, in its order."""

from collections.abc import Mapping

from thuis_tui.language import N_, _

PROMPTS: Mapping[str, tuple[str, ...]] = {
    "home_visit": (
        N_("How it is going, in their own words"),
        N_("The home: how it is kept, rent, neighbours"),
        N_("What we did"),
        N_("What goes well"),
        N_("What we agreed: who, what, when"),
    ),
    "visit": (
        N_("Where and with whom"),
        N_("How it is going, in their own words"),
        N_("What we did"),
        N_("What we agreed: who, what, when"),
    ),
    "office": (
        N_("Why they came"),
        N_("What we did"),
        N_("What we agreed: who, what, when"),
    ),
    "phone": (
        N_("Who called whom, and why"),
        N_("What was said"),
        N_("What we agreed: who, what, when"),
    ),
    "digital": (
        N_("What was written or said"),
        N_("What we agreed: who, what, when"),
    ),
    "third_party": (
        N_("With whom, and with which consent"),
        N_("What was discussed"),
        N_("What was agreed, and what the client knows of it"),
    ),
    "other": (N_("What happened"), N_("What we agreed: who, what, when")),
}
"""By kind of contact. They stay prompts: nothing checks whether they were answered."""


def template(kind: str) -> str:
    """The prompts of a kind of contact as a text to fill in; empty for no such kind."""
    return "\n\n".join(f"{_(prompt)}:\n" for prompt in PROMPTS.get(kind, ()))
