"""The files of a laptop: whose they are, and how an unfinished one goes."""

import contextlib
from pathlib import Path

OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700


def make_folder(path: Path) -> None:
    """Make the folder (and its parents) so that only its owner can enter it."""
    path.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)


def remove_database(path: Path) -> None:
    """Remove an unfinished copy with its logs; what cannot be removed is in nobody's way."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
