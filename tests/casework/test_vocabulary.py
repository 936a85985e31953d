"""The vocabularies: complete, without doubles, and in both languages."""

from tests.cases import each
from thuis_tui.casework.records import VOCABULARIES
from thuis_tui.casework.vocabulary import (
    CURRENT_STAY,
    LIFE_DOMAIN,
    MUNICIPALITY,
    ZRM_LEVEL,
    Vocabulary,
)
from thuis_tui.language import select


@each("vocabulary", VOCABULARIES.values())
def test_codes_and_labels_are_unique_in_both_languages(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.codes) == len(vocabulary.terms)
    for language in ("nl", "en"):
        select(language)
        labels = [term.shown() for term in vocabulary.terms]
        assert all(labels)
        assert len(set(labels)) == len(labels)


@each("vocabulary", VOCABULARIES.values())
def test_no_code_is_longer_than_its_field(vocabulary: Vocabulary) -> None:
    assert all(len(str(code)) <= 20 for code in vocabulary.codes)


def test_the_matrix_has_thirteen_domains_and_five_levels_in_order() -> None:
    assert [term.code for term in LIFE_DOMAIN.terms] == list(range(1, 14))
    assert [term.code for term in ZRM_LEVEL.terms] == list(range(1, 6))


def test_ethos_light_and_the_region_are_whole() -> None:
    assert [term.code for term in CURRENT_STAY.terms] == list("1234567")
    assert len(MUNICIPALITY.terms) == 16
    assert all(len(str(term.code)) == 4 for term in MUNICIPALITY.terms)


def test_life_domains_have_their_dutch_names() -> None:
    select("nl")
    assert LIFE_DOMAIN.shown(1) == "Financiën"
    assert LIFE_DOMAIN.shown(8) == "Middelengebruik"
