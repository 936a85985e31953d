"""What the desk takes and gives: frozen shapes, light to import, so that a screen may name them at start-up.

Times are UTC in the form "YYYY-MM-DDTHH:MM:SSZ"; an offset beside one is in minutes east of UTC, as it was
where the caseworker stood. Row ids are places in the local tables and mean nothing on another device; records
are named by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from thuis_tui.sync.state import ConnectionState as ConnectionState  # shown as it is kept

if TYPE_CHECKING:
    from datetime import date

    from thuis_tui.casework.records import Problem
    from thuis_tui.desk.matter import Matter

FileState = Literal["absent", "locked"]
DraftKind = Literal["note", "amendment", "intake", "section", "assessment", "field", "record"]
OutboxState = Literal["waiting", "confirmed", "refused", "late", "ruled"]


class InvalidInput(ValueError):
    """What was filed has problems; each names its field, and nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        # The names of the fields only: an error's text may end up where personal data must not.
        super().__init__(", ".join(problem.field for problem in problems))
        self.problems = problems


class NotFound(LookupError):
    """There is no such record in this caseworker's file."""


class NotEnrolled(RuntimeError):
    """The file has no caseworker yet: nothing can be recorded under a name before enrolment."""


class FileProblem(RuntimeError):
    """The file cannot be read or written; `reason` says what that means, in the user's language.

    Nothing of the write was kept, and nothing on the screen is lost by it.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoAccess(FileProblem):
    """The dossiers stay closed; `bar` says by what, `reason` what that means, in the user's language."""

    def __init__(self, bar: str, reason: str) -> None:
        super().__init__(reason)
        self.bar = bar


class EnrolmentRefused(RuntimeError):
    """The service did not accept the code; `reason` says why in the user's language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CaseworkerName:
    """Who this file belongs to."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What a committed write touched: records as "<type>:<id>", scopes, and whether drafts or sync moved."""

    ents: frozenset[str]
    scopes: frozenset[str]
    drafts: bool = False
    sync: bool = False

    @property
    def clients(self) -> frozenset[str]:
        """The clients whose dossiers, or ways to a home, were touched, as bare ids."""
        return frozenset(scope[2:] for scope in self.scopes if scope.startswith(("c:", "h:")))


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """One line of the caseload; `waiting`: something of this dossier is not yet confirmed by the service.

    `held`: in words how and until when, for a dossier that is not simply one's own.
    """

    rowid: int
    client: str
    name: str
    sort_name: str
    birth_date: str | None
    municipality: str | None
    last_note_at: str | None
    note_count: int
    conflicts: int
    waiting: bool
    held: str = ""


