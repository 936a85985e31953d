"""The addresses where a device reads a scope as it stands: page by page, or as sums to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from thuis_tui.log import wire
from thuis_tui.service.exchange import snapshot
from thuis_tui.service.exchange.hand_out import Taken
from thuis_tui.service.people.sign_in import authenticate
from thuis_tui.service.web.answers import answer, moment
from thuis_tui.service.web.requests import SIGNED, Direct, Places, credentials_of, encoding_of

if TYPE_CHECKING:
    from thuis_tui.service.configuration import Configuration
    from thuis_tui.service.database.storage import Storage, Transaction
    from thuis_tui.service.exchange.hand_out import HandOut


def add_snapshots(
    routes: APIRouter, configuration: Configuration, storage: Storage, hand_out: HandOut
) -> None:
    """Add the snapshot and the digest of a scope; together they have a bound on how many are under way."""
    places = Places(configuration.limits.snapshots, configuration.limits.snapshot_retry)

    async def read_snapshot(request: Request) -> Response:
        """Give one page of the registers of a scope."""
        with places.one():
            credentials = await credentials_of(request)
            scope = request.path_params["scope"]
            after = snapshot.read_after(request.query_params.get("after", ""))
            buckets = snapshot.read_buckets(request.query_params.get("buckets", ""))

            def work(tx: Transaction, taken: Taken) -> bytes:
                asker = authenticate(tx, credentials)
                found = snapshot.granted(tx, asker, scope)
                taken.add(asker, found)
                return snapshot.page(tx, found, after, buckets)

            def logged() -> bytes:
                taken = Taken()
                page = storage.read(work, taken)
                hand_out.log(taken)
                return page

            body = await storage.job(logged)
            return answer(body, wire.LINES_TYPE, encoding_of(request))

    async def read_digest(request: Request) -> Response:
        """Give the digest of a scope, with `buckets=1` in its parts."""
        with places.one():
            credentials = await credentials_of(request)
            scope = request.path_params["scope"]
            parts = snapshot.read_parts(request.query_params.get("buckets", ""))

            def work(tx: Transaction) -> bytes:
                if parts:
                    tx.steady()
                found = snapshot.granted(tx, authenticate(tx, credentials), scope)
                told = snapshot.digest_of(tx, found, moment(configuration.now()), parts=parts)
                return wire.encode(told)

            body = await storage.job(storage.read, work)
            return answer(body, wire.MEDIA_TYPE, encoding_of(request))

    for path, handler in (("/sync/snapshot/{scope}", read_snapshot), ("/sync/digest/{scope}", read_digest)):
        routes.add_api_route(
            path, handler, response_class=Response, openapi_extra=SIGNED, route_class_override=Direct
        )
