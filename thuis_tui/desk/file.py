"""The open file as every job of the desk sees it: reads and writes that can be awaited, and who writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection

from thuis_tui.desk.access import Gate
from thuis_tui.desk.shapes import FileProblem, NotEnrolled
from thuis_tui.desk.world import World, stamp_of
from thuis_tui.language import N_, _
from thuis_tui.store import errors, merged, write
from thuis_tui.store.database import Database
from thuis_tui.store.writing import Writing

T = TypeVar("T")

SITTING_MS = 10 * 60 * 1000
"""Going back to a dossier within so long is the same reading, and one line in the access log."""

_SAID: tuple[tuple[type[errors.StoreError], str], ...] = (
    (errors.DiskFull, N_("The disk is full. Nothing was lost: make room and try again.")),
    (
        errors.CannotWrite,
        N_("The disk refuses to be written. Nothing was lost: look at the disk, then try again."),
    ),
    (
        errors.FileDamaged,
        N_("The file is damaged. Leave it as it is and ask your administrator for the backup."),
    ),
    (
        errors.WrongKey,
        N_("The key file and the encrypted file do not belong together. Put both back from one copy."),
    ),
    (errors.FileTooNew, N_("A newer thuis wrote this file. Install the newer one; nothing is lost.")),
    (errors.StoreClosed, N_("The file is locked. Unlock it again; what was typed is in its draft.")),
)


def problem_of(fault: errors.StoreError) -> FileProblem:
    """What a fault of the store means for the person."""
    for kind, text in _SAID:
        if isinstance(fault, kind):
            return FileProblem(_(text))
    return FileProblem(_("The file cannot do this now. Nothing was lost: try again."))


@dataclass(frozen=True, slots=True)
class OpenFile:
    """The database with the world around it."""

    database: Database
    world: World
    gate: Gate | None = None
    sittings: dict[str, int] = field(default_factory=dict)
    """When each dossier was last logged as read, in milliseconds."""

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Await a read in one snapshot; raises FileProblem, and NoAccess while the dossiers are closed."""
        if self.gate is not None:
            self.gate.check()
        try:
            return await asyncio.wrap_future(self.database.read(fn))
        except errors.StoreError as fault:
            raise problem_of(fault) from fault

    async def read_of(self, client: str, fn: Callable[[Connection], T]) -> T:
        """Await a read of what is shown as the dossier of a client, with a line for each dossier it is in.

        Raises like the others.
        """
        found, together = await self.read(
            lambda connection: (fn(connection), merged.family(connection, client))
        )
        await self.saw_each(together)
        return found

    async def saw(self, client: str) -> None:
        """A line in the access log of each dossier that is read as this one, one for each sitting."""
        await self.saw_each(await self.read(lambda connection: merged.family(connection, client)))

    async def saw_each(self, clients: Collection[str]) -> None:
        """A line in the access log that these dossiers were read, one for each sitting; raises FileProblem.

        A reading whose line could not be written is not remembered: the next one writes it.
        """
        now = self.world.now_ms()
        before = {one: self.sittings.get(one, -SITTING_MS) for one in clients}
        read = [one for one, last in before.items() if abs(now - last) >= SITTING_MS]
        if not read:
            return
        self.sittings.update(dict.fromkeys(read, now))

        def log_them(writing: Writing) -> None:
            for one in read:
                log_access(writing, "read", one, stamp_of(now))

        try:
            await self.write(log_them)
        except FileProblem:
            self.sittings.update({one: before[one] for one in read})
            raise

    async def write(self, fn: Callable[[Writing], T]) -> T:
        """Await a write until it is on the disk; what was handed over is written even if nobody waits.

        Raises FileProblem, and NotEnrolled when it needs an author and there is none.
        """
        try:
            return await asyncio.wrap_future(self.database.write(fn))
        except errors.NoAuthor as fault:
            raise NotEnrolled from fault
        except errors.StoreError as fault:
            raise problem_of(fault) from fault

    def write_now(self, fn: Callable[[Writing], T]) -> T:
        """The same, blocking."""
        try:
            return self.database.write(fn).result()
        except errors.StoreError as fault:
            raise problem_of(fault) from fault

    def author(self) -> str:
        """The id of the caseworker who writes; raises NotEnrolled."""
        if not self.database.actor:
            raise NotEnrolled
        return self.database.actor


def log_access(writing: Writing, event: str, client: str | None, at: str) -> None:
    """A line in the access log of this caseworker, in the same transaction as what it tells of.

    `client`: None for what is about many, such as a search; "" for what is about nobody, and then no line.
    """
    if not writing.actor or client == "":  # what is of nobody, such as a home
        return
    values = {"event": event, "occurred_at": at}
    if client is not None:
        values["client"] = client
    write.create(writing, f"u:{writing.actor}", "access", values)
