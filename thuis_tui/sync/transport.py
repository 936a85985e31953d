"""The HTTP side of sync. It treats every answer as possibly garbage: the sign-in page of a hotel says
200, too.

Only what carries the service's own mark (the header `Thuis-Time`) and the media type that was asked for
is read; everything is bounded in size and in time; redirects are not followed; what is not whole is not
an answer.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec

from thuis_tui.log import wire
from thuis_tui.sync.device import DeviceKey
from thuis_tui.sync.messages import (
    Answer,
    Ended,
    Failed,
    Lines,
    Listed,
    Pull,
    Pushed,
    Refused,
    SignedIn,
    Unchanged,
)
from thuis_tui.sync.watch import Watch

ROWS = 1000
"""Rows of a pull handed on at once: they are written in one transaction, for which no keystroke may wait
long.
"""

_SMALL = 4 * 1024 * 1024
_WORTH_COMPRESSING = 512
_NO_DELAY = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, for the next piece of an answer, for all of it."""

    connect: float = 5.0
    piece: float = 20.0
    whole: float = 300.0


class Trouble(Exception):
    """There is no answer of the service; `failed` says how."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.why)
        self.failed = failed


class Line:
    """One connection to the service, kept open between requests. For one thread; `abort` is for any."""

    def __init__(self, url: str, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self.server_time = ""
        self.connections = 0
        self._sockets: list[socket.socket] = []
        self._watch = Watch(self.abort)
        self._client = httpx.Client(
            base_url=url,
            transport=httpx.HTTPTransport(
                limits=httpx.Limits(max_connections=2, max_keepalive_connections=1, keepalive_expiry=30.0),
                socket_options=_NO_DELAY,
            ),
            timeout=httpx.Timeout(self.patience.piece, connect=self.patience.connect),
            follow_redirects=False,
            headers={"Accept-Encoding": "zstd, gzip", "User-Agent": f"thuis/{wire.VERSION}"},
        )

    def close(self) -> None:
        """Close the connection."""
        self._watch.close()
        self._client.close()
        self._sockets.clear()

    def abort(self) -> None:
        """Break off what is going on, from any thread: whoever waits for an answer gets a failure at
        once.
        """
        for one in list(self._sockets):
            try:
                # Of a TLS socket: what is beneath it. Its own method would forget its state under the
                # reader.
                socket.socket.shutdown(one, socket.SHUT_RDWR)
            except OSError:
                continue

    @contextmanager
    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Iterator[httpx.Response]:
        """Send a request and give the answer, of which the body is not read yet. Raises `Trouble`."""
        with self._watch.over(self.patience.whole), self._answer(method, path, body, headers) as response:
            yield response

    @contextmanager
    def _answer(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> Iterator[httpx.Response]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            request = self._client.build_request(
                method, path, content=body, headers=named, extensions={"trace": self._trace}
            )
            response = self._client.send(request, stream=True)
        except (httpx.HTTPError, OSError) as problem:
            raise Trouble(_failure(problem)) from problem
        try:
            self._check(response)
            yield response
        except (httpx.HTTPError, OSError) as problem:
            raise Trouble(_failure(problem)) from problem
        except (wire.NotCompressed, wire.TooLarge, msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise Trouble(Failed("service_error")) from problem
        finally:
            response.close()

    def pieces(self, response: httpx.Response, limit: int) -> Iterator[bytes]:
        """Give the body as it comes in, at most so many bytes of it."""
        encoding = response.headers.get("content-encoding", "").strip().lower()
        return wire.inflate(_Body(response), limit, encoding)

    def body(self, response: httpx.Response, limit: int = _SMALL) -> bytes:
        """Return the whole body."""
        return b"".join(self.pieces(response, limit))

    def refused(self, response: httpx.Response) -> Refused:
        """Read the answer to a request that was refused."""
        try:
            problem = wire.decode_error(self.body(response)).error
        except (wire.NotCompressed, wire.TooLarge, msgspec.DecodeError, UnicodeDecodeError):
            problem = wire.Problem("")
        after = response.headers.get("retry-after", "")
        return Refused(
            response.status_code, problem, float(after) if after.isascii() and after.isdigit() else 0.0
        )

    def _check(self, response: httpx.Response) -> None:
        """Refuse an answer that is not the service's."""
        status = response.status_code
        ours = wire.TIME_HEADER in response.headers
        if status >= 500 and status != 511:
            if not ours:  # something between us and it
                raise Trouble(Failed("service_error"))
        elif not ours or (300 <= status < 400 and status != 304) or status == 511:
            raise Trouble(Failed("not_the_service"))
        self.server_time = response.headers.get(wire.TIME_HEADER, "")

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            stream = info.get("return_value")
            one = stream.get_extra_info("socket") if stream is not None else None
            if one is not None:
                self.connections += 1
                # An old one is closed by now, or replaced by the TLS socket around it.
                self._sockets = [*(old for old in self._sockets if old.fileno() >= 0), one]


