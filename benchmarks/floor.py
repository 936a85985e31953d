"""The floor of a sync: zstd over one kept-alive connection, one raw SQLite transaction where it arrives."""

import contextlib
import http.client
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from benchmarks.floor_service import INSERT, connect, last, pack, store
from benchmarks.processes import free_port, listening
from benchmarks.records import Record


class Floor:
    """Two plain databases, one at each end of a connection."""

    def __init__(self, port: int, directory: Path) -> None:
        self._directory = directory
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def push_ms(self, name: str, records: Sequence[Record], mark: str = "") -> float:
        """Write records to a file of the device (not timed), then read, pack and post what is new (timed)."""
        database = connect(str(self._directory / name))
        before = last(database)
        database.execute("BEGIN")
        database.executemany(INSERT, [_row(number, item, mark) for number, item in enumerate(records)])
        database.execute("COMMIT")
        start = time.perf_counter()
        self._request("POST", "/", pack(database, before))
        took = 1000 * (time.perf_counter() - start)
        database.close()
        return took

    def pull_ms(self, name: str, after: int = 0) -> float:
        """Fetch what came after a sequence number into a file of another device."""
        database = connect(str(self._directory / name))
        start = time.perf_counter()
        if packed := self._request("GET", f"/?{after}"):
            store(database, packed)
        took = 1000 * (time.perf_counter() - start)
        database.close()
        return took

    def _request(self, method: str, path: str, body: bytes | None = None) -> bytes:
        self._connection.request(method, path, body)
        with self._connection.getresponse() as answer:
            return answer.read()


def _row(number: int, record: Record, mark: str) -> tuple[str | int, ...]:
    """A record as one operation that creates it."""
    client, author = f"{record.dossier:032x}", f"{7:032x}"
    value = {
        "client": client,
        "kind": "visit",
        "occurred_at": "2026-11-22T10:00:00Z",
        "occurred_offset": 60,
        "duration_minutes": 45,
        "life_domains": [4, 11],
        "body": record.text + mark,
        "author": author,
        "recorded_at": "2026-11-22T11:00:00Z",
        "recorded_offset": 60,
    }
    packed = msgspec.json.encode(value).decode()
    return (
        f"c:{client}",
        f"{number:032x}",
        f"note:{number:032x}",
        "",
        "create",
        packed,
        "[]",
        number << 16,
        author,
    )


@contextlib.contextmanager
def running(directory: Path) -> Iterator[Floor]:
    """A floor service of its own, and one that talks to it."""
    port = free_port()
    argv = [sys.executable, "-m", "benchmarks.floor_service", str(port), directory / "service.db"]
    with listening(argv, port):
        yield Floor(port, directory)
