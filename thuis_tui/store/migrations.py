"""Bringing a file of an earlier version up to this one, without ever touching the only copy."""

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from thuis_tui import whole_file
from thuis_tui.store import meta, schema
from thuis_tui.store.connection import Raw, connect
from thuis_tui.store.durable_file import OWNER_ONLY, remove_database
from thuis_tui.store.errors import FileDamaged, FileTooNew, typed
from thuis_tui.store.vault import FileKey

Step = Callable[[Raw], None]


def _second(raw: Raw) -> None:
    raw.execute("ALTER TABLE scope ADD COLUMN loading TEXT NOT NULL DEFAULT ''").close()
    schema.run(raw, schema.INCIDENTS)
    schema.renew_views(raw)
    meta.put(raw, meta.REFOLD, "1")


def _third(raw: Raw) -> None:
    schema.renew_views(raw)
    meta.put(raw, meta.REFOLD, "1")


def _fourth(raw: Raw) -> None:
    raw.execute("ALTER TABLE register RENAME TO register_before").close()
    schema.run(raw, schema.REGISTER)
    raw.execute(
        "INSERT INTO register(rowid, scope, scope_row, ent, field, seq, heads)"
        " SELECT r.rowid, r.scope, s.rowid, r.ent, r.field, r.seq, r.heads"
        " FROM register_before r JOIN scope s ON s.scope=r.scope ORDER BY r.rowid"
    ).close()
    raw.execute("DROP TABLE register_before").close()
    schema.run(raw, schema.HISTORY)
    # What was changed before is not here: the mark of `history.begins`, in each scope that was pulled.
    raw.execute(
        "INSERT INTO history(scope_row, ent, field, id, hlc, actor, base, value)"
        " SELECT rowid, '', '', '', (unixepoch() * 1000) << 16, '', '', 'null' FROM scope WHERE seq>0"
    ).close()


def _fifth(raw: Raw) -> None:
    raw.execute("DROP TABLE IF EXISTS note_moment").close()
    raw.execute("ALTER TABLE scope ADD COLUMN past TEXT NOT NULL DEFAULT ''").close()
    raw.execute(
        'UPDATE scope SET past=\'{"seq":0,"head":0,"row":0,"wanted":false}\''
        " WHERE rowid IN (SELECT scope_row FROM history WHERE id='')"
    ).close()
    schema.run(raw, schema.MOMENTS)
    schema.run(raw, schema.HOLDING)
    schema.renew_views(raw)
    meta.put(raw, meta.REFOLD, "1")


STEPS: Mapping[int, Step] = {1: _second, 2: _third, 3: _fourth, 4: _fifth}
"""From version n to n + 1: what to do in a file of version n."""


def bring_up(
    path: Path, key: FileKey, steps: Mapping[int, Step] = STEPS, target: int = schema.VERSION
) -> None:
    """Migrate the file when it is older: copy it, migrate the copy, verify the copy, swap it in.

    Raises FileTooNew, WrongKey or FileDamaged. A power cut at any moment leaves the old file or the new one.
    """
    if not path.exists() or path.stat().st_size == 0:
        return
    with closing(connect(path, key, read_only=True)) as raw:
        version = _version(raw)
    if version is None or version == target:
        return
    if version > target:
        raise FileTooNew(f"the file has version {version}, this program knows {target}")
    beside = path.with_name(f"{path.name}.migrating")
    remove_database(beside)
    try:
        _copy(path, beside, key)
        with closing(connect(beside, key, read_only=False)) as copy:
            _climb(copy, version, steps, target)
            _verify(copy, target)
            # One file to swap: the log of the copy must be folded in.
            copy.execute("PRAGMA journal_mode=DELETE").close()
        with closing(connect(path, key, read_only=False)) as old:
            old.execute("PRAGMA journal_mode=DELETE").close()
        beside.replace(path)
        whole_file.flush(path.parent)
    except dbapi2.Error as problem:
        raise typed(problem) from problem
    finally:
        remove_database(beside)


def _version(raw: Raw) -> int | None:
    if raw.execute("SELECT count(*) FROM sqlite_master WHERE name='meta'").fetchone()[0] == 0:
        return None
    return int(meta.get(raw, meta.SCHEMA, "0"))


def _copy(path: Path, beside: Path, key: FileKey) -> None:
    beside.touch(OWNER_ONLY)
    with (
        closing(connect(path, key, read_only=True)) as source,
        closing(connect(beside, key, read_only=False)) as copy,
    ):
        source.backup(copy)


def _climb(copy: Raw, version: int, steps: Mapping[int, Step], target: int) -> None:
    copy.execute("BEGIN IMMEDIATE").close()
    schema.drop_guards(copy)
    for step in range(version, target):
        steps[step](copy)
    schema.add_guards(copy)
    meta.put(copy, meta.SCHEMA, str(target))
    copy.execute("COMMIT").close()


def _verify(copy: Raw, target: int) -> None:
    if _version(copy) != target or copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise FileDamaged("the migrated copy does not hold together; the file was left as it was")
