"""Opening the file: create, unlock, open. Light: the unlock screen paints before the store's libraries load.

These functions block (a passphrase costs about 0.3 s by design); whoever has an event loop runs them in a
thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from thuis_tui.store.recovery_key import MistypedRecoveryKey, RecoveryKey
from thuis_tui.store.vault import (
    Argon2Parameters,
    FileKey,
    TooSoon,
    Vault,
    VaultDamaged,
    VaultExists,
    WrongPassphrase,
)

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk
    from thuis_tui.desk.shapes import FileState
    from thuis_tui.desk.world import World
    from thuis_tui.settings import Places

__all__ = [
    "FileKey",
    "MistypedRecoveryKey",
    "TooSoon",
    "VaultDamaged",
    "VaultExists",
    "WrongPassphrase",
    "change_passphrase",
    "confirms_recovery",
    "create_file",
    "open_desk",
    "set_passphrase",
    "state",
    "unlock",
    "unlock_with_recovery",
    "wait_seconds",
    "warm",
]


def state(places: Places) -> FileState:
    """Whether there is a file to unlock."""
    return "locked" if places.keys.exists() else "absent"


def create_file(
    places: Places, passphrase: str, parameters: Argon2Parameters | None = None
) -> tuple[FileKey, str]:
    """Make the key slots; returns the file's key and the recovery key, shown once and kept nowhere.

    `parameters` is the cost of a try, measured on this machine when not given. Raises VaultExists.
    """
    key, recovery = Vault.create(places.keys, passphrase, parameters=parameters)
    return key, recovery.text


def confirms_recovery(recovery_key: str, group: int, typed: str) -> bool:
    """Whether the person typed this group (0 to 7) of the recovery key right: proof that it is on paper."""
    return RecoveryKey.parse(recovery_key).confirms(group, typed)


def unlock(places: Places, passphrase: str) -> FileKey:
    """The key of the file; raises WrongPassphrase (with the seconds to wait), TooSoon or VaultDamaged."""
    return Vault(places.keys).unlock(passphrase)


def unlock_with_recovery(places: Places, recovery_key: str) -> FileKey:
    """The key of the file by its recovery key; raises as unlock does, and MistypedRecoveryKey."""
    return Vault(places.keys).unlock_with_recovery(recovery_key)


def change_passphrase(places: Places, old: str, new: str) -> None:
    """Seal the same key under another passphrase; the data is not touched. Raises as unlock does."""
    Vault(places.keys).change_passphrase(old, new)


def set_passphrase(places: Places, key: FileKey, new: str) -> None:
    """Seal the key under a new passphrase: after an unlock with the recovery key."""
    Vault(places.keys).set_passphrase(key, new)


def wait_seconds(places: Places) -> float:
    """How long until another passphrase may be tried; 0 when it may be now."""
    return Vault(places.keys).wait_seconds()


def open_desk(places: Places, key: FileKey, *, connect: bool = True, world: World | None = None) -> Desk:
    """The desk over an unlocked file; with `connect`, sync runs in the background once enrolled.

    The store is loaded here and not before: call `warm` in a thread while the passphrase is typed.
    """
    from thuis_tui.desk.desk import Desk

    return Desk.open(places, key, connect=connect, world=world)


def warm() -> None:
    """Load the store, half a second of imports: done in a thread while the passphrase is typed."""
    import thuis_tui.desk.desk  # noqa: F401
