"""The way of a plan, its limits, its dates, and the order of its goals."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.casework import plan_rules
from thuis_tui.casework.plan_rules import Standing
from thuis_tui.casework.terms.plan import PLAN_STATE

ME, OTHER = "a" * 32, "b" * 32


def standing(state: str, **changes: object) -> Standing:
    values = {"agreement": None, "writers": frozenset({ME}), "goals": 2, "without_outcome": 2, **changes}
    return Standing(state, **values)  # type: ignore[arg-type]


def names(plan: Standing) -> list[str]:
    return [step.name for step in plan_rules.steps(plan)]


@pytest.mark.parametrize(
    ("state", "agreement", "ways"),
    [
        ("draft", None, ["discuss"]),
        ("discussed", None, ["sign", "speak", "disagree", "reopen"]),
        ("discussed", "not_agreed", ["sign", "speak", "disagree", "approve", "reopen"]),
        ("agreed", "signed", ["approve", "reopen"]),
        ("approved", "spoken", ["start", "reopen"]),
        ("active", "signed", ["evaluate"]),
        ("in_evaluation", "signed", ["close", "put_off"]),
        ("closed", "signed", []),
    ],
)
def test_which_state_follows_which(state: str, agreement: str | None, ways: list[str]) -> None:
    assert names(standing(state, agreement=agreement)) == ways


def test_every_way_begins_and_ends_at_a_state_that_plans_have() -> None:
    for step in plan_rules.STEPS:
        assert {*step.begins, step.ends} <= PLAN_STATE.codes


@given(st.sampled_from(sorted(PLAN_STATE.codes, key=str)), st.sampled_from(sorted(plan_rules.BY_NAME)))
def test_a_step_from_a_state_that_does_not_lead_there_is_refused(state: str, step: str) -> None:
    plan = standing(state, without_outcome=0, writers=frozenset({OTHER}))
    refused = plan_rules.refusal(step, plan, ME)
    assert (refused is None) == (step in names(plan))


def test_nobody_approves_their_own_plan() -> None:
    plan = standing("agreed", agreement="signed")
    assert plan_rules.refusal("approve", plan, ME) == plan_rules.OWN_PLAN
    assert plan_rules.refusal("approve", plan, OTHER) is None


def test_a_plan_without_goals_or_with_too_many_goes_nowhere() -> None:
    assert plan_rules.refusal("discuss", standing("draft", goals=0), ME) == plan_rules.NO_GOALS
    refused = plan_rules.refusal("sign", standing("discussed", goals=11), ME)
    assert refused is not None and "11" in str(refused)
    assert plan_rules.refusal("reopen", standing("agreed", goals=11), ME) is None


def test_closing_needs_an_outcome_for_every_goal() -> None:
    refused = plan_rules.refusal("close", standing("in_evaluation", without_outcome=1), ME)
    assert refused is not None and "1" in str(refused)
    assert plan_rules.refusal("close", standing("in_evaluation", without_outcome=0), ME) is None


@pytest.mark.parametrize(("count", "hint"), [(0, False), (3, False), (4, True), (10, True)])
def test_a_hint_above_three_goals(count: int, hint: bool) -> None:
    assert plan_rules.too_much_at_once(count) is hint


def test_ten_goals_and_twenty_actions_are_the_limit() -> None:
    assert plan_rules.may_add_goal("draft", 9) is None
    assert plan_rules.may_add_goal("draft", 10) is not None
    assert plan_rules.may_add_action("discussed", 19) is None
    assert plan_rules.may_add_action("discussed", 20) is not None


@pytest.mark.parametrize("state", sorted(PLAN_STATE.codes - plan_rules.EDITABLE, key=str))
def test_what_is_agreed_gets_no_goals_and_actions(state: str) -> None:
    assert plan_rules.may_add_goal(state, 0) == plan_rules.FROZEN
    assert plan_rules.may_add_action(state, 0) == plan_rules.FROZEN


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-01-15", "2026-07-15"), ("2026-08-31", "2027-02-28"), ("2023-08-31", "2024-02-29")],
)
def test_evaluation_is_six_months_after_the_start(start: str, end: str) -> None:
    assert plan_rules.evaluate_on(start) == end
    assert plan_rules.dates_in_order(start, end)
    assert not plan_rules.dates_in_order(end, start)
    assert not plan_rules.dates_in_order(start, start)
    assert plan_rules.dates_in_order(None, end)


@pytest.mark.parametrize(
    ("day", "within"), [(31, None), (30, 30), (15, 30), (14, 14), (1, 14), (0, 0), (-1, -1)]
)
def test_an_evaluation_is_announced_at_30_14_and_0_days(day: int, within: int | None) -> None:
    today = date(2026, 3, 4)
    assert plan_rules.due_within(date.fromordinal(today.toordinal() + day).isoformat(), today) == within


@given(st.lists(st.integers(0, 30), max_size=60))
def test_there_is_a_place_between_any_two(gaps: list[int]) -> None:
    order: list[str] = []
    for gap in gaps:
        at = min(gap, len(order))
        made = plan_rules.between(order[at - 1] if at else None, order[at] if at < len(order) else None)
        order.insert(at, made)
    assert order == sorted(set(order))
    assert all(len(each) <= plan_rules.MAX_POSITION for each in order)
    assert sorted(plan_rules.places(10)) == plan_rules.places(10)


def test_where_there_is_no_room_it_says_so() -> None:
    for before, after in (("i", "i"), ("z", "a"), ("i", "i0"), ("Ä", None)):
        with pytest.raises(ValueError):
            plan_rules.between(before, after)
