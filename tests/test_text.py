"""What is done to text: composed, line ends made one; everything else comes out equal or is refused."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each
from tests.hostile import HOSTILE, Hostile, same
from thuis_tui import text


@each("hostile", HOSTILE)
def test_hostile_text_is_kept_equal_or_refused_with_a_reason(hostile: Hostile) -> None:
    kept = text.clean(hostile.text)
    assert same(kept, hostile.text)
    assert text.clean(kept) == kept
    assert text.is_clean(kept)
    for lines in (True, False):
        reason = text.refuse(kept, lines=lines)
        if reason is None:
            kept.encode("utf-8")
            assert not any(
                unicodedata.category(character) in ("Cc", "Cs") and not (lines and character in "\n\t")
                for character in kept
            )
        else:
            assert "{" not in str(reason)
    assert isinstance(text.fold(hostile.text), str)
    assert text.digits(hostile.text).isascii()
    assert len(text.excerpt(hostile.text, 40)) <= 40


@given(st.text())
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    once = text.clean(typed)
    assert text.clean(once) == once
    assert text.is_clean(once)
    assert same(once, typed)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_is_clean_says_what_clean_would_do(typed: str) -> None:
    assert text.is_clean(typed) == (text.clean(typed) == typed)


@given(st.text())
def test_folding_twice_changes_nothing_and_ignores_accents(typed: str) -> None:
    folded = text.fold(typed)
    assert text.fold(folded) == folded
    assert text.fold(unicodedata.normalize("NFD", typed)) == text.fold(unicodedata.normalize("NFC", typed))


def test_folding_is_how_people_type_names() -> None:
    assert text.fold("  Zoë   ÅSE ") == "zoe ase"
    assert text.fold("Øystein Łukasz Straße İpek Ĳsbrand") == "oystein lukasz strasse ipek ijsbrand"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a\nb", "one line"),
        ("a\tb", "tab"),
        ("a\x1b[31m", "U+001B"),
        ("\0", "U+0000"),
        ("goed\u202efout", "reading direction (U+202E)"),
        ("\u2066x", "reading direction (U+2066)"),
        ("x\ud83d", "half a character"),
        ("x\x85y", "U+0085"),
        ("x\uffffy", "U+FFFF"),
    ],
)
def test_a_refusal_says_which_character_and_where(typed: str, said: str) -> None:
    assert said in str(text.refuse(typed, lines=False))


def test_lines_and_tabs_belong_in_long_text() -> None:
    assert text.refuse("regel 1\n\tregel 2\n") is None


@pytest.mark.parametrize(
    "kept", ["👩‍👩‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "فارسی می‌خواهم", "\u200fשלום\u200f", "a\u00adb", "e\u0316\u0317"]
)
def test_joiners_and_marks_that_scripts_need_are_kept(kept: str) -> None:
    assert text.refuse(kept, lines=False) is None
    assert text.clean(kept) == kept


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("+31 6 1234-5678", "0612345678"),
        ("0031 (0)6 12345678", "0612345678"),
        ("06-12345678", "0612345678"),
        ("+49 30 1234", "49301234"),
        ("٠٦", "06"),
        ("geen", ""),
    ],
)
def test_telephone_digits_are_the_same_however_they_are_written(typed: str, found: str) -> None:
    assert text.digits(typed) == found


@given(st.text(), st.integers(1, 80))
def test_an_excerpt_fits_and_has_one_line(typed: str, width: int) -> None:
    short = text.excerpt(typed, width)
    assert len(short) <= width
    assert "\n" not in short


def test_an_excerpt_ends_at_a_word() -> None:
    assert text.excerpt("Vandaag langs geweest bij Jan", 20) == "Vandaag langs…"
    assert text.excerpt("kort", 20) == "kort"
    assert text.excerpt("a" * 1000, 5) == "aaaa…"


def test_the_longest_text_is_judged_in_a_blink() -> None:
    longest = "Goed gesprek gehad, é en 😀.\n" * 800
    started = time.perf_counter()
    assert text.refuse(text.clean(longest)) is None
    assert time.perf_counter() - started < 0.1
