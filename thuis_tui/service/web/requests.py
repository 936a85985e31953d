"""What the addresses of sync have in common: requests read as they came, and a bound on how many at once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from fastapi import Request, Response
from fastapi.routing import APIRoute

from thuis_tui.log import wire
from thuis_tui.service.errors import Crowded, Malformed
from thuis_tui.service.people.sign_in import Credentials
from thuis_tui.service.web.answers import accepted_encoding

SIGNED: dict[str, Any] = {"security": [{"bearer": [], "proof": []}]}
BINARY: dict[str, Any] = {
    **SIGNED,
    "requestBody": {"required": True, "content": {wire.MEDIA_TYPE: {"schema": {"type": "object"}}}},
}


class Direct(APIRoute):
    """A route whose function takes the request as it came and reads it itself."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the function itself."""
        handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handler


class Places:
    """How many requests of one kind may be under way; who comes when it is full is sent away for a while."""

    def __init__(self, places: int, retry_after: int) -> None:
        """Have this many places; `retry_after` is in seconds."""
        self._free = places
        self._retry_after = retry_after

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold one place. Raises Crowded when there is none."""
        if not self._free:
            raise Crowded(retry_after=self._retry_after)
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


def encoding_of(request: Request) -> str:
    """Choose how the answer to a request is compressed."""
    return accepted_encoding(request.headers.get("accept-encoding", ""))


def coded(request: Request) -> str:
    """Return how the body of a request is compressed."""
    return request.headers.get("content-encoding", "")


async def credentials_of(request: Request) -> Credentials:
    """Collect what proves a request, with its target exactly as it stood on the line."""
    target: bytes = request.scope["raw_path"]
    if query := request.scope["query_string"]:
        target += b"?" + query
    return Credentials(
        request.method,
        target.decode("latin-1"),
        request.headers.get("authorization", ""),
        request.headers.get(wire.PROOF_HEADER, ""),
        await request.body(),
    )


def read(decoder: Callable[[bytes], Any], body: bytes) -> Any:
    """Read a message of the wire. Raises Malformed."""
    try:
        return decoder(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed from None
