"""The content of a whole database as a stream of rows, the same from SQLite and from PostgreSQL.

Frames of msgpack, each after its length in four bytes, packed with zstd: a head, then table after table in
the order in which rows may refer to others, in the order of their keys; at the end a count and a sum of each
table. The sum does not depend on the order, so what was put back is compared with it whatever database it is
in. Whatever the size of the database, only a few rows are in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any, Final, Protocol

import msgspec
import zstandard
from sqlalchemy import MetaData, Table

from thuis_tui.service.database.storage import Transaction, marks
from thuis_tui.service.database.tables import METADATA

FORMAT: Final = "thuis backup"
VERSION: Final = 1
_LEVEL: Final = 3
_BATCH: Final = 64
"""Rows read at once: an operation has 256 KiB at most."""

_BATCHES: Final = {"escrow": 1}
"""Tables whose rows can be far greater."""

_LONGEST: Final = 64 * 1024 * 1024
_WINDOW: Final = 2**27
_MASK: Final = 2**128 - 1
_is_name: Final = re.compile(r"[a-z][a-z_]{0,60}\Z").match  # what comes from a file is put into statements


class Damaged(Exception):
    """This is no such stream, or it does not end as it should; `reason` is a word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Writer(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int:
        """Take bytes."""
        ...


class Reader(Protocol):
    """Where bytes come from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most that many bytes, none at the end."""
        ...


class Head(msgspec.Struct, tag="head", omit_defaults=True):
    """Of which service this is, of which moment, and how its tables look.

    `chain`: the service's own, which no other has. `epoch`: its life. `made_at`: milliseconds since 1970.
    """

    format: str
    version: int
    made_at: int
    revision: str
    epoch: str
    chain: str


class Columns(msgspec.Struct, tag="table"):
    """A table begins."""

    table: str
    columns: list[str]


class Rows(msgspec.Struct, tag="rows"):
    """Rows of the table that began last."""

    rows: list[list[Any]]


class Sum(msgspec.Struct, array_like=True, frozen=True):
    """How many rows a table has, and the sum of their hashes (hexadecimal)."""

    rows: int
    sum: str


class End(msgspec.Struct, tag="end"):
    """Everything is there: the sums of all tables."""

    tables: dict[str, Sum]


Frame = Head | Columns | Rows | End
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Frame).decode


def write(tx: Transaction, target: Writer, revision: str, tables: MetaData = METADATA) -> End:
    """Write everything that a transaction sees; it has to be `steady`. `tables`: those of the revision."""
    with zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).stream_writer(
        target,  # type: ignore[arg-type]  # it only writes
        closefd=False,
    ) as packed:
        identity = tx.identity
        _put(packed, Head(FORMAT, VERSION, tx.now_ms, revision, _epoch(tx), identity.chain))
        sums: dict[str, Sum] = {}
        for table in tables.sorted_tables:
            names = [f"{column.name}" for column in table.columns]  # plain strings
            _put(packed, Columns(f"{table.name}", names))
            count = total = 0
            for rows in _rows(tx, table, names):
                _put(packed, Rows(rows))
                count, total = count + len(rows), total + _total(rows)
            sums[f"{table.name}"] = _sum(count, total)
        end = End(sums)
        _put(packed, end)
    return end


class Dump:
    """Reads a stream that `write` wrote."""

    def __init__(self, source: Reader) -> None:
        """Read the head. Raises Damaged."""
        unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        self._source = unpacker.stream_reader(source, closefd=False)  # type: ignore[arg-type]
        head = self._next()
        if not isinstance(head, Head) or head.format != FORMAT:
            raise Damaged("no backup")
        if head.version != VERSION:
            raise Damaged("of another version of the program")
        self.head = head
        self.columns: dict[str, list[str]] = {}
        """The columns of each table, once it was loaded."""

    def load(self, tx: Transaction) -> End:
        """Put all rows into the empty tables of a database of the same revision. Raises Damaged."""
        found: dict[str, tuple[int, int]] = {}
        name = sql = ""
        while not isinstance(frame := self._next(), End):
            if isinstance(frame, Columns):
                name = frame.table
                if name in found or not all(_is_name(told) for told in (name, *frame.columns)):
                    raise Damaged("no backup")
                found[name] = (0, 0)
                self.columns[name] = frame.columns
                sql = f"INSERT INTO {name}({', '.join(frame.columns)}) VALUES ({marks(len(frame.columns))})"  # noqa: S608 - our own names
            elif isinstance(frame, Rows) and name:
                tx.many(sql, [tuple(row) for row in frame.rows])
                count, total = found[name]
                found[name] = (count + len(frame.rows), total + _total(frame.rows))
            else:
                raise Damaged("no backup")
        if self._source.read(1):
            raise Damaged("more than a backup")
        if frame.tables != {table: _sum(*told) for table, told in found.items()}:
            raise Damaged("sums")
        return frame

    def _next(self) -> Frame:
        size = int.from_bytes(self._exactly(4), "big")
        if size > _LONGEST:
            raise Damaged("no backup")
        try:
            frame: Frame = _decode(self._exactly(size))
        except msgspec.DecodeError as problem:
            raise Damaged("no backup") from problem
        return frame

    def _exactly(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size:
            try:
                part = self._source.read(size)
            except zstandard.ZstdError as problem:
                raise Damaged("no backup") from problem
            if not part:
                raise Damaged("cut off")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def compare(tx: Transaction, dump: Dump, end: End) -> str:
    """Work out the sums of a database into which a stream was put; returns the first table that differs."""
    for table in METADATA.sorted_tables:
        if table.name in end.tables:
            count = total = 0
            for rows in _rows(tx, table, dump.columns[table.name]):
                count, total = count + len(rows), total + _total(rows)
            if end.tables[table.name] != _sum(count, total):
                return table.name
    return ""


def _put(target: Writer, frame: Frame) -> None:
    raw = _encode(frame)
    target.write(len(raw).to_bytes(4, "big") + raw)


def _rows(tx: Transaction, table: Table, names: Sequence[str]) -> Iterator[list[list[Any]]]:
    """Give the rows of a table in the order of its key, a few at a time."""
    key = [column.name for column in table.primary_key.columns]
    size = _BATCHES.get(table.name, _BATCH)
    asked = f"SELECT {', '.join((*names, *key))} FROM {table.name}"  # noqa: S608 - our own names
    after = f" WHERE ({', '.join(key)}) > ({marks(len(key))})"
    order = f" ORDER BY {', '.join(key)} LIMIT {size}"
    at: Sequence[Any] = ()
    while True:
        found = tx.rows(asked + (after if at else "") + order, at)
        if found:
            yield [[_plain(value) for value in row[: len(names)]] for row in found]
        if len(found) < size:
            return
        at = found[-1][len(names) :]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _total(rows: Sequence[Sequence[Any]]) -> int:
    return sum(int.from_bytes(blake2b(_encode(row), digest_size=16).digest(), "big") for row in rows)


def _sum(count: int, total: int) -> Sum:
    return Sum(count, f"{total & _MASK:032x}")


def _epoch(tx: Transaction) -> str:
    row = tx.first("SELECT value FROM service_setting WHERE name = 'epoch'")
    return str(row.value) if row else ""
