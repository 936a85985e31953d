"""The recovery key: the second way into the file, written down once on paper."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Self

# Crockford's base 32: no I, L, O or U, so that handwriting can be read back.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
GROUPS = 8
DATA_CHARACTERS = 30
"""30 characters of 5 bits: 150 random bits, far beyond guessing."""
CHECK_CHARACTERS = 2
_SAID_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
_SEPARATORS = str.maketrans("", "", " -\t\r\n\u00a0\u2010\u2011\u2013")


class MistypedRecoveryKey(ValueError):
    """The text cannot be a recovery key: a character is missing, extra or wrong. Nothing was tried."""


@dataclass(frozen=True, repr=False)
class RecoveryKey:
    """Eight groups of four characters, of which the last two characters check the rest."""

    characters: str

    @classmethod
    def new(cls) -> Self:
        """Draw a new key from the system's randomness."""
        data = "".join(secrets.choice(ALPHABET) for _ in range(DATA_CHARACTERS))
        return cls(data + _check(data))

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read what a person typed: any case, with or without hyphens. Raises MistypedRecoveryKey."""
        characters = _plain(typed)
        if len(characters) != GROUP * GROUPS:
            raise MistypedRecoveryKey(f"{len(characters)} characters instead of {GROUP * GROUPS}")
        if any(character not in ALPHABET for character in characters):
            raise MistypedRecoveryKey("a character that no recovery key has")
        if _check(characters[:DATA_CHARACTERS]) != characters[DATA_CHARACTERS:]:
            raise MistypedRecoveryKey("the characters do not belong together")
        return cls(characters)

    @property
    def groups(self) -> tuple[str, ...]:
        """The eight groups, as they stand on paper."""
        return tuple(self.characters[at : at + GROUP] for at in range(0, len(self.characters), GROUP))

    @property
    def text(self) -> str:
        """The whole key as it is shown, groups joined by hyphens."""
        return "-".join(self.groups)

    def confirms(self, group: int, typed: str) -> bool:
        """Whether the person typed this group (counted from 0) right: proof that it is on paper."""
        return _plain(typed) == self.groups[group]

    def __repr__(self) -> str:
        """Never the key itself: a representation ends up in logs."""
        return "RecoveryKey(...)"


def _plain(typed: str) -> str:
    return typed.translate(_SEPARATORS).upper().translate(_SAID_ALIKE)


def _check(data: str) -> str:
    number = int.from_bytes(hashlib.blake2b(data.encode(), digest_size=2, person=b"thuis recovery").digest())
    return ALPHABET[number >> 5 & 31] + ALPHABET[number & 31]
