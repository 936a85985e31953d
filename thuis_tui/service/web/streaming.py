"""A long answer, sent while it is being made: a device writes the first pages while the last are read.

The thread of the database never waits for the line: what is made is kept until it is sent, within the bound
on one answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from starlette.responses import Response, StreamingResponse

from thuis_tui.log import wire
from thuis_tui.service.exchange.hand_out import Send
from thuis_tui.service.web.answers import answer

PIECE = 192 * 1024
"""What is sent at once, in bytes before compression; an answer that is not longer goes whole."""


def lines_answer(lines: Iterable[bytes], encoding: str, send: Send) -> Response:
    """Make an answer of lines; what is long goes to `send` in pieces, and the answer holds the rest of it."""
    packed = wire.Packer(encoding)
    sent = False
    kept: list[bytes] = []
    size = 0
    for line in lines:
        kept += line, b"\n"
        size += len(line) + 1
        if size >= PIECE:
            send(packed.piece(b"".join(kept)))
            sent = True
            kept.clear()
            size = 0
    rest = b"".join(kept)
    if sent:
        return Response(packed.piece(rest) + packed.end(), media_type=wire.LINES_TYPE)
    return answer(rest, wire.LINES_TYPE, encoding) if rest else Response(status_code=204)


async def streamed(work: Callable[[Send], Awaitable[Response]], encoding: str) -> Response:
    """Answer with what `work` sends and returns, from any thread; if it sends nothing, with its answer."""
    loop = asyncio.get_running_loop()
    pieces: asyncio.Queue[bytes] = asyncio.Queue()

    def send(piece: bytes) -> None:
        loop.call_soon_threadsafe(pieces.put_nowait, piece)

    whole = asyncio.ensure_future(work(send))
    whole.add_done_callback(lambda _: pieces.put_nowait(b""))
    first = await pieces.get()
    if not first:
        return await whole

    async def body() -> AsyncIterator[bytes]:
        piece = first
        while piece:
            yield piece
            piece = await pieces.get()
        # A fault meanwhile breaks the answer off, which the device sees: the last line is missing.
        yield bytes((await whole).body)

    headers = {} if encoding == wire.IDENTITY else {"content-encoding": encoding}
    return StreamingResponse(body(), headers=headers, media_type=wire.LINES_TYPE)
