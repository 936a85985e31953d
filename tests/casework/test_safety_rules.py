"""When a risk is looked at again, and the order of the reporting code."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.casework import safety_rules as rules

TODAY = date(2026, 8, 31)
DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 1, 1), 6, date(2026, 7, 1)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_six_months_later_is_a_day_that_exists(day: date, months: int, later: date) -> None:
    assert rules.months_later(day, months) == later


@given(today=DAYS, ahead=st.integers(-400, 400))
def test_a_review_is_possible_from_today_to_six_months_ahead(today: date, ahead: int) -> None:
    review = today + timedelta(days=ahead)
    problem = rules.review_problem(review.isoformat(), today)
    assert (problem is None) == (today <= review <= rules.latest_review(today))
    if problem is not None:
        assert problem.field == "review_on"
        assert str(problem) == str(rules.REVIEW_PAST) or "6 months" in str(problem)


@given(today=DAYS, ahead=st.integers(-400, 400))
def test_a_risk_expires_the_day_after_its_review(today: date, ahead: int) -> None:
    review = today + timedelta(days=ahead)
    assert rules.is_expired(review.isoformat(), today) == (ahead < 0)


def test_what_was_seen_was_not_seen_tomorrow() -> None:
    values = {"review_on": "2026-12-01", "observed_on": "2026-09-01"}
    [problem] = rules.risk_problems(values, TODAY)
    assert (problem.field, problem.message) == ("observed_on", rules.OBSERVED_AHEAD)


@given(st.lists(st.sampled_from(["", "green", "orange", "red"])))
def test_the_strictest_colour_governs(levels: list[str]) -> None:
    found = rules.strictest(levels)
    assert found == (
        "red" if "red" in levels else "orange" if "orange" in levels else "green" * ("green" in levels)
    )


def test_a_colour_of_a_later_version_is_taken_for_the_strictest() -> None:
    assert rules.strictest(["red", "black"]) == "black"


STEP: st.SearchStrategy[dict[str, object]] = st.builds(
    dict[str, object],
    step=st.sampled_from(rules.STEPS),
    taken_on=st.dates(date(2026, 8, 1), TODAY).map(date.isoformat),
)


@given(taken=st.lists(STEP), step=STEP)
def test_steps_come_in_any_order_but_nobody_decides_before_weighing(
    taken: list[dict[str, object]], step: dict[str, object]
) -> None:
    values = {**step, "account": "Gewogen.", "decision": "both" if step["step"] == 5 else None}
    problems = rules.step_problems(values, taken, TODAY)
    weighed = [str(each["taken_on"]) for each in taken if each["step"] == 4]
    if step["step"] != 5 or (weighed and min(weighed) <= str(step["taken_on"])):
        assert problems == []
    else:
        [problem] = problems
        assert problem.field == ("taken_on" if weighed else "step")


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"decision": None}, "decision", rules.DECISION_MISSING),
        ({"decision": "neither", "account": "  "}, "account", rules.WHY_NEITHER),
        ({"decision": "neither", "account": None}, "account", rules.WHY_NEITHER),
        ({"taken_on": "2026-09-01"}, "taken_on", rules.TAKEN_AHEAD),
        ({"taken_on": "2026-08-01"}, "taken_on", rules.BEFORE_WEIGHING),
        ({"step": 1}, "decision", rules.DECISION_EARLY),
    ],
)
def test_what_a_step_cannot_be(changes: dict[str, object], field: str, told: object) -> None:
    weighed = [{"step": 4, "taken_on": "2026-08-10"}]
    values = {"step": 5, "taken_on": "2026-08-20", "decision": "report", "account": "Besproken."}
    assert rules.step_problems(values, weighed, TODAY) == []
    [problem] = rules.step_problems({**values, **changes}, weighed, TODAY)
    assert (problem.field, problem.message) == (field, told)


def test_it_closes_once_weighed_and_decided() -> None:
    steps: list[dict[str, object]] = []
    for step, closes in ((1, False), (4, False), (5, True)):
        steps.append({"step": step})
        assert (rules.closing_problems(steps) == []) == closes
    assert rules.missing_steps(steps) == (2, 3)
    assert rules.closing_problems([{"step": 5}]) != []


def test_a_calamity_has_happened() -> None:
    now = "2026-08-31T10:00:00Z"
    assert rules.calamity_problems({"occurred_at": now}, now) == []
    [problem] = rules.calamity_problems({"occurred_at": "2026-08-31T10:00:01Z"}, now)
    assert (problem.field, problem.message) == ("occurred_at", rules.STILL_TO_HAPPEN)
