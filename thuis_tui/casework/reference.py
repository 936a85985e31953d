"""Writes docs/vocabulary.md from the records and vocabularies: `python -m thuis_tui.casework.reference`."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from thuis_tui.casework.attribute import Attribute, Merge, Shape
from thuis_tui.casework.records import RECORDS, SCOPE_OF, VOCABULARIES, fields
from thuis_tui.casework.vocabulary import Vocabulary
from thuis_tui.language import LANGUAGES, _, language, select

PAGE = Path(__file__).resolve().parents[2] / "docs" / "vocabulary.md"

HEAD = """# Fields and vocabularies

Written by `python -m thuis_tui.casework.reference`; a test fails when it is not what the code says.

A limit counts characters, or is the greatest number. *May be left unanswered* means that the answer may be
"unknown" or "refuses to say", which are kept as such and differ from "not asked". What thuis fills in itself
is in no form.
"""

SCOPES = {
    "c": "the dossier of its client",
    "h": "its client's way to a home",
    "u": "its caseworker",
    "ref": "everyone, read-only on a laptop",
    "figures": "who may read what is counted, read-only",
}

RULES = {
    Merge.IMMUTABLE: "never changes",
    Merge.REGISTER: "all values kept, a person decides",
    Merge.PARAGRAPHS: "by paragraph",
    Merge.LATEST: "the latest is shown",
    Merge.STRICTEST: "the strictest governs",
}

SHAPES = {
    Shape.LINE: "one line",
    Shape.TEXT: "text",
    Shape.DATE: "date",
    Shape.MOMENT: "moment (UTC)",
    Shape.NUMBER: "number",
    Shape.MINUTES: "minutes",
    Shape.CHOICE: "one of",
    Shape.CHOICES: "some of",
    Shape.REFERENCE: "id",
    Shape.REFERENCES: "ids",
}


def page() -> str:
    """The whole page."""
    before = language()
    try:
        parts = [HEAD]
        parts += [_record(name) for name in RECORDS]
        parts += [_vocabulary(vocabulary) for vocabulary in VOCABULARIES.values()]
        return "\n".join(parts)
    finally:
        select(before)


def _record(name: str) -> str:
    rows = [
        (
            f"`{facts.name}`",
            *_in_each_language(lambda facts=facts: _(facts.label)),  # type: ignore[misc]
            _holds(facts),
            _limit(facts),
            _asked(facts),
            RULES[facts.merge],
        )
        for facts in fields(name).values()
    ]
    head = ("field", "Nederlands", "English", "holds", "limit", "asked", "two values at once")
    return f"## Record `{name}`\n\nBelongs to {SCOPES[SCOPE_OF[name]]}.\n\n{_table(head, rows)}"


def _vocabulary(vocabulary: Vocabulary) -> str:
    rows = [
        (f"`{term.code}`", *_in_each_language(lambda term=term: term.shown()))  # type: ignore[misc]
        for term in vocabulary.terms
    ]
    also = "\n\nWhat is not in the list is kept as it was typed." if vocabulary.open else ""
    return f"## Vocabulary `{vocabulary.name}`{also}\n\n{_table(('code', 'Nederlands', 'English'), rows)}"


def _holds(facts: Attribute) -> str:
    if facts.vocabulary is not None:
        return f"{SHAPES[facts.shape]} `{facts.vocabulary.name}`"
    return f"{SHAPES[facts.shape]}, checked" if facts.check else SHAPES[facts.shape]


def _limit(facts: Attribute) -> str:
    bounded = facts.shape in (Shape.LINE, Shape.TEXT, Shape.NUMBER, Shape.MINUTES)
    return f"{facts.limit:,}".replace(",", " ") if bounded else ""


def _asked(facts: Attribute) -> str:
    if facts.system:
        return "filled in by thuis"
    if facts.required:
        return "required"
    return "may be left unanswered" if facts.answerable else "may stay empty"


def _in_each_language(wording: Callable[[], str]) -> Iterable[str]:
    for code in LANGUAGES:
        select(code)
        yield wording()


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _cell in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
