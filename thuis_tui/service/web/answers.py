"""Answers: their bodies, their headers, and the one shape in which everything is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from thuis_tui.log import wire
from thuis_tui.log.wire import Code, ErrorReply, Problem
from thuis_tui.service.errors import Malformed, Refusal, TooLarge, UnknownEncoding

_WORTH_COMPRESSING = 512  # bytes: below it, it is one packet anyway


def moment(seconds: float) -> str:
    """Return a time as it goes over the wire."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def accepted_encoding(header: str) -> str:
    """Choose how an answer is compressed: zstd, else gzip, else not."""
    offered = {
        part.partition(";")[0].strip().lower()
        for part in header.split(",")
        if "q=0" not in part.replace(" ", "")
    }
    return next((encoding for encoding in (wire.ZSTD, wire.GZIP) if encoding in offered), wire.IDENTITY)


def content(body: bytes, encoding: str, limit: int = wire.MAX_REQUEST) -> bytes:
    """Return what a request body holds; its size is bounded while it is decompressed."""
    encoding = encoding.strip().lower()
    try:
        if encoding in ("", wire.IDENTITY):
            if len(body) > limit:
                raise TooLarge
            return body
        if encoding not in (wire.ZSTD, wire.GZIP):
            raise UnknownEncoding
        return wire.decompress(body, limit)
    except wire.TooLarge:
        raise TooLarge from None
    except wire.NotCompressed:
        raise Malformed("The body is not compressed as it says.") from None


def answer(
    body: bytes, media_type: str, encoding: str = wire.IDENTITY, headers: dict[str, str] | None = None
) -> Response:
    """Make an answer with a body, compressed when that is worth it."""
    headers = dict(headers or {})
    if encoding != wire.IDENTITY and len(body) >= _WORTH_COMPRESSING:
        body = wire.compress(body, encoding)
        headers["content-encoding"] = encoding
    return Response(body, 200, headers, media_type)


def message(reply: Any, media_type: str = wire.MEDIA_TYPE, encoding: str = wire.IDENTITY) -> Response:
    """Make an answer of one message of the wire."""
    return answer(wire.encode(reply), media_type, encoding)


def refusal(status: int, code: Code, text: str, now: float, retry_after: int | None = None) -> Response:
    """Make the answer to a request that is refused."""
    reply = ErrorReply(Problem(code, text), moment(now))
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    return Response(wire.encode(reply), status, headers, wire.ERROR_TYPE)


def refused(problem: Refusal, now: float) -> Response:
    """Make the answer to a request that the service refused itself."""
    return refusal(problem.status, problem.code, problem.message, now, problem.retry_after)
