"""One line to the service: how long it may take to ask, how much its headers may be, how many there may be.

The server under the application bounds none of this, and an application sees a request when its headers are
there: who sends a letter a minute would hold a line for ever.
"""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from thuis_tui.log import wire
from thuis_tui.log.wire import TIME_HEADER, ErrorReply, Problem
from thuis_tui.service.errors import HeadTooLarge, Malformed, Refusal, TooManyLines, TooSlow
from thuis_tui.service.web.answers import moment

if TYPE_CHECKING:
    from thuis_tui.service.configuration import Configuration
    from thuis_tui.service.web.metrics import Metrics


class Line(HttpToolsProtocol):
    """A line with bounds; what goes beyond them is refused in the shape of all refusals, and counted."""

    configuration: Configuration
    metrics: Metrics

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._limits = self.configuration.limits
        self._in_head = True
        self._head_bytes = 0
        self._waiting: TimerHandle | None = None
        self._unread: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a line, or close it when there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self._limits.lines:
            self._refuse(TooManyLines(retry_after=30))
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of a line."""
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what arrived, within the bound on the head of a request."""
        over = 0
        if self._in_head:
            self._head_bytes += len(data)
            over = self._head_bytes - self._limits.head_bytes
        if over <= 0:
            super().data_received(data)
            return
        # What is too much may be the body of a request whose head came in the same packet.
        if begin := data[:-over]:
            super().data_received(begin)
        if self.transport.is_closing():
            return
        if self._head_bytes:
            self._refuse(HeadTooLarge())
        else:
            super().data_received(data[-over:])

    def on_message_begin(self) -> None:
        """Begin a request: its head has to come in time."""
        super().on_message_begin()
        self._in_head = True
        self._wait()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, within the bound on how many."""
        super().on_header(name, value)
        if len(self.headers) > self._limits.headers:
            raise HeadTooLarge

    def on_headers_complete(self) -> None:
        """Pass the request on; from here the application watches over its time."""
        self._in_head = False
        self._head_bytes = 0
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request."""
        super().on_message_complete()
        self._in_head = True

    def pause_writing(self) -> None:
        """Who takes nothing of an answer has so long; then the line is cut."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(self._limits.reading, self._cut)

    def resume_writing(self) -> None:
        """Go on."""
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or goes beyond the bounds on it."""
        beyond = len(self.headers or ()) > self._limits.headers
        self._refuse(HeadTooLarge() if beyond else Malformed("This is no HTTP."))

    def _cut(self) -> None:
        self.metrics.refused(TooSlow())
        self.transport.abort()

    def _late(self) -> None:
        if not self.transport.is_closing():
            self._refuse(TooSlow())

    def _wait(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(self._limits.head_arrival, self._late)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _refuse(self, problem: Refusal) -> None:
        self._stop_waiting()
        self.metrics.refused(problem)
        now = moment(self.configuration.now())
        body = wire.encode(ErrorReply(Problem(problem.code, problem.message), now))
        head = {
            "content-type": wire.ERROR_TYPE,
            "content-length": str(len(body)),
            TIME_HEADER: now,
            "cache-control": "no-store",
            "connection": "close",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        self.transport.write(b"".join((STATUS_LINE[problem.status], lines.encode(), b"\r\n", body)))
        self.transport.close()


def bounded(configuration: Configuration, metrics: Metrics) -> type[Line]:
    """Return the kind of line of one service."""
    return type("BoundedLine", (Line,), {"configuration": configuration, "metrics": metrics})
