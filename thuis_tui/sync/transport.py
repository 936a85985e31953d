"""What the engine's actions are over HTTP: the requests of the wire, signed by the key of the device."""

from __future__ import annotations

import base64
from collections.abc import Generator, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import msgspec
from urllib3.exceptions import HTTPError

from thuis_tui.log import wire
from thuis_tui.sync.device import DeviceKey
from thuis_tui.sync.line import Line, Response, Trouble
from thuis_tui.sync.messages import (
    Answer,
    Ended,
    Failed,
    FetchDigest,
    FetchSnapshot,
    Lines,
    Listed,
    Pull,
    Pushed,
    Receipt,
    Refused,
    SignedIn,
    Snapped,
    Summed,
    Taken,
    Unchanged,
)

ROWS = 2000
"""Rows of a pull handed on at once: written in one transaction of about 80 ms, and no draft to be kept
meanwhile waits longer than that.
"""

_WORTH_COMPRESSING = 512
_EVENTS_TYPE = "text/event-stream"
_ENDLESS = 1 << 40


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
            with self._ask("GET", wire.SCOPES, b"", self.line, If_None_Match=etag) as response:
                if response.status == 304:
                    self.line.body(response)
                    return Unchanged()
                if response.status != 200:
                    return self.line.refused(response)
                self.line.expect(response, wire.MEDIA_TYPE)
                reply = wire.decode_scopes(self.line.body(response))
                return Listed(reply, response.headers.get("etag", ""))
        except Trouble as trouble:
            return trouble.failed

    def push(self, body: bytes, beside: Line | None = None) -> Answer:
        """Send operations, on this line or on one `beside` it (then from any thread)."""
        line = beside or self.line
        try:
            with self._ask("POST", wire.PUSH, body, line) as response:
                if response.status != 200:
                    return line.refused(response)
                line.expect(response, wire.MEDIA_TYPE)
                reply = wire.decode_push_reply(line.body(response))
                return Pushed(reply.scopes, reply.server_time, reply.vector, reply.etag)
        except Trouble as trouble:
            return trouble.failed

    def pull(self, action: Pull) -> Generator[Answer, None, None]:
        """Ask for news; gives lines as they come in, then how it ended."""
        request = wire.PullRequest(
            dict(action.scopes),
            scopes_etag=action.etag,
            vector=action.vector,
            max_bytes=action.max_bytes,
        )
        try:
            with self._ask("POST", wire.PULL, wire.encode(request), self.line) as response:
                if response.status == 204:
                    self.line.body(response)
                    yield Unchanged()
                elif response.status != 200:
                    yield self.line.refused(response)
                else:
                    self.line.expect(response, wire.LINES_TYPE)
                    yield from self._lines(response)
        except Trouble as trouble:
            yield trouble.failed

    def receipt(self, action: Receipt) -> Answer:
        """Tell which scopes were purged."""
        body = wire.encode(wire.PurgedRequest(list(action.scopes)))
        try:
            with self._ask("POST", wire.PURGED, body, self.line) as response:
                if response.status != 200:
                    return self.line.refused(response)
                self.line.expect(response, wire.MEDIA_TYPE)
                self.line.body(response)
                return Taken()
        except Trouble as trouble:
            return trouble.failed

    def escrow(self, box: bytes) -> Answer:
        """Hand a sealed box over. A device that is out of use has no token: the box is signed."""
        request = wire.EscrowRequest(
            self._device, base64.b64encode(box).decode(), self._key.sign(sha256(box).digest())
        )
        try:
            given = self._post(wire.ESCROW, request, wire.TimeReply)
        except Trouble as trouble:
            return trouble.failed
        return given if isinstance(given, Refused) else Taken()

    def snapshot(self, action: FetchSnapshot) -> Answer:
        """Ask for a page of a scope as it stands."""
        asked = {"after": action.after, "buckets": ",".join(map(str, action.buckets))}
        query = urlencode({name: value for name, value in asked.items() if value})
        path = f"{wire.SNAPSHOT}{action.scope}{'?' if query else ''}{query}"
        try:
            with self._ask("GET", path, b"", self.line) as response:
                if response.status != 200:
                    return self.line.refused(response)
                self.line.expect(response, wire.LINES_TYPE)
                return Snapped(wire.decode_snapshot(self.line.body(response)))
        except Trouble as trouble:
            return trouble.failed

    def digest(self, action: FetchDigest) -> Answer:
        """Ask for the digest of a scope, or for its parts."""
        path = f"{wire.DIGEST}{action.scope}{'?buckets=1' if action.parts else ''}"
        try:
            with self._ask("GET", path, b"", self.line) as response:
                if response.status != 200:
                    return self.line.refused(response)
                self.line.expect(response, wire.MEDIA_TYPE)
                return Summed(wire.decode_digest(self.line.body(response)))
        except Trouble as trouble:
            return trouble.failed

    def hints(self, line: Line) -> Generator[wire.Hint | Refused | Failed | None, None, None]:
        """Listen for hints on a line beside this one, for as long as it lasts; None is a heartbeat."""
        try:
            with self._ask("GET", wire.EVENTS, b"", line) as response:
                if response.status != 200:
                    yield line.refused(response)
                    return
                line.expect(response, _EVENTS_TYPE)
                for text in _split(line.pieces(response, _ENDLESS)):
                    if text.startswith(b"data:"):
                        yield wire.decode_hint(text[5:])
                    elif text.startswith(b":"):
                        yield None
        except Trouble as trouble:
            yield trouble.failed

    def _lines(self, response: Response) -> Iterator[Answer]:
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

    def _ask(self, method: str, path: str, body: bytes, line: Line, **headers: str) -> Any:
        if len(body) >= _WORTH_COMPRESSING:
            body = wire.compress(body)
            headers["Content_Encoding"] = wire.ZSTD
        proof = self._key.sign(wire.proof_text(method, path, body, self._token))
        headers |= {"Authorization": f"Bearer {self._token}", wire.PROOF_HEADER: proof}
        if body:
            headers["Content_Type"] = wire.MEDIA_TYPE
        return line.send(method, path, body, **headers)

    def _post(self, path: str, message: msgspec.Struct, reply: type[Any]) -> Any:
        return post(self.line, path, message, reply)


def post(line: Line, path: str, message: msgspec.Struct, reply: type[Any]) -> Any:
    """Send a message that needs no token; return the reply or `Refused`. Raises `Trouble`."""
    with line.send("POST", path, wire.encode(message), Content_Type="application/json") as response:
        if response.status != 200:
            return line.refused(response)
        line.expect(response, wire.MEDIA_TYPE)
        return msgspec.json.decode(line.body(response), type=reply)


def _split(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Split pieces into lines; what follows the last newline is not a whole line."""
    rest = b""
    try:
        for piece in pieces:
            *lines, rest = (rest + piece).split(b"\n")
            yield from lines
            if len(rest) > wire.MAX_LINE:
                raise wire.TooLarge(wire.MAX_LINE)
    except (HTTPError, OSError, wire.NotCompressed):
        # The line was cut: what was whole has been given, and the caller sees that the last line is missing.
        return
