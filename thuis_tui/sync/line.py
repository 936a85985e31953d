"""One HTTP connection to the service, bounded in size and in time.

Every answer is possibly garbage: the sign-in page of a hotel says 200, too. Only what carries the service's
own mark (the header `Thuis-Time`) is an answer; redirects are not followed; what is not whole is none.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import getproxies, proxy_bypass

import msgspec
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from thuis_tui.log import wire
from thuis_tui.sync.messages import Failed, Refused
from thuis_tui.sync.watch import Watch

_SMALL = 4 * 1024 * 1024
_PIECE = 64 * 1024
_IDLE_SECONDS = 30.0
"""After so long a quiet connection may have been forgotten on the way, without a word to either end."""

_UNREADABLE = (wire.NotCompressed, wire.TooLarge, msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_BODILESS = {204, 304}
_BOUNDS = {"content-length", "transfer-encoding"}

Response = urllib3.BaseHTTPResponse


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
        self._url = url.rstrip("/")
        self._sockets: list[socket.socket] = []
        self._watch = Watch(self.abort)
        self._used = 0.0
        self._aborted = False
        self._pools = _pools(self._url, self.patience, self._connected)

    def another(self, patience: Patience | None = None) -> Line:
        """Return a line to the same service, with a connection of its own."""
        return Line(self._url, patience or self.patience)

    def close(self) -> None:
        """Close the connection."""
        self._watch.close()
        self._pools.clear()
        self._sockets.clear()

    def abort(self) -> None:
        """Break off what is going on, from any thread: whoever waits for an answer gets a failure at once."""
        self._aborted = True
        for one in list(self._sockets):
            try:
                # Of a TLS socket: what is beneath it. Its own method would forget its state under the reader.
                socket.socket.shutdown(one, socket.SHUT_RDWR)
            except OSError:
                continue

    @contextmanager
    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Iterator[Response]:
        """Send a request and give the answer, of which the body is not read yet. Raises `Trouble`."""
        with self._watch.over(self.patience.whole), self._answer(method, path, body, headers) as response:
            yield response

    @contextmanager
    def _answer(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Iterator[Response]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._aborted = False
        if time.monotonic() - self._used > _IDLE_SECONDS:
            self._pools.clear()
        try:
            response = self._pools.urlopen(
                method,
                self._url + path,
                body=body or None,
                headers=_SAME | named,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
            )
        except (HTTPError, OSError) as problem:
            raise Trouble(_failure(problem)) from problem
        try:
            self._check(response)
            yield response
            if response.status in _BODILESS:
                response.read()
        except (HTTPError, OSError) as problem:
            raise Trouble(_failure(problem)) from problem
        except _UNREADABLE as problem:
            said = f"{path.partition('?')[0]}: {type(problem).__name__}: {problem}"
            raise Trouble(Failed("service_error", said)) from problem
        finally:
            self._used = time.monotonic()
            # Read to its end it has given its connection back; else the connection cannot be used again.
            response.close()

    def pieces(self, response: Response, limit: int) -> Iterator[bytes]:
        """Give the body as it comes in, at most so many bytes of it."""
        encoding = response.headers.get("content-encoding", "").strip().lower()
        return wire.inflate(_Body(response), limit, encoding)

    def body(self, response: Response, limit: int = _SMALL) -> bytes:
        """Return the whole body."""
        return b"".join(self.pieces(response, limit))

    def refused(self, response: Response) -> Refused:
        """Read the answer to a request that was refused."""
        try:
            problem = wire.decode_error(self.body(response)).error
        except _UNREADABLE:
            problem = wire.Problem("")
        after = response.headers.get("retry-after", "")
        return Refused(response.status, problem, float(after) if after.isascii() and after.isdigit() else 0.0)

    def expect(self, response: Response, media_type: str) -> None:
        """Raise `Trouble` for a body of another kind than was asked for."""
        if response.headers.get("content-type", "").partition(";")[0].strip().lower() != media_type:
            raise Trouble(Failed("not_the_service"))

    def _check(self, response: Response) -> None:
        """Refuse an answer that is not the service's. Raises `Trouble`."""
        status = response.status
        ours = wire.TIME_HEADER in response.headers
        if self._aborted or self._cut(response):
            raise Trouble(Failed("unreachable"))
        if status >= 500 and status != 511:
            if not ours:  # something between us and it
                raise Trouble(Failed("service_error"))
        elif not ours or (300 <= status < 400 and status != 304) or status == 511:
            raise Trouble(Failed("not_the_service"))
        self.server_time = response.headers.get(wire.TIME_HEADER, "")

    def _cut(self, response: Response) -> bool:
        """Tell whether the line went down amid the headers: what came of them reads as a whole answer."""
        if response.status in _BODILESS or not _BOUNDS.isdisjoint(name.lower() for name in response.headers):
            return False
        return not response.read1(1)

    def _connected(self, one: socket.socket) -> None:
        self.connections += 1
        self._sockets = [*(old for old in self._sockets if old.fileno() >= 0), one]


_SAME = {"Accept-Encoding": "zstd, gzip", "User-Agent": f"thuis/{wire.VERSION}"}


class _AtOnce(HTTPConnection):
    """Sends a request in one piece: a body that comes behind its head wakes the other side twice."""

    _parts: list[bytes] | None = None

    def request(self, *arguments: Any, **named: Any) -> None:
        """Send the head and the body."""
        parts: list[bytes] = []
        self._parts = parts
        try:
            super().request(*arguments, **named)
        finally:
            self._parts = None
        super().send(b"".join(parts))

    def send(self, data: Any) -> None:
        """Send this now, or with the rest of its request."""
        if self._parts is None:
            super().send(data)
        else:
            self._parts.append(data)


def _pools(url: str, patience: Patience, connected: Callable[[socket.socket], None]) -> urllib3.PoolManager:
    """Return what connects, through the proxy of this machine if it has one; each socket is told."""

    class Plain(_AtOnce, HTTPConnection):
        def connect(self) -> None:
            super().connect()
            connected(self.sock)

    class Secure(_AtOnce, HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            connected(self.sock)

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Secure

    options: dict[str, Any] = {
        "num_pools": 1,
        "maxsize": 1,
        "timeout": urllib3.Timeout(connect=patience.connect, read=patience.piece),
    }
    target = urllib3.util.parse_url(url)
    if target.scheme == "https":
        options["ssl_context"] = ssl.create_default_context()
    proxy = getproxies().get(target.scheme or "http", "")
    if proxy and not proxy_bypass(target.host or ""):
        pools: urllib3.PoolManager = urllib3.ProxyManager(proxy, **options)
    else:
        pools = urllib3.PoolManager(**options)
    pools.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
    return pools


class _Body:
    """A body that is read piece by piece."""

    def __init__(self, response: Response) -> None:
        self._response = response

    def read(self, size: int = -1, /) -> bytes:
        """Return the next piece, whatever its size; empty at the end."""
        return self._response.read1(_PIECE)


def _failure(problem: BaseException) -> Failed:
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Failed("not_the_service")
        cause = cause.__cause__ or cause.__context__
    return Failed("unreachable")
