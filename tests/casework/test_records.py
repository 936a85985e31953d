"""The table of attributes: one place for limits, merge rules and checks, and a validation that follows it."""

import json
import time
from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session
from sqlmodel import select as select_records

from tests.cases import each
from tests.hostile import HOSTILE, same
from tests.samples import NOTE, WHOLE
from thuis_tui.casework import records
from thuis_tui.casework.attribute import Attribute, Merge, Record, Shape
from thuis_tui.casework.client import QUICK_INTAKE, Client
from thuis_tui.casework.records import RECORDS, fields, validate, validate_change
from thuis_tui.language import _, select

TEXTS = [
    (record, facts)
    for record in RECORDS
    for facts in fields(record).values()
    if facts.shape in (Shape.LINE, Shape.TEXT)
]


def said(problems: list[records.Problem], field: str) -> str:
    return " ".join(str(problem) for problem in problems if problem.field == field)


@each("record", RECORDS)
def test_a_whole_record_has_no_problem_and_no_field_is_forgotten(record: str) -> None:
    assert set(WHOLE[record]) == set(fields(record))
    assert validate(record, WHOLE[record]) == []


@each("record", RECORDS)
def test_every_field_says_what_it_is(record: str) -> None:
    for facts in fields(record).values():
        assert facts.label
        assert facts.limit > 0
        assert (facts.vocabulary is not None) == (facts.shape in (Shape.CHOICE, Shape.CHOICES))
        assert not (facts.required and facts.answerable)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_labels_fit_beside_their_field_in_a_narrow_terminal(language: str) -> None:
    select(language)
    for record in RECORDS:
        for facts in fields(record).values():
            if not facts.system and facts.shape is not Shape.TEXT:
                widest = 16 if record in ("client", "note", "amendment") else 17
                assert len(_(facts.label)) <= widest, facts.name


@each("record, facts", TEXTS)
def test_hostile_text_in_every_field_is_kept_equal_or_refused(record: str, facts: Attribute) -> None:
    for hostile in HOSTILE:
        values = records.cleaned(record, {**WHOLE[record], facts.name: hostile.text})
        assert same(values[facts.name], hostile.text)
        problems = validate(record, values)
        assert {problem.field for problem in problems} <= {facts.name, "surname"}, hostile.name
        for problem in problems:
            assert len(str(problem)) > 10
        if not problems:
            assert len(values[facts.name]) <= facts.limit
            values[facts.name].encode("utf-8")


WRONG_KINDS = (
    *(0, 1, -1, 2**70, 1.5, float("nan"), True),
    *([], [[]], [1, 1], [14], [True], ["1"]),
    *({}, {"answer": "yes"}, {"answer": ["unknown"]}, {"answer": "unknown", "x": 1}),
    *(b"x", object(), "\0", "9" * 50),
)


@each("record, value", product(RECORDS, WRONG_KINDS))
def test_values_of_a_wrong_kind_are_refused_and_never_crash(record: str, value: object) -> None:
    for facts in fields(record).values():
        problems = validate(record, {**WHOLE[record], facts.name: value})
        fits = (
            (facts.shape in (Shape.NUMBER, Shape.MINUTES) and value in (0, 1, -1) and value is not True)
            or (facts.shape in (Shape.CHOICES, Shape.REFERENCES) and value == [])
            or (facts.shape in (Shape.LINE, Shape.TEXT, Shape.CHOICE) and value == "9" * 50)
            or (facts.vocabulary is not None and type(value) is int and value in facts.vocabulary.codes)
        )
        assert problems or fits, facts.name


def test_the_limit_is_counted_in_characters_and_nothing_is_cut() -> None:
    assert validate("note", {**NOTE, "body": "é" * 20_000}) == []
    assert "20001" in said(validate("note", {**NOTE, "body": "é" * 20_001}), "body")


@pytest.mark.parametrize("field", ["kind", "occurred_at", "body"])
def test_what_a_note_cannot_do_without(field: str) -> None:
    without = {name: value for name, value in NOTE.items() if name != field}
    for values in (without, {**NOTE, field: None}, {**NOTE, field: ""}):
        assert "cannot stay empty" in said(validate("note", values), field)
    assert "cannot stay empty" in said(validate("note", {**NOTE, "body": " \n\t "}), "body")


