"""One connection to the encrypted file, with everything that must be set before its first statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from thuis_tui.store.errors import typed
from thuis_tui.store.vault import FileKey

GUARD = "thuis_guard"
BUSY_MS = 10_000
CHECKPOINT_PAGES = 10_000
"""40 MB of log before it is folded in: a first load is written once, not twice."""
LOG_LIMIT_BYTES = 16 * 1024 * 1024
WRITER_CACHE_KIB = 16 * 1024
"""What the writer keeps decrypted: writes in a hundred dossiers touch pages in as many places."""

Raw = Any
"""A driver connection; the driver has no type hints."""


class Guard:
    """The SQL function that every guard trigger asks: 1 only while a store function writes."""

    def __init__(self) -> None:
        self._open = 0

    def __call__(self) -> int:
        """The answer to the trigger."""
        return self._open

    @contextmanager
    def permitted(self) -> Iterator[None]:
        """Let writes through for the length of a block. For the functions of this room only."""
        before, self._open = self._open, 1
        try:
            yield
        finally:
            self._open = before


def connect(path: Path, key: FileKey, guard: Guard, *, read_only: bool) -> Raw:
    """Open the file with its key. Raises WrongKey, FileDamaged or CannotWrite; the file stays."""
    try:
        raw = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    except dbapi2.Error as problem:
        raise typed(problem) from problem
    try:
        # Without this a wrong key writes to standard error, over the screen.
        raw.execute("PRAGMA cipher_log_level=NONE").close()
        raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"").close()
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        raw.execute(f"PRAGMA busy_timeout={BUSY_MS}").close()
        raw.execute("PRAGMA journal_mode=WAL").close()
        raw.execute("PRAGMA synchronous=FULL").close()
        raw.execute("PRAGMA foreign_keys=ON").close()
        raw.execute("PRAGMA secure_delete=ON").close()
        raw.execute("PRAGMA temp_store=MEMORY").close()
        raw.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}").close()
        raw.execute(f"PRAGMA journal_size_limit={LOG_LIMIT_BYTES}").close()
        # trusted_schema stays on: with it off a trigger may not call a function of the application.
        raw.create_function(GUARD, 0, guard)
        if read_only:
            raw.execute("PRAGMA query_only=ON").close()
        else:
            raw.execute(f"PRAGMA cache_size=-{WRITER_CACHE_KIB}").close()
    except dbapi2.Error as problem:
        raw.close()
        raise typed(problem) from problem
    return raw


def driver(connection: Connection) -> Raw:
    """The driver's connection beneath a reader's: for many rows, where the layer between costs the most."""
    return connection.connection.driver_connection
