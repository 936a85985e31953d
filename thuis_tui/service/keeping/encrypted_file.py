"""Files that only the holder of the organisation's private key opens: the age format, version 1.

The format is not ours: https://age-encryption.org/v1 says how, and other programs read it too. A random key
of the file is wrapped for an X25519 key; what follows is cut in pieces of 64 KiB, each under
ChaCha20-Poly1305 with its number and a mark of the last one in the nonce (STREAM). So a changed, moved,
missing or added piece is noticed when it is read, and a cut file has no last piece. Who writes a file is not
proved by it: anybody with the public key can.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from thuis_tui.sealed import BadPublicKey
from thuis_tui.service.keeping import bech32

MAGIC: Final = b"age-encryption.org/v1\n"
_KIND: Final = b"X25519"
_INFO: Final = b"age-encryption.org/v1/X25519"
_PIECE: Final = 64 * 1024
_TAG: Final = 16
_KEY: Final = 16
_NONCE: Final = 16
_ONE_USE: Final = bytes(12)
"""The nonce of a key that closes one thing only."""
_LINE: Final = 64
_LONGEST_HEAD: Final = 64 * 1024


class NotReadable(Exception):
    """The file is no encrypted file, was changed or cut, or is for another key; `reason` is a word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sealing:
    """Writes an encrypted file; what is written is in it after `close`, which ends it with its last piece.

    `key` is the key of this one file: who made it may read it again (`Opening`).
    """

    def __init__(self, file: BinaryIO, public_key: bytes) -> None:
        """Write the head, for the holder of the private half of `public_key`. Raises BadPublicKey."""
        self.key = secrets.token_bytes(_KEY)
        self._file = file
        self._kept = bytearray()
        self._number = 0
        nonce = secrets.token_bytes(_NONCE)
        head = MAGIC + _stanza(public_key, self.key) + b"---"
        file.write(head + b" " + _text(_mac(self.key, head).finalize()) + b"\n" + nonce)
        self._cipher = ChaCha20Poly1305(_derive(self.key, nonce, b"payload"))

    def write(self, data: bytes) -> int:
        """Take bytes; whole pieces go to the file."""
        self._kept += data
        while len(self._kept) > _PIECE:  # the last piece is written when it is known to be the last
            self._put(bytes(self._kept[:_PIECE]), last=False)
            del self._kept[:_PIECE]
        return len(data)

    def close(self) -> None:
        """Write the last piece. The file itself stays open."""
        self._put(bytes(self._kept), last=True)
        self._kept.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), piece, None))
        self._number += 1


class Opening:
    """Reads an encrypted file from where its head ends. What `read` returns was checked."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        """Begin behind the head, with the key of the file (see `key_of` and `Sealing.key`)."""
        self._file = file
        self._cipher = ChaCha20Poly1305(_derive(key, _exactly(file, _NONCE), b"payload"))
        self._next = file.read(_PIECE + _TAG)
        self._kept = b""
        self._number = 0
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes (all: -1), none at the end. Raises NotReadable."""
        parts: list[bytes] = []
        while size and (self._kept or not self._ended):
            if not self._kept:
                self._kept = self._piece()
                continue
            part = self._kept if size < 0 else self._kept[:size]
            parts.append(part)
            self._kept = self._kept[len(part) :]
            size -= len(part) if size > 0 else 0
        return b"".join(parts)

    def _piece(self) -> bytes:
        piece, self._next = self._next, self._file.read(_PIECE + _TAG)
        last = not self._next
        try:
            found = self._cipher.decrypt(_nonce(self._number, last), piece, None)
        except (InvalidTag, ValueError) as problem:
            raise NotReadable("changed or cut off") from problem
        if not found and self._number:
            raise NotReadable("an empty last piece")
        self._ended = last
        self._number += 1
        return found


def skip_head(file: BinaryIO) -> None:
    """Go to where `Opening` begins. Raises NotReadable."""
    _head(file)


def key_of(file: BinaryIO, private_key: bytes) -> bytes:
    """Read the head and return the key of the file. Raises NotReadable, also when it is for another key."""
    head, stanzas, told = _head(file)
    mine = X25519PrivateKey.from_private_bytes(private_key)
    for arguments, body in stanzas:
        if len(arguments) != 2 or arguments[0] != _KIND or len(body) != _KEY + _TAG:
            continue
        share = _bytes(arguments[1])
        try:
            shared = mine.exchange(X25519PublicKey.from_public_bytes(share))
            wrapped = _derive(shared, share + mine.public_key().public_bytes_raw(), _INFO)
            key = ChaCha20Poly1305(wrapped).decrypt(_ONE_USE, body, None)
        except (ValueError, InvalidTag):
            continue
        try:
            _mac(key, head).verify(told)
        except InvalidSignature as problem:
            raise NotReadable("changed") from problem
        return key
    raise NotReadable("another key")


def identity_of(private_key: bytes) -> str:
    """Return a private key as the age program reads it."""
    return bech32.encode("age-secret-key-", private_key).upper()


def _stanza(public_key: bytes, key: bytes) -> bytes:
    ours = X25519PrivateKey.generate()
    share = ours.public_key().public_bytes_raw()
    try:
        # A point of small order is refused here: with it, anyone could open the file.
        shared = ours.exchange(X25519PublicKey.from_public_bytes(public_key))
    except ValueError as problem:
        raise BadPublicKey(str(problem)) from problem
    body = ChaCha20Poly1305(_derive(shared, share + public_key, _INFO)).encrypt(_ONE_USE, key, None)
    return b"-> " + _KIND + b" " + _text(share) + b"\n" + _text(body) + b"\n"


def _head(file: BinaryIO) -> tuple[bytes, list[tuple[list[bytes], bytes]], bytes]:
    """Read the head: what its code is of, the stanzas with their bodies, and the code."""
    if file.read(len(MAGIC)) != MAGIC:
        raise NotReadable("no encrypted file")
    read = [MAGIC]
    stanzas: list[tuple[list[bytes], bytes]] = []
    line = _line(file)
    while line.startswith(b"-> "):
        read.append(line)
        arguments, body = line[3:-1].split(b" "), b""
        while True:
            line = _line(file)
            read.append(line)
            if sum(map(len, read)) > _LONGEST_HEAD:
                raise NotReadable("changed")
            body += line[:-1]
            if len(line) <= _LINE:
                break
        stanzas.append((arguments, _bytes(body)))
        line = _line(file)
    if not line.startswith(b"--- "):
        raise NotReadable("changed")
    return b"".join(read) + b"---", stanzas, _bytes(line[4:-1])


def _line(file: BinaryIO) -> bytes:
    line = file.readline(1024)
    if not line.endswith(b"\n"):
        raise NotReadable("changed or cut off")
    return line


def _exactly(file: BinaryIO, size: int) -> bytes:
    found = file.read(size)
    if len(found) != size:
        raise NotReadable("cut off")
    return found


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _mac(key: bytes, head: bytes) -> HMAC:
    code = HMAC(_derive(key, b"", b"header"), SHA256())
    code.update(head)
    return code


def _derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=salt, info=info).derive(secret)


def _text(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    try:
        found = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotReadable("changed") from problem
    if _text(found) != text:  # one spelling only
        raise NotReadable("changed")
    return found
