"""Keys as the age program writes and reads them: Bech32 (BIP 173), a prefix, the bytes and a check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from thuis_tui.language import N_, message
from thuis_tui.service.not_possible import NotPossible

_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK: Final = 6
_KEY: Final = 52
"""Groups of five bits in which a key of 256 bits fits."""
_RECIPIENT: Final = "age"


def encode(prefix: str, key: bytes) -> str:
    """Write a key of 32 bytes under a prefix."""
    number = int.from_bytes(key, "big") << 4
    groups = [number >> 5 * (_KEY - 1 - at) & 31 for at in range(_KEY)]
    check = _sum((*_expanded(prefix), *groups, *(0,) * _CHECK)) ^ 1
    groups += [check >> 5 * (_CHECK - 1 - at) & 31 for at in range(_CHECK)]
    return f"{prefix}1{''.join(_LETTERS[group] for group in groups)}"


def recipient(text: str) -> bytes:
    """Read the public key of somebody who opens files with the age program: age1… Raises NotPossible."""
    prefix, _, letters = text.strip().rpartition("1")
    groups = [_LETTERS.find(letter) for letter in letters]
    if (
        prefix != _RECIPIENT
        or len(groups) != _KEY + _CHECK
        or min(groups) < 0
        or _sum((*_expanded(prefix), *groups)) != 1
        or groups[_KEY - 1] & 15
    ):
        raise NotPossible(
            message(
                N_("This is not a public key of age: one line that begins with age1, from 'age-keygen -y'.")
            )
        )
    number = 0
    for group in groups[:_KEY]:
        number = number << 5 | group
    return (number >> 4).to_bytes(32, "big")


def _expanded(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _sum(groups: Iterable[int]) -> int:
    check = 1
    for group in groups:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ group
        for at, part in enumerate(_GENERATOR):
            check ^= part if top >> at & 1 else 0
    return check
