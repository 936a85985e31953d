"""What a consent allows, and until when: for one party, one purpose, the data that it names.

The basis of support itself is the task of the Wmo 2015; consent is for sharing (GDPR, articles 6, 7, 9).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal

from thuis_tui.casework.problem import Problem
from thuis_tui.casework.terms.people import CONSENT_DATA
from thuis_tui.casework.vocabulary import Code
from thuis_tui.language import N_, message
from thuis_tui.text import fold

State = Literal["valid", "expiring", "expired", "withdrawn"]

SOON_DAYS = 30
"""A consent that ends within so many days is told of, so that it can be asked again in time."""

RESEARCH: Final = "research"
"""Allows a row without a name in an export for research, and nothing that somebody hands over."""

NO_DATA = message(N_("Say what may be shared: a consent to nothing in particular is none."))
ENDS_BEFORE = message(N_("A consent cannot end before it was given."))
WITHDRAWN_BEFORE = message(N_("A consent cannot be withdrawn before it was given."))


def consent_problems(values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a consent as a whole, each at its field."""
    problems = []
    if not values.get("data"):
        problems.append(Problem("data", NO_DATA))
    given = values.get("given_on") or ""
    for name, said in (("ends_on", ENDS_BEFORE), ("withdrawn_on", WITHDRAWN_BEFORE)):
        day = values.get(name)
        if day and day < given:
            problems.append(Problem(name, said))
    return problems


def state(consent: Mapping[str, Any], today: date) -> State:
    """How a consent stands today; it counts through the day that it ends."""
    day = today.isoformat()
    withdrawn, ends = consent.get("withdrawn_on"), consent.get("ends_on")
    if withdrawn and withdrawn <= day:
        return "withdrawn"
    if ends and ends < day:
        return "expired"
    if ends and (date.fromisoformat(ends) - today).days <= SOON_DAYS:
        return "expiring"
    return "valid"


def to_hand_over(data: Collection[str]) -> tuple[str, ...]:
    """Which of the data may be in a file with the name on it, with consent: research is never."""
    return tuple(code for code in data if code != RESEARCH)


def missing(
    consents: Iterable[Mapping[str, Any]], party: str, data: Collection[str], today: date
) -> tuple[str, ...]:
    """Which of the data no consent allows to share with this party today, in the order of the vocabulary."""
    wanted = fold(party)
    allowed: set[str] = set()
    for consent in consents:
        if fold(str(consent["party"])) == wanted and state(consent, today) in ("valid", "expiring"):
            allowed.update(consent["data"])
    order: list[Code] = [term.code for term in CONSENT_DATA.terms]
    return tuple(str(code) for code in order if code in data and code not in allowed)
