"""Lines that ask slowly, ask too much, or are too many: closed with a refusal that is counted."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.service.office import Running, eventually
from tests.service.test_administration import certify
from thuis_tui.log import wire
from thuis_tui.service.configuration import Configuration, Limits
from thuis_tui.service.listening import Listening

LIMITS = Limits(head_bytes=2048, headers=12, head_arrival=0.3, arrival=0.5, reading=0.3, lines=8)
Dial = Callable[[], socket.socket]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    server = Running(Configuration(data_dir=tmp_path, limits=LIMITS))
    yield server
    server.stop()


@pytest.fixture
def dial(running: Running) -> Iterator[Dial]:
    lines: list[socket.socket] = []
    host, port = running.url.removeprefix("http://").split(":")

    def call() -> socket.socket:
        lines.append(socket.create_connection((host, int(port)), 20))
        return lines[-1]

    yield call
    for line in lines:
        line.close()


def heard(line: socket.socket) -> bytes:
    """All that comes until the line is closed."""
    answer = b""
    try:
        while piece := line.recv(65536):
            answer += piece
    except ConnectionResetError:  # it was closed before all that we sent was read
        pass
    return answer


def counted(running: Running, kind: str) -> bool:
    told = running.app.state.metrics.text().decode()
    return any(f'kind="{kind}"' in line and not line.endswith(" 0.0") for line in told.splitlines())


def test_who_says_nothing_is_hung_up_on(running: Running, dial: Dial) -> None:
    answer = heard(dial())
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert wire.ERROR_TYPE.encode() in answer
    assert counted(running, "too_slow")


def test_headers_letter_by_letter_do_not_hold_a_line(running: Running, dial: Dial) -> None:
    line = dial()
    line.sendall(b"GET /v1/health/live HTTP/1.1\r\nhost: x\r\nx-slow: ")
    line.settimeout(0.02)
    answer = b""
    for _ in range(500):
        try:
            line.sendall(b"a")
            piece = line.recv(65536)
        except TimeoutError:
            continue
        except (BrokenPipeError, ConnectionResetError):
            break
        answer += piece
        if not piece:
            break
    else:
        raise AssertionError("it listened for ever")
    assert answer == b"" or answer.startswith(b"HTTP/1.1 408 ")
    assert counted(running, "too_slow")


def test_a_second_request_that_does_not_come_whole(running: Running, dial: Dial) -> None:
    line = dial()
    line.sendall(b"GET /v1/health/live HTTP/1.1\r\nhost: x\r\n\r\nGET /v1/hea")
    answer = heard(line)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 408 " in answer


def test_a_body_that_does_not_come(running: Running, dial: Dial) -> None:
    line = dial()
    line.sendall(f"POST {wire.PUSH} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc".encode())
    assert b"HTTP/1.1 408 " in line.recv(65536)
    assert counted(running, "too_slow")


@pytest.mark.parametrize(
    "head",
    [
        b"GET /v1/health/live HTTP/1.1\r\n" + b"".join(b"x-%d: y\r\n" % n for n in range(13)) + b"\r\n",
        b"GET /v1/health/live HTTP/1.1\r\nx-long: " + b"y" * 3000,
        b"GET /v1/" + b"y" * 3000,
        b"GET /v1/health/live HTTP/1.1\r\n" + b"y" * 3000 + b": z",
    ],
    ids=["many", "long", "address", "name"],
)
def test_headers_that_are_too_much(running: Running, dial: Dial, head: bytes) -> None:
    line = dial()
    line.sendall(head)
    answer = heard(line)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert wire.ERROR_TYPE.encode() in answer
    assert counted(running, "head_too_large")


def test_a_body_that_comes_in_the_same_packet_is_no_header(running: Running, dial: Dial) -> None:
    line = dial()
    line.sendall(
        f"POST {wire.PUSH} HTTP/1.1\r\nhost: x\r\ncontent-length: 9000\r\n\r\n".encode() + b"x" * 9000
    )
    assert line.recv(65536).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\r\n\r\n",
        b"POST /v1/enrol HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /v1/enrol HTTP/1.1\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
        b"POST /v1/enrol HTTP/1.1\r\ncontent-length: -5\r\n\r\n",
        b"GET /v1/health/live HTTP/1.1\r\nx: a\r\n\x00y: b\r\n\r\n",
        b"GET /v1/health/live HTTP/1.1\r\n folded: a\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_and_counted(running: Running, dial: Dial, head: bytes) -> None:
    line = dial()
    line.sendall(head)
    assert heard(line).startswith(b"HTTP/1.1 400 ") or counted(running, "malformed")
    assert counted(running, "malformed")


def test_more_lines_than_it_takes(running: Running, dial: Dial) -> None:
    for _ in range(LIMITS.lines):
        dial()
    eventually(lambda: len(running.server.server_state.connections) >= LIMITS.lines)
    assert heard(dial()).startswith(b"HTTP/1.1 503 ")
    assert counted(running, "too_many_lines")


def test_bodies_together_have_a_bound(tmp_path: Path) -> None:
    server = Running(Configuration(data_dir=tmp_path, limits=Limits(held=2048)))
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(
            f"POST {wire.PUSH} HTTP/1.1\r\nhost: x\r\ncontent-length: 9000\r\n\r\n".encode() + b"x" * 9000
        )
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5" in answer
    assert counted(server, "crowded")
    server.stop()


def test_browsers_are_told_to_use_tls_only_behind_tls(tmp_path: Path) -> None:
    import httpx

    certificate, key = certify(tmp_path)
    safe = Running(Configuration(data_dir=tmp_path), Listening(port=0, certificate=certificate, key=key))
    with httpx.Client(verify=ssl.create_default_context(cafile=certificate)) as http:
        assert "strict-transport-security" in http.get(f"{safe.url}/v1/health/live").headers
    safe.stop()
    told = {"x-forwarded-proto": "https"}
    for proxies, believed in ((("127.0.0.1",), True), (("10.0.0.1",), False)):
        behind = Running(
            Configuration(data_dir=tmp_path), Listening(port=0, behind_proxy=True, proxy_addresses=proxies)
        )
        headers = httpx.get(f"{behind.url}/v1/health/live", headers=told).headers
        assert ("strict-transport-security" in headers) is believed
        behind.stop()
