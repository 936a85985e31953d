"""Whether each page of the file is what was written there: each carries a code over its bytes."""

from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from thuis_tui.store.connection import connect
from thuis_tui.store.errors import typed
from thuis_tui.store.vault import FileKey


def damaged_pages(path: Path, key: FileKey) -> int:
    """Count the pages that are not what was written. Blocks; raises WrongKey or CannotWrite."""
    found = _count(path, key)
    # A page that was just being written looks damaged too: what is, is so twice.
    return min(found, _count(path, key)) if found else 0


def _count(path: Path, key: FileKey) -> int:
    try:
        with closing(connect(path, key, read_only=True)) as raw:
            return len(raw.execute("PRAGMA cipher_integrity_check").fetchall())
    except dbapi2.Error as problem:
        raise typed(problem) from problem
