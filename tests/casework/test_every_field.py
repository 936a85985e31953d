"""Every field of every record by the table of attributes: right and wrong values alike, each wrong one told
at its own field; and the rules of several fields together, each against a sum of its own.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import each
from tests.samples import WHOLE
from thuis_tui.casework import reading
from thuis_tui.casework.attribute import Attribute, Merge, Shape
from thuis_tui.casework.consent_rules import consent_problems
from thuis_tui.casework.dates import birth_date, since
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.casework.records import RECORDS, fields, validate, validate_change
from thuis_tui.casework.visit_rules import LONGEST_HOURS, end_problems, visit_problems
from thuis_tui.language import select

EVERY = [(record, facts) for record in RECORDS for facts in fields(record).values()]
TODAY = date(2026, 3, 4)
_NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
_TEXTS = (Shape.LINE, Shape.TEXT)


def right(facts: Attribute) -> st.SearchStrategy[Any]:
    """Values that this field keeps."""
    if facts.vocabulary is not None:
        code = st.sampled_from(sorted(facts.vocabulary.codes, key=str))
        return st.lists(code, unique=True) if facts.shape is Shape.CHOICES else code
    if facts.check is not None and facts.shape in _TEXTS:
        return st.just(WHOLE[next(of for of, one in EVERY if one == facts)][facts.name])
    day = st.dates(date(1920, 1, 1), date(2099, 12, 31)).map(date.isoformat)
    number = st.integers(-facts.limit if facts.name.endswith("offset") else 0, facts.limit)
    reference = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)
    text = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=facts.limit)
    return {
        Shape.LINE: text,
        Shape.TEXT: text,
        Shape.DATE: day,
        Shape.MOMENT: day.map(lambda one: f"{one}T13:30:00Z"),
        Shape.NUMBER: number,
        Shape.MINUTES: number,
        Shape.REFERENCE: reference,
        Shape.REFERENCES: st.lists(reference, unique=True, max_size=facts.limit),
    }[facts.shape]


def wrong(facts: Attribute) -> list[Any]:
    """Values that this field must not keep: of each kind of mistake one at its very edge."""
    found: list[Any] = [True, 1.5, {"answer": "perhaps"}]
    if not facts.answerable:
        found += [{"answer": "unknown"}, {"answer": "refused"}]
    if facts.required:
        found += [None, ""]
    if facts.shape in _TEXTS:
        found += ["x" * (facts.limit + 1), "bel\x07", "e\u0301" * 3, 7, ["x"]]
        found += [] if facts.shape is Shape.TEXT else ["twee\nregels"]
    if facts.shape is Shape.DATE:
        found += ["2026-02-30", "2026-13-01", "04-03-2026", "morgen", "2026-3-4", 20260304]
        # Only of somebody's birth, and of since when, less than a day may be known.
        found += [] if facts.check in (birth_date, since) else ["2026", "2026-03", "2026~"]
    if facts.shape is Shape.MOMENT:
        found += ["2026-02-30T13:30:00Z", "2026-03-04T24:30:00Z", "2026-03-04", "2026-03-04T13:30:00+01:00"]
    if facts.shape in (Shape.NUMBER, Shape.MINUTES):
        found += [facts.limit + 1, "12"]
        found += [-facts.limit - 1] if facts.name.endswith("offset") else [-1]
    if facts.shape is Shape.REFERENCE:
        found += ["0" * 31, "0" * 33, "G" * 32, "A" * 32, 5]
    if facts.shape is Shape.REFERENCES:
        found += [["0" * 31], ["0" * 32, "0" * 32], [f"{n:032x}" for n in range(facts.limit + 1)], "0" * 32]
    if facts.vocabulary is not None:
        first = next(iter(facts.vocabulary.codes))
        stranger: Any = 99 if type(first) is int else "x" * 81
        found += [[stranger], [first, first], first] if facts.shape is Shape.CHOICES else [stranger, [first]]
    return found


@each("record, facts", EVERY)
def test_each_mistake_is_told_at_its_own_field_in_both_languages(record: str, facts: Attribute) -> None:
    for value in wrong(facts):
        problems = validate(record, {**WHOLE[record], facts.name: value})
        told = [one for one in problems if one.field == facts.name]
        assert len(told) == 1, value
        # A dossier without any name has that problem too.
        assert {one.field for one in problems} <= {facts.name, "surname"}
        said = set()
        for language in ("en", "nl"):
            select(language)
            said.add(str(told[0]))
        select("en")
        assert len(said) == 2 and all(len(text) > 10 for text in said)
        if facts.merge is not Merge.IMMUTABLE:
            assert [one.field for one in validate_change(record, facts.name, value)] == [facts.name]


@settings(max_examples=400)
@given(st.data())
def test_whatever_fits_a_field_is_kept_and_beside_it_nothing_is_told(data: st.DataObject) -> None:
    record, facts = data.draw(st.sampled_from(EVERY))
    value = data.draw(right(facts))
    assert validate(record, {**WHOLE[record], facts.name: value}) == []
    if facts.merge is not Merge.IMMUTABLE:
        assert validate_change(record, facts.name, value) == []


_TYPED = st.one_of(
    st.text(max_size=30),
    st.from_regex(r"[0-9]{1,2}[-/. ]?[0-9]{1,2}([-/. ]?[0-9]{2,4})?", fullmatch=True),
    st.from_regex(r"[+-]?[0-9]{1,4}( ?(min|u|uur|h))?", fullmatch=True),
    st.sampled_from(
        ["ma", "morgen", "gisteren", "31-2", "29-2", "12 mei", "06-12345678", "3511 ab", "1234 AB"]
    ),
)


@settings(max_examples=600)
@given(st.sampled_from(EVERY), _TYPED)
def test_whatever_is_typed_is_a_value_that_fits_or_a_reason(where: tuple[str, Attribute], typed: str) -> None:
    """Nothing else: no other error, and never a value that would then be refused."""
    record, facts = where
    try:
        value = reading.read(facts, typed, TODAY)
    except FieldProblem as problem:
        assert len(str(problem.message)) > 10
        return
    if value is not None:
        told = [one.field for one in validate(record, {**WHOLE[record], facts.name: value})]
        assert facts.name not in told


DAYS = st.one_of(st.none(), st.integers(-3, 3).map(lambda ahead: (TODAY + timedelta(ahead)).isoformat()))
MOMENTS = st.one_of(st.none(), st.integers(10, 14).map(lambda hour: f"2026-03-04T{hour}:00:00Z"))


@given(DAYS.filter(bool), DAYS, DAYS, st.lists(st.sampled_from(["bsn", "notes"]), unique=True))
def test_a_consent_in_an_impossible_order_is_told_at_the_day_that_is_wrong(
    given_on: str, ends_on: str | None, withdrawn_on: str | None, data: list[str]
) -> None:
    values = {"given_on": given_on, "ends_on": ends_on, "withdrawn_on": withdrawn_on, "data": data}
    expected = {name for name in ("ends_on", "withdrawn_on") if (values[name] or given_on) < given_on}  # type: ignore[operator]
    assert {one.field for one in consent_problems(values)} == expected | (set() if data else {"data"})


@given(MOMENTS, MOMENTS, MOMENTS, st.sampled_from([None, "done", "not_home", "cancelled_client"]))
def test_a_visit_in_an_impossible_order_is_told_at_the_moment_that_is_wrong(
    begun: str | None, until: str | None, ended: str | None, outcome: str | None
) -> None:
    values = {
        "checked_in_at": begun,
        "expected_end_at": until,
        "checked_out_at": ended,
        "outcome": outcome,
    }
    expected = set()
    if begun and until and not begun < until:
        expected.add("expected_end_at")
    if ended and not (begun and begun <= ended):
        expected.add("checked_out_at")
    if begun and outcome == "cancelled_client":
        expected.add("outcome")
    assert {one.field for one in visit_problems(values)} == expected


@given(st.integers(-30, LONGEST_HOURS * 60 + 30))
def test_the_planned_end_of_a_visit_is_ahead_but_not_half_a_day(minutes: int) -> None:
    until = f"{(_NOON + timedelta(minutes=minutes)):%Y-%m-%dT%H:%M:%SZ}"
    problems = end_problems(until, f"{_NOON:%Y-%m-%dT%H:%M:%SZ}")
    assert [one.field for one in problems] == (
        [] if 0 < minutes <= LONGEST_HOURS * 60 else ["expected_end_at"]
    )
