"""The central service as an ASGI application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from thuis_tui.log.wire import TIME_HEADER, Code
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Storage
from thuis_tui.service.errors import Malformed, Refusal, Unavailable
from thuis_tui.service.exchange import incidents
from thuis_tui.service.exchange.events import Hub
from thuis_tui.service.exchange.spreading import Spread
from thuis_tui.service.figures.schedule import counting
from thuis_tui.service.logs.journal import note
from thuis_tui.service.people.identity import AdministratorCodes, People
from thuis_tui.service.people.sign_in import device_of
from thuis_tui.service.web.answers import moment, refusal, refused
from thuis_tui.service.web.edge import Edge
from thuis_tui.service.web.health import Health
from thuis_tui.service.web.metrics import Metrics
from thuis_tui.service.web.rates import Rates
from thuis_tui.service.web.routes import router

_CODES = {404: Code.NOT_FOUND, 413: Code.TOO_LARGE, 429: Code.TOO_MANY}


def create_app(configuration: Configuration, people: People | None = None) -> FastAPI:
    """Open the database and return the application; it closes the database when it stops.

    `people` tells whose a device is; without it, codes of the administrator do.
    """
    storage = Storage(configuration, hurried=True)
    hub, metrics, health = Hub(configuration.heartbeat), Metrics(), Health()
    metrics.watch(lambda: len(hub), storage.waiting, storage.connections)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        url = configuration.database_url
        async with Spread(url, storage, hub).running() if url else nullcontext():
            hours = configuration.figures_hours
            figures = asyncio.create_task(counting(storage, hours)) if hours else None
            yield
            if figures is not None:
                figures.cancel()
                with suppress(asyncio.CancelledError):
                    await figures
        await asyncio.to_thread(storage.close)

    app = FastAPI(
        title="thuis",
        version="1",
        lifespan=life,
        openapi_url=None,  # nothing answers without a reason; the description is made from the code
        redirect_slashes=False,
    )
    app.state.storage = storage
    app.state.hub = hub
    app.state.metrics = metrics
    app.state.health = health
    app.include_router(router(configuration, storage, hub, metrics, health, people or AdministratorCodes()))
    _refusals(app, configuration, storage, metrics)
    rates = Rates(
        configuration.limits,
        configuration.now,
        lambda authorization: device_of(authorization, storage.identity.token_key),
    )
    app.add_middleware(Edge, configuration=configuration, metrics=metrics, rates=rates)
    return app


def _refusals(app: FastAPI, configuration: Configuration, storage: Storage, metrics: Metrics) -> None:
    """Answer whatever goes wrong in the one shape of an error, without a word of what was sent."""

    def counted(problem: Refusal) -> Response:
        metrics.refused(problem)
        return refused(problem, configuration.now())

    async def own(_: Request, problem: Refusal) -> Response:
        if problem.device:
            await storage.job(storage.write, incidents.record, problem.device, {incidents.of(problem): 1})
        return counted(problem)

    async def http(_: Request, problem: HTTPException) -> Response:
        code = _CODES.get(problem.status_code, Code.MALFORMED)
        metrics.failed(code)
        status = 422 if problem.status_code == 400 else problem.status_code
        return refusal(status, code, "This address, method or body is not known here.", configuration.now())

    async def invalid(_: Request, problem: RequestValidationError) -> Response:
        fields = ", ".join(".".join(str(part) for part in error["loc"]) for error in problem.errors()[:5])
        return counted(Malformed(f"Not valid: {fields[:200]}"))

    async def busy(_: Request, problem: OperationalError) -> Response:
        note("database_unavailable", logging.ERROR, fault=type(problem.orig).__name__)
        return counted(Unavailable(retry_after=5))

    async def gone(_: Request, __: ClientDisconnect) -> Response:
        return counted(Malformed("The line was cut."))

    async def fault(_: Request, problem: Exception) -> Response:
        metrics.failed(Code.INTERNAL)
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
