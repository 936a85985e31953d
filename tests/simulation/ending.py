"""The end of a device that is shut out: what it seals, and how the organisation opens that."""

from __future__ import annotations

import base64
from hashlib import sha256

import msgspec

from thuis_tui import sealed
from thuis_tui.log import wire
from thuis_tui.sync.device import DeviceKey

SEED = b"k" * 32
"""Of the key pair of every device here."""
PRIVATE = b"organisation's half of the key.."
RECOVERY = base64.b64encode(sealed.public_key(PRIVATE)).decode()
MOST = 64 * 1024 * 1024

TOLD, HANDED_OVER = "told", "handed_over"


class _Line(msgspec.Struct):
    op: msgspec.Raw


class _Box(msgspec.Struct):
    operations: list[_Line] = []


def public_key() -> bytes:
    """What the service knows of each device."""
    return base64.b64decode(DeviceKey(SEED).public)


def request(device: str, box: bytes) -> bytes:
    """The body that hands a box over, as a device signs it."""
    signature = DeviceKey(SEED).sign(sha256(box).digest())
    return wire.encode(wire.EscrowRequest(device, base64.b64encode(box).decode(), signature))


def opened(box: bytes) -> list[bytes]:
    """The operations in a box, as the organisation reads them."""
    content = wire.decompress(sealed.open_sealed(PRIVATE, box), MOST)
    return [bytes(line.op) for line in msgspec.json.decode(content, type=_Box).operations]
