"""Sealed boxes: what anyone may close with a public key, and only the holder of the private key opens.

A laptop that is no longer trusted leaves what it had not handed over in such a box, for the organisation. A
box is: a format byte, the public half of a key pair made for this one box, and the text under AES-256-GCM.
The key of the text is HKDF-SHA256 over the shared X25519 secret, bound to both public keys; it seals one text
only, so the nonce is constant.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
_FORMAT: Final = b"\x01"
_NONCE: Final = bytes(12)
_PURPOSE: Final = b"thuis sealed box 1"
_OVERHEAD: Final = len(_FORMAT) + KEY_BYTES + 16


class NotSealed(Exception):
    """This is no sealed box, or one that was changed, or one for another key."""


class BadPublicKey(Exception):
    """These bytes are no public key that anything can be sealed with."""


def new_private_key() -> bytes:
    """Draw a private key: 32 bytes, to be kept offline."""
    return secrets.token_bytes(KEY_BYTES)


def public_key(private_key: bytes) -> bytes:
    """Return the public half, which may be shown to anyone."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def seal(public_key: bytes, data: bytes) -> bytes:
    """Close `data` in a box that only the private half of `public_key` opens. Raises BadPublicKey."""
    ours = X25519PrivateKey.generate()
    ephemeral = ours.public_key().public_bytes_raw()
    try:
        # A point of small order is refused here: with it, anyone could open the box.
        shared = ours.exchange(X25519PublicKey.from_public_bytes(public_key))
    except ValueError as problem:
        raise BadPublicKey(str(problem)) from problem
    head = _FORMAT + ephemeral
    return head + AESGCM(_key(shared, ephemeral, public_key)).encrypt(_NONCE, data, head)


def open_sealed(private_key: bytes, sealed: bytes) -> bytes:
    """Return what is in the box. Raises NotSealed."""
    if len(sealed) < _OVERHEAD or sealed[:1] != _FORMAT:
        raise NotSealed
    head, closed = sealed[: 1 + KEY_BYTES], sealed[1 + KEY_BYTES :]
    ephemeral = head[1:]
    mine = X25519PrivateKey.from_private_bytes(private_key)
    try:
        shared = mine.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        return AESGCM(_key(shared, ephemeral, mine.public_key().public_bytes_raw())).decrypt(
            _NONCE, closed, head
        )
    except (ValueError, InvalidTag) as problem:
        raise NotSealed from problem


def _key(shared: bytes, ephemeral: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=ephemeral + public, info=_PURPOSE).derive(shared)
