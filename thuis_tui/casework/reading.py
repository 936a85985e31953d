"""From what is typed into a field to the value that is kept, and from the value to what is shown."""

import re
from datetime import date
from typing import Any

from thuis_tui.casework import money
from thuis_tui.casework.attribute import Attribute, Shape
from thuis_tui.casework.dates import duration
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.casework.validation import NOT_IN_LIST, judge
from thuis_tui.casework.vocabulary import ANSWER, NOT_ASKED, Code, Vocabulary
from thuis_tui.language import N_, _, dates, message
from thuis_tui.text import clean, fold

UNKNOWN = {"answer": "unknown"}
REFUSED = {"answer": "refused"}


def answer(value: Any) -> str | None:
    """'unknown' or 'refused' when the value is such an answer, 'not_asked' when there is none, else None."""
    if isinstance(value, dict):
        return str(value.get("answer"))
    return "not_asked" if value is None else None


def read(facts: Attribute, typed: str, today: date) -> Any:
    """The value a typed text stands for; None for an empty one. Raises FieldProblem with the reason."""
    text = clean(typed)
    if not text.strip():
        return None
    value: Any = text
    if facts.shape is Shape.CHOICE and facts.vocabulary is not None:
        value = choice(facts.vocabulary, text)
    elif facts.shape is Shape.MINUTES:
        value = duration(text)
    elif facts.shape is Shape.NUMBER:
        value = whole_number(text)
    elif facts.check is not None:
        value = facts.check(text, today)
    if problem := judge(facts)(value):
        raise FieldProblem(problem)
    return value


def whole_number(typed: str) -> int:
    """A whole number as typed, points and spaces between thousands allowed. Raises FieldProblem."""
    bare = re.sub(r"[\s.\u202f]", "", typed)
    if not (bare.isascii() and bare.isdigit()):
        raise FieldProblem(message(N_("This is not a whole number. Type digits only, like 3 or 12.")))
    return int(bare[:16])


def choice(vocabulary: Vocabulary, typed: str) -> Code:
    """The code that is meant: by code, by label in the user's language, or by the beginning of one label."""
    wanted = fold(typed)
    labels = [(term.code, fold(term.shown())) for term in vocabulary.terms]
    exact = [code for code, label in labels if wanted in (label, str(code))]
    if exact:
        return exact[0]
    begun = [code for code, label in labels if label.startswith(wanted)]
    if len(begun) == 1 and not vocabulary.open:
        return begun[0]
    if vocabulary.open:
        return typed
    raise FieldProblem(NOT_IN_LIST)


def shown(facts: Attribute, value: Any) -> str:
    """A kept value as it is read on a screen, in the user's language."""
    if isinstance(value, dict):
        return ANSWER.shown(str(value.get("answer")))
    if value is None:
        return _(NOT_ASKED) if facts.answerable else ""
    if facts.shape is Shape.DATE:
        return dates.stored_day(str(value))
    if facts.shape is Shape.MOMENT:
        return dates.moment(str(value))
    if facts.shape is Shape.CHOICES and facts.vocabulary is not None:
        return ", ".join(facts.vocabulary.shown(code) for code in value)
    if facts.vocabulary is not None:
        return facts.vocabulary.shown(value)
    if facts.shape is Shape.MINUTES:
        return dates.duration(int(value))
    if facts.check is money.euros:
        return money.shown(str(value))
    return str(value)
