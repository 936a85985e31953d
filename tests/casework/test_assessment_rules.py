"""What a ZRM assessment has to be: every domain discussed, big changes and acute problems explained."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.casework import assessment_rules as rules
from thuis_tui.casework.assessment_rules import DOMAINS, LEVELS, Score
from thuis_tui.casework.problem import Problem

WHOLE = {domain: Score(level=3) for domain in DOMAINS}
LEVEL = st.sampled_from(LEVELS)
SCORE = st.builds(
    Score,
    level=st.none() | LEVEL,
    not_assessed=st.sampled_from(["", " ", "Wilde er niet over praten"]),
    target=st.none() | LEVEL,
    explanation=st.sampled_from(["", " ", "Huis uitgezet"]),
    comment=st.sampled_from(["", "Rustig aan"]),
)


def fields(found: list[Problem]) -> list[str]:
    return [problem.field for problem in found]


def test_a_whole_assessment_has_nothing_wrong() -> None:
    assert rules.problems("2026-03-04", "2026-02-04", WHOLE, {}) == []
    assert len(DOMAINS) == 13


def test_each_domain_without_an_answer_is_named() -> None:
    some = {domain: score for domain, score in WHOLE.items() if domain not in (4, 9)}
    assert fields(rules.problems("2026-03-04", None, some, {})) == ["4.level", "9.level"]


@pytest.mark.parametrize(
    ("score", "previous", "field"),
    [
        (Score(level=1), None, "7.explanation"),
        (Score(level=1, explanation=" "), 1, "7.explanation"),
        (Score(level=2), 4, "7.explanation"),
        (Score(level=5), 3, "7.explanation"),
        (Score(level=3, not_assessed="Geen tijd"), None, "7.not_assessed"),
        (Score(not_assessed="  "), None, "7.level"),
        (Score(level=6), None, "7.level"),
        (Score(level=3, target=0), None, "7.target"),
        (Score(level=3, comment="x" * 2001), None, "7.comment"),
        (Score(level=1, explanation="x" * 501), None, "7.explanation"),
        (Score(not_assessed="x" * 301), None, "7.not_assessed"),
    ],
)
def test_what_must_not_be_is_said_at_its_own_field(score: Score, previous: int | None, field: str) -> None:
    before = {} if previous is None else {7: previous}
    [problem] = rules.problems("2026-03-04", None, {**WHOLE, 7: score}, before)
    assert problem.field == field
    assert str(problem)


@given(SCORE, st.none() | LEVEL)
def test_a_score_is_right_or_has_one_problem_that_says_what_is_missing(
    score: Score, previous: int | None
) -> None:
    found = rules.problems_of(5, score, previous)
    answered = (score.level is not None) != bool(score.not_assessed.strip())
    asked = rules.asks_explanation(score.level, previous) and not score.explanation.strip()
    assert (found == []) == (answered and not asked)
    assert len(found) <= 1
    if not found:
        kept = rules.kept_values(score)
        assert ("level" in kept) == (score.level is not None)


@given(LEVEL, LEVEL)
def test_only_a_change_of_two_and_an_acute_problem_ask_why(level: int, previous: int) -> None:
    assert rules.asks_explanation(level, previous) == (level == 1 or abs(level - previous) >= 2)


def test_information_is_old_after_thirty_days_and_never_of_later_than_the_assessment() -> None:
    assert not rules.is_old("2026-03-04", None)
    assert not rules.is_old("2026-03-04", "2026-02-02")
    assert rules.is_old("2026-03-04", "2026-02-01")
    assert fields(rules.problems("2026-03-04", "2026-03-05", WHOLE, {})) == ["source_on"]
    assert fields(rules.problems(None, None, WHOLE, {})) == ["measured_on"]


def test_another_is_due_after_six_months() -> None:
    assert rules.due_on("2026-03-04") == date(2026, 9, 4)
    assert rules.due_on("2026-08-31") == date(2027, 2, 28)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(100, 300))
def test_the_day_to_look_back_to_agrees_with_the_day_it_is_due(today: date, ago: int) -> None:
    measured = (today - timedelta(days=ago)).isoformat()
    assert (measured <= rules.overdue_before(today)) == (rules.due_on(measured) <= today)
