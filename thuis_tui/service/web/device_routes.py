"""What a device says and hears beside its work: receipts of what it deleted, its sealed box, hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from thuis_tui.log import wire
from thuis_tui.service.errors import NotProved
from thuis_tui.service.people import escrow
from thuis_tui.service.people.sign_in import Asker, authenticate, seconds_left
from thuis_tui.service.web.answers import content, message, moment
from thuis_tui.service.web.requests import BINARY, SIGNED, Direct, Places, coded, credentials_of, read

if TYPE_CHECKING:
    from thuis_tui.service.configuration import Configuration
    from thuis_tui.service.database.storage import Storage, Transaction
    from thuis_tui.service.exchange.events import Hub
    from thuis_tui.service.people.attempts import Attempts

_BOXES_AT_ONCE = 4
_RETRY = 30


def add_device_routes(
    routes: APIRouter, configuration: Configuration, storage: Storage, attempts: Attempts, hub: Hub
) -> None:
    """Add the receipts, the escrow and the events."""
    places = Places(_BOXES_AT_ONCE, _RETRY)

    def time() -> str:
        return moment(configuration.now())

    async def purged(request: Request) -> Response:
        """Keep the receipt of a device that deleted scopes."""
        credentials = await credentials_of(request)
        encoding = coded(request)

        def work(tx: Transaction) -> None:
            asker = authenticate(tx, credentials)
            given = read(wire.decode_purged, content(credentials.body, encoding))
            escrow.receive(tx, asker, given.scopes)

        await storage.job(storage.write, work)
        return message(wire.TimeReply(time()))

    async def leave_box(request: Request) -> Response:
        """Keep the sealed box of a device; it needs no token, for a revoked device has none."""
        with places.one():
            sides = attempts.sides(request, "escrow")
            await storage.job(storage.read, attempts.check, sides)
            body = content(await request.body(), coded(request), configuration.limits.escrow)
            given: wire.EscrowRequest = read(wire.decode_escrow, body)
            sealed = escrow.read_box(given)
            try:
                await storage.job(storage.write, escrow.take, given.device, sealed, given.signature)
            except NotProved:
                await storage.job(storage.write, attempts.failed, sides)
                raise
            return message(wire.TimeReply(time()))

    async def events(request: Request) -> Response:
        """Send hints for as long as the token is valid."""
        credentials = await credentials_of(request)

        def work(tx: Transaction) -> tuple[Asker, float]:
            return authenticate(tx, credentials), seconds_left(credentials, tx)

        asker, seconds = await storage.job(storage.read, work)
        return StreamingResponse(
            hub.stream(asker.device, seconds),
            media_type="text/event-stream",
            headers={"x-accel-buffering": "no"},
        )

    for path, method, handler, extra in (
        ("/sync/purged", "POST", purged, BINARY),
        ("/sync/escrow", "POST", leave_box, {}),
        ("/sync/events", "GET", events, SIGNED),
    ):
        routes.add_api_route(
            path,
            handler,
            methods=[method],
            response_class=Response,
            openapi_extra=extra,
            route_class_override=Direct,
        )
