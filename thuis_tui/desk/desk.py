"""The desk: the one object that the screens and the command line talk to."""

from __future__ import annotations

from collections.abc import Callable

from thuis_tui.desk.caseload import Caseload
from thuis_tui.desk.connection import Connection
from thuis_tui.desk.dossiers import Dossiers
from thuis_tui.desk.drafts import Drafts
from thuis_tui.desk.enrolment import Enrolment
from thuis_tui.desk.intake import Intake
from thuis_tui.desk.notes import Notes
from thuis_tui.desk.outbox import Outbox
from thuis_tui.desk.search import Search
from thuis_tui.desk.shapes import CaseworkerName, Changed
from thuis_tui.desk.today import Today


class Desk:
    """Everything one caseworker can do with one unlocked file. Its methods are awaited on any event loop."""

    caseload: Caseload
    dossiers: Dossiers
    notes: Notes
    intake: Intake
    drafts: Drafts
    search: Search
    outbox: Outbox
    connection: Connection
    today: Today
    enrolment: Enrolment

    @property
    def caseworker(self) -> CaseworkerName | None:
        """Whose file this is; None before enrolment."""
        raise NotImplementedError

    @property
    def enrolled(self) -> bool:
        """Whether this device may speak to a service."""
        raise NotImplementedError

    def subscribe(self, callback: Callable[[Changed], None]) -> Callable[[], None]:
        """Be told after each commit, on the writer's thread; returns the way to stop."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop sync within a bound, let the writer finish, close the file. Blocks; may be called twice."""
        raise NotImplementedError
