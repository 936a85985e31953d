"""A bad line: stands between a laptop and the real service and does to answers what networks do."""

from __future__ import annotations

import select
import socket
import threading
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

from thuis_tui.log.wire import EVENTS

Fault = Callable[["Exchange"], None]


class Exchange:
    """One request on its way; a fault decides what becomes of it."""

    def __init__(self, line: BadLine, client: socket.socket, request: bytes) -> None:
        self.line = line
        self.service = line.service
        self.client = client
        self.request = request

    @property
    def path(self) -> str:
        return self.request.split(b" ", 2)[1].decode()

    def forward(self) -> bytes:
        """Give the request to the service and return its whole answer."""
        with socket.create_connection(self.service) as upstream:
            head, _, body = self.request.partition(b"\r\n\r\n")
            upstream.sendall(head + b"\r\nConnection: close\r\n\r\n" + body)
            pieces = []
            while piece := upstream.recv(65536):
                pieces.append(piece)
        return b"".join(pieces)

    def answer(self, data: bytes) -> None:
        try:
            self.client.sendall(data)
        except OSError:
            return  # the laptop did not wait for it

    def relay(self) -> None:
        """Hand on an answer that does not end, piece by piece, until either side goes."""
        with socket.create_connection(self.service) as upstream:
            upstream.sendall(self.request)
            while not self.line.closed.is_set():
                ready, _, _ = select.select([upstream, self.client], [], [], 0.05)
                if self.client in ready:
                    return  # it has nothing more to say than that it goes
                if upstream in ready:
                    if not (piece := upstream.recv(65536)):
                        return
                    self.client.sendall(piece)


def passes(exchange: Exchange) -> None:
    if exchange.path == EVENTS:
        exchange.relay()
    else:
        exchange.answer(exchange.forward())


def lost(exchange: Exchange) -> None:
    """The service does it, and its answer never arrives."""
    exchange.forward()


def never_arrives(exchange: Exchange) -> None:
    """Nobody answers, the connection closes."""


def says(status: str, body: bytes = b"", **headers: str) -> Fault:
    """Somebody or something else answers."""

    def fault(exchange: Exchange) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        exchange.answer("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    return fault


def changed(change: Callable[[bytes, bytes], tuple[bytes, bytes]]) -> Fault:
    """The answer comes in another form: `change` gets its head and its body."""

    def fault(exchange: Exchange) -> None:
        head, _, body = exchange.forward().partition(b"\r\n\r\n")
        head, body = change(head, body)
        exchange.answer(head + b"\r\n\r\n" + body)

    return fault


def cut_at(share: float) -> Fault:
    """The connection breaks in the middle of the body."""

    def fault(exchange: Exchange) -> None:
        head, _, body = exchange.forward().partition(b"\r\n\r\n")
        exchange.answer(head + b"\r\n\r\n" + body[: int(len(body) * share)])

    return fault


def drips(exchange: Exchange) -> None:
    """The answer comes a byte at a time, for ever."""
    exchange.answer(b"HTTP/1.1 200 OK\r\nThuis-Time: x\r\nContent-Type: ")
    while not exchange.line.closed.wait(0.02):
        try:
            exchange.client.sendall(b"x")
        except OSError:
            return


def silent(exchange: Exchange) -> None:
    """The request is taken, and then nothing."""
    exchange.line.closed.wait(30)


class BadLine:
    """Listens on a port of its own. `faults`: what happens to the next requests, each once; then all pass."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.service = (parts.hostname or "", parts.port or 0)
        self.faults: deque[tuple[str, Fault]] = deque()
        self.events: deque[Fault] = deque()
        self.listened = 0
        self.closed = threading.Event()
        self.seen: list[str] = []
        self.sizes: list[int] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def fail(self, path: str, *faults: Fault) -> None:
        """Do this to the next requests whose path ends so."""
        self.faults.extend((path, fault) for fault in faults)

    def close(self) -> None:
        self.closed.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self.closed.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            client.settimeout(10)
            try:
                while (request := _request(client)) is not None:
                    exchange = Exchange(self, client, request)
                    if exchange.path == EVENTS:
                        self.listened += 1  # comes when it likes, beside what is asked
                    else:
                        self.seen.append(exchange.path)
                        self.sizes.append(len(request))
                    fault = self._fault(exchange.path)
                    fault(exchange)
                    return  # every answer ends its connection
            except OSError:
                return

    def _fault(self, path: str) -> Fault:
        if path == EVENTS:
            return self.events.popleft() if self.events else passes
        if self.faults and path.endswith(self.faults[0][0]):
            return self.faults.popleft()[1]
        return passes


def _request(client: socket.socket) -> bytes | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = client.recv(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body
