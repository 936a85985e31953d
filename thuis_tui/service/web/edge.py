"""Around every request: bounds on its size and time to arrive, the time on its answer, a line and a count."""

from __future__ import annotations

import asyncio
import logging
from time import perf_counter
from typing import TYPE_CHECKING

from thuis_tui.log.wire import ESCROW, TIME_HEADER, VERSION
from thuis_tui.service.errors import Crowded, Refusal, TooLarge, TooManyRequests, TooSlow
from thuis_tui.service.logs.journal import note
from thuis_tui.service.web.answers import moment, refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from thuis_tui.service.configuration import Configuration
    from thuis_tui.service.web.metrics import Metrics
    from thuis_tui.service.web.rates import Rates

_HEALTH = f"/v{VERSION}/health/"
_TIME = TIME_HEADER.lower().encode()
_SAME = (b"x-content-type-options", b"nosniff")
_UNSTORED = (b"cache-control", b"no-store")
_TLS_ONLY = (b"strict-transport-security", b"max-age=31536000")
_RETRY = 5


class Edge:
    """The outermost part of the application."""

    def __init__(self, app: ASGIApp, configuration: Configuration, metrics: Metrics, rates: Rates) -> None:
        self._app = app
        self._rates = rates
        self._now = configuration.now
        self._limits = configuration.limits
        self._metrics = metrics
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        status, size, arrived, streams = 500, 0, False, False
        limit = self._limits.escrow if scope["path"] == ESCROW else self._limits.body

        async def arriving() -> Message:
            nonlocal size, arrived
            if arrived:  # all that comes now is that the line is closed
                return await receive()
            try:
                async with asyncio.timeout(self._limits.arrival - (perf_counter() - began)):
                    message = await receive()
            except TimeoutError:
                raise TooSlow from None
            piece = len(message.get("body", b""))
            size += piece
            self._held += piece
            if size > limit:
                raise TooLarge
            if self._held > self._limits.held:
                raise Crowded(retry_after=_RETRY)
            arrived = not message.get("more_body", False)
            return message

        async def timed(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"]
                headers += _SAME, (_TIME, moment(self._now()).encode())
                if scope["scheme"] == "https":
                    headers.append(_TLS_ONLY)
                if all(name != b"cache-control" for name, _ in headers):
                    headers.append(_UNSTORED)
                streams = (b"content-type", b"text/event-stream; charset=utf-8") in headers
            await send(message)

        try:
            if (problem := self._unwanted(scope, limit)) is not None:  # not one byte of it is read
                self._metrics.refused(problem)
                await refused(problem, self._now())(scope, receive, timed)
            else:
                await self._app(scope, arriving, timed)
        finally:
            self._held -= size
            route = getattr(scope.get("route"), "path_format", "")
            seconds = perf_counter() - began
            self._metrics.request(route, status, seconds, listening=streams)
            note(
                "request",
                logging.INFO if status < 500 else logging.ERROR,
                method=scope["method"] if route else "",
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
            )

    def _unwanted(self, scope: Scope, limit: int) -> Refusal | None:
        """Return why a request is refused before it is read; None when it is not."""
        if _declared(scope) > limit:
            return TooLarge()
        if scope["path"].startswith(_HEALTH):  # who stands in front of us asks for many
            return None
        host, authorization = (scope["client"] or ("",))[0], ""
        for name, value in scope["headers"]:
            if name == b"authorization":
                authorization = value.decode("latin-1")
        try:
            self._rates.check(host, authorization)
        except TooManyRequests as problem:
            return problem
        return None


def _declared(scope: Scope) -> int:
    """Return the size a request says it has; 0 when it says nothing that is a number."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0
