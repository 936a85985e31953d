"""Compression of bodies: zstd, or gzip where zstd is not to be had; never more output than was allowed.

A few hundred bytes can expand to gigabytes, so the size is bounded while decompressing, not after.
"""

from __future__ import annotations

import io
import threading
import zlib
from collections.abc import Iterator
from typing import Final, Protocol

import zstandard

ZSTD: Final = "zstd"
GZIP: Final = "gzip"
IDENTITY: Final = "identity"

_LEVEL = 1
_CHUNK = 64 * 1024
_STEP = 256
"""Input given to zstd at once: four bytes can expand to 128 KiB, so this bounds one step to 8 MiB."""

_MAX_WINDOW = 8 * 1024 * 1024
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_GZIP_MAGIC = b"\x1f\x8b"


class TooLarge(ValueError):
    """A body is, or would become, larger than its limit. `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"larger than {limit} bytes")
        self.limit = limit


class NotCompressed(ValueError):
    """The bytes are not what their encoding says: no zstd or gzip, damaged, or cut off."""


class Readable(Protocol):
    """Anything bytes can be read from, a piece at a time; an empty piece is the end."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes."""


def compress(data: bytes, encoding: str = ZSTD) -> bytes:
    """Compress a body in one piece."""
    if encoding == GZIP:
        compressor = zlib.compressobj(6, zlib.DEFLATED, 31)
        return compressor.compress(data) + compressor.flush()
    return _contexts.compressor.compress(data)


class _Contexts(threading.local):
    """What zstd works in, kept by each thread: to make one costs more than to compress a small body."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_contexts = _Contexts()


class Packer:
    """Compresses a body that is made in pieces; each piece can be read when it arrives."""

    def __init__(self, encoding: str = ZSTD) -> None:
        """Begin one body."""
        self._zstd = zstandard.ZstdCompressor(level=_LEVEL).compressobj() if encoding == ZSTD else None
        self._gzip = zlib.compressobj(6, zlib.DEFLATED, 31) if encoding == GZIP else None

    def piece(self, data: bytes) -> bytes:
        """Return the next piece."""
        if self._zstd is not None:
            return self._zstd.compress(data) + self._zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        if self._gzip is not None:
            return self._gzip.compress(data) + self._gzip.flush(zlib.Z_SYNC_FLUSH)
        return data

    def end(self) -> bytes:
        """Return what closes the body."""
        if self._zstd is not None:
            return self._zstd.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH)
        return b"" if self._gzip is None else self._gzip.flush()


def decompress(data: bytes, limit: int) -> bytes:
    """Return the content of a zstd or gzip body (told apart by its first bytes), at most `limit` bytes of it.

    Raises `TooLarge` when there would be more and `NotCompressed` when it is neither, damaged or cut off.
    """
    if data[:4] == _ZSTD_MAGIC:
        if (whole := _at_once(data, limit)) is not None:
            return whole
        encoding = ZSTD
    elif data[:2] == _GZIP_MAGIC:
        encoding = GZIP
    else:
        raise NotCompressed("neither zstd nor gzip")
    return b"".join(inflate(io.BytesIO(data), limit, encoding))


def _at_once(data: bytes, limit: int) -> bytes | None:
    """Return the content of a frame that says how long it is, which bounds it; None when it does not say."""
    try:
        size = zstandard.frame_content_size(data)
        if size < 0:
            return None
        if size > limit:
            raise TooLarge(limit)
        return _contexts.decompressor.decompress(data, allow_extra_data=False)
    except zstandard.ZstdError as problem:
        raise NotCompressed(str(problem)) from None


def inflate(source: Readable, limit: int, encoding: str = ZSTD) -> Iterator[bytes]:
    """Yield the content of a compressed stream as it comes in, `limit` bytes in all.

    Raises `TooLarge` and `NotCompressed` like `decompress`; every piece yielded before is good.
    """
    pieces = {ZSTD: _inflate_zstd, GZIP: _inflate_gzip, IDENTITY: _plain, "": _plain}.get(encoding)
    if pieces is None:
        raise NotCompressed(f"unknown encoding {encoding!r}")
    total = 0
    for piece in pieces(source):
        total += len(piece)
        if total > limit:
            raise TooLarge(limit)
        yield piece


def _plain(source: Readable) -> Iterator[bytes]:
    while piece := source.read(_CHUNK):
        yield piece


def _inflate_zstd(source: Readable) -> Iterator[bytes]:
    inflater = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()
    pieces: list[bytes] = []
    size = 0
    try:
        while not inflater.eof:
            given = source.read(_CHUNK)
            if not given:
                raise NotCompressed("cut off")
            for start in range(0, len(given), _STEP):
                piece = inflater.decompress(given[start : start + _STEP])
                pieces.append(piece)
                size += len(piece)
                if size >= _CHUNK:
                    yield b"".join(pieces)
                    pieces.clear()
                    size = 0
                if inflater.eof:
                    if inflater.unused_data or start + _STEP < len(given):
                        raise NotCompressed("bytes after the end")
                    break
            yield b"".join(pieces)
            pieces.clear()
            size = 0
        _nothing_more(source)
    except zstandard.ZstdError as problem:
        raise NotCompressed(str(problem)) from None


def _inflate_gzip(source: Readable) -> Iterator[bytes]:
    inflater = zlib.decompressobj(31)
    try:
        while not inflater.eof:
            given = inflater.unconsumed_tail or source.read(_CHUNK)
            if not given:
                raise NotCompressed("cut off")
            if piece := inflater.decompress(given, _CHUNK):
                yield piece
    except zlib.error as problem:
        raise NotCompressed(str(problem)) from None
    if inflater.unused_data:
        raise NotCompressed("bytes after the end")
    _nothing_more(source)


def _nothing_more(source: Readable) -> None:
    """Read to the very end: a connection whose answer was not read out cannot be used again."""
    if source.read(_CHUNK):
        raise NotCompressed("bytes after the end")
