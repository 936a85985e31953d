"""Who is asking: enrolment, device keys, challenges, tokens and the proof of each request.

A device signs with its Ed25519 key and never needs to know the time: the challenge and the token carry the
service's own times, sealed with a key that only the service has. A token alone is worth nothing: every
request carries a signature of the device over its method, target, body and token.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from functools import lru_cache

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from thuis_tui.log import wire
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.errors import DeviceRevoked, Malformed, NotProved, NotSignedIn
from thuis_tui.service.people.identity import People

_ALGORITHM = "HS256"
_FIELD = 2**255 - 19
# The points of a small order: what they verify proves nothing (RFC 7748, 6.1; the list of libsodium).
_SMALL = frozenset(
    (
        *(0, 1, _FIELD - 1),
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    )
)
_CHALLENGE, _TOKEN = "c", "t"  # short: a challenge has to fit the wire's bound


@dataclass(frozen=True, slots=True)
class Asker:
    """The device, and the caseworker it belongs to, that a request was proved to come from."""

    device: str
    caseworker: str
    name: str
    recovery_key: str = ""
    """The public key of the organisation, which goes to every device; known from the same statement."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brings to prove who sends it; `target` is path and query as they stood on the line."""

    method: str
    target: str
    authorization: str
    proof: str
    body: bytes


def read_public_key(text: str) -> bytes:
    """Read a public key as devices send it: base64 of 32 bytes."""
    key = _base64(text, "public_key")
    if len(key) != 32:
        raise Malformed("public_key: an Ed25519 public key has 32 bytes")
    place = int.from_bytes(key, "little") & (2**255 - 1)
    if place >= _FIELD or place in _SMALL:
        raise Malformed("public_key: anybody could sign for this one")
    return key


def enrol(tx: Transaction, people: People, proved: str, public_key: bytes, device_name: str) -> Asker:
    """Make a device of whom `people` recognise; what they recognise again is the device of the first time."""
    device = tx.new_id()
    found = people.spend(tx, proved, device, public_key)
    if found.device:
        return Asker(found.device, found.caseworker, found.name)
    tx.run(
        "INSERT INTO device(id, caseworker, name, public_key, enrolled_at, revoked_at)"
        " VALUES (?, ?, ?, ?, ?, 0)",
        (device, found.caseworker, device_name, public_key, tx.now_ms),
    )
    return Asker(device, found.caseworker, found.name)


def challenge(key: bytes, device: str, now: float, seconds: int) -> str:
    """Make a challenge for a device. Nothing is stored, and it is made for any id: it tells nothing."""
    claims = {"sub": device, "aud": _CHALLENGE, "exp": int(now) + seconds, "jti": secrets.token_urlsafe(8)}
    return _seal(claims, key)


def token(tx: Transaction, device: str, given: str, signature: str, seconds: int) -> str:
    """Give a token to a device that signed its challenge. Raises NotSignedIn, NotProved or DeviceRevoked."""
    if _open(given, tx.identity.token_key, _CHALLENGE, tx.now_ms) != device:
        raise NotProved
    _asker(tx, device, signature, given.encode())
    return _seal({"sub": device, "aud": _TOKEN, "exp": tx.now_ms // 1000 + seconds}, tx.identity.token_key)


def authenticate(tx: Transaction, credentials: Credentials) -> Asker:
    """Tell who sent a request: its token must be ours and unexpired, its proof the device's own."""
    scheme, _, given = credentials.authorization.partition(" ")
    if scheme.lower() != "bearer" or not given:
        raise NotSignedIn
    device = _open(given, tx.identity.token_key, _TOKEN, tx.now_ms)
    signed = wire.proof_text(credentials.method, credentials.target, credentials.body, given)
    return _asker(tx, device, credentials.proof, signed)


def device_of(authorization: str, key: bytes) -> str:
    """Return the device that we made a token for, valid still or not; empty for none of ours.

    Who sends it is not proved by that: it tells only whose requests these are counted as.
    """
    _, _, given = authorization.partition(" ")
    try:
        return _unsealed(given, key, _TOKEN)[0]
    except NotSignedIn:
        return ""


def seconds_left(credentials: Credentials, tx: Transaction) -> float:
    """Return how long the token of a request, which was authenticated, is valid still."""
    _, _, given = credentials.authorization.partition(" ")
    _, expires = _unsealed(given, tx.identity.token_key, _TOKEN)
    return expires - tx.now_ms / 1000


def _asker(tx: Transaction, device: str, signature: str, signed: bytes) -> Asker:
    row = tx.first(
        "SELECT d.public_key, d.revoked_at, c.id, c.name,"
        " (SELECT value FROM service_setting WHERE name = 'recovery_key') AS recovery_key FROM device d"
        " JOIN caseworker c ON c.id = d.caseworker WHERE d.id = ?",
        (device,),
    )
    if row is None:
        raise NotProved
    try:
        _key(bytes(row.public_key)).verify(_base64(signature, "signature"), signed)
    except (InvalidSignature, Malformed):
        raise NotProved from None
    if row.revoked_at:  # told only to the holder of the key
        raise DeviceRevoked
    return Asker(device, row.id, row.name, row.recovery_key or "")


def _seal(claims: dict[str, object], key: bytes) -> str:
    return jwt.encode(claims, key, algorithm=_ALGORITHM, headers={"typ": None})


@lru_cache(4096)
def _key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def _open(sealed: str, key: bytes, audience: str, now_ms: int) -> str:
    """Return the device for which we sealed this; the time is checked against the injected clock."""
    device, expires = _unsealed(sealed, key, audience)
    if expires * 1000 <= now_ms:
        raise NotSignedIn
    return device


@lru_cache(4096)
def _unsealed(sealed: str, key: bytes, audience: str) -> tuple[str, int]:
    """Return device and end of what we sealed. Remembered: what it says never changes."""
    try:
        claims = jwt.decode(
            sealed,
            key,
            algorithms=[_ALGORITHM],
            audience=audience,
            options={"require": ["exp", "sub", "aud"], "verify_exp": False},
        )
    except jwt.InvalidTokenError:
        raise NotSignedIn from None
    return str(claims["sub"]), int(claims["exp"])


def _base64(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(f"{name}: not base64") from None
