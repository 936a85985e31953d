"""Names: prefixes do not count in a list, accents neither, and nobody is without a name."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import HOSTILE
from thuis_tui.casework import names


@pytest.mark.parametrize(
    ("surname", "prefix", "bare"),
    [
        ("van der Berg", "van der", "Berg"),
        ("Van Den Heuvel", "Van Den", "Heuvel"),
        ("'t Hooft", "'t", "Hooft"),
        ("in 't Veld", "in 't", "Veld"),
        ("van 't Hof", "van 't", "Hof"),
        ("op den Dries", "op den", "Dries"),
        ("El Khatib", "El", "Khatib"),
        ("el-Amrani", "el", "Amrani"),
        ("d'Ancona", "d'", "Ancona"),
        ("Berg", "", "Berg"),
        ("Vanderbilt", "", "Vanderbilt"),
        ("Van", "", "Van"),
        ("van de", "van", "de"),
        ("Dekker", "", "Dekker"),
        ("Terpstra", "", "Terpstra"),
        ("Li", "", "Li"),
    ],
)
def test_a_prefix_typed_with_the_surname_is_found(surname: str, prefix: str, bare: str) -> None:
    assert names.split_prefix(surname) == (prefix, bare)


@pytest.mark.parametrize(
    ("first", "short"),
    [
        ("Jan", "J."),
        ("Jan-Willem", "J.W."),
        ("Anna Maria", "A.M."),
        ("IJsbrand", "IJ."),
        ("é", "É."),
        ("", ""),
    ],
)
def test_initials(first: str, short: str) -> None:
    assert names.initials(first) == short


def test_the_forms_of_a_name() -> None:
    person = ("Jan", "van der", "Berg", "Sjaak")
    assert names.full_name(*person) == "Jan van der Berg"
    assert names.short_name(*person) == "J. van der Berg"
    assert names.list_name(*person) == "Berg, Jan van der"
    assert names.full_name(None, None, None, "Sjaak van de brug") == "Sjaak van de brug"
    assert names.list_name("Jan", None, None, "Sjaak") == "Jan (Sjaak)"
    assert names.list_name(None, "van", "Dam") == "Dam, van"
    assert names.full_name() == names.NAMELESS


def test_a_list_is_in_order_of_surname_without_prefix_and_accents() -> None:
    people = [
        ("Anna", None, "Aalbers"),
        ("Bo", "van der", "Berg"),
        ("Jan", None, "Berg"),
        ("Zoë", "van den", "Berg"),
        ("Ans", "ten", "Broeke"),
        ("Carla", None, "Çelik"),
        ("Piet", "'t", "Hooft"),
        ("Ömer", None, "Öztürk"),
        ("Rob", None, "van der Zee"),
    ]
    keys = [names.sort_key(*person) for person in people]
    shuffled = list(keys)
    random.Random(1).shuffle(shuffled)
    assert sorted(shuffled) == keys


def test_a_short_surname_stands_before_a_longer_one() -> None:
    ordered = [names.sort_key("Z", None, surname) for surname in ("Berg", "Berg Jansen", "Bergsma")]
    assert all(one < other for one, other in pairwise(ordered))


@given(st.text(), st.text(), st.text(), st.text())
def test_every_combination_has_a_name_and_a_key(first: str, prefix: str, surname: str, alias: str) -> None:
    for form in (names.full_name, names.short_name, names.list_name):
        assert form(first, prefix, surname, alias)
    assert names.sort_key(first, prefix, surname, alias) == names.sort_key(first, prefix, surname, alias)


@given(
    st.sampled_from(["van", "van der", "de", "ten", "'t", "el", "Van Den"]),
    st.from_regex("[A-Z][a-z]{3,9}", fullmatch=True),
)
def test_it_does_not_matter_where_the_prefix_was_typed(prefix: str, surname: str) -> None:
    apart = names.sort_key("Jan", prefix, surname)
    assert names.sort_key("Jan", None, f"{prefix} {surname}") == apart
    assert apart.startswith(surname.lower())


def test_hostile_names_are_shown_as_they_are() -> None:
    for hostile in HOSTILE:
        shown = names.list_name("Jan", None, hostile.text, None)
        assert " ".join(hostile.text.split()) in shown
        assert isinstance(names.sort_key(hostile.text, hostile.text, hostile.text, hostile.text), str)
        names.split_prefix(hostile.text)
        names.initials(hostile.text)
