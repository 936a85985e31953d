"""The facts about a field, said once: label, limit, merge rule, check; all others derive theirs."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Integer, MetaData, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from thuis_tui.casework.checks import Check
from thuis_tui.casework.dates import Purpose
from thuis_tui.casework.vocabulary import Vocabulary


class Merge(StrEnum):
    """What becomes of two values that did not know of each other."""

    IMMUTABLE = "immutable"
    """Written once, with its record."""
    REGISTER = "register"
    """All values are kept, the latest is shown, a person decides."""
    PARAGRAPHS = "paragraphs"
    """Long text: different paragraphs merge, the same paragraph is a conflict."""
    LATEST = "latest"
    """The latest is shown and nobody is asked: for the place of a thing in a list, which loses no words."""
    STRICTEST = "strictest"
    """Safety: all are shown, and the strictest governs until a person decides."""


class Shape(StrEnum):
    """What kind of value a field holds."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    NUMBER = "number"
    MINUTES = "minutes"
    CHOICE = "choice"
    CHOICES = "choices"
    REFERENCE = "reference"
    REFERENCES = "references"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One field of a record. `limit` counts characters or references, or is the greatest number."""

    name: str
    label: str
    shape: Shape
    limit: int
    merge: Merge
    required: bool
    answerable: bool
    check: Check | None
    vocabulary: Vocabulary | None
    hint: str
    purpose: Purpose
    """Which way a typed moment without its date looks, and whether it may still be to come."""
    system: bool
    """Filled in by thuis itself: not in a form, and not asked for when a form is checked."""
    derived: bool
    """Worked out from the log for lists and searches: never in an operation."""


class Record(SQLModel, registry=registry()):
    """The base of all casework records; its tables are those of the encrypted file on a laptop."""

    metadata = MetaData()


def attribute(
    label: str,
    shape: Shape = Shape.LINE,
    *,
    limit: int = 0,
    merge: Merge = Merge.REGISTER,
    required: bool = False,
    answerable: bool = False,
    check: Check | None = None,
    vocabulary: Vocabulary | None = None,
    hint: str = "",
    purpose: Purpose = Purpose.PAST,
    system: bool = False,
    derived: bool = False,
    primary_key: bool = False,
    index: bool = False,
    default: Any = None,
) -> Any:
    """A SQLModel field that carries its facts in its column: TEXT or INTEGER, for STRICT tables."""
    facts = Attribute(
        name="",
        label=label,
        shape=shape,
        limit=limit or _LIMITS[shape],
        merge=merge,
        required=required,
        answerable=answerable,
        check=check,
        vocabulary=vocabulary,
        hint=hint,
        purpose=purpose,
        system=system,
        derived=derived,
    )
    options: dict[str, Any] = {
        "sa_type": Integer if _is_whole_number(shape, vocabulary) else Text,
        "sa_column_kwargs": {"info": {"attribute": facts}},
        "nullable": not (required or primary_key),
        "index": index,
    }
    if primary_key:
        options["primary_key"] = True
    elif not required:
        options["default"] = default
    return Field(**options)


def _is_whole_number(shape: Shape, vocabulary: Vocabulary | None) -> bool:
    if shape is Shape.CHOICE and vocabulary is not None:
        return all(type(code) is int for code in vocabulary.codes)
    return shape in (Shape.NUMBER, Shape.MINUTES)


_LIMITS = {
    Shape.LINE: 200,
    Shape.TEXT: 20_000,
    Shape.DATE: 12,
    Shape.MOMENT: 20,
    Shape.NUMBER: 2**53 - 1,
    Shape.MINUTES: 24 * 60,
    Shape.CHOICE: 80,
    Shape.CHOICES: 40,
    Shape.REFERENCE: 32,
    Shape.REFERENCES: 40,
}


@cache
def specification(record: type[SQLModel]) -> tuple[Attribute, ...]:
    """The fields of a record class in their order, without its id."""
    columns = record.__table__.columns  # type: ignore[attr-defined]
    return tuple(
        replace(column.info["attribute"], name=str(column.key))
        for column in columns
        if not column.primary_key
    )
