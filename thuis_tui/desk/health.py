"""Whether the file is what it should be: whole, equal to the fold of its log, its digests its own."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import Connection

from thuis_tui.desk.file import OpenFile, problem_of
from thuis_tui.log import digest
from thuis_tui.log.register import decode_heads
from thuis_tui.store import backup, errors, fold, incidents, integrity, purge, schema
from thuis_tui.store.database import Database
from thuis_tui.store.incidents import Incident
from thuis_tui.store.vault import FileKey

T = TypeVar("T")

_COUNTED = ("rowid",)


@dataclass(frozen=True, slots=True)
class FileHealth:
    """What was found. `differing` names the tables that are not what the log folds to."""

    whole: bool
    differing: tuple[str, ...]
    wrong_digests: int
    operations: int
    scopes: int
    not_durable: int = 0
    """Own operations that the service does not have in a verified backup yet: they are kept here."""
    incidents: tuple[Incident, ...] = ()
    """What should never have happened with the service and did, the latest first."""
    withheld: int = 0
    """Dossiers that were taken away and are still in the file, because what was written here is not safe."""

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return self.whole and not self.differing and not self.wrong_digests


class Health:
    """Looks, and changes nothing."""

    def __init__(self, file: OpenFile, key: FileKey) -> None:
        self._file = file
        self._key = key

    async def check(self) -> FileHealth:
        """Read the whole file and fold a copy of it anew; takes as long as the file is large.

        Raises FileProblem when a part of the file cannot be read: then nothing else can be said about it.
        """
        await self._blocking(self._read_every_page)
        wrong, operations, scopes = await self._file.read(_inspect)
        not_durable = await self._file.read(_not_durable)
        told = tuple(await self._file.read(incidents.listing))
        whole, differing = await self._blocking(self._look_at_a_copy)
        withheld = len(await self._file.read(purge.withheld))
        return FileHealth(whole, differing, wrong, operations, scopes, not_durable, told, withheld)

    async def _blocking(self, job: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(job)
        except errors.StoreError as fault:
            raise problem_of(fault) from fault

    def _read_every_page(self) -> None:
        if pages := integrity.damaged_pages(self._file.database.path, self._key):
            raise errors.FileDamaged(f"{pages} pages are not what was written")

    def _look_at_a_copy(self) -> tuple[bool, tuple[str, ...]]:
        path = self._file.database.path
        # Beside the file: the copy is encrypted as the file is, and the disk has room for such a thing there.
        with TemporaryDirectory(prefix="checking-", dir=path.parent) as folder:
            copied = Path(folder) / path.name
            backup.copy(path, self._key, copied)
            world = self._file.world
            with closing(Database.open(copied, self._key, now=world.now_ms, ids=world.new_id)) as database:
                # On connections that have never searched: a word index remembers its layout until the next
                # search, and its check takes what was written meanwhile for damage.
                whole = database.read(_is_whole).result()
                before = database.read(_prints).result()
                database.write(fold.rebuild).result()
                after = database.read(_prints).result()
        return whole, tuple(sorted(name for name in before if before[name] != after[name]))


def _is_whole(connection: Connection) -> bool:
    return bool(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one() == "ok")


def _not_durable(connection: Connection) -> int:
    counted = connection.exec_driver_sql("SELECT ifnull(sum(n-min(durable, n)), 0) FROM scope")
    return int(counted.scalar_one())


def _inspect(connection: Connection) -> tuple[int, int, int]:
    operations = connection.exec_driver_sql("SELECT count(*) FROM operation").scalar_one()
    scopes = connection.exec_driver_sql("SELECT scope, digest FROM scope").fetchall()
    sums: dict[str, int] = {}
    for scope, ent, name, heads in connection.exec_driver_sql(
        "SELECT scope, ent, field, heads FROM register"
    ):
        ids = [head.id for head in decode_heads(heads)]
        if ids:
            sums[scope] = digest.replace(sums.get(scope, 0), 0, digest.term(ent, name, ids))
    wrong = sum(1 for scope, kept in scopes if digest.from_hex(kept) != sums.get(scope, 0))
    return wrong, operations, len(scopes)


def _prints(connection: Connection) -> dict[str, str]:
    """A fingerprint of each table that is folded from the log; where a row lies does not count."""
    found = {}
    for name in (*(table.name for table in schema.views().values()), "conflict"):
        mark = hashlib.blake2b(digest_size=16)
        rows = connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY 2, 1')  # noqa: S608  our own tables
        kept = [at for at, column in enumerate(rows.keys()) if column not in _COUNTED]
        for row in sorted(json.dumps([row[at] for at in kept]) for row in rows):
            mark.update(row.encode())
        found[name] = mark.hexdigest()
    return found
