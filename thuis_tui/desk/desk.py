"""The desk: the one object that the screens and the command line talk to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Self

from thuis_tui.desk.access import Bar, Gate, destroy
from thuis_tui.desk.assessments import Assessments
from thuis_tui.desk.caseload import Caseload
from thuis_tui.desk.conflicts import Conflicts
from thuis_tui.desk.connection import Connection
from thuis_tui.desk.crisis import Crisis
from thuis_tui.desk.dossiers import Dossiers
from thuis_tui.desk.drafts import Drafts
from thuis_tui.desk.emergency import Emergencies
from thuis_tui.desk.enrolment import Enrolment
from thuis_tui.desk.facts import Facts
from thuis_tui.desk.figures import Figures
from thuis_tui.desk.file import OpenFile, problem_of
from thuis_tui.desk.health import Health
from thuis_tui.desk.history import History
from thuis_tui.desk.housing import Housing
from thuis_tui.desk.intake import Intake
from thuis_tui.desk.late_work import LateWork
from thuis_tui.desk.learning import Learning
from thuis_tui.desk.merging import Merging
from thuis_tui.desk.notes import Notes
from thuis_tui.desk.notices import Notices
from thuis_tui.desk.offers import Offers
from thuis_tui.desk.outbox import Outbox
from thuis_tui.desk.people import People
from thuis_tui.desk.places import Places as HomePlaces
from thuis_tui.desk.plans import Plans
from thuis_tui.desk.records import Records
from thuis_tui.desk.removals import Removals
from thuis_tui.desk.reporting import Reporting
from thuis_tui.desk.safety import Safety
from thuis_tui.desk.search import Search
from thuis_tui.desk.shapes import CaseworkerName, Changed
from thuis_tui.desk.sharing import Sharing
from thuis_tui.desk.tasks import Tasks
from thuis_tui.desk.team import Team
from thuis_tui.desk.today import Today
from thuis_tui.desk.transfers import Transfers
from thuis_tui.desk.undo import Undo
from thuis_tui.desk.visits import Visits
from thuis_tui.desk.whole_intake import WholeIntake
from thuis_tui.desk.working_notes import WorkingNotes
from thuis_tui.desk.world import World
from thuis_tui.settings import Places
from thuis_tui.store import backup
from thuis_tui.store.database import Database
from thuis_tui.store.errors import StoreError
from thuis_tui.store.vault import FileKey
from thuis_tui.store.writing import Change
from thuis_tui.sync import device


class Desk:
    """Everything one caseworker can do with one unlocked file. Its methods are awaited on any event loop."""

    def __init__(self, file: OpenFile, places: Places, key: FileKey, *, connect: bool) -> None:
        """For `open` only."""
        self.file = file
        self._places = places
        self._key = key
        self._connect = connect
        facts = file.database.read(device.facts).result()
        self._caseworker = CaseworkerName(facts.caseworker, facts.name) if facts else None
        self.connection = Connection(file)
        self.caseload = Caseload(file)
        self.dossiers = Dossiers(file)
        self.facts = Facts(file)
        self.records = Records(file)
        self.working_notes = WorkingNotes(file)
        self.people = People(file, self.records)
        self.sharing = Sharing(file)
        self.assessments = Assessments(file, self.dossiers)
        self.safety = Safety(file, self.records)
        self.crisis = Crisis(file, self.dossiers)
        self.visits = Visits(file, self.records, self.dossiers)
        self.reporting = Reporting(file, self.records)
        self.notices = Notices(file)
        self.conflicts = Conflicts(file)
        self.history = History(file)
        self.removals = Removals(file)
        self.undoing = Undo(file)
        self.notes = Notes(file)
        self.intake = Intake(file)
        self.whole_intake = WholeIntake(file)
        self.merging = Merging(file)
        self.drafts = Drafts(file)
        self.search = Search(file)
        self.plans = Plans(file)
        self.housing = Housing(file, self.records)
        self.places = HomePlaces(file, self.records)
        self.offers = Offers(file, self.records, self.housing)
        self.outbox = Outbox(file)
        self.late_work = LateWork(file)
        self.learning = Learning(file)
        self.figures = Figures(file)
        self.tasks = Tasks(file, self.records)
        self.transfers = Transfers(file)
        self.emergency = Emergencies(file)
        self.team = Team(file)
        self.today = Today(file, self.connection)
        self.health = Health(file, key)
        self.enrolment = Enrolment(file, self._enrolled)
        if connect and facts is not None:
            self.connection.start()

    @classmethod
    def open(cls, places: Places, key: FileKey, *, connect: bool = True, world: World | None = None) -> Self:
        """Open the file, or make it when there are only its keys. Blocks; raises FileProblem."""
        world = world or World()
        try:
            database = Database.open(places.database, key, now=world.now_ms, ids=world.new_id)
            file = OpenFile(database, world, Gate(database, world))
            desk = cls(file, places, FileKey(key.raw()), connect=connect)
        except StoreError as fault:
            raise problem_of(fault) from fault
        desk.leave()
        return desk

    @property
    def bar(self) -> Bar:
        """What keeps the dossiers closed, if anything does: to be looked at now and then."""
        return self.file.gate.bar if self.file.gate is not None else ""

    def leave(self) -> None:
        """When the dossiers have to close: ask the service once more, then raise NoAccess, the file closed.

        Of a laptop that is out of use the file is destroyed here, once nothing is in it alone.
        """
        gate, bar = self.file.gate, self.bar
        if gate is None or not bar:
            return
        if bar in ("lease", "told"):
            self.connection.ask()
            bar = gate.look()
        if bar:
            refusal = gate.refusal(bar)
            self.close()
            if bar == "handed_over":
                destroy(self._places)
            raise refusal

    @property
    def caseworker(self) -> CaseworkerName | None:
        """Whose file this is; None before enrolment."""
        return self._caseworker

    @property
    def enrolled(self) -> bool:
        """Whether this device may speak to a service."""
        return self._caseworker is not None

    def subscribe(self, callback: Callable[[Changed], None]) -> Callable[[], None]:
        """Be told after each commit, on the writer's thread; returns the way to stop."""
        return self.file.database.subscribe(lambda change: callback(_changed(change)))

    async def backup(self, folder: Path) -> None:
        """Copy the encrypted file and its key slots into a folder; raises FileProblem."""
        try:
            await asyncio.to_thread(self._copy, folder)
        except StoreError as fault:
            raise problem_of(fault) from fault

    def close(self) -> None:
        """Stop sync within a bound, let the writer finish, close the file. Blocks; may be called twice."""
        self.connection.close()
        self.file.database.close()
        self._key.wipe()

    def _copy(self, folder: Path) -> None:
        target = Places(folder, folder)
        backup.copy(self._places.database, self._key, target.database)
        backup.copy_slots(self._places.keys, target.keys)

    def _enrolled(self, caseworker: CaseworkerName) -> None:
        self._caseworker = caseworker
        if self.file.gate is not None:
            self.file.gate.look()
        if self._connect:
            self.connection.start()


def _changed(change: Change) -> Changed:
    return Changed(change.ents, change.scopes, change.drafts, change.sync)