@dataclass(frozen=True, slots=True)
class Sibling:
    """One of several values that caseworkers gave to one field without having seen each other's."""

    text: str
    author_name: str
    written_at: str


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field of a client: `text` is ready to read in the user's language, `value` is what is stored.

    `answer` is "unknown", "refused" or "not_asked" where there is no value, else None.
    """

    name: str
    label: str
    text: str
    value: Any
    answer: Literal["unknown", "refused", "not_asked"] | None
    siblings: tuple[Sibling, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """The head of a dossier: everything about the client but the timeline."""

    client: str
    name: str
    fields: tuple[FieldShown, ...]
    conflicts: int
    into: tuple[str, str] | None = None
    """The dossier that goes on in place of this one: its id and name."""
    merged: tuple[tuple[str, str], ...] = ()
    """The dossiers that go on in this one, by id and name."""
    ring: bool = False
    """Two people merged these into each other at once: a person has to say which goes on."""

    def field(self, name: str) -> FieldShown:
        """The field of that name."""
        for shown in self.fields:
            if shown.name == name:
                return shown
        raise NotFound(name)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One note in the timeline, without its body."""

    rowid: int
    note: str
    client: str
    kind: str
    occurred_at: str
    occurred_offset: int
    author_name: str
    duration_minutes: int | None
    life_domains: tuple[int, ...]
    excerpt: str
    amendments: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class AmendmentShown:
    """A correction beside a note: its reason, its text, who wrote it and when."""

    amendment: str
    author_name: str
    recorded_at: str
    recorded_offset: int
    reason: str
    body: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class NoteShown:
    """One note in full."""

    entry: TimelineEntry
    body: str
    recorded_at: str
    recorded_offset: int
    amendments: tuple[AmendmentShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteInput:
    """A note as the editor or the command line offers it."""

    client: str
    kind: str
    occurred_at: str
    occurred_offset: int
    body: str
    duration_minutes: int | None = None
    life_domains: tuple[int, ...] = ()
    visit: str | None = None
    """The visit it grew out of."""
    goals: tuple[str, ...] = ()
    """Goals of the support plan that it is about."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody who may be the same person; `because` holds names out of name, birth_date, phone, bsn."""

    client: str
    name: str
    birth_date: str | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Something being typed. `fields` is the form as it stands; `subject` is the note being amended.

    `kept_at` is set by keeping and may be left empty; `client_name` is filled in by listing.
    """

    id: str
    kind: DraftKind
    fields: Mapping[str, Any] = field(default_factory=dict)
    client: str | None = None
    client_name: str = ""
    subject: str | None = None
    kept_at: str = ""


@dataclass(frozen=True, slots=True)
class ClientHit:
    """A client found by search."""

    rowid: int
    client: str
    name: str
    birth_date: str | None
    municipality: str | None
    into: str = ""
    """The name of who goes on in place of this dossier, when it was merged into another."""


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A note found by search; `marks` are (start, end) positions in the excerpt where a word was found."""

    note: str
    client: str
    client_name: str
    occurred_at: str
    occurred_offset: int
    excerpt: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, clients first; `more` says that there were more notes than asked for."""

    clients: tuple[ClientHit, ...]
    notes: tuple[NoteHit, ...]
    more: bool = False
    alike: bool = False
    """The names only sound or look like what was typed: nobody is called exactly so."""
    problems: tuple[str, ...] = ()
    """What of the filters was not understood, in the user's language; the rest was searched."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that was kept under a name."""

    id: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """Something recorded here and what became of it; `reason` is for the user, empty when all is well."""

    id: str
    what: str
    client: str | None
    client_name: str
    recorded_at: str
    state: OutboxState
    reason: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Today at a glance: what was left unfinished, what waits, who was seen last and who longest ago."""

    clients: int
    notes: int
    notes_today: int
    drafts: tuple[Draft, ...]
    latest: tuple[TimelineEntry, ...]
    latest_names: Mapping[str, str]
    longest_unseen: tuple[CaseloadRow, ...]
    conflicts: int
    connection: ConnectionState
    matters: tuple[Matter, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """What asks for attention on one day; `known` says whether there is anybody in this file at all."""

    on: date
    matters: tuple[Matter, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One of the values of a field, by whom and when; `ids` are the values it stands for in the log."""

    ids: tuple[str, ...]
    value: Any
    text: str
    author_name: str
    written_at: str
    mine: bool
    here: bool
    """Written on this laptop, as far as that is still known; what others wrote never is."""
    governs: bool
    """Shown and followed until a person decides."""


@dataclass(frozen=True, slots=True)
class FieldStanding:
    """One field as it was shown to somebody: what it was, and every value it has, mine first.

    A change made from it replaces exactly the values in it, whatever has come meanwhile.
    """

    client: str
    client_name: str
    field: str
    label: str
    was: str
    values: tuple[FieldValue, ...]
    base: tuple[str, ...]
    long: bool
    """A text of paragraphs, not one line."""
    safety: bool
    """The strictest value governs, not the latest."""
    ent: str = ""
    """The record it belongs to, "<type>:<id>"."""

    @property
    def record_type(self) -> str:
        """The type of the record it belongs to."""
        return self.ent.partition(":")[0]

    @property
    def contested(self) -> bool:
        """Whether people disagree about it."""
        return len(self.values) > 1

    @property
    def removal(self) -> bool:
        """Whether it is about removing the record or keeping it, not about what a field says."""
        return self.field == "removed"


@dataclass(frozen=True, slots=True)
class ConflictItem:
    """One field that people wrote differently without having seen each other's."""

    client: str
    client_name: str
    field: str
    label: str
    ent: str = ""


@dataclass(frozen=True, slots=True)
class MergedItem:
    """A long text of mine that thuis merged with a colleague's, to look at once more."""

    client: str
    client_name: str
    field: str
    label: str
    merged_at: str
    text: str


@dataclass(frozen=True, slots=True)
class LateItem:
    """Work of a colleague that the service set aside; `why` and `text` are ready to read.

    `decision` is empty, or what was decided: accept, return or archive.
    """

    id: str
    operation: str
    client: str | None
    client_name: str
    author_name: str
    recorded_at: str
    what: str
    why: str
    text: str
    acceptable: bool
    decision: str
    decision_reason: str
