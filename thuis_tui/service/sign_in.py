"""Who is asking: one-time enrolment codes, device keys, challenges, tokens and the proof of each request.

A device signs with its Ed25519 key and never needs to know the time: the challenge and the token carry the
service's own times, sealed with a key that only the service has. A token alone is worth nothing: every
request carries a signature of the device over its method, target, body and token.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from thuis_tui.log import wire
from thuis_tui.service.errors import CodeRefused, DeviceRevoked, Malformed, NotProved, NotSignedIn
from thuis_tui.service.storage import Transaction

_ALGORITHM = "HS256"
_CHALLENGE, _TOKEN = "c", "t"  # short: a challenge has to fit the wire's bound
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_CODE_LENGTH = 16  # 80 bits
_MISREAD = str.maketrans("ILO", "110", "- \t\n\r")


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


def new_code() -> str:
    """Make an enrolment code: four groups of four characters that cannot be misread."""
    code = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(code[at : at + 4] for at in range(0, _CODE_LENGTH, 4))


def code_hash(code: str) -> str:
    """Return what is stored of a code. It has 80 random bits, so a fast hash keeps it."""
    plain = code.upper().translate(_MISREAD)
    return hashlib.blake2b(plain.encode(errors="replace"), digest_size=32, person=b"thuis-code").hexdigest()


def read_public_key(text: str) -> bytes:
    """Read a public key as devices send it: base64 of 32 bytes."""
    key = _base64(text, "public_key")
    if len(key) != 32:
        raise Malformed("public_key: an Ed25519 public key has 32 bytes")
    return key


def enrol(tx: Transaction, code: str, public_key: bytes, device_name: str) -> Asker:
    """Spend a code on a device. The same key with the same code is answered again: an answer can get lost."""
    hashed = code_hash(code)
    row = tx.first(
        "SELECT e.caseworker, e.expires_at, e.device, c.name FROM enrolment_code e"
        " JOIN caseworker c ON c.id = e.caseworker WHERE e.hash = ?",
        (hashed,),
    )
    if row is None or row.expires_at <= tx.now_ms:
        raise CodeRefused
    if row.device:
        used_by = tx.first("SELECT public_key, revoked_at FROM device WHERE id = ?", (row.device,))
        if used_by is None or used_by.revoked_at or bytes(used_by.public_key) != public_key:
            raise CodeRefused
        return Asker(row.device, row.caseworker, row.name)
    device = tx.new_id()
    # The condition spends the code once, also where two transactions see it unused.
    if not tx.run("UPDATE enrolment_code SET device = ? WHERE hash = ? AND device = ''", (device, hashed)):
        raise CodeRefused
    tx.run(
        "INSERT INTO device(id, caseworker, name, public_key, enrolled_at, revoked_at)"
        " VALUES (?, ?, ?, ?, ?, 0)",
        (device, row.caseworker, device_name, public_key, tx.now_ms),
    )
    return Asker(device, row.caseworker, row.name)


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
