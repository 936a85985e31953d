"""The wire, version 1: every message between a device and the service, and their encoders.

Bodies are JSON (`MEDIA_TYPE`), a pull answer is JSON lines (`LINES_TYPE`), both with ``Content-Encoding:
zstd`` (``gzip`` where a side asks for it by ``Accept-Encoding``). **Every answer, of every path and status,
carries the header** ``Thuis-Time`` **(the server time)**; a 204 has no body that could hold it, and a
device that misses it knows that somebody else answered (the sign-in page of a hotel). Times are
``YYYY-MM-DDTHH:MM:SS.mmmZ``.

*Push.* The operations of a chain in order, as the very bytes their author wrote. Per scope the answer has
`acked`, the highest number of that chain the service has: after a gap that is all it says, and the device
sends again from there. Each result is `r` = applied | duplicate | conflict | merged | superseded |
quarantined; all are acknowledgements. ``applied`` and ``conflict`` made a head and have a `seq`;
``superseded`` is logged with a `seq` but makes no head; ``quarantined`` has seq 0 and a reason;
``duplicate`` has the seq it got the first time (0 if quarantined). A scope that cannot go on has an `error`
beside what was accepted before it: ``chain_fork`` (start a new chain, keep the ids), ``malformed`` with the
`n` of the operation (the device parks it and links the rest anew behind the one before), ``epoch`` (the
scope had another life), ``busy`` (send again). The groups of one `tx` are never split over requests.
With `level` the answer carries the `vector` over all granted scopes and the `etag` of their list: a device
that finds the same is level and needs no pull.

*Pull.* The device sends its vector, `scopes`, and `scopes_etag`, the ETag of the list of scopes it has.
Nothing new in either is a **204**. Otherwise lines: ``{"t":"scopes"}`` first when the list of scopes changed
(the device fetches it), then for each scope with news pages (no `t`): `from` is the cursor it starts at,
`ops` the rows after it, `head` the end of the log, `digest` that of the scope **at head**, `more` before
that. ``{"t":"revoked"}``: the grant is gone (`acked`, `durable`, `reason`). ``{"t":"snapshot_required"}``.
The last line is always ``{"t":"end","server_time":...}``, `more` true when `max_bytes` ended the answer;
without it the answer was cut off.

*A short question.* With `vector` (see `vector_digest`) a device may leave `scopes` empty. The same vector
over all scopes granted, and the same etag: 204. Else ``{"t":"scopes"}`` if the list changed,
``{"t":"vector","heads":[...]}`` and ``{"t":"end"}``. `heads`: the ends of the logs by the names of the
scopes, which the same etag means to both; without them (the list changed) the device sends its whole vector.

*Rows* of a page are ``[seq,id,ent,field,kind,val,[base],hlc,actor,superseded,sv,tx]``. An operation that
goes back to the chain that wrote it is short, ``[seq,id,superseded]``: the device has the rest.
`superseded` is 1 when it made no head. `gen` counts the grants of a scope to a caseworker (1 and up; 0: the
device does not know yet, it made the scope itself); what carries another gen or epoch than the device has
is not applied. A pull carries the `version` the device speaks (1 when it says nothing): a service serves two
versions back and answers older ones 426, while it takes every push.

*Snapshot.* A page of registers in the order of record and field, without state on the service: `after` is
where the page before it ended. Rows are as in a pull, and those of one register are all its heads. The log
goes on while the pages are read, so a device pulls afterwards from the `head` of the **first** page; what it
then applies twice changes nothing. With `buckets` only the registers of those buckets of the digest.

*Digest.* The digest of a scope in 256 sums (see `digest.bucket`), all of one moment of the log: `seq`.

*Purged.* A device tells that it deleted scopes it had to let go. *Escrow.* What a revoked device could not
push, sealed for the organisation; nobody can read it over the wire. *Events.* Lines ``data: {"scope","seq"}``
of granted scopes, hints only: what is right comes from pulling.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from hashlib import blake2b, sha256
from typing import Annotated, Any, Final, Literal

import msgspec

from thuis_tui.log.compression import (
    GZIP,
    IDENTITY,
    ZSTD,
    NotCompressed,
    Packer,
    TooLarge,
    compress,
    decompress,
    inflate,
)
from thuis_tui.log.operation import MAX_OPERATION, Count, Id, OptionalId

__all__ = [
    "GZIP",
    "IDENTITY",
    "MAX_OPERATION",
    "ZSTD",
    "NotCompressed",
    "Packer",
    "TooLarge",
    "compress",
    "decompress",
    "inflate",
]

VERSION: Final = 1
MEDIA_TYPE: Final = "application/vnd.thuis.sync+json"
LINES_TYPE: Final = "application/vnd.thuis.sync+jsonl"
ERROR_TYPE: Final = "application/json"
TIME_HEADER: Final = "Thuis-Time"
PROOF_HEADER: Final = "Thuis-Proof"

MAX_OPERATIONS: Final = 1000
"""The most operations in one push request."""

MAX_REQUEST: Final = 1024 * 1024
"""The greatest request, in bytes before compression."""

MAX_ANSWER: Final = 16 * 1024 * 1024
"""What a device asks for in one pull, in bytes before compression, and the most it will take."""

MAX_LINE: Final = 2 * 1024 * 1024
"""The longest line of a pull answer; a service begins a new page of a scope well before it."""

PAGE: Final = 256 * 1024
"""The size at which a service ends a page, in bytes: a device writes one page in one short transaction."""

MAX_SEALED: Final = 16 * 1024 * 1024
"""The greatest sealed box that escrow takes, in bytes."""

SERVED_BACK: Final = 2
"""How many versions before its own a service still answers pulls of."""

HEARTBEAT: Final = 15
"""Seconds between lines of the events when nothing happens."""

PUSH: Final = "/v1/sync/push"
PULL: Final = "/v1/sync/pull"
SCOPES: Final = "/v1/sync/scopes"
SNAPSHOT: Final = "/v1/sync/snapshot/"
DIGEST: Final = "/v1/sync/digest/"
PURGED: Final = "/v1/sync/purged"
ESCROW: Final = "/v1/sync/escrow"
EVENTS: Final = "/v1/sync/events"
ENROL: Final = "/v1/enrol"
CHALLENGE: Final = "/v1/session/challenge"
TOKEN: Final = "/v1/session/token"  # noqa: S105 - a path

Text = Annotated[str, msgspec.Meta(max_length=200)]
Scope = Annotated[str, msgspec.Meta(pattern=r"^(ref|figures|[chu]:[0-9a-f]{32})\Z")]


class Code(enum.StrEnum):
    """The codes of errors, of a whole request (with its status) or of one scope in a push answer."""

    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - 401: sign in again, keep everything
    DEVICE_REVOKED = "device_revoked"  # 403: this laptop is no longer trusted
    NOT_ALLOWED = "not_allowed"  # 403
    NOT_FOUND = "not_found"  # 404
    EPOCH = "epoch"  # 409
    TOO_LARGE = "too_large"  # 413: halve
    MALFORMED = "malformed"  # 422 (or per scope): `scope` and `n` name the operation, if it is one
    UPDATE_NEEDED = "update_needed"  # 426: pulling needs a newer program
    TOO_MANY = "too_many"  # 429, Retry-After
    BUSY = "busy"  # 503, Retry-After
    CHAIN_FORK = "chain_fork"  # per scope
    INTERNAL = "internal"  # 500


class Problem(msgspec.Struct, omit_defaults=True):
    """What is wrong: of a request, or of one scope of a push. `message` is for logs, never shown as it is."""

    code: str
    message: str = ""
    scope: str = ""
    n: int = 0
    field: str = ""


class ErrorReply(msgspec.Struct):
    """The body of every answer that is an error."""

    error: Problem
    server_time: str


class PushScope(msgspec.Struct):
    """Operations of one chain in one scope; each is kept as the bytes that came in."""

    scope: Scope
    gen: Count
    chain: Id
    ops: list[msgspec.Raw]


class PushRequest(msgspec.Struct, omit_defaults=True):
    """The body of a push. `level`: it is the last for now, so the answer may say where everything stands."""

    scopes: list[PushScope]
    level: bool = False


Outcome = Literal["applied", "duplicate", "conflict", "merged", "superseded", "quarantined"]


class PushResult(msgspec.Struct, omit_defaults=True, gc=False):
    """What became of one operation."""

    n: int
    r: Outcome
    seq: int = 0
    reason: str = ""


class PushOutcome(msgspec.Struct, omit_defaults=True):
    """The answer for one scope of a push; `head` is the end of its log after it."""

    scope: str
    gen: Count
    epoch: str
    acked: Count
    durable: Count = 0
    head: Count = 0
    results: list[PushResult] = []
    error: Problem | None = None


class PushReply(msgspec.Struct, omit_defaults=True):
    """The answer to a push; `vector` and `etag` for who asked with `level`, as they are after it."""

    scopes: list[PushOutcome]
    server_time: str
    vector: OptionalId = ""
    etag: Text = ""


class Cursor(msgspec.Struct):
    """How far a device is in one scope: it has everything up to `seq` of the life `epoch`. -1: nothing."""

    gen: Count = 0
    chain: OptionalId = ""
    epoch: str = ""
    seq: Annotated[int, msgspec.Meta(ge=-1, le=2**53)] = 0


class PullRequest(msgspec.Struct, omit_defaults=True):
    """The body of a pull."""

    scopes: dict[Scope, Cursor] = {}
    max_bytes: Annotated[int, msgspec.Meta(ge=1)] = MAX_ANSWER
    min_seq: dict[Scope, int] = {}
    scopes_etag: Text = ""
    vector: OptionalId = ""
    version: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 1


def _null() -> msgspec.Raw:
    return msgspec.Raw(b"null")


class PullRow(msgspec.Struct, array_like=True, gc=False):
    """One operation of a page. Of a short row only the first three places exist; see `own` and `mark`."""

    seq: Count
    id: Id
    ent: str | int
    field: str = ""
    kind: str = ""
    val: msgspec.Raw = msgspec.field(default_factory=_null)
    base: tuple[Id, ...] = ()
    hlc: int = 0
    actor: str = ""
    superseded: int = 0
    sv: int = 1
    tx: str = ""

    @property
    def own(self) -> bool:
        """Whether this is a short row: an operation of the chain that asks."""
        return isinstance(self.ent, int)

    @property
    def mark(self) -> bool:
        """Whether the operation made no head, of either kind of row."""
        return bool(self.ent if isinstance(self.ent, int) else self.superseded)


class PullLine(msgspec.Struct, omit_defaults=True):
    """One line of a pull answer: a page of a scope (no `t`), or what `t` says."""

    t: Literal["", "scopes", "vector", "revoked", "snapshot_required", "end"] = ""
    scope: str = ""
    gen: Count = 0
    epoch: str = ""
    from_: int = msgspec.field(name="from", default=0)
    head: Count = 0
    digest: OptionalId = ""
    acked: Count = 0
    durable: Count = 0
    more: bool = False
    ops: list[PullRow] = []
    reason: str = ""
    server_time: str = ""
    heads: list[Count] = []


class ScopeGrant(msgspec.Struct, omit_defaults=True):
    """One scope this caseworker may read. `kind`: empty for one's own; `until`: in ms, 0 without end."""

    scope: str
    gen: Count
    epoch: str
    head: Count
    reason: str = ""
    kind: str = ""
    until: Count = 0
    read_only: bool = False


