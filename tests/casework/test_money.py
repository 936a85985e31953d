"""Amounts in euros as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.casework.money import euros, shown
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.language import select

TODAY = date(2026, 11, 23)
GOOD = {
    "623": "623.00", "623,45": "623.45", "623.45": "623.45", "€623,45": "623.45", "€ 1.023": "1023.00",
    "1,023.50": "1023.50", "1.023,50": "1023.50", "623,-": "623.00", "eur 0": "0.00", "12 345,60": "12345.60",
    "007": "7.00",
}  # fmt: skip
BAD = ("", "gratis", "-5", "1.02,50", "1,2,3", "623,4", "12.34.567", "100000", "1e3", "६२३", "€")


def test_amounts_as_they_are_typed(subtests: pytest.Subtests) -> None:
    for typed, kept in GOOD.items():
        with subtests.test(typed):
            assert euros(typed, TODAY) == kept
    for typed in BAD:
        with subtests.test(typed), pytest.raises(FieldProblem):
            euros(typed, TODAY)


def test_an_amount_is_read_in_the_language_of_the_user() -> None:
    read = {}
    for name in ("nl", "en"):
        select(name)
        read[name] = [shown(kept) for kept in ("623.45", "1023.50", "0.00")]
    assert read == {"nl": ["623,45", "1.023,50", "0,00"], "en": ["623.45", "1,023.50", "0.00"]}


@given(st.integers(0, 9_999_999), st.sampled_from([",", "."]), st.booleans())
def test_what_is_kept_is_what_was_meant(cents: int, comma: str, grouped: bool) -> None:
    whole, rest = divmod(cents, 100)
    dot = "." if comma == "," else ","
    typed = f"{whole:,}".replace(",", dot) if grouped else str(whole)
    kept = euros(f"{typed}{comma}{rest:02}", TODAY)
    assert kept == f"{whole}.{rest:02}"
    assert euros(kept, TODAY) == kept
