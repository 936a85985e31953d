"""What is shown as an example can be typed so, in the language of who reads it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from screens.handover.sheet import LAST_DAY
from screens.task_editor import TaskEditorScreen
from screens.visits.editor import VisitEditorScreen
from thuis_tui.casework import dates
from thuis_tui.casework.records import RECORDS, fields
from thuis_tui.language import _, select

DAYS = {"en": {"mo", "today"}, "nl": {"ma", "vandaag"}}
HINTS = sorted(
    {
        each.hint
        for record in RECORDS
        for each in fields(record).values()
        if each.hint and re.search(r"\b3-12\b", each.hint)
    }
    | {TaskEditorScreen.FOOT, VisitEditorScreen.FOOT, LAST_DAY}
)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_examples_of_days_are_in_the_language_and_are_understood(language: str) -> None:
    assert len(HINTS) > 3
    select(language)
    try:
        shown = [_(each).rpartition(": ")[2] for each in HINTS]
    finally:
        select("en")
    for hint in shown:
        for example in hint.split(", "):
            day = example.split()[0]
            assert day.isdigit() or not day.isalpha() or day in DAYS[language], hint
            assert dates.day(day, date(2026, 11, 23), dates.Purpose.FUTURE)
