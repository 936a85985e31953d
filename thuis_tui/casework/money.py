"""Amounts in euros as people type them, Dutch or English: 623,45, € 1.023, 1,023.50, 623."""

import re
from datetime import date

from thuis_tui.casework.problem import FieldProblem
from thuis_tui.language import N_, language, message

MOST = 100_000
"""Euros; a greater amount in one field is taken for a slip of the finger."""

_DIGITS = re.compile(r"\d+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}([.,' ])\d{3}(?:\1\d{3})*", re.ASCII)
_CENTS = re.compile(r"(.+)[.,](\d\d|-|–|--)", re.ASCII)


def euros(text: str, today: date) -> str:
    """An amount as it is kept: '623.45'. What is typed with three digits after a mark is thousands."""
    typed = " ".join(re.sub(r"€|\beur\b|\beuro\b", " ", text, flags=re.IGNORECASE).split())
    whole, cents = typed, "00"
    if found := _CENTS.fullmatch(typed):
        whole, cents = found[1], found[2] if found[2].isdigit() else "00"
    if _GROUPED.fullmatch(whole):
        whole = re.sub(r"\D", "", whole)
    if not _DIGITS.fullmatch(whole):
        raise FieldProblem(message(N_("This is not an amount in euros: 623,45 or 623.")))
    if int(whole) >= MOST:
        raise FieldProblem(message(N_("This amount is very large: look at the comma and the dots again.")))
    return f"{int(whole)}.{cents}"


def shown(kept: str) -> str:
    """A kept amount as it is read in the user's language: 1.023,50 in Dutch, 1,023.50 in English."""
    whole, _point, cents = kept.partition(".")
    grouped = f"{int(whole):,}"
    return f"{grouped.replace(',', '.')},{cents}" if language() == "nl" else f"{grouped}.{cents}"
