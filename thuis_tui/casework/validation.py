"""Whether a value may be kept: one function per field, made once from the table of attributes.

The same functions run behind a form, before a write and in the service, which checks thousands in one
request; so each is a closure that does no more than its field needs.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from thuis_tui.casework.attribute import Attribute, Shape
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.language import N_, Message, message
from thuis_tui.text import is_clean, refuse

Judge = Callable[[Any], Message | None]

ANSWERS = ({"answer": "unknown"}, {"answer": "refused"})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_REFERENCE = re.compile(r"[0-9a-f]{32}")
_WHOLE_DAY = len("2026-11-12")
_ANY_DAY = date(9999, 1, 1)


def judge(attribute: Attribute) -> Judge:
    """The function that says what is wrong with a stored value of this field, or None."""
    inner = _SHAPES[attribute.shape](attribute)
    required = attribute.required
    answerable = attribute.answerable

    def whole(value: Any) -> Message | None:
        if value is None or value == "":
            return REQUIRED if required else None
        if type(value) is dict:
            return None if answerable and value in ANSWERS else WRONG_KIND
        return inner(value)

    return whole


REQUIRED = message(N_("This field cannot stay empty."))
WRONG_KIND = message(N_("This is not a value that this field can keep."))
NOT_CLEAN = message(N_("This text is not in the form in which text is kept. Type it again."))
UNKNOWN_FIELD = message(N_("This version of thuis does not know this field."))


def _text(attribute: Attribute) -> Judge:
    limit, lines, check = attribute.limit, attribute.shape is Shape.TEXT, attribute.check
    required = attribute.required

    def text(value: Any) -> Message | None:
        if type(value) is not str:
            return WRONG_KIND
        if len(value) > limit:
            return too_long(len(value), limit)
        if refused := refuse(value, lines=lines):
            return refused
        if not is_clean(value):
            return NOT_CLEAN
        if required and value.isspace():
            return REQUIRED
        return None if check is None else _checked(check, value)

    return text


def too_long(length: int, limit: int) -> Message:
    """What is said of a text that does not fit; it is refused whole, never cut."""
    return message(
        N_("This text has {length} characters; at most {limit} fit. Nothing was cut off: make it shorter."),
        length=length,
        limit=limit,
    )


def _checked(check: Callable[[str, date], str], value: str) -> Message | None:
    """A stored value is one that its check answers unchanged."""
    try:
        return None if check(value, _ANY_DAY) == value else NOT_CLEAN
    except FieldProblem as problem:
        return problem.message


def _date(attribute: Attribute) -> Judge:
    from thuis_tui.casework.dates import birth_date, is_stored_date, since

    partial = attribute.check in (birth_date, since)

    def stored(value: Any) -> Message | None:
        if type(value) is not str or not is_stored_date(value):
            return WRONG_KIND
        return None if partial or len(value) == _WHOLE_DAY else WRONG_KIND

    return stored


def _moment(attribute: Attribute) -> Judge:
    def moment(value: Any) -> Message | None:
        if type(value) is not str or not _MOMENT.fullmatch(value):
            return WRONG_KIND
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return WRONG_KIND
        return None

    return moment


def _number(attribute: Attribute) -> Judge:
    limit = attribute.limit
    lowest = -limit if attribute.name.endswith("offset") else 0

    def number(value: Any) -> Message | None:
        if type(value) is not int:
            return WRONG_KIND
        if not lowest <= value <= limit:
            return message(N_("At most {limit} is possible here."), limit=limit)
        return None

    return number


def _choice(attribute: Attribute) -> Judge:
    vocabulary = attribute.vocabulary
    assert vocabulary is not None
    codes = vocabulary.codes
    other = _text(attribute) if vocabulary.open else None
    kind = type(next(iter(codes)))

    def choice(value: Any) -> Message | None:
        if type(value) is not kind:
            return WRONG_KIND
        if value in codes:
            return None
        return NOT_IN_LIST if other is None else other(value)

    return choice


NOT_IN_LIST = message(N_("This is not in the list: choose one of the list."))


def _choices(attribute: Attribute) -> Judge:
    vocabulary = attribute.vocabulary
    assert vocabulary is not None
    codes = vocabulary.codes

    def choices(value: Any) -> Message | None:
        if type(value) is not list:
            return WRONG_KIND
        try:
            distinct = set(value)
        except TypeError:
            return WRONG_KIND
        if len(distinct) != len(value) or not all(type(item) is not bool and item in codes for item in value):
            return NOT_IN_LIST
        return None

    return choices


def _reference(attribute: Attribute) -> Judge:
    def reference(value: Any) -> Message | None:
        return None if type(value) is str and _REFERENCE.fullmatch(value) else WRONG_KIND

    return reference


def _references(attribute: Attribute) -> Judge:
    one, limit = _reference(attribute), attribute.limit

    def references(value: Any) -> Message | None:
        if type(value) is not list or any(one(each) for each in value):
            return WRONG_KIND
        if len(value) > limit:
            return message(N_("At most {limit} is possible here."), limit=limit)
        return None if len(set(value)) == len(value) else WRONG_KIND

    return references


_SHAPES: Mapping[Shape, Callable[[Attribute], Judge]] = {
    Shape.LINE: _text,
    Shape.TEXT: _text,
    Shape.DATE: _date,
    Shape.MOMENT: _moment,
    Shape.NUMBER: _number,
    Shape.MINUTES: _number,
    Shape.CHOICE: _choice,
    Shape.CHOICES: _choices,
    Shape.REFERENCE: _reference,
    Shape.REFERENCES: _references,
}
