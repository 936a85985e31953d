"""Setting the stage of the demo: a service, a team, two laptops and a year of work; and clearing it away."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from thuis_tui.desk import opening
from thuis_tui.desk.demo import lead as waiting
from thuis_tui.desk.demo.colleague import Colleague
from thuis_tui.desk.demo.organisation import Organisation, grant_all
from thuis_tui.desk.demo.seed import caseloads, record
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.opening import FileKey
from thuis_tui.desk.world import World
from thuis_tui.language import _
from thuis_tui.settings import Places

TEAM = "Housing First Utrecht-Oost"
NAMES = ("Noor van Dijk", "Sami Yıldız")
PASSPHRASE = "koffie met de buren"  # noqa: S105  told on the screen: there is nothing to protect in the demo
SHARED_AT_MOST = 40
"""Dossiers that both have. A seed for measuring is much larger, and a team is not."""
LOOK_SECONDS = 1.0
"""How often the colleague's laptop asks the service, so that what arrives is seen arriving."""


@dataclass(frozen=True, slots=True)
class Laptop:
    """One caseworker of the demo: the id at the service, where the file is, and its key."""

    caseworker: str
    name: str
    places: Places
    key: FileKey


class Stage:
    """Everything the demo runs on. Close it: it ends its processes and takes its files away."""

    def __init__(self, folder: Path, kept: bool) -> None:
        """For `open` only."""
        self.folder = folder
        self._kept = kept
        self._ended = threading.Event()
        self._watch: threading.Thread | None = None
        self._granted: set[str] = set()
        self.organisation = Organisation(folder)
        self.laptops: tuple[Laptop, ...] = ()
        self.colleague: Colleague | None = None

    @classmethod
    def open(
        cls,
        keep: Path | None = None,
        clients: int = 40,
        notes: int = 600,
        tell: Callable[[str], None] = lambda _text: None,
        *,
        lead: bool = False,
    ) -> Self:
        """Set the stage; in a temporary folder that goes away, unless it is to be kept in `keep`.

        `lead`: the first caseworker leads the team too, and something waits for who does.
        """
        folder = keep if keep is not None else Path(tempfile.mkdtemp(prefix="thuis-demo-"))
        stage = cls(folder, keep is not None)
        try:
            stage._fill(clients, notes, tell, lead)
        except BaseException:
            stage.close()
            raise
        return stage

    def watch(self) -> None:
        """Let the colleague's laptop ask often, and the team lead give the colleague each new dossier."""
        self._watch = threading.Thread(target=self._watching, name="thuis-demo", daemon=True)
        self._watch.start()

    def close(self) -> None:
        """End everything, in order; a kept folder stays."""
        self._ended.set()
        if self._watch is not None:
            self._watch.join()
        if self.colleague is not None:
            self.colleague.close()
        self.organisation.close()
        for laptop in self.laptops:
            laptop.key.wipe()
        if not self._kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def share_new(self) -> None:
        """Give the colleague every dossier of the first caseworker that was made since the last time."""
        first, second = self.laptops
        theirs = {one["client"] for one in self.organisation.admin("dossiers", first.caseworker)}
        grant_all(self.organisation, second.caseworker, sorted(theirs - self._granted))
        self._granted |= theirs

    def _fill(self, clients: int, notes: int, tell: Callable[[str], None], lead: bool) -> None:
        tell(_("A central service starts on this machine."))
        files = [self._file(number) for number in range(len(NAMES))]
        self.organisation.wait()
        self.organisation.admin("team", "create", TEAM)
        self.laptops = tuple(
            Laptop(self._caseworker(name, lead and name == NAMES[0]), name, places, key)
            for name, (places, key) in zip(NAMES, files, strict=True)
        )
        tell(
            _("Two caseworkers get a laptop each, with an encrypted file of its own: {names}.").format(
                names=", ".join(NAMES)
            )
        )
        desks = [opening.open_desk(one.places, one.key, connect=False) for one in self.laptops]
        try:
            asyncio.run(self._enrol(desks))
            tell(
                _("They record {clients} clients and {notes} notes, and exchange them.").format(
                    clients=clients, notes=notes
                )
            )
            theirs = self._seed(desks, clients, notes)
            if lead:
                tell(_("{name} leads the team too: T shows what waits for them.").format(name=NAMES[0]))
                # Of the first three clients: there are always so many, and a red risk is none of theirs.
                asyncio.run(waiting.fill(self.organisation, desks[0], desks[1], *theirs[1:3]))
        finally:
            for desk in desks:
                desk.close()
        second = self.laptops[1]
        self.colleague = Colleague(opening.open_desk(second.places, second.key), PASSPHRASE)

    def _file(self, number: int) -> tuple[Places, FileKey]:
        folder = self.folder / f"laptop-{number + 1}"
        places = Places(folder, folder / "config")
        key, _recovery = opening.create_file(places, PASSPHRASE)
        return places, key

    def _caseworker(self, name: str, lead: bool) -> str:
        asked = ("caseworker", "create", name, "--team", TEAM, *(("--lead",) if lead else ()))
        return str(self.organisation.admin(*asked)["caseworker"])

    async def _enrol(self, desks: list[Desk]) -> None:
        for desk, laptop in zip(desks, self.laptops, strict=True):
            code = self.organisation.admin("enrolment-code", laptop.caseworker)["code"]
            await desk.enrolment.enrol(self.organisation.url, code, f"laptop {laptop.name}")

    def _seed(self, desks: list[Desk], clients: int, notes: int) -> tuple[str, ...]:
        """Record a year of work and exchange it; the first caseworker's own dossiers that both have."""
        actors = [one.caseworker for one in self.laptops]
        made = caseloads(clients, notes, actors, datetime.now(UTC), World().new_id, SHARED_AT_MOST)
        for desk, caseload in zip(desks, made, strict=True):
            record(desk, caseload.own)
            asyncio.run(desk.connection.run_once())
        shared = tuple(caseload.clients[:SHARED_AT_MOST] for caseload in made)
        grant_all(self.organisation, self.laptops[1].caseworker, shared[0])
        grant_all(self.organisation, self.laptops[0].caseworker, shared[1])
        self._granted = {client for caseload in made for client in caseload.clients}
        for desk in desks:
            asyncio.run(desk.connection.run_once())
        for desk, caseload in zip(desks, made, strict=True):
            record(desk, caseload.elsewhere)
        for desk in (*desks, desks[0]):
            asyncio.run(desk.connection.run_once())
        return shared[0]

    def _watching(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            self.share_new()
            if self.colleague is not None:
                self.colleague.desk.connection.sync_now()