class Transport:
    """What the engine's actions are over HTTP; every method answers, none raises."""

    def __init__(self, line: Line, device: str, key: DeviceKey) -> None:
        self.line = line
        self._device = device
        self._key = key
        self._token = ""

    def sign_in(self) -> Answer:
        """Sign a challenge with the key of the device, for a token."""
        try:
            asked = self._post(wire.CHALLENGE, wire.ChallengeRequest(self._device), wire.ChallengeReply)
            if isinstance(asked, Refused):
                return asked
            request = wire.TokenRequest(
                self._device, asked.challenge, self._key.sign(asked.challenge.encode())
            )
            given = self._post(wire.TOKEN, request, wire.TokenReply)
            if isinstance(given, Refused):
                return given
        except Trouble as trouble:
            return trouble.failed
        self._token = given.token
        return SignedIn(given.expires_in)

    def scopes(self, etag: str) -> Answer:
        """Ask for the list of scopes."""
        try:
            with self._ask("GET", wire.SCOPES, b"", If_None_Match=etag) as response:
                if response.status_code == 304:
                    self.line.body(response)
                    return Unchanged()
                if response.status_code != 200:
                    return self.line.refused(response)
                _expect(response, wire.MEDIA_TYPE)
                reply = wire.decode_scopes(self.line.body(response))
                return Listed(reply, response.headers.get("etag", ""))
        except Trouble as trouble:
            return trouble.failed

    def push(self, body: bytes) -> Answer:
        """Send operations."""
        try:
            with self._ask("POST", wire.PUSH, body) as response:
                if response.status_code != 200:
                    return self.line.refused(response)
                _expect(response, wire.MEDIA_TYPE)
                reply = wire.decode_push_reply(self.line.body(response))
                return Pushed(reply.scopes, reply.server_time)
        except Trouble as trouble:
            return trouble.failed

    def pull(self, action: Pull) -> Generator[Answer, None, None]:
        """Ask for news; gives lines as they come in, then how it ended."""
        request = wire.PullRequest(dict(action.scopes), scopes_etag=action.etag, vector=action.vector)
        try:
            with self._ask("POST", wire.PULL, wire.encode(request)) as response:
                if response.status_code == 204:
                    self.line.body(response)
                    yield Unchanged()
                elif response.status_code != 200:
                    yield self.line.refused(response)
                else:
                    _expect(response, wire.LINES_TYPE)
                    yield from self._lines(response)
        except Trouble as trouble:
            yield trouble.failed

    def _lines(self, response: httpx.Response) -> Iterator[Answer]:
        batch: list[wire.PullLine] = []
        rows = 0
        end: wire.PullLine | None = None
        for text in _split(self.line.pieces(response, 2 * wire.MAX_ANSWER)):
            line = wire.decode_line(text)
            if line.t == "end":
                end = line
                continue
            batch.append(line)
            rows += len(line.ops)
            if rows >= ROWS:
                yield Lines(batch)
                batch, rows = [], 0
        # Whole lines are good, whatever became of the rest.
        if batch:
            yield Lines(batch)
        yield Failed("unreachable") if end is None else Ended(end.more)

    def _ask(self, method: str, path: str, body: bytes, **headers: str) -> Any:
        if len(body) >= _WORTH_COMPRESSING:
            body = wire.compress(body)
            headers["Content_Encoding"] = wire.ZSTD
        proof = self._key.sign(wire.proof_text(method, path, body, self._token))
        headers |= {"Authorization": f"Bearer {self._token}", wire.PROOF_HEADER: proof}
        if body:
            headers["Content_Type"] = wire.MEDIA_TYPE
        return self.line.send(method, path, body, **headers)

    def _post(self, path: str, message: msgspec.Struct, reply: type[Any]) -> Any:
        return post(self.line, path, message, reply)


def post(line: Line, path: str, message: msgspec.Struct, reply: type[Any]) -> Any:
    """Send a message that needs no token; return the reply or `Refused`. Raises `Trouble`."""
    with line.send("POST", path, wire.encode(message), Content_Type="application/json") as response:
        if response.status_code != 200:
            return line.refused(response)
        _expect(response, wire.MEDIA_TYPE)
        return msgspec.json.decode(line.body(response), type=reply)


class _Body:
    """A body that is read piece by piece."""

    def __init__(self, response: httpx.Response) -> None:
        self._pieces = response.iter_raw()

    def read(self, size: int = -1, /) -> bytes:
        """Return the next piece, whatever its size; empty at the end."""
        return next(self._pieces, b"")


def _split(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Split pieces into lines; what follows the last newline is not a whole line."""
    rest = b""
    try:
        for piece in pieces:
            *lines, rest = (rest + piece).split(b"\n")
            yield from lines
            if len(rest) > wire.MAX_LINE:
                raise wire.TooLarge(wire.MAX_LINE)
    except (httpx.HTTPError, OSError, wire.NotCompressed):
        # The line was cut: what was whole has been given, and the caller sees that the last line is missing.
        return


def _expect(response: httpx.Response, media_type: str) -> None:
    if response.headers.get("content-type", "").partition(";")[0].strip().lower() != media_type:
        raise Trouble(Failed("not_the_service"))


def _failure(problem: BaseException) -> Failed:
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Failed("not_the_service")
        cause = cause.__cause__ or cause.__context__
    return Failed("unreachable")
