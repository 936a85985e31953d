"""The least a service can do: unpack what is posted into one raw SQLite transaction, pack what is asked for.

    python -m benchmarks.floor_service PORT FILE

The rows are shaped as the wire has them. No grants, no chains, no registers, no search, no encryption: what
remains is HTTP, zstd, JSON and the disk.
"""

import asyncio
import sqlite3
import sys
from typing import Any

import msgspec
import uvicorn
import zstandard

COLUMNS = "scope, id, ent, field, kind, val, base, hlc, actor"
PLACES = ", ".join("?" * len(COLUMNS.split()))
INSERT = f"INSERT OR REPLACE INTO record ({COLUMNS}) VALUES ({PLACES})"
TABLE = f"CREATE TABLE IF NOT EXISTS record (seq INTEGER PRIMARY KEY, {COLUMNS}, UNIQUE (scope, id))"


def connect(path: str) -> sqlite3.Connection:
    """A durable plain database with the one table."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(TABLE)
    return connection


def store(connection: sqlite3.Connection, packed: bytes) -> int:
    """Put packed rows in, in one transaction; the last sequence number."""
    rows = msgspec.json.decode(zstandard.ZstdDecompressor().decompress(packed, max_output_size=1 << 28))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(INSERT, rows)
    connection.execute("COMMIT")
    return last(connection)


def pack(connection: sqlite3.Connection, after: int) -> bytes:
    """Rows after a sequence number, packed."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM record WHERE seq > ? ORDER BY seq", (after,)).fetchall()
    return zstandard.ZstdCompressor(level=1).compress(msgspec.json.encode(rows))


def last(connection: sqlite3.Connection) -> int:
    """The greatest sequence number."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM record").fetchone()[0])


class Service:
    """POST / stores, GET /?<after> answers; nothing new is 204."""

    def __init__(self, path: str) -> None:
        self.connection = connect(path)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if scope["method"] == "POST":
            answer = str(store(self.connection, body)).encode()
        else:
            after = int(scope["query_string"] or b"0")
            answer = pack(self.connection, after) if last(self.connection) > after else b""
        await send(
            {
                "type": "http.response.start",
                "status": 200 if answer else 204,
                "headers": [(b"content-length", str(len(answer)).encode())] if answer else [],
            }
        )
        await send({"type": "http.response.body", "body": answer})


def main() -> None:
    """Serve until terminated."""
    settings = uvicorn.Config(
        Service(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), log_level="error"
    )
    asyncio.run(uvicorn.Server(settings).serve())


if __name__ == "__main__":
    main()
