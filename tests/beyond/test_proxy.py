"""The proxies of deploy/ in front of a real service: with their own programs, where these are installed.

Only names, ports and certificates are changed in what an administrator copies.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.service.office import Laptop, Office, Running, eventually
from tests.service.test_administration import certify
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration, Limits
from thuis_tui.service.listening import Listening

DEPLOY = Path(__file__).parents[2] / "deploy"
PATIENCE = 20.0
MEGABYTE = 1024 * 1024


@pytest.fixture(params=["sqlite"])
def database_url() -> None:
    """The line to the service is what is tried here."""


@dataclass
class Proxied:
    """Replicas of a service behind a proxy, and how laptops reach that."""

    url: str
    trust: ssl.SSLContext
    replicas: tuple[Running, ...]
    office: Office
    laptops: list[Laptop] = field(default_factory=list)

    def stranger(self) -> Laptop:
        laptop = Laptop(self.url)
        laptop.http.close()
        laptop.http = httpx.Client(base_url=self.url, timeout=PATIENCE, verify=self.trust)
        self.laptops.append(laptop)
        return laptop

    def laptop(self, name: str) -> Laptop:
        laptop = self.stranger()
        assert laptop.enrol(self.office.code(self.office.caseworker(name))).status_code == 200
        return laptop


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def nginx(folder: Path, port: int, names: tuple[Path, Path], ports: list[int]) -> list[str]:
    """The file that goes into conf.d, in the smallest frame."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;")
    text = text.replace("listen [::]:443 ssl;", "")
    text = text.replace("/etc/thuis/tls/certificate.pem", str(names[0]))
    text = text.replace("/etc/thuis/tls/key.pem", str(names[1]))
    (server,) = re.findall(r" +server 127\.0\.0\.1:8340 .*;", text)
    text = text.replace(server, "".join(server.replace("8340", str(each)) for each in ports))
    (folder / "thuis.conf").write_text(text)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    frame = f"daemon off; pid {folder}/nginx.pid; error_log stderr warn; events {{}}"
    (folder / "nginx.conf").write_text(f"{frame} http {{ {paths} include {folder}/thuis.conf; }}")
    return ["nginx", "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, port: int, names: tuple[Path, Path], ports: list[int]) -> list[str]:
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    own = f"https://127.0.0.1:{port} {{\n\ttls {names[0]} {names[1]}"
    text = text.replace("thuis.example.nl {", own)
    for name, each in zip(("thuis-1:8340", "thuis-2:8340"), ports, strict=True):
        assert name in text
        text = text.replace(name, f"127.0.0.1:{each}")
    (folder / "Caddyfile").write_text(text.replace("{\n", "{\n\tadmin off\n\tauto_https off\n", 1))
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


Start = Callable[[Path, int, tuple[Path, Path], list[int]], list[str]]


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def command(request: pytest.FixtureRequest) -> Start:
    found: Start = request.param
    if shutil.which(request.param.__name__) is None:
        pytest.skip(f"{request.param.__name__} is not installed")
    return found


@pytest.fixture
def proxied(command: Start, tmp_path: Path) -> Iterator[Proxied]:
    """One replica, which hears of every change itself; where the other would be nobody answers."""
    with running(command, tmp_path, 1) as found:
        yield found


@pytest.fixture
def two(command: Start, tmp_path: Path) -> Iterator[Proxied]:
    with running(command, tmp_path, 2) as found:
        yield found


@contextlib.contextmanager
def running(command: Start, tmp_path: Path, count: int) -> Iterator[Proxied]:
    configuration = Configuration(data_dir=tmp_path / "service", limits=Limits(failures=3))
    listening = Listening(port=0, behind_proxy=True, drain_seconds=5)
    replicas = tuple(Running(configuration, listening) for _ in range(count))
    names, port = certify(tmp_path), free_port()
    ports = [int(each.url.rpartition(":")[2]) for each in replicas]
    ports += [free_port()] * (2 - count)
    words = command(tmp_path, port, names, ports)
    with (tmp_path / "proxy.log").open("wb") as said:
        process = subprocess.Popen(
            words, stdout=said, stderr=said, env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
        )
    office = Office(configuration, replicas[0].url)
    trust = ssl.create_default_context(cafile=names[0])
    found = Proxied(f"https://127.0.0.1:{port}", trust, replicas, office)

    def answers() -> bool:
        assert process.poll() is None, (tmp_path / "proxy.log").read_text()
        with contextlib.suppress(httpx.TransportError):
            answer = httpx.get(f"{found.url}/v1/health/ready", verify=trust, timeout=PATIENCE)
            return answer.status_code == 200
        return False

    try:
        eventually(answers, 30)
        yield found
    finally:
        for laptop in found.laptops:
            laptop.http.close()
        process.terminate()
        process.wait(PATIENCE)
        office.close()
        for replica in replicas:
            replica.server.force_exit = True
            replica.stop()


def test_a_laptop_works_through_it_and_hears_hints_at_once(proxied: Proxied) -> None:
    alice, bob = proxied.laptop("Alice"), proxied.laptop("Bob")
    client = new_id()
    scope = f"c:{client}"
    alice.push((scope, [alice.client(client)]))
    proxied.office.grant(bob.caseworker, client)
    (page,) = bob.pull(scope)
    assert page.head == 1
    with bob.http.stream("GET", wire.EVENTS, headers=bob.headers("GET", wire.EVENTS, b"")) as stream:
        assert stream.status_code == 200
        pieces = stream.iter_raw()
        told = next(pieces)
        alice.push((scope, [alice.note(client)]))
        while scope.encode() not in told:  # held back, it would come with the next beat of the line only
            told += next(pieces)
        assert not stream.is_closed
    (page,) = bob.pull(scope)
    assert page.head == 2


def test_limits_hold_before_and_behind_it(proxied: Proxied) -> None:
    alice = proxied.laptop("Alice")
    assert alice.send("POST", wire.PUSH, b"x" * (2 * MEGABYTE)).status_code == 413, "the service refuses it"
    with contextlib.suppress(httpx.WriteError, httpx.RemoteProtocolError):  # it need not be read to its end
        assert alice.http.post(wire.ESCROW, content=b"x" * (26 * MEGABYTE)).status_code == 413
    assert alice.http.get("/v1/health/live", headers={"x-long": "x" * 40_000}).status_code in (400, 431)
    assert alice.send("GET", wire.SCOPES).status_code == 200, "and goes on"


def test_whom_it_says_somebody_is_counts_and_not_what_they_say(proxied: Proxied) -> None:
    """Who guesses codes has to wait, whatever addresses they make up."""
    guesser = proxied.stranger()
    seen = []
    for number in range(6):
        made_up = {"x-forwarded-for": f"192.0.2.{number}", "forwarded": f"for=192.0.2.{number}"}
        body = {"code": f"0000-{number}", "public_key": guesser.public_key, "device_name": "x"}
        seen.append(guesser.http.post(wire.ENROL, json=body, headers=made_up).status_code)
    assert seen[0] == 403
    assert seen[-1] == 429


def test_a_replica_that_stops_gets_nothing_new(two: Proxied) -> None:
    alice = two.laptop("Alice")
    two.replicas[0].server.should_exit = True
    eventually(lambda: two.replicas[0].app.state.health.stopping)
    assert httpx.get(f"{two.replicas[0].url}/v1/health/ready").status_code == 503
    for number in range(12):
        client = new_id()
        (outcome,) = alice.push((f"c:{client}", [alice.client(client)]))
        assert outcome.acked == 1, number
    eventually(lambda: all(alice.http.get("/v1/health/ready").status_code == 200 for _ in range(6)), 20)
