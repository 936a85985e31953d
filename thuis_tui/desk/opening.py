"""Opening the file: create, unlock, open. Light to import: the unlock screen paints before the store is loaded.

These functions block (a passphrase costs about 0.3 s by design); whoever has an event loop runs them in a thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thuis_tui.desk.shapes import FileState

if TYPE_CHECKING:
    from thuis_tui.desk.desk import Desk
    from thuis_tui.settings import Places, Settings
    from thuis_tui.store.vault import FileKey


@dataclass(frozen=True, slots=True)
class OpeningWorld:
    """What a test or the demo puts in place of the real clock and ids."""

    now_ms: Callable[[], int]
    new_id: Callable[[], str]


def state(places: Places) -> FileState:
    """Whether there is a file to unlock."""
    raise NotImplementedError


def create_file(places: Places, passphrase: str) -> tuple[FileKey, str]:
    """Make the encrypted file; returns its key and the recovery key, which is shown once and kept nowhere."""
    raise NotImplementedError


def unlock(places: Places, passphrase: str) -> FileKey:
    """The key of the file; raises WrongPassphrase (with the seconds to wait) or TooSoon."""
    raise NotImplementedError


def unlock_with_recovery(places: Places, recovery_key: str) -> FileKey:
    """The key of the file by its recovery key; raises as unlock does."""
    raise NotImplementedError


def change_passphrase(places: Places, old: str, new: str) -> None:
    """Seal the same key under another passphrase; the data is not touched."""
    raise NotImplementedError


def wait_seconds(places: Places) -> float:
    """How long until another passphrase may be tried; 0 when it may be now."""
    raise NotImplementedError


def open_desk(
    places: Places, key: FileKey, settings: Settings | None = None, world: OpeningWorld | None = None
) -> Desk:
    """The desk over an unlocked file, with sync running in the background when the device is enrolled.

    The store is imported here and not before: call `warm` in a thread while the passphrase is typed.
    """
    raise NotImplementedError


def warm() -> None:
    """Load the store's libraries; takes about half a second, so it is done while the passphrase is typed."""
    raise NotImplementedError
