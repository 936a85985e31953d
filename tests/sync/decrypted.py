"""Every byte of an encrypted file, with its key in hand: what an expert with the passphrase could find."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from thuis_tui.store.connection import PAGE_BYTES

_SALT, _RESERVED, _IV = 16, 48, 16
_WAL_HEADER, _FRAME_HEADER = 32, 24


def content(path: Path, key: bytes) -> bytes:
    """All pages of the file and of the log beside it, decrypted, free ones too."""
    pages = _pages(path.read_bytes(), 0)
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        data = log.read_bytes()[_WAL_HEADER:]
        step = _FRAME_HEADER + PAGE_BYTES
        pages += [data[at + _FRAME_HEADER : at + step] for at in range(0, len(data) - step + 1, step)]
    return b"\n".join(_decrypted(page, key, at) for at, page in enumerate(pages))


def _pages(data: bytes, start: int) -> list[bytes]:
    return [data[at : at + PAGE_BYTES] for at in range(start, len(data), PAGE_BYTES)]


def _decrypted(page: bytes, key: bytes, number: int) -> bytes:
    place = -_RESERVED
    cipher = Cipher(algorithms.AES(key), modes.CBC(page[place : place + _IV])).decryptor()
    return cipher.update(page[_SALT if number == 0 else 0 : place])