def test_what_thuis_fills_in_is_not_asked_of_a_form() -> None:
    form = {name: NOTE[name] for name in ("kind", "occurred_at", "body")}
    assert validate("note", form) == []


def test_a_dossier_needs_a_name_of_some_kind() -> None:
    nameless = {"first_name": {"answer": "refused"}, "surname": " ", "phone": "06-12345678"}
    assert "alias" in said(validate("client", nameless), "surname")
    assert validate("client", {"alias": "Sjaak van de brug"}) == []


@pytest.mark.parametrize("name", QUICK_INTAKE)
def test_unknown_and_refused_are_answers_of_their_own(name: str) -> None:
    values = {"alias": "Sjaak", name: {"answer": "refused"}}
    problems = [problem for problem in validate("client", values) if problem.message != records.NAMELESS]
    assert bool(problems) == (name == "name_prefix")


def test_unknown_and_derived_fields_are_named() -> None:
    for field in ("shoe_size", "sort_name", "id"):
        assert "does not know" in said(validate("client", {**WHOLE["client"], field: "x"}), field)


def test_a_municipality_outside_the_region_is_text() -> None:
    assert validate("client", {"surname": "Berg", "municipality": "Amersfoort"}) == []
    assert validate("client", {"surname": "Berg", "municipality": "x" * 81})
    assert validate("client", {"surname": "Berg", "current_stay": "Amersfoort"})


def test_what_is_filed_does_not_change() -> None:
    assert {"note", "amendment"} <= records.IMMUTABLE
    assert "amendment" in str(validate_change("note", "body", "x")[0])
    assert validate_change("client", "surname", "Berg") == []
    assert validate_change("client", "bsn", "999900007")
    assert validate_change("client", "shoe_size", "43")


def test_the_tables_are_strict_and_carry_sqlmodel_records() -> None:
    engine = create_engine("sqlite://")
    Record.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Client(id="0" * 32, surname="Berg", birth_date="1985~"))
        session.commit()
        assert session.exec(select_records(Client.surname)).one() == "Berg"
        made = (
            session.connection().execute(text("SELECT sql FROM sqlite_master WHERE type = 'table'")).scalars()
        )
        assert all(sql.rstrip().endswith("STRICT") for sql in made)
    engine.dispose()


class Value:
    def __init__(self, id: str, hlc: int, value: bytes) -> None:
        self.id, self.hlc, self.value = id, hlc, value


def test_the_latest_of_several_values_is_shown() -> None:
    heads = [Value("a", 2, b'"x"'), Value("b", 2, b'"y"'), Value("c", 1, b'"z"')]
    assert records.pick("client")("surname", heads).id == "b"
    assert records.pick("client")("not_yet_known", heads).id == "b"
    assert fields("client")["surname"].merge is Merge.REGISTER


def test_of_two_opinions_on_safety_the_stricter_governs_whatever_the_clocks_said() -> None:
    shown = records.pick("client")
    heads = [Value("a", 1, b'"red"'), Value("b", 9, b'"green"'), Value("c", 5, b"null")]
    assert shown("risk_level", heads).id == "a"
    assert shown("go_with_two", [Value("a", 1, b'"yes"'), Value("b", 9, b'"no"')]).id == "a"
    # What this version does not know may be worse than all it knows; of two such the later is shown.
    unknown = [*heads, Value("d", 2, b'"black"'), Value("e", 3, b'{"level":4}')]
    assert shown("risk_level", unknown).id == "e"
    assert fields("client")["risk_level"].merge is Merge.STRICTEST


def test_judging_a_note_costs_less_than_carrying_it() -> None:
    long = {**NOTE, "body": "Vandaag bij Jan geweest, é ë ï.\n" * 19}
    assert validate("note", long) == []
    carrying = _fastest(lambda: json.loads(json.dumps(long)))
    assert _fastest(lambda: validate("note", long)) < 1.5 * carrying


def _fastest(work: Callable[[], object]) -> float:
    """Seconds for a hundred rounds, the best of many: a busy machine slows both sides of a comparison."""
    times = []
    for _attempt in range(15):
        started = time.perf_counter()
        for _round in range(100):
            work()
        times.append(time.perf_counter() - started)
    return min(times)
