"""One connection to the encrypted file, with everything that must be set before its first statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from thuis_tui.store.errors import typed
from thuis_tui.store.vault import FileKey

BUSY_MS = 10_000
CHECKPOINT_PAGES = 5_000
"""40 MB of log before it is folded in: a first load is written once, not twice."""
LOG_LIMIT_BYTES = 16 * 1024 * 1024
PAGE_BYTES = 8192
"""Encrypting a page costs 22 us at 4 KiB and 37 us at 8: half as many are written in a first load."""
CIPHER = (
    f"cipher_page_size={PAGE_BYTES}",
    # Processors of the last years have instructions for this one: half the time of a page that is read.
    "cipher_hmac_algorithm=HMAC_SHA256",
)
"""What is told of the encryption beside the key, before the first page is read."""
WRITER_CACHE_KIB = 16 * 1024
"""What the writer keeps decrypted: writes in a hundred dossiers touch pages in as many places."""

STATEMENTS = 512
"""Statements kept prepared. The driver never lets go of the oldest: one that comes when it is full is parsed
at each use, which costs more than to run most of them.
"""

Raw = Any
"""A driver connection; the driver has no type hints."""


class Guard:
    """Opens the guard, a row that every guard trigger reads, while a store function writes.

    It opens and closes inside one transaction, so no other connection ever sees it open, and a row costs a
    trigger a fraction of what a call into this program would.
    """

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._depth = 0

    @contextmanager
    def permitted(self) -> Iterator[None]:
        """Let writes through for the length of a block. For the functions of this room only."""
        if not self._depth:
            self._raw.execute(_OPEN).close()
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            if not self._depth and self._raw.in_transaction:
                self._raw.execute(_CLOSE).close()
            raise
        self._depth -= 1
        if not self._depth:
            self._raw.execute(_CLOSE).close()


_OPEN, _CLOSE = "UPDATE guard SET open=1", "UPDATE guard SET open=0"


def connect(path: Path, key: FileKey, *, read_only: bool) -> Raw:
    """Open the file with its key. Raises WrongKey, FileDamaged or CannotWrite; the file stays."""
    try:
        raw = dbapi2.connect(
            str(path), isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS
        )
    except dbapi2.Error as problem:
        raise typed(problem) from problem
    try:
        # Without this a wrong key writes to standard error, over the screen.
        raw.execute("PRAGMA cipher_log_level=NONE").close()
        raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"").close()
        for said in CIPHER:
            raw.execute(f"PRAGMA {said}").close()
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        raw.execute(f"PRAGMA busy_timeout={BUSY_MS}").close()
        raw.execute("PRAGMA journal_mode=WAL").close()
        raw.execute("PRAGMA synchronous=FULL").close()
        raw.execute("PRAGMA foreign_keys=ON").close()
        raw.execute("PRAGMA secure_delete=ON").close()
        raw.execute("PRAGMA temp_store=MEMORY").close()
        raw.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}").close()
        raw.execute(f"PRAGMA journal_size_limit={LOG_LIMIT_BYTES}").close()
        raw.execute("PRAGMA trusted_schema=OFF").close()
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