class Person(msgspec.Struct):
    """A caseworker as the service knows them."""

    id: Id
    name: str


class ScopesReply(msgspec.Struct):
    """The answer to ``GET /v1/sync/scopes``; it has an ETag, and If-None-Match is answered with 304."""

    scopes: list[ScopeGrant]
    caseworker: Person
    server_time: str
    recovery_key: str = ""
    """base64 X25519, the organisation's: what a revoked device seals for. Empty: there is none yet."""

    lease_days: int = 14
    """How many days a device may open its file without having heard from the service."""


class SnapshotPage(msgspec.Struct):
    """Some registers of a scope, as ``[ent, field, seq, [row, ...]]``; `head` is the end of the log now.

    `after` is what to ask the next page with, while there is `more`.
    """

    scope: str
    gen: Count
    epoch: str
    head: Count
    after: str = ""
    more: bool = False
    registers: list[tuple[str, str, Count, list[PullRow]]] = []


class DigestReply(msgspec.Struct, omit_defaults=True):
    """The digest of a scope at `seq`; for who asked for them its 256 parts, which add up to it."""

    scope: str
    gen: Count
    epoch: str
    seq: Count
    digest: Id
    server_time: str
    buckets: Annotated[list[Id], msgspec.Meta(max_length=256)] = []


