"""What the whole intake of some made-up people says: filled in, half filled in, or hardly begun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EVERY = 3
"""One client in so many has more than quick intake."""
_UNKNOWN = {"answer": "unknown"}
_REFUSED = {"answer": "refused"}

_BEGUN: Mapping[str, Any] = {
    "referred_by": "Inloop aan de Croeselaan",
    "support_question": "Een eigen plek, en niet meer elke avond wachten op een bed.",
    "household": "alone",
    "pets": "een kat",
    "safe_to_call": "arranged",
}
_HALF: Mapping[str, Any] = {
    **_BEGUN,
    "referred_on": "2026-02-09",
    "residence_status": "dutch",
    "language": "Nederlands",
    "interpreter": "no",
    "regional_tie": "yes",
    "tie_account": "woont sinds 2009 in de stad, moeder in Overvecht",
    "homeless_since": "2025-06",
    "children": "een dochter van 9, woont bij haar vader",
    "income": "assistance",
    "debts": "amount_unknown",
    "debt_help": "asked",
    "health_insurance": _UNKNOWN,
    "general_practitioner": _REFUSED,
    "authorisation": "asked",
}
_WHOLE: Mapping[str, Any] = {
    **_HALF,
    "initials": "A.B.",
    "strengths": "Staat elke ochtend op tijd op, ook zonder wekker.\n\nKan goed koken voor een groep.",
    "postal_address": "p/a Inloop aan de Croeselaan",
    "emergency_contact": "zus, 06-12340099",
    "housing_wish": "Begane grond, met een kamer voor de dochter.",
    "urgency": "social",
    "debts": "middle",
    "debt_help": "administration",
    "budget_administrator": "Bewind & Zo, 030-1234500",
    "health_insurance": "Zilveren Kruis",
    "general_practitioner": "Gezondheidscentrum De Brug, 030-1234567",
    "care": "eens per maand naar de polikliniek",
    "mental_health": "Slaapt slecht, piekert 's nachts.",
    "substance_use": "Rookt; drinkt niet meer sinds het voorjaar.",
    "medication": _REFUSED,
    "justice": "Geen.",
    "agreements": "Bel een dag van tevoren, na tien uur.",
    "authorisation": "present",
    "intake_report": "present",
    "current_plan": "asked",
    "treatment_plan": "not_needed",
    "diagnostics": "not_needed",
}
_KINDS = (_WHOLE, _HALF, _BEGUN)


def answers(number: int) -> Mapping[str, Any]:
    """What is known of the client of this number, beside quick intake."""
    place, rest = divmod(number, EVERY)
    return _KINDS[place % len(_KINDS)] if rest == 0 else {}
