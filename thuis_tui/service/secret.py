"""The one secret of a service, in a file of its own and never in the database; keys for each use come of it.

Whoever reads the database, or a backup of it, can seal no token with it.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from thuis_tui.language import N_, Message, message

_BYTES = 32
_LEAST = 32  # characters: 32 random bytes in any spelling have more, a password somebody thought of has less


class NoSecret(Exception):
    """The secret cannot be used; `message` says why and what to do."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.message = reason

    def __str__(self) -> str:
        """The reason in the user's language."""
        return str(self.message)


class OtherSecret(NoSecret):
    """The database was begun with another secret: two replicas with each its own would refuse each other's
    devices.
    """

    def __init__(self) -> None:
        super().__init__(
            message(
                N_(
                    "This database belongs to another secret. Give every replica the same secret_file, the "
                    "one it was begun with. Is that one lost, use 'thuis admin new-secret'."
                )
            )
        )


def secret_of(named: Path | None, own: Path) -> bytes:
    """Read the secret from the file that was named, else from the service's own, made when it is not there.

    Raises NoSecret.
    """
    try:
        text = named.read_bytes() if named else _own(own)
    except OSError as problem:
        raise NoSecret(
            message(
                N_("The file with the secret, {file}, cannot be read: {reason}."),
                file=str(named or own),
                reason=problem.strerror or problem,
            )
        ) from problem
    if len(text.strip()) < _LEAST:
        raise NoSecret(
            message(
                N_("The secret in {file} is too short: make one of 32 random bytes, 'openssl rand -hex 32'."),
                file=str(named or own),
            )
        )
    return text.strip()


@lru_cache(64)
def derived(secret: bytes, label: str) -> bytes:
    """Return a key for one use."""
    return HKDF(SHA256(), _BYTES, salt=b"thuis service", info=label.encode()).derive(secret)


def _own(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_hex(_BYTES).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)  # of two processes that start at once, one makes it
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_bytes()