class PurgedScope(msgspec.Struct):
    """A scope that a device deleted, and which grant of it that was."""

    scope: Scope
    gen: Count


class PurgedRequest(msgspec.Struct):
    """The receipt of a device: nothing of these scopes is readable on it any more."""

    scopes: Annotated[list[PurgedScope], msgspec.Meta(max_length=5_000)]


class EscrowRequest(msgspec.Struct):
    """What a revoked device could not push, sealed; it has no token, so it signs.

    `sealed` is base64; `signature` is base64 Ed25519 over the sha256 (32 bytes) of the sealed bytes.
    """

    device: Id
    sealed: str
    signature: Text


class TimeReply(msgspec.Struct):
    """An answer with nothing to tell but that it was done, and when."""

    server_time: str


class Hint(msgspec.Struct):
    """One event: the log of this scope now reaches this far. Whether that is news, a pull tells."""

    scope: str
    seq: Count


class EnrolRequest(msgspec.Struct):
    """A new device: a one-time code from the organisation and the public half of the key it just made."""

    code: Text
    public_key: Text
    device_name: Text


class EnrolReply(msgspec.Struct):
    """The device is known from now on, as a device of this caseworker."""

    device: Id
    caseworker: Person
    server_time: str


class ChallengeRequest(msgspec.Struct):
    """The first half of signing in."""

    device: Id


