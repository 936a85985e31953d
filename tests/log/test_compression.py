"""Bodies grow no further than was allowed, and what was cut off is never taken for the whole."""

import gzip
import io
import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from thuis_tui.log.compression import (
    GZIP,
    IDENTITY,
    ZSTD,
    NotCompressed,
    TooLarge,
    compress,
    decompress,
    inflate,
)

both = pytest.mark.parametrize("encoding", [ZSTD, GZIP])


@given(st.binary(max_size=300_000) | st.integers(0, 300_000).map(bytes), st.sampled_from([ZSTD, GZIP]))
def test_round_trip(data, encoding):
    assert decompress(compress(data, encoding), len(data)) == data
    assert b"".join(inflate(io.BytesIO(compress(data, encoding)), len(data), encoding)) == data


@given(st.binary(min_size=1, max_size=5000), st.sampled_from([ZSTD, GZIP]), st.data())
def test_a_body_that_is_cut_off_is_never_whole(data, encoding, choice):
    packed = compress(data, encoding)
    cut = packed[: choice.draw(st.integers(0, len(packed) - 1))]
    with pytest.raises(NotCompressed):
        decompress(cut, len(data))


@both
def test_one_byte_too_many_is_too_large(encoding):
    with pytest.raises(TooLarge):
        decompress(compress(bytes(100_001), encoding), 100_000)


@both
def test_a_bomb_is_stopped_while_it_expands(encoding):
    if encoding == ZSTD:
        bomb = zstandard.ZstdCompressor(level=19).compress(bytes(400 * 1024 * 1024))
    else:
        bomb = compress(bytes(200 * 1024 * 1024), GZIP)
    assert len(bomb) < 300_000
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            decompress(bomb, 1024 * 1024)
        assert tracemalloc.get_traced_memory()[1] < 24 * 1024 * 1024
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=100))
def test_noise_is_refused(noise):
    for start in (b"", b"\x28\xb5\x2f\xfd", b"\x1f\x8b"):
        try:
            decompress(start + noise, 1000)
        except (NotCompressed, TooLarge):
            continue
        assert start + noise in (compress(b""), gzip.compress(b""))


@both
def test_bytes_after_the_end_are_refused(encoding):
    with pytest.raises(NotCompressed):
        decompress(compress(b"whole", encoding) + b"more", 100)


def test_a_plain_stream_is_bounded_too():
    assert b"".join(inflate(io.BytesIO(b"plain"), 5, IDENTITY)) == b"plain"
    with pytest.raises(TooLarge):
        list(inflate(io.BytesIO(b"plain"), 4, IDENTITY))
    with pytest.raises(NotCompressed):
        list(inflate(io.BytesIO(b"plain"), 5, "br"))
