"""Devices without disks: a real key, real enrolment and tokens, every request signed, real chains."""

import base64
from dataclasses import dataclass, field
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.load.line import Answer, Line
from thuis_tui.log import wire
from thuis_tui.log.chain import Chain
from thuis_tui.log.identifiers import new_id

BODY = "Samen naar de woning gekeken en de post doorgenomen; volgende week bellen we de corporatie. " * 3
OPEN = wire.Cursor(seq=0)


class Unexpected(RuntimeError):
    """The service answered what a load should not get."""


class Kept(msgspec.Struct):
    """What of a device goes from one run to the next."""

    key: bytes
    device: str
    caseworker: str
    dossiers: list[str]
    chains: list[Chain]
    cursors: dict[str, tuple[str, int]] = {}


@dataclass
class Device:
    """One laptop. It is used by one worker at a time."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    device: str = ""
    caseworker: str = ""
    token: str = ""
    etag: str = ""
    dossiers: list[str] = field(default_factory=list)
    chains: dict[str, Chain] = field(default_factory=dict)
    cursors: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By scope: the life of its log, and how far this device is."""

    @classmethod
    def of(cls, kept: Kept) -> "Device":
        """A device of an earlier run."""
        key = Ed25519PrivateKey.from_private_bytes(kept.key)
        chains = {chain.scope: chain for chain in kept.chains}
        return cls(key, kept.device, kept.caseworker, "", "", kept.dossiers, chains, dict(kept.cursors))

    def kept(self) -> Kept:
        """What the next run needs."""
        chains = list(self.chains.values())
        key = self.key.private_bytes_raw()
        return Kept(key, self.device, self.caseworker, self.dossiers, chains, self.cursors)

    async def enrol(self, line: Line, code: str) -> None:
        """Spend a code."""
        public = base64.b64encode(self.key.public_key().public_bytes_raw()).decode()
        asked = wire.EnrolRequest(code, public, "laptop")
        told = msgspec.json.decode(
            good(await post_json(line, wire.ENROL, asked)).content(), type=wire.EnrolReply
        )
        self.device, self.caseworker = told.device, told.caseworker.id

    async def sign_in(self, line: Line) -> None:
        """Get a token: two requests."""
        answer = good(await post_json(line, wire.CHALLENGE, wire.ChallengeRequest(self.device)))
        text = msgspec.json.decode(answer.content(), type=wire.ChallengeReply).challenge
        asked = wire.TokenRequest(self.device, text, self._sign(text.encode()))
        answer = good(await post_json(line, wire.TOKEN, asked))
        self.token = msgspec.json.decode(answer.content(), type=wire.TokenReply).token

    async def list_scopes(self, line: Line, *, level: bool = False) -> None:
        """Learn what there is. `level`: take all of it as read; otherwise what is new is not read yet."""
        answer = good(await self._signed(line, "GET", wire.SCOPES))
        self.etag = answer.etag
        listed = wire.decode_scopes(answer.content()).scopes
        self.cursors = {
            each.scope: (each.epoch, each.head) if level else self.cursors.get(each.scope, (each.epoch, 0))
            for each in listed
        }

    async def push(self, line: Line, dossiers: list[str], notes: int) -> None:
        """Write notes, in new dossiers with the client, and push them in one request."""
        parts = []
        for dossier in dossiers:
            scope = f"c:{dossier}"
            raws = []
            if scope not in self.chains:
                raws.append(self._write(scope, f"client:{dossier}", {"surname": "Jansen"}))
            note = _note(dossier, self.caseworker)
            raws += [self._write(scope, f"note:{new_id()}", note) for _ in range(notes)]
            chain = self.chains[scope].chain
            parts.append(wire.PushScope(scope, 1, chain, [msgspec.Raw(raw) for raw in raws]))
        body = wire.compress(wire.encode(wire.PushRequest(parts)))
        answer = good(await self._signed(line, "POST", wire.PUSH, body))
        for outcome in wire.decode_push_reply(answer.content()).scopes:
            if outcome.error or any(result.r != "applied" for result in outcome.results):
                raise Unexpected(f"a push was answered with {outcome}")
            _, before = self.cursors.get(outcome.scope, ("", 0))
            if outcome.head == before + len(outcome.results):
                self.cursors[outcome.scope] = outcome.epoch, outcome.head

    async def idle(self, line: Line) -> bool:
        """Ask whether there is anything new; tells whether there is."""
        vector = wire.vector_digest([(scope, epoch, seq) for scope, (epoch, seq) in self.cursors.items()])
        asked = wire.PullRequest(vector=vector, scopes_etag=self.etag)
        answer = good(await self._pull(line, asked))
        return answer.status != 204

    async def pull(self, line: Line) -> int:
        """Read what is new, until there is nothing more; returns the bytes that came."""
        size = 0
        while True:
            cursors = {
                scope: wire.Cursor(
                    epoch=epoch, seq=seq, chain=self.chains[scope].chain if scope in self.chains else ""
                )
                for scope, (epoch, seq) in self.cursors.items()
            }
            answer = good(await self._pull(line, wire.PullRequest(scopes=cursors, scopes_etag=self.etag)))
            size += len(answer.body)
            if answer.status == 204:
                return size
            more = False
            for raw in answer.content().splitlines():
                told = wire.decode_line(raw)
                if told.t == "" and told.ops:
                    self.cursors[told.scope] = told.epoch, told.ops[-1].seq
                more = more or (told.t == "end" and told.more)
            if not more:
                return size

    async def _pull(self, line: Line, asked: wire.PullRequest) -> Answer:
        return await self._signed(line, "POST", wire.PULL, wire.compress(wire.encode(asked)))

    async def _signed(self, line: Line, method: str, target: str, body: bytes = b"") -> Answer:
        proof = self._sign(wire.proof_text(method, target, body, self.token))
        headers = [("authorization", f"Bearer {self.token}"), (wire.PROOF_HEADER, proof)]
        if body:
            headers += [("content-type", wire.MEDIA_TYPE), ("content-encoding", wire.ZSTD)]
        return await line.ask(method, target, body, tuple(headers))

    def _sign(self, text: bytes) -> str:
        return base64.b64encode(self.key.sign(text)).decode()

    def _write(self, scope: str, ent: str, value: dict[str, Any]) -> bytes:
        chain = self.chains.get(scope) or Chain(scope, new_id())
        self.chains[scope], raw = chain.link(
            id=new_id(),
            ent=ent,
            field="",
            kind="create",
            val=msgspec.json.encode(value),
            hlc=chain.n + 1,
            actor=self.caseworker,
        )
        return raw


def _note(client: str, author: str) -> dict[str, Any]:
    return {
        "client": client,
        "kind": "visit",
        "occurred_at": "2026-03-01T10:00:00Z",
        "occurred_offset": 60,
        "duration_minutes": 45,
        "life_domains": [1, 4],
        "body": BODY,
        "author": author,
        "recorded_at": "2026-03-01T12:00:00Z",
        "recorded_offset": 60,
    }


async def post_json(line: Line, target: str, asked: msgspec.Struct) -> Answer:
    """Post without a signature."""
    return await line.ask("POST", target, msgspec.json.encode(asked), (("content-type", "application/json"),))


def good(answer: Answer) -> Answer:
    """Refuse what is no success."""
    if answer.status not in (200, 204):
        raise Unexpected(f"{answer.status}: {answer.content()[:300]!r}")
    return answer