class ChallengeReply(msgspec.Struct):
    """A text to sign, used once."""

    challenge: str
    server_time: str = ""


class TokenRequest(msgspec.Struct):
    """The second half: `signature` is base64 Ed25519 over the challenge as it came (UTF-8)."""

    device: Id
    challenge: Text
    signature: Text


class TokenReply(msgspec.Struct):
    """A token for `expires_in` seconds, of use only together with proofs of the device key."""

    token: str
    expires_in: int
    server_time: str = ""


encode = msgspec.json.Encoder().encode
"""Encode any message of this module."""

decode_push = msgspec.json.Decoder(PushRequest).decode
decode_push_reply = msgspec.json.Decoder(PushReply).decode
decode_pull = msgspec.json.Decoder(PullRequest).decode
decode_line = msgspec.json.Decoder(PullLine).decode
decode_scopes = msgspec.json.Decoder(ScopesReply).decode
decode_snapshot = msgspec.json.Decoder(SnapshotPage).decode
decode_digest = msgspec.json.Decoder(DigestReply).decode
decode_purged = msgspec.json.Decoder(PurgedRequest).decode
decode_escrow = msgspec.json.Decoder(EscrowRequest).decode
decode_hint = msgspec.json.Decoder(Hint).decode
decode_error = msgspec.json.Decoder(ErrorReply).decode


def encode_row(
    seq: int,
    id: str,
    ent: str,
    field: str,
    kind: str,
    val: msgspec.Raw,
    base: tuple[str, ...],
    hlc: int,
    actor: str,
    superseded: bool,
    sv: int,
    tx: str,
) -> bytes:
    """Return a full row of a page: made once at commit, stored, and sent as it is."""
    return encode((seq, id, ent, field, kind, val, base, hlc, actor, int(superseded), sv, tx))


def encode_short_row(seq: int, id: str, superseded: bool) -> bytes:
    """Return the row of an operation that goes back to its own chain."""
    return f'[{seq},"{id}",{int(superseded)}]'.encode()


def encode_page(rows: Iterable[bytes], **line: Any) -> bytes:
    """Return a page with rows that are bytes already; `line` are fields of `PullLine` (``from_`` too)."""
    text = encode(PullLine(**line))
    separator = b"," if len(text) > 2 else b""
    return b"".join((text[:-1], separator, b'"ops":[', b",".join(rows), b"]}"))


def encode_register(ent: str, field: str, seq: int, rows: Iterable[bytes]) -> bytes:
    """Return one register of a snapshot page with rows that are bytes already."""
    return f'["{ent}","{field}",{seq},['.encode() + b",".join(rows) + b"]]"


def encode_snapshot(registers: Iterable[bytes], page: SnapshotPage) -> bytes:
    """Return a snapshot page with registers that are bytes already; those of `page` itself are not sent."""
    text = encode(page)
    return text[: text.rindex(b"[") + 1] + b",".join(registers) + b"]}"


def vector_digest(vector: Iterable[tuple[str, str, int]]) -> str:
    """Digest (scope, epoch, seq) of all scopes, in any order, to 32 digits: the short question."""
    return vector_digest_of([f"{scope} {epoch} {seq}" for scope, epoch, seq in vector])


def vector_digest_of(lines: Iterable[str]) -> str:
    """Return the digest of a vector of which each scope is a line already: scope, epoch, seq."""
    return blake2b("\n".join(sorted(lines)).encode(), digest_size=16).hexdigest()


def proof_text(method: str, target: str, body: bytes, token: str) -> bytes:
    """Return what the header ``Thuis-Proof`` signs: method, path (and query), body as sent, token."""
    return f"{method}\n{target}\n{sha256(body).hexdigest()}\n{sha256(token.encode()).hexdigest()}".encode()
