"""The key slots: a random file key, sealed once under the passphrase and once under the recovery key.

Losing the slots is losing the file, so they are only ever replaced as a whole, and wrong passphrases
are counted in a file of their own. This module loads before the first screen: it imports no library
of the record layer, and the two cryptographic libraries only when a passphrase is tried.
"""

import base64
import hashlib
import json
import os
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from thuis_tui import whole_file
from thuis_tui.store.durable_file import make_folder
from thuis_tui.store.recovery_key import RecoveryKey
from thuis_tui.store.tries import Tries

VERSION = 1
KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
BY_MEMORY = "passphrase"
BY_PAPER = "recovery"


class VaultDamaged(Exception):
    """The key file cannot be read. It is left as it is: a copy of it may still be good."""


class VaultExists(Exception):
    """There is a key file already: making another would lose the file that it opens."""


class WrongPassphrase(Exception):
    """The passphrase (or recovery key) opens no slot. `wait_seconds`: how long until the next try."""

    def __init__(self, wait_seconds: float, failures: int) -> None:
        super().__init__(f"wrong, {failures} in a row, next try in {wait_seconds:.0f} s")
        self.wait_seconds = wait_seconds
        self.failures = failures


class WrongRecoveryKey(WrongPassphrase):
    """A well-formed recovery key, but of another file or from before it was renewed."""


class TooSoon(Exception):
    """A try within the waiting time. It was not looked at and does not count."""

    def __init__(self, wait_seconds: float) -> None:
        super().__init__(f"wait {wait_seconds:.0f} s")
        self.wait_seconds = wait_seconds


@dataclass(frozen=True)
class Argon2Parameters:
    """The cost of one try, stored in its slot so that it can rise without locking anyone out."""

    passes: int
    memory_kib: int
    lanes: int

    def derive(self, secret: str, salt: bytes) -> bytes:
        """The key that seals a slot."""
        from argon2.low_level import Type, hash_secret_raw

        return hash_secret_raw(
            secret.encode(), salt, self.passes, self.memory_kib, self.lanes, KEY_BYTES, Type.ID
        )

    @classmethod
    def measured(cls, aim_seconds: float = 0.3) -> Self:
        """64 MiB and as many passes as take about `aim_seconds` on this machine, between 3 and 12."""
        least = cls(passes=3, memory_kib=65536, lanes=1)
        begun = time.perf_counter()
        least.derive("measure", bytes(SALT_BYTES))
        per_pass = (time.perf_counter() - begun) / least.passes
        return cls(passes=max(3, min(12, round(aim_seconds / per_pass))), memory_kib=65536, lanes=1)


ARGON2_FAST = Argon2Parameters(passes=1, memory_kib=64, lanes=1)
"""For tests only: a few hundred microseconds."""


class FileKey:
    """The 256-bit key of the database, kept in memory that can be overwritten."""

    def __init__(self, material: bytes | bytearray) -> None:
        if len(material) != KEY_BYTES:
            raise ValueError("a file key has 32 bytes")
        self._material = bytearray(material)

    def hex(self) -> str:
        """64 hex digits, as the database takes them. Raises ValueError after `wipe`."""
        if not self._material:
            raise ValueError("the key was wiped")
        return self._material.hex()

    def raw(self) -> bytes:
        """The 32 bytes. Raises ValueError after `wipe`."""
        return bytes.fromhex(self.hex())

    def wipe(self) -> None:
        """Overwrite the key. Best effort: Python and the database made copies of their own."""
        self._material[:] = bytes(len(self._material))
        self._material.clear()

    def __repr__(self) -> str:
        """Never the key itself."""
        return "FileKey(...)"


@dataclass(frozen=True)
class _Slot:
    kind: str
    parameters: Argon2Parameters
    salt: bytes
    nonce: bytes
    sealed: bytes

    @classmethod
    def seal(cls, kind: str, secret: str, key: FileKey, parameters: Argon2Parameters) -> Self:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(parameters.derive(secret, salt)).encrypt(nonce, key.raw(), _bound(kind, parameters))
        return cls(kind, parameters, salt, nonce, sealed)

    def open(self, secret: str) -> FileKey | None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        sealing = AESGCM(self.parameters.derive(secret, self.salt))
        try:
            return FileKey(sealing.decrypt(self.nonce, self.sealed, _bound(self.kind, self.parameters)))
        except InvalidTag:
            return None

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "argon2id": asdict(self.parameters),
            "salt": _to_text(self.salt),
            "nonce": _to_text(self.nonce),
            "sealed": _to_text(self.sealed),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        parameters = Argon2Parameters(**{name: int(value) for name, value in stored["argon2id"].items()})
        if not (1 <= parameters.passes <= 100 and 8 <= parameters.memory_kib <= 1 << 21):
            raise ValueError("parameters that no version of this program wrote")
        salt, nonce, sealed = (_to_bytes(stored[name]) for name in ("salt", "nonce", "sealed"))
        return cls(str(stored["kind"]), parameters, salt, nonce, sealed)


