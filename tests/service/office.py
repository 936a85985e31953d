"""The other side of the service, for its tests: an administrator's office and laptops with plain HTTP."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from thuis_tui.log import wire
from thuis_tui.log.chain import Chain
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Storage
from thuis_tui.service.listening import Listening
from thuis_tui.service.people import admin
from thuis_tui.service.people.identity import People
from thuis_tui.service.web.server import Server

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For every client here: they speak without TLS, and to read who is trusted takes 40 ms each time."""


class Running:
    """A real server on a port of its own, in a thread."""

    def __init__(
        self, configuration: Configuration, listening: Listening | None = None, people: People | None = None
    ) -> None:
        self.configuration = configuration
        self.server = Server(configuration, listening or Listening(port=0), "error", people)
        self.app = self.server.app
        self._thread = threading.Thread(target=self.server.run, daemon=True)
        self._thread.start()
        waited = threading.Event()
        while not self.server.url:
            assert self._thread.is_alive()
            waited.wait(0.002)
        self.url = self.server.url

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()


class Office:
    """The administrator, with a connection to the database of its own."""

    def __init__(self, configuration: Configuration, url: str) -> None:
        self.storage = Storage(configuration)
        self.url = url
        self._laptops: list[Laptop] = []
        self.team = self.storage.write(admin.create_team_of, "Stichting", "Noord")

    def caseworker(self, name: str) -> str:
        return self.storage.write(admin.create_caseworker, self.team, name)

    def code(self, caseworker: str) -> str:
        return self.storage.write(admin.make_code, caseworker, 600).code

    def laptop(self, caseworker: str, name: str = "laptop") -> Laptop:
        laptop = self.new_laptop(name)
        laptop.enrol(self.code(caseworker))
        return laptop

    def new_laptop(self, name: str = "laptop") -> Laptop:
        laptop = Laptop(self.url, name=name)
        self._laptops.append(laptop)
        return laptop

    def grant(self, caseworker: str, client: str) -> int:
        return self.storage.write(admin.grant, caseworker, client)

    def revoke(self, caseworker: str, client: str, reason: str = "") -> None:
        self.storage.write(admin.revoke, caseworker, client, reason)

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.storage.read(lambda tx: tx.rows(sql, parameters))]

    def close(self) -> None:
        for laptop in self._laptops:
            laptop.http.close()
        self.storage.close()


