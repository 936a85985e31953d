"""What is typed into fields of numbers: read into the kept form, or refused with what is wrong."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import HOSTILE
from thuis_tui.casework import checks
from thuis_tui.casework.problem import FieldProblem

TODAY = date(2026, 11, 12)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("999900006", "999900006"), ("9999.00.006", "999900006"), (" 999 900 018 ", "999900018")],
)
def test_a_bsn_is_nine_digits(typed: str, kept: str) -> None:
    assert checks.bsn(typed, TODAY) == kept


def test_eight_digits_take_a_leading_zero() -> None:
    short = next(f"{n:08d}" for n in range(10_000_000, 99_999_999) if _weighed(f"0{n}") % 11 == 0)
    assert checks.bsn(short, TODAY) == "0" + short


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("999900007", "check digit is wrong"),
        ("99990000", "check digit is wrong"),
        ("9999000061", "this has 10"),
        ("1234", "this has 4"),
        ("000000000", "never all zeros"),
        ("00000000", "never all zeros"),
        ("99990000a", "digits only"),
        ("٩٩٩٩٠٠٠٠٦", "digits only"),
        ("", "digits only"),
    ],
)
def test_a_refused_bsn_is_told_why(typed: str, said: str) -> None:
    with pytest.raises(FieldProblem) as problem:
        checks.bsn(typed, TODAY)
    assert said in str(problem.value)


def _weighed(number: str) -> int:
    return sum(
        weight * int(digit) for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), number, strict=True)
    )


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_a_bsn_passes_exactly_when_it_passes_the_test_of_eleven(number: str) -> None:
    right = _weighed(number) % 11 == 0 and int(number) > 0
    try:
        assert checks.bsn(number, TODAY) == number
    except FieldProblem:
        assert not right
    else:
        assert right


@pytest.mark.parametrize(
    ("typed", "kept"), [("3511AB", "3511 AB"), ("3511 ab", "3511 AB"), ("NL-3511 AB", "3511 AB")]
)
def test_a_postcode_has_one_form(typed: str, kept: str) -> None:
    assert checks.postcode(typed, TODAY) == kept


@pytest.mark.parametrize("typed", ["0511 AB", "3511", "3511 SS", "AB 3511", "35 11 A", "³511 AB"])
def test_what_is_no_postcode_is_refused(typed: str) -> None:
    with pytest.raises(FieldProblem, match="3511 AB"):
        checks.postcode(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0612345678", "06-12345678"),
        ("06 12 34 56 78", "06-12345678"),
        ("+31 6 12345678", "06-12345678"),
        ("+31 (0)6-12345678", "06-12345678"),
        ("0031612345678", "06-12345678"),
        ("030-1234567", "030-1234567"),
        ("0348 123456", "0348-123456"),
        ("088 123 45 67", "088-1234567"),
        ("0800-2000", "0800-2000"),
        ("+49 30 123456", "+4930123456"),
        ("0032 2 123 45 67", "+3221234567"),
        ("112", "112"),
        ("14030", "14030"),
    ],
)
def test_a_telephone_number_has_one_form(typed: str, kept: str) -> None:
    assert checks.phone(typed, TODAY) == kept
    assert checks.phone(kept, TODAY) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("06-1234567", "this has 9"),
        ("061234567890", "this has 12"),
        ("612345678", "begins with 0"),
        ("06-1234567x", "digits, spaces and dashes"),
        ("geen", "digits, spaces and dashes"),
        ("٠٦١٢٣٤٥٦٧٨", "digits, spaces and dashes"),
        ("+49", "not complete"),
        ("+0123456789", "not complete"),
        ("+4912345678901234567", "not complete"),
    ],
)
def test_a_refused_telephone_number_is_told_why(typed: str, said: str) -> None:
    with pytest.raises(FieldProblem) as problem:
        checks.phone(typed, TODAY)
    assert said in str(problem.value)


@pytest.mark.parametrize("check", [checks.bsn, checks.postcode, checks.phone])
def test_hostile_text_is_refused_or_read_into_a_form_that_stays(check: checks.Check) -> None:
    for hostile in HOSTILE:
        try:
            kept = check(hostile.text, TODAY)
        except FieldProblem as problem:
            assert len(str(problem)) > 10
        else:
            assert kept.isascii()
            assert check(kept, TODAY) == kept
