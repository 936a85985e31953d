"""Only the holder of the private key opens a sealed box, and a changed box is told from a whole one."""

import pytest

from thuis_tui import sealed


def test_what_was_sealed_comes_out_whole() -> None:
    private = sealed.new_private_key()
    for data in (b"", b"x", b"overdracht \x00\xff" * 100_000):
        box = sealed.seal(sealed.public_key(private), data)
        assert sealed.open_sealed(private, box) == data
        assert len(data) < 12 or data[:12] not in box


def test_no_two_boxes_are_alike() -> None:
    public = sealed.public_key(sealed.new_private_key())
    assert sealed.seal(public, b"the same") != sealed.seal(public, b"the same")


def test_another_key_opens_nothing() -> None:
    box = sealed.seal(sealed.public_key(sealed.new_private_key()), b"for one")
    with pytest.raises(sealed.NotSealed):
        sealed.open_sealed(sealed.new_private_key(), box)


def test_every_changed_byte_is_noticed() -> None:
    private = sealed.new_private_key()
    box = sealed.seal(sealed.public_key(private), b"three")
    for place in range(len(box)):
        # The highest bit of the ephemeral point has no meaning to X25519, but it is bound to the text.
        for bit in (0x01, 0x80):
            changed = bytearray(box)
            changed[place] ^= bit
            with pytest.raises(sealed.NotSealed):
                sealed.open_sealed(private, bytes(changed))


@pytest.mark.parametrize("box", [b"", b"\x01", bytes(49), b"\x01" + bytes(48), b"\x02" + bytes(100)])
def test_nonsense_is_no_box(box: bytes) -> None:
    with pytest.raises(sealed.NotSealed):
        sealed.open_sealed(sealed.new_private_key(), box)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33), bytes(32), b"\x01" + bytes(31)])
def test_nothing_is_sealed_with_what_is_no_key(key: bytes) -> None:
    with pytest.raises(sealed.BadPublicKey):
        sealed.seal(key, b"text")
