"""Fields made from the records' own table of facts: nothing about a field is said a second time here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from screens.widgets.form import reading
from screens.widgets.form.choice import ChoiceField, SeveralField
from screens.widgets.form.field import FormField, Missing, NotUnderstood, Understand, Understood
from screens.widgets.form.long_field import LongField
from screens.widgets.form.options import Option, line_of
from thuis_tui.casework import dates
from thuis_tui.casework.attribute import Attribute, Shape
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.casework.reading import shown, whole_number
from thuis_tui.casework.validation import Judge, judge
from thuis_tui.casework.vocabulary import Vocabulary
from thuis_tui.language import _
from thuis_tui.language.dates import stored_day
from thuis_tui.text import clean

Clock = Callable[[], datetime]
"""The time on this laptop's clock, without a zone."""


def field_of(facts: Attribute, now: Clock, **layout: Any) -> FormField:
    """The form field of one attribute; `layout` are the widths of FormField."""
    label, hint = _(facts.label), _(facts.hint) if facts.hint else ""
    common = {"hint": hint, "answerable": facts.answerable, **layout}
    if facts.vocabulary is not None:
        options = options_of(facts.vocabulary, numbered=facts.shape is Shape.CHOICES)
        if facts.shape is Shape.CHOICES:
            return SeveralField(facts.name, label, options, **common)
        return ChoiceField(
            facts.name, label, options, judge=judge(facts), open_ended=facts.vocabulary.open, **common
        )
    if facts.shape is Shape.TEXT:
        return LongField(facts.name, label, _understand(facts, now), limit=facts.limit, **common)
    # What a check reads may be typed longer than it is kept: '1234 567 82', '3 april 1985'.
    limit = facts.limit if facts.check is None and facts.shape is Shape.LINE else None
    return FormField(facts.name, label, _understand(facts, now), limit=limit, **common)


def options_of(vocabulary: Vocabulary, *, numbered: bool = False) -> list[Option]:
    """The terms of a vocabulary as options; those with a number of their own are known by it."""
    coded = all(type(code) is int for code in vocabulary.codes)
    return [
        Option(term.code, _mark(term.code, place, coded, numbered), term.shown())
        for place, term in enumerate(vocabulary.terms, 1)
    ]


def _mark(code: object, place: int, coded: bool, numbered: bool) -> str:
    """What to type for a choice: its own number, its place where several are chosen, or nothing."""
    if coded or len(str(code)) == 1:
        return str(code)
    return str(place) if numbered else ""


def _understand(facts: Attribute, now: Clock) -> Understand:
    judged = judge(facts)
    if facts.shape is Shape.MOMENT:
        return _Moment(now, judged, facts.purpose)
    if facts.shape is Shape.MINUTES:
        return lambda typed: _minutes(typed, judged)
    if facts.shape is Shape.NUMBER:
        return lambda typed: _number(typed, judged)

    def understand(typed: str) -> Understood:
        if not typed:
            return _nothing(judged)
        text = clean(typed)
        today = now().date()
        if facts.check is None:
            return Understood(_judged(text, judged))
        try:
            value = facts.check(text, today)
        except FieldProblem as problem:
            raise NotUnderstood(str(problem)) from problem
        _judged(value, judged)
        return _as_read(facts, value, today)

    return understand


def _as_read(facts: Attribute, value: str, today: date) -> Understood:
    """A checked value with what was understood of it."""
    if facts.shape is not Shape.DATE:
        return Understood(value, f"✓ {value}")
    if facts.check is dates.birth_date:
        return Understood(value, f"✓ {reading.birth(value, today)}")
    if len(value) < len("2026-11-12") or value.endswith("~"):
        return Understood(value, f"✓ {stored_day(value)}")
    found = date.fromisoformat(value)
    return Understood(value, f"✓ {reading.full_day(found)}", f"{found:%d-%m-%Y}")


def typed_of(facts: Attribute, value: Any) -> str:
    """A kept value as one would type it, for a form that changes it."""
    if facts.shape is Shape.MOMENT:
        return typed_moment(datetime.fromisoformat(value).astimezone().replace(tzinfo=None))
    if facts.shape is Shape.CHOICES and facts.vocabulary is not None:
        return line_of(options_of(facts.vocabulary, numbered=True), value)
    if facts.shape in (Shape.NUMBER, Shape.MINUTES):
        return str(value)
    return shown(facts, value)


def _nothing(judged: Judge) -> Understood:
    """An empty line: fine unless the field is required."""
    if (problem := judged(None)) is not None:
        raise Missing(str(problem))
    return Understood(None)


def _judged(value: Any, judged: Judge) -> Any:
    if (problem := judged(value)) is not None:
        raise NotUnderstood(str(problem))
    return value


def _minutes(typed: str, judged: Judge) -> Understood:
    """A duration in minutes."""
    if not typed.strip():
        return _nothing(judged)
    try:
        minutes = dates.duration(typed)
    except FieldProblem as problem:
        raise NotUnderstood(str(problem)) from problem
    return Understood(_judged(minutes, judged), reading.duration(minutes))


def _number(typed: str, judged: Judge) -> Understood:
    """A whole number."""
    if not typed.strip():
        return _nothing(judged)
    try:
        return Understood(_judged(whole_number(typed), judged))
    except FieldProblem as problem:
        raise NotUnderstood(str(problem)) from problem


class _Moment:
    """When something happened: 'ma 14:30', '-1', '9u15', '3-4 1430' are read back in full."""

    def __init__(self, now: Clock, judged: Judge, purpose: dates.Purpose = dates.Purpose.PAST) -> None:
        self._now = now
        self._judged = judged
        self._purpose = purpose

    def __call__(self, typed: str) -> Understood:
        if not typed.strip():
            return _nothing(self._judged)
        now = self._now()
        moment = self._read(typed.lower().split(), now)
        if self._purpose is dates.Purpose.PAST and moment > now:
            raise NotUnderstood(
                _("This moment is still to come: it is {now} now. Type when the contact was.").format(
                    now=reading.full_moment(now)
                )
            )
        return Understood(moment, reading.full_moment(moment), typed_moment(moment))

    def _read(self, words: list[str], now: datetime) -> datetime:
        problem: FieldProblem | None = None
        for day_words, time_words in _splits(words):
            try:
                day = now.date()
                if day_words:
                    day = dates.day(" ".join(day_words), day, self._purpose)
                time = dates.clock_time("".join(time_words)) if time_words else now.time()
            except FieldProblem as fault:
                # The last reading takes all words for a day: its message fits best what was typed.
                problem = fault
                continue
            return datetime.combine(day, time.replace(second=0, microsecond=0))
        raise NotUnderstood(str(problem)) from problem


def typed_moment(moment: datetime) -> str:
    """A moment as one would type it in full: 03-04-2026 14:05."""
    return f"{moment:%d-%m-%Y %H:%M}"


def _splits(words: list[str]) -> list[tuple[list[str], list[str]]]:
    """Ways to take words for a day and a time, the likeliest first."""
    ways: list[tuple[list[str], list[str]]] = [([], words)]
    ways += [(words[:-1], words[-1:]), (words[1:], words[:1])] if len(words) > 1 else []
    ways += [(words[:-2], words[-2:])] if len(words) > 2 else []
    return [*ways, (words, [])]


def stored_moment(moment: datetime) -> tuple[str, int]:
    """A local moment as it is stored: UTC, and the offset in minutes where the caseworker stands."""
    local = moment.astimezone()
    offset = local.utcoffset()
    assert offset is not None
    stamp = local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return stamp, int(offset.total_seconds()) // 60
