"""Small files that must be whole after a power cut: written beside the old one, then swapped in."""

import contextlib
import os
from pathlib import Path

OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700


def make_folder(path: Path) -> None:
    """Make the folder (and its parents) so that only its owner can enter it."""
    path.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Replace the file in one step: a reader sees the old content or the new, never a part.

    The content is on the disk when this returns. Raises OSError, and then the old file is untouched.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    # A leftover of a killed process must not be followed or kept: start from nothing.
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make a rename in the folder survive a power cut, where the system can do that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_database(path: Path) -> None:
    """Remove an unfinished copy with its logs; what cannot be removed is in nobody's way."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
