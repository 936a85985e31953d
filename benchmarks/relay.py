"""Counts what goes over a connection: requests and bytes, both ways."""

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

_REQUEST = re.compile(rb" HTTP/1\.1\r\n")


@dataclass
class Traffic:
    """What went through since the last `reset`."""

    requests: int = 0
    bytes: int = 0

    def reset(self) -> None:
        """Begin to count anew."""
        self.requests = self.bytes = 0


@contextlib.contextmanager
def counting(port: int) -> Iterator[tuple[int, Traffic]]:
    """A port that leads to another one on loopback, and the count of what passes."""
    traffic = Traffic()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, port, traffic), daemon=True).start()
        yield listener.getsockname()[1], traffic
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, port: int, traffic: Traffic) -> None:
    with contextlib.suppress(OSError):
        while True:
            device, _address = listener.accept()
            service = socket.create_connection(("127.0.0.1", port))
            for source, sink, asking in ((device, service, True), (service, device, False)):
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=_carry, args=(source, sink, asking, traffic), daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket, asking: bool, traffic: Traffic) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            traffic.bytes += len(data)
            traffic.requests += len(_REQUEST.findall(data)) if asking else 0
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
