"""From the keyboard to the kept value and back to the screen, through the one table."""

from datetime import date

import pytest

from tests.hostile import HOSTILE
from thuis_tui.casework import reading
from thuis_tui.casework.attribute import Shape
from thuis_tui.casework.client import QUICK_INTAKE
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.casework.records import fields, validate
from thuis_tui.language import select

TODAY = date(2026, 11, 12)
CLIENT = fields("client")


@pytest.fixture(autouse=True)
def english() -> None:
    select("en")


@pytest.mark.parametrize(
    ("field", "typed", "kept", "shown"),
    [
        ("first_name", "Zoe\u0308", "Zoë", "Zoë"),
        ("birth_date", "3-4-85", "1985-04-03", "03-04-1985"),
        ("birth_date", "ca 1985", "1985~", "ca. 1985"),
        ("birth_date", "4-1985", "1985-04", "04-1985"),
        ("bsn", "9999 00 006", "999900006", "999900006"),
        ("phone", "0612345678", "06-12345678", "06-12345678"),
        ("postcode", "3511ab", "3511 AB", "3511 AB"),
        ("gender", "w", "woman", "Woman"),
        ("municipality", "utrecht", "0344", "Utrecht"),
        ("municipality", "Amersfoort", "Amersfoort", "Amersfoort"),
        ("current_stay", "6", "6", "Temporarily with family, friends or acquaintances"),
        ("current_stay", "public", "1", "Public space"),
    ],
)
def test_typed_kept_and_shown(field: str, typed: str, kept: str, shown: str) -> None:
    assert reading.read(CLIENT[field], typed, TODAY) == kept
    assert reading.shown(CLIENT[field], kept) == shown


def test_nothing_typed_is_not_asked() -> None:
    assert reading.read(CLIENT["surname"], "  ", TODAY) is None
    assert reading.shown(CLIENT["surname"], None) == "not asked"
    assert reading.shown(CLIENT["name_prefix"], None) == ""


def test_not_asked_unknown_and_refused_are_three_different_things() -> None:
    values = ("Jansen", None, reading.UNKNOWN, reading.REFUSED)
    assert [reading.answer(value) for value in values] == [None, "not_asked", "unknown", "refused"]
    shown = [reading.shown(CLIENT["surname"], value) for value in values]
    assert shown == ["Jansen", "not asked", "unknown", "refuses to say"]


def test_a_note_is_shown_in_words() -> None:
    note = fields("note")
    assert reading.read(note["duration_minutes"], "1u30", TODAY) == 90
    assert reading.shown(note["duration_minutes"], 90) == "1 h 30"
    assert reading.shown(note["life_domains"], [1, 4]) == "Finances, Housing"
    assert reading.shown(note["kind"], "phone") == "By telephone"
    assert reading.shown(note["occurred_at"], "2026-11-12T13:30:00Z") == "Thu 12 Nov 2026 13:30"


def test_an_ambiguous_beginning_is_not_guessed() -> None:
    with pytest.raises(FieldProblem, match="not in the list"):
        reading.read(CLIENT["current_stay"], "t", TODAY)


@pytest.mark.parametrize("field", QUICK_INTAKE)
def test_hostile_text_typed_in_every_field_is_kept_as_the_check_allows_or_refused(field: str) -> None:
    facts = CLIENT[field]
    for hostile in HOSTILE:
        try:
            kept = reading.read(facts, hostile.text, TODAY)
        except FieldProblem as problem:
            assert len(str(problem)) > 10
            continue
        if kept is not None:
            assert [p for p in validate("client", {"alias": "x", field: kept}) if p.field == field] == []
            assert reading.shown(facts, kept)
            assert facts.shape is not Shape.LINE or facts.check or len(kept) <= facts.limit
