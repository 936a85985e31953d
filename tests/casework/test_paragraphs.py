"""Two people change one long text: whole paragraphs merge, and what is not certain is left to a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.casework import paragraphs
from thuis_tui.casework.paragraphs import MOST, merged
from thuis_tui.casework.records import merge_texts

BASE = "Bel een dag van tevoren.\n\nPost gaat naar de buurvrouw.\n\nDinsdag is er dagbesteding."
PART = st.text("abc ", min_size=1, max_size=3).filter(str.strip)
TEXT = st.lists(PART, max_size=7).map("\n\n".join)


def test_changes_in_different_paragraphs_are_both_there() -> None:
    one = BASE.replace("een dag", "twee dagen")
    other = BASE + "\n\nDe hond blijft binnen."
    both = one + "\n\nDe hond blijft binnen."
    assert merged(BASE, one, other) == merged(BASE, other, one) == both


def test_one_removes_a_paragraph_and_another_changes_another() -> None:
    one = BASE.replace("Post gaat naar de buurvrouw.\n\n", "")
    # Next to a paragraph that is gone, nobody can say what still belongs together.
    assert merged(BASE, one, BASE.replace("Dinsdag", "Woensdag")) is None
    long = BASE + "\n\nSleutel bij de beheerder.\n\nKat heet Pim."
    one = long.replace("Post gaat naar de buurvrouw.\n\n", "")
    other = long.replace("Pim", "Poes")
    assert merged(long, one, other) == one.replace("Pim", "Poes")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gebruikt geen paracetamol.", "Gebruikt geen paracetamol en ibuprofen."),
        ("Gebruikt paracetamol.", "Gebruikt geen paracetamol, wel ibuprofen."),
    ],
)
def test_never_inside_a_paragraph(one: str, other: str) -> None:
    base = "Gebruikt geen pijnstillers."
    assert merged(base, one, other) is None
    # Words far apart in the same paragraph are still the same paragraph.
    long = "Eerste regel.\n" * 9 + "Laatste regel."
    assert merged(long, "Vooraf. " + long, long + " Achteraf.") is None


def test_two_different_beginnings_are_for_a_person() -> None:
    assert merged("", "Mijn afspraak.", "Jouw afspraak.") is None
    assert merged("", "Zelfde afspraak.", "Zelfde afspraak.") == "Zelfde afspraak."
    assert merged(BASE, BASE + "\n\nEen.", BASE + "\n\nTwee.") is None


def test_a_text_that_would_be_too_long_or_is_no_prose_is_for_a_person() -> None:
    one, other = "X" * 30 + BASE, BASE + "\n\n" + "Y" * 30
    assert merged(BASE, one, other, limit=len(BASE) + 62) is not None
    assert merged(BASE, one, other, limit=len(BASE) + 61) is None
    endless = "\n\n".join(["a"] * (MOST + 1))
    assert merged(endless, f"b\n\n{endless}", f"{endless}\n\nc") is None


@given(TEXT, TEXT)
def test_a_change_of_one_side_alone_stands(base: str, one: str) -> None:
    assert merged(base, one, base) == one
    assert merged(base, base, one) == one
    assert merged(base, one, one) == one


@given(TEXT, TEXT, TEXT)
def test_nothing_is_lost_and_nothing_is_made_up(base: str, one: str, other: str) -> None:
    found = merged(base, one, other)
    assert found == merged(base, other, one)
    if found is None:
        return
    before, first, second, after = (paragraphs.paragraphs(text) for text in (base, one, other, found))
    for part in after:
        assert part in first or part in second
    for mine, theirs in ((first, second), (second, first)):
        for part in mine:
            if part not in before:
                assert part in after
        for part in before:
            if part not in mine and part not in theirs:
                assert part not in after


@given(st.lists(PART, min_size=3, max_size=6, unique=True), PART, PART)
def test_far_ends_of_a_text_always_merge(parts: list[str], first: str, last: str) -> None:
    base = "\n\n".join(parts)
    one, other = f"1{first}\n\n{base}", f"{base}\n\n2{last}"
    assert merged(base, one, other) == f"1{first}\n\n{base}\n\n2{last}"


def test_only_a_field_with_that_rule_is_merged() -> None:
    one, other = "Vooraf.\n\n" + BASE, BASE + "\n\nAchteraf."
    assert merge_texts("client", "agreements", BASE, one, other) == f"Vooraf.\n\n{BASE}\n\nAchteraf."
    assert merge_texts("client", "agreements", None, one, other) is None
    assert merge_texts("client", "agreements", BASE, one, {"answer": "unknown"}) is None
    assert merge_texts("client", "address", BASE, one, other) is None
    assert merge_texts("client", "not_yet_known", BASE, one, other) is None
