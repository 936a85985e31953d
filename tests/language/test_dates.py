"""Dates as they are read, in both languages."""

from datetime import date

import pytest

from thuis_tui.language import dates, select


@pytest.mark.parametrize(
    ("language", "shown"), [("nl", "do 12 nov 2026 14:30"), ("en", "Thu 12 Nov 2026 14:30")]
)
def test_a_moment_on_the_clock_of_its_place(language: str, shown: str) -> None:
    select(language)
    assert dates.moment("2026-11-12T13:30:00Z", 60) == shown


def test_months_and_days_of_a_year_have_names() -> None:
    select("nl")
    assert dates.long_day(date(2026, 3, 2)) == "ma 2 mrt 2026"
    assert dates.long_day(date(2026, 10, 31)) == "za 31 okt 2026"


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("1985-04-03", "03-04-1985"),
        ("1985-04", "04-1985"),
        ("1985", "1985"),
        ("1985~", "ca. 1985"),
        (None, ""),
    ],
)
def test_a_kept_date(kept: str | None, shown: str) -> None:
    assert dates.stored_day(kept) == shown


@pytest.mark.parametrize(
    ("language", "minutes", "shown"),
    [
        ("nl", 45, "45 min"),
        ("nl", 90, "1 u 30"),
        ("nl", 120, "2 u"),
        ("en", 65, "1 h 05"),
        ("en", 0, "0 min"),
    ],
)
def test_a_duration(language: str, minutes: int, shown: str) -> None:
    select(language)
    assert dates.duration(minutes) == shown
