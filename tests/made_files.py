"""Files that are copied instead of made: making the tables of a new one takes longer than most that is tried.

How a file is made is for the tests of the store and of setting up, which make theirs.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from thuis_tui.desk import opening
from thuis_tui.desk.opening import FileKey
from thuis_tui.settings import Places
from thuis_tui.store.database import Database
from thuis_tui.store.vault import ARGON2_FAST


def laptop(places: Places, passphrase: str) -> tuple[FileKey, str]:
    """The files of a laptop that has a passphrase and holds nothing yet; its key and its recovery key."""
    keys, raw, recovery = _keys(passphrase)
    _put(places.keys, keys)
    database(places.database, raw)
    return FileKey(raw), recovery


def database(path: Path, key: bytes) -> None:
    """Put an empty file with this key there; one that is there stays."""
    if not path.exists():
        _put(path, _empty(key))


@cache
def _keys(passphrase: str) -> tuple[bytes, bytes, str]:
    with TemporaryDirectory() as folder:
        places = Places(Path(folder), Path(folder))
        key, recovery = opening.create_file(places, passphrase, ARGON2_FAST)
        return places.keys.read_bytes(), key.raw(), recovery


@cache
def _empty(key: bytes) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "thuis.db"
        Database.open(path, key, now=int).close()
        return path.read_bytes()


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