class Vault:
    """The key file at `path`. `now` gives seconds since 1970 and is used for the waiting time only."""

    def __init__(
        self,
        path: Path,
        *,
        parameters: Argon2Parameters | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.path = path
        self._parameters = parameters
        self._tries = Tries(path.with_name("thuis.tries"), now)

    @property
    def exists(self) -> bool:
        """Whether there is a key file."""
        return self.path.exists()

    @classmethod
    def create(
        cls,
        path: Path,
        passphrase: str,
        *,
        parameters: Argon2Parameters | None = None,
    ) -> tuple[FileKey, RecoveryKey]:
        """Draw a file key and seal it in two slots. Raises VaultExists; writes nothing else."""
        vault = cls(path, parameters=parameters)
        if vault.exists:
            raise VaultExists(path.name)
        key, recovery = FileKey(secrets.token_bytes(KEY_BYTES)), RecoveryKey.new()
        cost = vault._cost()
        make_folder(path.parent)
        vault._store(
            (
                _Slot.seal(BY_MEMORY, _normal(passphrase), key, cost),
                _Slot.seal(BY_PAPER, recovery.characters, key, cost),
            )
        )
        vault._tries.forget()
        return key, recovery

    def unlock(self, passphrase: str) -> FileKey:
        """The file key. Raises WrongPassphrase, TooSoon or VaultDamaged; deletes nothing ever."""
        return self._try(BY_MEMORY, _normal(passphrase), WrongPassphrase)

    def unlock_with_recovery(self, typed: str) -> FileKey:
        """The file key by the recovery key. Raises also MistypedRecoveryKey, which counts as no try."""
        return self._try(BY_PAPER, RecoveryKey.parse(typed).characters, WrongRecoveryKey)

    def change_passphrase(self, old: str, new: str) -> None:
        """Rewrite the passphrase slot only; the data stays as it is. Raises as `unlock`."""
        key = self.unlock(old)
        try:
            self.set_passphrase(key, new)
        finally:
            key.wipe()

    def set_passphrase(self, key: FileKey, new: str) -> None:
        """Seal the file key under a new passphrase: after an unlock with the recovery key."""
        self._replace(_Slot.seal(BY_MEMORY, _normal(new), key, self._cost()))

    def renew_recovery(self, key: FileKey) -> RecoveryKey:
        """Make a new recovery key; the one on the old paper opens nothing from now on."""
        recovery = RecoveryKey.new()
        self._replace(_Slot.seal(BY_PAPER, recovery.characters, key, self._cost()))
        return recovery

    def destroy(self) -> None:
        """Overwrite the key slots and remove them: from now on nobody opens the file, whatever they know."""
        if self.exists:
            with self.path.open("r+b") as slots:
                slots.write(secrets.token_bytes(self.path.stat().st_size))
                slots.flush()
                os.fsync(slots.fileno())
            self.path.unlink()
        self._tries.forget()

    def wait_seconds(self) -> float:
        """How long until the next try is looked at; 0 when it may be now."""
        return self._tries.wait_seconds()

    def _try(self, kind: str, secret: str, wrong: type[WrongPassphrase]) -> FileKey:
        slots = [slot for slot in self._load() if slot.kind == kind]
        if (wait := self.wait_seconds()) > 0:
            raise TooSoon(wait)
        for slot in slots:
            if (key := slot.open(secret)) is not None:
                self._tries.forget()
                return key
        failures = self._tries.count()
        raise wrong(self.wait_seconds(), failures)

    def _cost(self) -> Argon2Parameters:
        return self._parameters or Argon2Parameters.measured()

    def _replace(self, fresh: _Slot) -> None:
        others = tuple(slot for slot in self._load() if slot.kind != fresh.kind)
        self._store((*others, fresh))

    def _store(self, slots: tuple[_Slot, ...]) -> None:
        body = [slot.to_json() for slot in slots]
        stored = {"version": VERSION, "slots": body, "check": _check(body)}
        whole_file.replace(self.path, json.dumps(stored, indent=1).encode())

    def _load(self) -> tuple[_Slot, ...]:
        try:
            return _read_slots(self.path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise VaultDamaged(f"{self.path.name}: {problem}") from problem


def _read_slots(content: bytes) -> tuple[_Slot, ...]:
    stored = json.loads(content)
    if stored["version"] != VERSION or stored["check"] != _check(stored["slots"]):
        raise ValueError("changed since it was written")
    return tuple(_Slot.from_json(slot) for slot in stored["slots"])


def _normal(passphrase: str) -> str:
    # The same é from another keyboard may be composed differently.
    return unicodedata.normalize("NFC", passphrase)


def _bound(kind: str, parameters: Argon2Parameters) -> bytes:
    # Authenticated with the sealed key: nobody can lower the cost or swap slots unseen.
    return f"thuis slot {VERSION} {kind} {parameters}".encode()


def _check(slots: list[dict[str, Any]]) -> str:
    # Tells a damaged file from a wrong passphrase; it protects nothing else.
    return hashlib.blake2b(json.dumps(slots, sort_keys=True).encode(), digest_size=8).hexdigest()


def _to_text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _to_bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
