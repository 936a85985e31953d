"""Stands between a laptop and the service: counts what goes over, and can be as slow as a poor line."""

import contextlib
import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_REQUEST = re.compile(rb" HTTP/1\.1\r\n")
_PIECE = 65536
_PACKET = 256
"""On a slow line bytes come in packets of this size, so that pieces trickle in as they do there."""


@dataclass
class Traffic:
    """What went through since the last `reset`."""

    requests: int = 0
    bytes: int = 0

    def reset(self) -> None:
        """Begin to count anew."""
        self.requests = self.bytes = 0


class _Track:
    """One direction of the line, shared by all connections: when the next byte may leave."""

    def __init__(self, bytes_a_second: float | None, delay: float) -> None:
        self._rate = bytes_a_second
        self._delay = delay
        self._free = 0.0
        self._lock = threading.Lock()

    def arrival(self, size: int) -> float:
        """When a packet of this size that leaves now is at the other end."""
        with self._lock:
            self._free = max(self._free, time.monotonic()) + (size / self._rate if self._rate else 0.0)
            return self._free + self._delay


@contextlib.contextmanager
def counting(port: int) -> Iterator[tuple[int, Traffic]]:
    """A port that leads to another one on loopback, and the count of what passes."""
    with throttled(port) as found:
        yield found


@contextlib.contextmanager
def throttled(
    port: int, *, bytes_a_second: float | None = None, delay: float = 0.0
) -> Iterator[tuple[int, Traffic]]:
    """The same through a line of so many bytes a second each way, each byte `delay` seconds under way."""
    traffic = Traffic()
    slow = bytes_a_second is not None or delay > 0
    tracks = [_Track(bytes_a_second, delay) if slow else None for _ in range(2)]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, port, traffic, tracks), daemon=True).start()
        yield listener.getsockname()[1], traffic
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, port: int, traffic: Traffic, tracks: list[_Track | None]) -> None:
    with contextlib.suppress(OSError):
        while True:
            device, _address = listener.accept()
            service = socket.create_connection(("127.0.0.1", port))
            line = (device, service, traffic, tracks)
            threading.Thread(target=_connect, args=line, daemon=True).start()


def _connect(
    device: socket.socket, service: socket.socket, traffic: Traffic, tracks: list[_Track | None]
) -> None:
    """Carry both ways until both ends have closed."""
    with device, service:
        for end in (device, service):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asking = (device, service, True, traffic, tracks[0])
        there = threading.Thread(target=_carry, args=asking, daemon=True)
        there.start()
        _carry(service, device, False, traffic, tracks[1])
        there.join()


def _carry(
    source: socket.socket, sink: socket.socket, asking: bool, traffic: Traffic, track: _Track | None
) -> None:
    with contextlib.suppress(OSError), _way_out(sink, track) as send:
        while data := source.recv(_PIECE):
            traffic.bytes += len(data)
            traffic.requests += len(_REQUEST.findall(data)) if asking else 0
            send(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def _way_out(sink: socket.socket, track: _Track | None) -> Iterator[Callable[[bytes], None]]:
    """How bytes leave: at once, or each packet at its time while the next are on their way behind it."""
    if track is None:
        yield sink.sendall
        return
    under_way: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()

    def deliver() -> None:
        with contextlib.suppress(OSError):
            while (packet := under_way.get())[1]:
                time.sleep(max(0.0, packet[0] - time.monotonic()))
                sink.sendall(packet[1])

    def send(data: bytes) -> None:
        for at in range(0, len(data), _PACKET):
            piece = data[at : at + _PACKET]
            under_way.put((track.arrival(len(piece)), piece))

    delivering = threading.Thread(target=deliver, daemon=True)
    delivering.start()
    try:
        yield send
    finally:
        under_way.put((0.0, b""))
        delivering.join()