@dataclass
class Laptop:
    """A device without a disk: its key, its token and its chains."""

    url: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    name: str = "laptop"
    device: str = ""
    caseworker: str = ""
    token: str = ""
    chains: dict[str, Chain] = field(default_factory=dict)
    hlc: int = 1

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, timeout=30, verify=PLAIN)

    def sign(self, text: bytes) -> str:
        return base64.b64encode(self.key.sign(text)).decode()

    @property
    def public_key(self) -> str:
        return base64.b64encode(self.key.public_key().public_bytes_raw()).decode()

    def enrol(self, code: str) -> httpx.Response:
        body = {"code": code, "public_key": self.public_key, "device_name": self.name}
        answer = self.http.post(wire.ENROL, json=body)
        if answer.status_code == 200:
            self.device, self.caseworker = answer.json()["device"], answer.json()["caseworker"]["id"]
            assert self.sign_in().status_code == 200
        return answer

    def challenge(self) -> str:
        return str(self.http.post(wire.CHALLENGE, json={"device": self.device}).json()["challenge"])

    def sign_in(self) -> httpx.Response:
        challenge = self.challenge()
        body = {"device": self.device, "challenge": challenge, "signature": self.sign(challenge.encode())}
        answer = self.http.post(wire.TOKEN, json=body)
        if answer.status_code == 200:
            self.token = answer.json()["token"]
        return answer

    def headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        return {
            "authorization": f"Bearer {self.token}",
            wire.PROOF_HEADER: self.sign(wire.proof_text(method, target, body, self.token)),
        }

    def send(self, method: str, target: str, body: bytes = b"", **headers: str) -> httpx.Response:
        return self.http.request(
            method, target, content=body, headers={**self.headers(method, target, body), **headers}
        )

    def post(self, target: str, body: bytes) -> httpx.Response:
        return self.send("POST", target, wire.compress(body), **{"content-encoding": wire.ZSTD})

    def chain(self, scope: str) -> Chain:
        return self.chains.setdefault(scope, Chain(scope, new_id()))

    def write(
        self, scope: str, ent: str, val: Any, *, kind: Any = "create", name: str = "", **more: Any
    ) -> bytes:
        """Write the next operation of this laptop's chain and return its bytes."""
        self.hlc += 1
        facts = {"id": new_id(), "hlc": self.hlc, "actor": self.caseworker, **more}
        self.chains[scope], raw = self.chain(scope).link(
            ent=ent, field=name, kind=kind, val=msgspec.json.encode(val), **facts
        )
        return raw

    def client(self, client: str, surname: str = "Jansen", **more: Any) -> bytes:
        return self.write(f"c:{client}", f"client:{client}", {"surname": surname}, **more)

    def note(
        self, client: str, body: str = "Gesproken over de woning.", *, note: str = "", **more: Any
    ) -> bytes:
        values = note_values(client, self.caseworker, body)
        return self.write(f"c:{client}", f"note:{note or new_id()}", values, **more)

    def push_body(self, *parts: tuple[str, list[bytes]], gen: int = 0, chain: str = "") -> bytes:
        return wire.encode(
            wire.PushRequest(
                [
                    wire.PushScope(
                        scope, gen, chain or self.chain(scope).chain, [msgspec.Raw(raw) for raw in raws]
                    )
                    for scope, raws in parts
                ]
            )
        )

    def push(self, *parts: tuple[str, list[bytes]], gen: int = 0, chain: str = "") -> list[wire.PushOutcome]:
        answer = self.post(wire.PUSH, self.push_body(*parts, gen=gen, chain=chain))
        assert answer.status_code == 200, answer.text
        return wire.decode_push_reply(answer.content).scopes

    def ask(self, cursors: dict[str, wire.Cursor], **more: Any) -> httpx.Response:
        return self.post(wire.PULL, wire.encode(wire.PullRequest(scopes=cursors, **more)))

    def pull(self, *scopes: str, **more: Any) -> list[wire.PullLine]:
        """Pull scopes from their beginning, as a device that wrote nothing of them itself."""
        answer = self.ask({scope: wire.Cursor() for scope in scopes}, scopes_etag=self.etag(), **more)
        return lines(answer)

    def scopes(self) -> wire.ScopesReply:
        answer = self.send("GET", wire.SCOPES)
        assert answer.status_code == 200, answer.text
        return wire.decode_scopes(answer.content)

    def etag(self) -> str:
        return self.send("GET", wire.SCOPES).headers["etag"].strip('"')


def note_values(client: str, author: str, body: str) -> dict[str, Any]:
    return {
        "client": client,
        "kind": "visit",
        "occurred_at": "2026-03-01T10:00:00Z",
        "occurred_offset": 60,
        "duration_minutes": 45,
        "life_domains": [1, 4],
        "body": body,
        "author": author,
        "recorded_at": "2026-03-01T12:00:00Z",
        "recorded_offset": 60,
    }


def lines(answer: httpx.Response) -> list[wire.PullLine]:
    if answer.status_code == 204:
        return []
    assert answer.status_code == 200, answer.text
    found = [wire.decode_line(line) for line in answer.content.splitlines()]
    assert found[-1].t == "end"
    return found[:-1]


def error(answer: httpx.Response) -> str:
    """Check the shape every refusal has and return its code."""
    told = json.loads(answer.content)
    assert set(told) == {"error", "server_time"}
    assert told["server_time"].endswith("Z")
    assert wire.TIME_HEADER in answer.headers
    return str(told["error"]["code"])


def eventually(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for a condition, not for a time."""
    waited = threading.Event()
    for _ in range(int(seconds / 0.005)):
        if condition():
            return
        waited.wait(0.005)
    raise AssertionError("it never came about")
