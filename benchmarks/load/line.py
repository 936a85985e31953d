"""The least of an HTTP client: one connection that stays open, one request at a time.

The load comes from the machine that serves, so every microsecond here is one that the service does not have.
"""

import asyncio
from typing import Any

import httptools

from thuis_tui.log import wire


class Answer:
    """What came back."""

    __slots__ = ("body", "encoding", "etag", "status")

    def __init__(self) -> None:
        self.status = 0
        self.encoding = ""
        self.etag = ""
        self.body = b""

    def content(self) -> bytes:
        """The body as it was before it was packed."""
        return wire.decompress(self.body, 1 << 28) if self.encoding == wire.ZSTD else self.body


class Cut(ConnectionError):
    """The connection closed before the answer was whole."""


class Line(asyncio.Protocol):
    """One connection to a service."""

    def __init__(self) -> None:
        self._transport: Any = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._answer = Answer()
        self._pieces: list[bytes] = []
        self._parser = httptools.HttpResponseParser(self)

    @classmethod
    async def open(cls, port: int) -> "Line":
        """Connect to a port of this machine."""
        _, line = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return line

    async def ask(
        self, method: str, target: str, body: bytes = b"", headers: tuple[tuple[str, str], ...] = ()
    ) -> Answer:
        """Send a request and wait for the whole answer."""
        lines = [f"{method} {target} HTTP/1.1", "host: 127.0.0.1", f"accept-encoding: {wire.ZSTD}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body:
            lines.append(f"content-length: {len(body)}")
        self._waiting = asyncio.get_running_loop().create_future()
        self._answer, self._pieces = Answer(), []
        self._transport.write("\r\n".join([*lines, "", ""]).encode() + body)
        return await self._waiting

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    # What asyncio tells

    def connection_made(self, transport: Any) -> None:
        """Keep the way out."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take a piece."""
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing comes any more."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Cut())

    # What the parser tells

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep the two that matter."""
        name = name.lower()
        if name == b"content-encoding":
            self._answer.encoding = value.decode()
        elif name == b"etag":
            self._answer.etag = value.decode().strip('"')

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body."""
        self._pieces.append(body)

    def on_message_complete(self) -> None:
        """Hand the answer over."""
        self._answer.status = self._parser.get_status_code()
        self._answer.body = b"".join(self._pieces)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(self._answer)
