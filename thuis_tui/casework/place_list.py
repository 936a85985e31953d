"""A corporation's list of homes as it comes: read row by row, each bad cell with its reason.

Nothing is guessed away: a row is whole, or it comes back with what is wrong in it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from thuis_tui.casework.place_columns import ADDITION, COLUMNS, FIELDS, NUMBER, STREET, head_of, read_cell
from thuis_tui.casework.problem import FieldProblem, Problem
from thuis_tui.casework.validation import Judge, judge
from thuis_tui.language import N_, Message, message

MOST_BYTES: Final = 20_000_000
MOST_ROWS: Final = 20_000
_LOOK: Final = 15
"""The heads stand in one of the first rows; what is above them are titles."""
_DELIMITERS: Final = ";,\t|"
_HOUSE_NUMBER: Final = re.compile(r"(\d+)\W*([^\W\d]*\W*\d*[^\W\d]*)\Z")
_BETWEEN: Final = re.compile(r"\W+")
_HOMES: Final = uuid5(NAMESPACE_URL, "thuis:place")

NO_HEADS = message(
    N_(
        "No row with the names of the columns was found. At least the address, the municipality and the"
        " corporation are needed."
    )
)
MISSING = N_("These columns are missing: {columns}.")
TOO_LARGE = message(N_("This file is larger than a list of homes can be: 20 MB."))
TOO_MANY = message(N_("This list has more than 20,000 rows. Split it."))
NOT_TEXT = message(N_("This is not a text file with columns. In a spreadsheet: save as CSV."))
REQUIRED = message(N_("This cell cannot be empty."))
TWICE = N_("The same home stands in row {row} of this list too.")


class NotAList(ValueError):
    """A file that cannot be read as a list at all, with the reason."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.message = reason

    def __str__(self) -> str:
        """The reason in the user's language."""
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, its cells as they came, what they say, and what is wrong."""

    number: int
    cells: tuple[str, ...]
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceList:
    """A whole list: its heads as they came, its rows, and the columns that nobody knows."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    unknown: tuple[str, ...]
    encoding: str
    delimiter: str


def read_list(data: bytes, today: date, *, corporation: str = "") -> PlaceList:
    """Read a file of a corporation; `corporation` stands for the column when the list has none.

    Raises NotAList when there is no list to be found in it.
    """
    if len(data) > MOST_BYTES:
        raise NotAList(TOO_LARGE)
    text, encoding = _decoded(data)
    delimiter, table = _table(text)
    at, heads = _heads(table)
    columns = [COLUMNS.get(head_of(head), "") for head in heads]
    missing = _missing(columns, bool(corporation))
    if missing:
        raise NotAList(message(MISSING, columns=", ".join(missing)))
    rows = []
    for number, cells in table[at + 1 :]:
        if any(cell.strip() for cell in cells):
            rows.append(_row(number, cells, columns, corporation, today))
        if len(rows) > MOST_ROWS:
            raise NotAList(TOO_MANY)
    unknown = tuple(head for head, field in zip(heads, columns, strict=True) if not field and head.strip())
    return PlaceList(tuple(heads), tuple(_told_twice(rows)), unknown, encoding, delimiter)


def key_of(values: Mapping[str, Any]) -> str:
    """What makes two rows the same home: postcode with house number, else municipality with address."""
    address = str(values.get("address") or "").casefold().strip()
    postcode = str(values.get("postcode") or "").replace(" ", "")
    number = _HOUSE_NUMBER.search(address)
    if postcode and number:
        return f"{postcode}/{number[1]}-{head_of(number[2])}"
    return f"{values.get('municipality')}/{_BETWEEN.sub('-', address)}"


def id_of(values: Mapping[str, Any]) -> str:
    """The id of a home that is written down for the first time.

    It comes from what makes two rows the same home, so that two people who take in one list without knowing
    of each other make each home once.
    """
    return uuid5(_HOMES, key_of(values)).hex


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, encoding
    raise NotAList(NOT_TEXT)


def _table(text: str) -> tuple[str, list[tuple[int, list[str]]]]:
    """The rows with their numbers, split by the mark that gives the most known heads."""
    best: tuple[int, str, list[tuple[int, list[str]]]] | None = None
    for delimiter in _DELIMITERS:
        reader = csv.reader(
            io.StringIO(text.removeprefix("sep=;\r\n").removeprefix("sep=;\n")), delimiter=delimiter
        )
        try:
            rows = [(reader.line_num, cells) for cells in reader]
        except csv.Error:
            continue
        known = max((_known(cells) for _number, cells in rows[:_LOOK]), default=0)
        if best is None or known > best[0]:
            best = (known, delimiter, rows)
    if best is None:
        raise NotAList(NOT_TEXT)
    return best[1], best[2]


def _known(cells: Sequence[str]) -> int:
    return len({COLUMNS[head_of(cell)] for cell in cells if head_of(cell) in COLUMNS})


def _heads(table: Sequence[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    at = max(range(min(_LOOK, len(table))), key=lambda row: _known(table[row][1]), default=-1)
    if at < 0 or _known(table[at][1]) < 2:
        raise NotAList(NO_HEADS)
    return at, table[at][1]


def _missing(columns: Sequence[str], has_corporation: bool) -> list[str]:
    missing = []
    if "address" not in columns and not {STREET, NUMBER} <= set(columns):
        missing.append("adres")
    if "municipality" not in columns:
        missing.append("gemeente")
    if "corporation" not in columns and not has_corporation:
        missing.append("corporatie")
    return missing


def _row(number: int, cells: Sequence[str], columns: Sequence[str], corporation: str, today: date) -> Row:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    parts: dict[str, str] = {}
    for field, cell in zip(columns, cells, strict=False):
        if field in (STREET, NUMBER, ADDITION):
            parts[field] = " ".join(cell.replace("\u00a0", " ").split())
        elif field and field not in values:
            try:
                value = read_cell(field, cell, today)
            except FieldProblem as problem:
                problems.append(Problem(field, problem.message))
                continue
            if value is None:
                continue
            values[field] = value
            if (unfit := _judges(field)(value)) is not None:
                problems.append(Problem(field, unfit))
    if "address" not in values and parts.get(STREET) and parts.get(NUMBER):
        values["address"] = _address(parts)
    if corporation:
        values.setdefault("corporation", corporation)
    values.setdefault("state", "available" if values.get("available_from") else "promised")
    wrong = {problem.field for problem in problems}
    needed = ("address", "municipality", "corporation")
    problems += [Problem(field, REQUIRED) for field in needed if field not in values and field not in wrong]
    return Row(number, tuple(cells), values, tuple(problems))


@cache
def _judges(field: str) -> Judge:
    return judge(FIELDS[field])


def _address(parts: Mapping[str, str]) -> str:
    number = parts[NUMBER].removesuffix(".0").removesuffix(",0")
    addition = parts.get(ADDITION, "")
    joined = f"{number}{'-' if addition[:1].isdigit() else ' ' if len(addition) > 1 else ''}{addition}"
    return f"{parts[STREET]} {joined}"


def _told_twice(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, and beside each that names a home of an earlier row, where that one stands."""
    seen: dict[str, int] = {}
    for row in rows:
        if row.problems:
            yield row
            continue
        first = seen.setdefault(key_of(row.values), row.number)
        if first == row.number:
            yield row
        else:
            again = Problem("address", message(TWICE, row=first))
            yield Row(row.number, row.cells, row.values, (again,))
