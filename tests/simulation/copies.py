"""Copies of databases, made in those of worlds that are over: what a connection has prepared stays of use.

A new connection reads the schema and prepares hundreds of statements; for all the databases of a world that
takes longer than anything else in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlcipher3 import dbapi2

_cursor = dbapi2.Connection.cursor
"""A cursor of the driver itself: while something is copied no process dies."""

Content = list[tuple[str, list[tuple[Any, ...]]]]
"""For each table that has rows the statement that fills it, and the rows."""


@dataclass
class Shape:
    """Databases that have the same tables: how they are read and filled, and which of them are free."""

    reads: list[tuple[str, str]] = field(default_factory=list)
    clears: list[str] = field(default_factory=list)
    word_indexes: list[str] = field(default_factory=list)
    guarded: bool = False
    free: list[Any] = field(default_factory=list)

    @classmethod
    def of(cls, raw: Any) -> Shape:
        """Find out how the tables of a database are copied."""
        made = cls()
        cursor = _cursor(raw)
        tables = "SELECT name, sql FROM sqlite_master WHERE type='table' ORDER BY rowid"
        for name, sql in cursor.execute(tables).fetchall():
            if sql.startswith("CREATE VIRTUAL"):
                made.word_indexes.append(name)
            elif name == "guard":
                made.guarded = True
            else:
                names = [row[1] for row in cursor.execute(f'PRAGMA table_info("{name}")').fetchall()]
                if "WITHOUT ROWID" not in sql and "rowid" not in names:
                    names.insert(0, "rowid")
                columns, marks = ", ".join(names), ", ".join("?" * len(names))
                order = " ORDER BY rowid" if "rowid" in names else ""
                fill = f'INSERT INTO "{name}"({columns}) VALUES({marks})'
                made.reads.append((f'SELECT {columns} FROM "{name}"{order}', fill))
                made.clears.append(f'DELETE FROM "{name}"')
        return made

    def read(self, raw: Any) -> Content:
        """Read every row of a database."""
        cursor = _cursor(raw)
        found = ((fill, cursor.execute(ask).fetchall()) for ask, fill in self.reads)
        return [(fill, rows) for fill, rows in found if rows]

    def fill(self, raw: Any, content: Content) -> None:
        """Make a database hold this and nothing else."""
        cursor = _cursor(raw)
        cursor.execute("BEGIN")
        if self.guarded:
            cursor.execute("UPDATE guard SET open=1")
        for clear in self.clears:
            cursor.execute(clear)
        for fill, rows in content:
            cursor.executemany(fill, rows)
        if self.guarded:
            cursor.execute("UPDATE guard SET open=0")
        cursor.execute("COMMIT")
        if self.word_indexes:
            # What an index of words knows by heart of its tables is of before; undoing makes it look again.
            cursor.execute("BEGIN")
            for name in self.word_indexes:
                cursor.execute(f'DELETE FROM "{name}" WHERE rowid=0')
            cursor.execute("ROLLBACK")


_shapes: dict[str, Shape] = {}
_lent: list[tuple[Shape, Any]] = []


def copy(raw: Any, blank: Callable[[], Any]) -> Any:
    """Return another database with the same content; `blank` makes one when none is free."""
    shape = _shape(raw)
    if not shape.free:
        other = blank()
        raw.backup(other)
    else:
        other = shape.free.pop()
        if raw.content is None:
            shape.fill(other, shape.read(raw))
        else:
            shape.fill(other, raw.content)
    _lent.append((shape, other))
    return other


def keep(raw: Any) -> None:
    """Read a database that will not change any more, once for all its copies. It is nobody's to have."""
    _lent[:] = [(shape, other) for shape, other in _lent if other is not raw]
    raw.content = _shape(raw).read(raw)


def reuse() -> None:
    """Every copy so far was of a world that is over: others may have them."""
    for shape, raw in _lent:
        raw.recover()
        shape.free.append(raw)
    _lent.clear()


def _shape(raw: Any) -> Shape:
    tables = "SELECT group_concat(name) FROM sqlite_master WHERE type='table'"
    (names,) = _cursor(raw).execute(tables).fetchone()
    if names not in _shapes:
        _shapes[names] = Shape.of(raw)
    return _shapes[names]
