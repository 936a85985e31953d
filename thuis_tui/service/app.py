"""The central service as an ASGI application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from thuis_tui.log.wire import ESCROW, TIME_HEADER, Code
from thuis_tui.service import incidents
from thuis_tui.service.answers import moment, refusal, refused
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.errors import Malformed, Refusal, TooLarge, TooSlow, Unavailable
from thuis_tui.service.events import Hub
from thuis_tui.service.journal import note
from thuis_tui.service.routes import router
from thuis_tui.service.storage import Storage

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CODES = {404: Code.NOT_FOUND, 413: Code.TOO_LARGE, 429: Code.TOO_MANY}


def create_app(configuration: Configuration) -> FastAPI:
    """Open the database and return the application; it closes the database when it stops."""
    storage = Storage(configuration)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(storage.close)

    app = FastAPI(
        title="thuis",
        version="1",
        lifespan=life,
        openapi_url=None,  # nothing answers without a reason; the description is made from the code
        redirect_slashes=False,
    )
    app.state.storage = storage
    app.state.hub = Hub(configuration.heartbeat)
    app.include_router(router(configuration, storage, app.state.hub))
    _refusals(app, configuration, storage)
    app.add_middleware(Edge, configuration=configuration)
    return app


def _refusals(app: FastAPI, configuration: Configuration, storage: Storage) -> None:
    """Answer whatever goes wrong in the one shape of an error, without a word of what was sent."""

    async def own(_: Request, problem: Refusal) -> Response:
        if problem.device:
            await storage.job(storage.write, incidents.record, problem.device, {incidents.of(problem): 1})
        return refused(problem, configuration.now())

    async def http(_: Request, problem: HTTPException) -> Response:
        code = _CODES.get(problem.status_code, Code.MALFORMED)
        status = 422 if problem.status_code == 400 else problem.status_code
        return refusal(status, code, "This address, method or body is not known here.", configuration.now())

    async def invalid(_: Request, problem: RequestValidationError) -> Response:
        fields = ", ".join(".".join(str(part) for part in error["loc"]) for error in problem.errors()[:5])
        return refused(Malformed(f"Not valid: {fields[:200]}"), configuration.now())

    async def busy(_: Request, problem: OperationalError) -> Response:
        note("database_unavailable", logging.ERROR, fault=type(problem.orig).__name__)
        return refused(Unavailable(retry_after=5), configuration.now())

    async def gone(_: Request, __: ClientDisconnect) -> Response:
        return refused(Malformed("The line was cut."), configuration.now())

    async def fault(_: Request, problem: Exception) -> Response:
        # The server that runs us writes the place of the fault down: it is raised again after this answer.
        response = refusal(500, Code.INTERNAL, "The service failed; nothing was kept.", configuration.now())
        response.headers[TIME_HEADER] = moment(configuration.now())
        return response

    app.exception_handler(Refusal)(own)
    app.exception_handler(HTTPException)(http)
    app.exception_handler(RequestValidationError)(invalid)
    app.exception_handler(OperationalError)(busy)
    app.exception_handler(ClientDisconnect)(gone)
    app.exception_handler(Exception)(fault)


_TIME = TIME_HEADER.lower().encode()
_SAME = (b"x-content-type-options", b"nosniff")
_UNSTORED = (b"cache-control", b"no-store")


class Edge:
    """Around every request: bounds on its size and time to arrive, the time on its answer, a journal line."""

    def __init__(self, app: ASGIApp, configuration: Configuration) -> None:
        self._app = app
        self._now = configuration.now
        self._limits = configuration.limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        status, size, arrived = 500, 0, False
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
            size += len(message.get("body", b""))
            if size > limit:
                raise TooLarge
            arrived = not message.get("more_body", False)
            return message

        async def timed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"]
                headers += _SAME, (_TIME, moment(self._now()).encode())
                if all(name != b"cache-control" for name, _ in headers):
                    headers.append(_UNSTORED)
            await send(message)

        try:
            if _declared(scope) > limit:  # not one byte of it is read
                await refused(TooLarge(), self._now())(scope, receive, timed)
            else:
                await self._app(scope, arriving, timed)
        finally:
            route = getattr(scope.get("route"), "path_format", "")
            note(
                "request",
                logging.INFO if status < 500 else logging.ERROR,
                method=scope["method"] if route else "",
                route=route,
                status=status,
                ms=round((perf_counter() - began) * 1000, 1),
            )


def _declared(scope: Scope) -> int:
    """Return the size a request says it has; 0 when it says nothing that is a number."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0
