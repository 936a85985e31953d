"""The sections of the intake hold every field once, and the meter never counts what was answered."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.samples import WHOLE
from thuis_tui.casework.intake_sections import (
    ACCESS_FORM,
    ATTACHMENTS,
    SECTIONS,
    Said,
    asked_in,
    meter,
    said,
    section_of,
    still_needed,
    strangers,
)
from thuis_tui.casework.records import fields

FIELDS = [name for each in SECTIONS for name in each.fields]
ANSWERS = st.sampled_from([None, "", {"answer": "unknown"}, {"answer": "refused"}])


def anything() -> st.SearchStrategy[dict[str, Any]]:
    """Any state of an intake: values, answers that are no value, and nothing at all."""
    return st.fixed_dictionaries({name: st.just(WHOLE["client"][name]) | ANSWERS for name in FIELDS})


def test_every_field_that_a_person_fills_in_stands_in_exactly_one_section() -> None:
    assert len(FIELDS) == len(set(FIELDS))
    assert set(FIELDS) == {name for name, facts in fields("client").items() if not facts.system}
    assert section_of("bsn") is SECTIONS[1]


def test_the_form_asks_what_there_is_and_each_question_once() -> None:
    asked = asked_in(ACCESS_FORM)
    assert len(asked) == len(set(asked))
    assert strangers(ACCESS_FORM) == []
    assert strangers(["bsn", "shoe_size", "merged_into?"]) == ["shoe_size", "merged_into?"]


@given(anything())
def test_each_section_counts_every_field_once_and_needs_nothing_that_was_said(values: dict[str, Any]) -> None:
    needed = still_needed(values)
    for each in SECTIONS:
        found = meter(each, values, needed)
        assert found.asked + found.not_asked == len(each.fields)
        assert found.asked == sum(said(values[name]) is not Said.NOT_ASKED for name in each.fields)
        for name in found.needed:
            assert name in ATTACHMENTS or said(values[name]) is Said.NOT_ASKED
    assert {name for each in SECTIONS for name in meter(each, values, needed).needed} == set(needed)


@given(anything(), st.sampled_from(FIELDS))
def test_answering_one_more_question_makes_at_most_others_apply(values: dict[str, Any], name: str) -> None:
    before = set(still_needed(values))
    after = set(still_needed({**values, name: WHOLE["client"][name]}))
    assert name not in after or name in ATTACHMENTS
    assert after - before <= {"bsn_absent", "bsn", "tie_account", "debt_help", "budget_administrator"}


def test_unknown_and_refused_can_be_typed_into_the_form_but_an_attachment_must_be_there() -> None:
    assert "gender" not in still_needed({"gender": {"answer": "refused"}})
    assert "gender" in still_needed({"gender": ""})
    assert "diagnostics" in still_needed({"diagnostics": "asked"})
    assert "diagnostics" not in still_needed({"diagnostics": "not_needed"})
    assert "bsn_absent" not in still_needed({"bsn": "999900006"})
    assert "bsn_absent" in still_needed({"bsn": {"answer": "refused"}})
    assert "alias" not in still_needed({})
