"""Dates, times and durations as they are typed."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import HOSTILE
from thuis_tui.casework import dates
from thuis_tui.casework.dates import Purpose
from thuis_tui.casework.problem import FieldProblem

TODAY = date(2026, 11, 12)
"""A Thursday."""


def past_day(typed: str) -> str:
    return dates.day(typed, TODAY, Purpose.PAST).isoformat()


def future_day(typed: str) -> str:
    return dates.day(typed, TODAY, Purpose.FUTURE).isoformat()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3-4-85", "1985-04-03"),
        ("030485", "1985-04-03"),
        ("03041985", "1985-04-03"),
        ("3/4/1985", "1985-04-03"),
        ("3.4.85", "1985-04-03"),
        ("3 4 85", "1985-04-03"),
        ("3 apr 1985", "1985-04-03"),
        ("3 april 85", "1985-04-03"),
        ("3apr85", "1985-04-03"),
        ("3 mrt. 1985", "1985-03-03"),
        ("3 March 1985", "1985-03-03"),
        ("1985-04-03", "1985-04-03"),
        ("12-11-26", "2026-11-12"),
        ("13-11-27", "1927-11-13"),
        ("29-2-1988", "1988-02-29"),
        ("1985", "1985"),
        ("4-1985", "1985-04"),
        ("apr 1985", "1985-04"),
        ("1985-04", "1985-04"),
        ("ca 1985", "1985~"),
        ("ca. 1985", "1985~"),
        ("± 1985", "1985~"),
        ("rond 3-4-85", "1985-04-03~"),
        ("~1985", "1985~"),
        ("about 1985", "1985~"),
    ],
)
def test_a_birth_date_is_exact_in_part_or_about(typed: str, kept: str) -> None:
    assert dates.birth_date(typed, TODAY) == kept
    assert dates.is_stored_date(kept)
    assert dates.birth_date(kept, TODAY) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31-4-1985", "that month has 30 days"),
        ("29-2-1985", "that month has 28 days"),
        ("3-13-1985", "no month 13"),
        ("0-4-1985", "does not exist"),
        ("13-11-2026", "in the future"),
        ("2027", "in the future"),
        ("1-1-1900", "120 years"),
        ("3-4", "needs its year"),
        ("3 foo 1985", "'foo' is not a month"),
        ("gisteren", "not a date"),
        ("+7", "not a date"),
        ("1-1-0000", "not a date"),
        ("3-4-198", "not a date"),
        ("٣-٤-٨٥", "not a date"),
        ("onbekend", "not a date"),
    ],
)
def test_a_refused_birth_date_is_told_why(typed: str, said: str) -> None:
    with pytest.raises(FieldProblem) as problem:
        dates.birth_date(typed, TODAY)
    assert said in str(problem.value)


@pytest.mark.parametrize(
    ("typed", "past", "future"),
    [
        ("ma", "2026-11-09", "2026-11-16"),
        ("mon", "2026-11-09", "2026-11-16"),
        ("maandag", "2026-11-09", "2026-11-16"),
        ("do", "2026-11-05", "2026-11-19"),
        ("vr", "2026-11-06", "2026-11-13"),
        ("-1", "2026-11-11", "2026-11-11"),
        ("+7", None, "2026-11-19"),
        ("+0", "2026-11-12", "2026-11-12"),
        ("vandaag", "2026-11-12", "2026-11-12"),
        ("Gisteren", "2026-11-11", "2026-11-11"),
        ("tomorrow", None, "2026-11-13"),
        ("1-12", "2025-12-01", "2026-12-01"),
        ("1 nov", "2026-11-01", "2027-11-01"),
        ("12-11", "2026-11-12", "2026-11-12"),
        ("1-12-26", None, "2026-12-01"),
    ],
)
def test_a_day_looks_the_way_of_its_purpose(typed: str, past: str | None, future: str) -> None:
    assert future_day(typed) == future
    if past is None:
        with pytest.raises(FieldProblem, match="in the future"):
            past_day(typed)
    else:
        assert past_day(typed) == past


def test_leap_day_without_a_year_asks_for_it() -> None:
    with pytest.raises(FieldProblem, match="29 February"):
        past_day("29-2")


@given(st.dates(date(1907, 1, 1), TODAY))
def test_every_way_of_writing_a_birth_date_is_the_same_day(born: date) -> None:
    for typed in (
        f"{born:%d-%m-%Y}",
        f"{born:%d%m%Y}",
        f"{born.day}/{born.month}/{born.year}",
        born.isoformat(),
    ):
        assert dates.birth_date(typed, TODAY) == born.isoformat()


@given(
    st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    st.sampled_from(["ma", "di", "wo", "do", "vr", "za", "zo"]),
)
def test_a_weekday_is_within_a_week_and_never_today(today: date, typed: str) -> None:
    past, future = dates.day(typed, today, Purpose.PAST), dates.day(typed, today, Purpose.FUTURE)
    assert timedelta(0) < today - past <= timedelta(7)
    assert timedelta(0) < future - today <= timedelta(7)
    assert past.weekday() == future.weekday()


def test_a_day_far_away_is_refused_and_does_not_crash() -> None:
    for typed in ("+9999", "-9999"):
        future_day(typed)
    with pytest.raises(FieldProblem):
        dates.day("+9999", date(9999, 12, 30), Purpose.FUTURE)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1430", time(14, 30)), ("14:30", time(14, 30)), ("14.30", time(14, 30)), ("930", time(9, 30)),
        ("9u15", time(9, 15)), ("9u", time(9)), ("9", time(9)), ("14h30", time(14, 30)), ("9 uur", time(9)),
        ("0:05", time(0, 5)), ("23:59", time(23, 59)), ("14 : 30", time(14, 30)),
    ],
)  # fmt: skip
def test_a_time_of_day(typed: str, kept: time) -> None:
    assert dates.clock_time(typed) == kept


@pytest.mark.parametrize("typed", ["24:00", "12:60", "9:5", "straks", "", "-1:30", "99999", "١٤:٣٠"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(FieldProblem):
        dates.clock_time(typed)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("45", 45), ("45 min", 45), ("1:30", 90), ("1u30", 90), ("1 u 30", 90), ("1u", 60), ("1,5 uur", 90),
        ("1.5u", 90), ("2 uur", 120), ("1h30", 90), ("90m", 90), ("1440", 1440), ("1 uur en 15 minuten", 75),
    ],
)  # fmt: skip
def test_a_duration_in_minutes(typed: str, minutes: int) -> None:
    assert dates.duration(typed) == minutes


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "one minute"),
        ("1441", "whole day"),
        ("25u", "whole day"),
        ("1:75", "not a duration"),
        ("lang", "45"),
    ],
)
def test_a_refused_duration_is_told_why(typed: str, said: str) -> None:
    with pytest.raises(FieldProblem) as problem:
        dates.duration(typed)
    assert said in str(problem.value)


def test_hostile_text_is_refused_or_read_into_a_date_that_stays() -> None:
    for hostile in HOSTILE:
        for read in (lambda typed: dates.birth_date(typed, TODAY), past_day, future_day):
            try:
                kept = read(hostile.text)
            except FieldProblem as problem:
                assert len(str(problem)) > 10
            else:
                assert dates.is_stored_date(kept)
        for other in (dates.clock_time, dates.duration):
            try:
                other(hostile.text)
            except FieldProblem as problem:
                assert len(str(problem)) > 10
