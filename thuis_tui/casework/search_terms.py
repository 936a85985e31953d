"""What is typed to search: words, and filters such as `g:zeist`, `r:red`, `b:me`, `<30d`.

A filter that is not known or not understood is named, and everything else is still searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from thuis_tui.casework import dates
from thuis_tui.casework.problem import FieldProblem
from thuis_tui.casework.vocabulary import (
    CLIENT_STATUS,
    LIFE_DOMAIN,
    MUNICIPALITY,
    NOTE_KIND,
    RISK_LEVEL,
    Code,
    Vocabulary,
)
from thuis_tui.language import N_, Message, message
from thuis_tui.text import fold

Kind = Literal["municipality", "status", "risk", "author", "kind", "domain", "since", "until"]

NAMES: Mapping[str, Kind] = {
    "g": "municipality",
    "gemeente": "municipality",
    "m": "municipality",
    "municipality": "municipality",
    "f": "status",
    "fase": "status",
    "s": "status",
    "status": "status",
    "p": "status",
    "phase": "status",
    "r": "risk",
    "risico": "risk",
    "risk": "risk",
    "b": "author",
    "begeleider": "author",
    "c": "author",
    "caseworker": "author",
    "by": "author",
    "k": "kind",
    "kind": "kind",
    "soort": "kind",
    "l": "domain",
    "leefgebied": "domain",
    "d": "domain",
    "domain": "domain",
    "vanaf": "since",
    "since": "since",
    "tot": "until",
    "until": "until",
}
"""Every name of a filter, short and long, Dutch and English: all of them work in both languages."""

_LISTS: Mapping[Kind, Vocabulary] = {
    "municipality": MUNICIPALITY,
    "status": CLIENT_STATUS,
    "risk": RISK_LEVEL,
    "kind": NOTE_KIND,
    "domain": LIFE_DOMAIN,
}
ME = ("ik", "me", "mij")
_DUTCH: Mapping[Kind, Mapping[str, str]] = {
    "risk": {"groen": "green", "oranje": "orange", "rood": "red"},
    "status": {
        "aangemeld": "registered",
        "wachtlijst": "registered",
        "waiting": "registered",
        "begeleiding": "supported",
        "nazorg": "aftercare",
        "gesloten": "closed",
    },
}
"""Words people use beside the labels, whatever the language of the screens."""

_FILTER = re.compile(r"(?P<name>[^\W\d_]+):(?P<value>\"[^\"]*\"?|\S*)")
_AGE = re.compile(r"(?P<sign>[<>])(?P<count>\d{1,5})(?P<unit>[dwmjy])", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30, "j": 365, "y": 365}


@dataclass(frozen=True, slots=True)
class Terms:
    """A search as it was understood. A filter with several values means any of them."""

    words: str
    filters: Mapping[Kind, tuple[Code, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    problems: tuple[Message, ...] = ()
    """What was not understood, each naming its filter."""

    @property
    def of_clients(self) -> bool:
        """Whether a filter says something about clients."""
        return any(kind in self.filters for kind in ("municipality", "status", "risk"))

    @property
    def of_notes(self) -> bool:
        """Whether a filter says something about notes."""
        return (
            any(kind in self.filters for kind in ("author", "kind", "domain"))
            or self.since is not None
            or self.until is not None
        )


def read(typed: str, today: date) -> Terms:
    """Take the filters out of what was typed; the rest are the words."""
    filters: dict[Kind, tuple[Code, ...]] = {}
    span: dict[str, date] = {}
    problems: list[Message] = []
    words: list[str] = []
    for piece in _pieces(typed):
        if (age := _AGE.fullmatch(piece)) is not None:
            days = int(age["count"]) * _DAYS[age["unit"].lower()]
            span["since" if age["sign"] == "<" else "until"] = _before(today, days)
            continue
        found = _FILTER.fullmatch(piece)
        if found is None:
            words.append(piece)
            continue
        name, value = found["name"], found["value"].strip('"').strip()
        kind = NAMES.get(fold(name))
        if kind is None:
            problems.append(message(N_("There is no filter '{name}:'."), name=name))
        elif not value:
            problems.append(message(N_("The filter '{name}:' needs a value after it."), name=name))
        elif kind in ("since", "until"):
            try:
                span[kind] = dates.day(value, today, dates.Purpose.PAST)
            except FieldProblem as problem:
                problems.append(problem.message)
        elif (code := _code(kind, value)) is None:
            problems.append(
                message(N_("The filter '{name}:' does not know '{value}'."), name=name, value=value)
            )
        else:
            filters[kind] = (*filters.get(kind, ()), code)
    return Terms(" ".join(words), filters, span.get("since"), span.get("until"), tuple(problems))


def _pieces(typed: str) -> Iterator[str]:
    """The words between spaces; quotes after a colon hold a value with spaces together."""
    for found in re.finditer(r"[^\W\d_]+:\"[^\"]*\"?|\S+", typed):
        yield found.group()


def _before(today: date, days: int) -> date:
    return date.min if days >= today.toordinal() else today - timedelta(days=days)


def _code(kind: Kind, value: str) -> Code | None:
    """The code that is meant: the code, the beginning of a label in the user's language, or a usual word."""
    wanted = fold(value)
    if kind == "author":
        return "me" if wanted in ME else wanted
    for word, code in _DUTCH.get(kind, {}).items():
        if word.startswith(wanted):
            return code
    vocabulary = _LISTS[kind]
    labels = [(term.code, fold(term.shown())) for term in vocabulary.terms]
    for code_, label in labels:
        if wanted in (str(code_), label):
            return code_
    for code_, label in labels:
        if label.startswith(wanted) or any(part.startswith(wanted) for part in label.split()):
            return code_
    return None
