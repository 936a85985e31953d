"""A tenancy as a whole: days in order, one home at a time, arrears and the rhythm of contact."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.casework.tenancy_rules import (
    arrears_level,
    arrears_problems,
    contact_due,
    is_active,
    nuisance_problems,
    tenancy_problems,
)

DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))
SPAN = st.tuples(DAYS, st.none() | DAYS)


def fields_of(values: dict[str, Any], *others: dict[str, Any]) -> set[str]:
    return {problem.field for problem in tenancy_problems({"place": "p", **values}, others)}


@given(SPAN, SPAN)
def test_two_tenancies_never_share_a_day(one: Any, other: Any) -> None:
    def kept(span: Any) -> dict[str, Any]:
        starts, ends = span
        return {"starts_on": starts.isoformat()} | (
            {"ends_on": ends.isoformat(), "end_reason": "own_wish"} if ends else {}
        )

    if (one[1] and one[1] <= one[0]) or (other[1] and other[1] <= other[0]):
        return
    most = date(2027, 1, 1)

    def days(span: Any) -> set[date]:
        return {span[0] + timedelta(n) for n in range(((span[1] or most) - span[0]).days)}

    assert ("starts_on" in fields_of(kept(one), kept(other))) is bool(days(one) & days(other))


def test_days_in_order_and_an_end_with_its_reason() -> None:
    start = {"starts_on": "2026-02-01"}
    assert fields_of(start) == set()
    assert fields_of({**start, "place": None}) == {"place"}
    assert fields_of({**start, "place": None, "address": "Weg 4"}) == set()
    assert fields_of({**start, "ends_on": "2026-01-31", "end_reason": "eviction"}) == {"ends_on"}
    assert fields_of({**start, "ends_on": "2026-02-28"}) == {"end_reason"}
    assert fields_of({**start, "end_reason": "eviction"}) == {"ends_on"}
    assert fields_of({**start, "takeover_on": "2026-01-01"}) == {"takeover_on"}
    assert fields_of({**start, "takeover_on": "2026-05-01", "ends_on": "2026-04-01", "end_reason": "x"}) == {
        "takeover_on"
    }


def test_one_month_is_a_task_and_two_are_red() -> None:
    assert arrears_level([]) is None
    assert arrears_level([{"months": 1}]) == "task"
    assert arrears_level([{"months": 1}, {"months": 3, "settled_on": "2026-02-01"}]) == "task"
    assert arrears_level([{"months": 1}, {"months": 2}]) == "red"
    assert [one.field for one in arrears_problems({"months": 0})] == ["months"]
    late = {"months": 1, "noticed_on": "2026-02-01", "settled_on": "2026-01-01"}
    assert [one.field for one in arrears_problems(late)] == ["settled_on"]
    assert not arrears_problems(late | {"settled_on": "2026-02-01"})
    report = {"reported_on": "2026-02-01", "settled_on": "2026-01-01"}
    assert [one.field for one in nuisance_problems(report)] == ["settled_on"]


def test_the_rhythm_counts_from_the_last_contact_and_ends_with_the_tenancy() -> None:
    tenancy = {"starts_on": "2026-01-01", "contact_days": 30}
    assert contact_due(tenancy, []) == date(2026, 1, 31)
    assert contact_due(tenancy, ["2026-02-10", "2026-01-05"]) == date(2026, 3, 12)
    assert contact_due({"starts_on": "2026-01-01"}, []) is None
    assert contact_due(tenancy | {"ends_on": "2026-06-01"}, []) is None
    assert is_active(tenancy, date(2026, 5, 1))
    assert not is_active(tenancy | {"ends_on": "2026-05-01"}, date(2026, 5, 1))
