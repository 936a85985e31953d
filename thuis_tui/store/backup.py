"""A copy of the file while it is in use: encrypted as the file is, under the same key."""

import shutil
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from thuis_tui import whole_file
from thuis_tui.store.connection import connect
from thuis_tui.store.durable_file import OWNER_ONLY, make_folder, remove_database
from thuis_tui.store.errors import CannotWrite, typed
from thuis_tui.store.vault import FileKey


def copy(path: Path, key: FileKey, target: Path) -> None:
    """Copy the open file at `path` to `target`, one consistent state; an older one stays until then.

    Raises DiskFull, CannotWrite or FileDamaged. The copy opens with the same key, so with a copy of the same
    key slots (`copy_slots`).
    """
    beside = target.with_name(f"{target.name}.copying")
    try:
        make_folder(target.parent)
        remove_database(beside)
        beside.touch(OWNER_ONLY)
        with (
            closing(connect(path, key, read_only=True)) as source,
            closing(connect(beside, key, read_only=False)) as made,
        ):
            # In one go: writers go on beside it, and none of them makes it start again.
            source.backup(made)
            # One file, without a log beside it.
            made.execute("PRAGMA journal_mode=DELETE").close()
        beside.replace(target)
        whole_file.flush(target.parent)
    except dbapi2.Error as problem:
        raise typed(problem) from problem
    except OSError as problem:
        raise CannotWrite(str(problem.strerror or problem)) from problem
    finally:
        remove_database(beside)


def copy_slots(path: Path, target: Path) -> None:
    """Copy the key slots beside a backup: without them nothing opens it."""
    make_folder(target.parent)
    target.unlink(missing_ok=True)
    target.touch(OWNER_ONLY)
    shutil.copyfile(path, target)
