"""What a piece of work asks of the database files, told by the driver: statements, instructions, plans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlcipher3 import dbapi2

Connection = Any
INSTRUCTIONS = 10
"""One call of the driver's progress handler stands for so many instructions of SQLite's machine."""

_LITERALS = re.compile(r"x?'(?:[^']|'')*'|\b-?\d+(?:\.\d+)?\b")
_ROWS = re.compile(r"(\([?, ]+\))(?:, ?\([?, ]+\))+|(?<=\()\?(?:, ?\?)+(?=\))")
# A word index is asked by what stands behind the colon; by nothing it is read from end to end.
_SCANNED = re.compile(r"SCAN (\w+)\b(?! VIRTUAL TABLE INDEX \d+:.)")
_BOOKKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "--", "EXPLAIN", "SAVEPOINT", "RELEASE")


def shape(sql: str) -> str:
    """A statement without its values: the same for ten rows as for a hundred."""
    return _ROWS.sub("(?)", _LITERALS.sub("?", " ".join(sql.split())))


@dataclass
class Work:
    """What was done between two moments, in one file."""

    statements: list[str] = field(default_factory=list)
    ticks: int = 0

    def counted(self) -> dict[str, int]:
        """How often each shape of statement ran; the word index keeps its own house."""
        found: dict[str, int] = {}
        for sql in self.statements:
            if not sql.startswith(_BOOKKEEPING):
                found[shape(sql)] = found.get(shape(sql), 0) + 1
        return found

    @property
    def instructions(self) -> int:
        """Instructions of SQLite's machine, about."""
        return self.ticks * INSTRUCTIONS


class Watch:
    """Listens at every connection that is opened while it is installed. One for each file."""

    def __init__(self) -> None:
        self._works: dict[str, Work] = {}
        self._connect: Callable[..., Connection] = dbapi2.connect

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Have the driver tell of all it does from now on."""
        patch.setattr(dbapi2, "connect", self._opened)

    def _opened(self, path: str, *arguments: Any, **named: Any) -> Connection:
        connection = self._connect(path, *arguments, **named)

        def heard(sql: str) -> None:
            self._works.setdefault(path, Work()).statements.append(sql)

        def ticked() -> int:
            self._works.setdefault(path, Work()).ticks += 1
            return 0

        connection.set_trace_callback(heard)
        connection.set_progress_handler(ticked, INSTRUCTIONS)
        return connection

    @contextmanager
    def work(self) -> Iterator[dict[str, Work]]:
        """What is done in the block, by file."""
        self._works = {}
        yield self._works
        self._works = {}


def scans(connection: Connection, statements: list[str]) -> dict[str, set[str]]:
    """The statements that read a table from end to end: the table, and the statements."""
    found: dict[str, set[str]] = {}
    looked: set[str] = set()
    for sql in statements:
        name = shape(sql)
        if name in looked or sql.startswith(_BOOKKEEPING):
            continue
        looked.add(name)
        for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall():
            if (scanned := _SCANNED.match(row[3])) is not None:
                found.setdefault(_table(scanned[1], sql), set()).add(name)
    return found


def _table(called: str, sql: str) -> str:
    """The table behind the name a statement gives it; empty for values that came with the statement."""
    if called.isdigit() or called == "CONSTANT":
        return ""
    named = re.search(rf"(?:FROM|JOIN|,)\s+(\w+)(?:\([^()]*\))?\s+(?:AS\s+)?{called}\b", sql)
    table = named[1] if named else called
    return "" if table in {"asked", "json_each"} else table
