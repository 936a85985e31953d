"""The tables of the service. They have a registry of their own: the records of casework are not stored here.

Every table that holds casework is keyed by `scope` first, so that one scope is one shard; only the second key
of the log begins with the id. Identifiers, 32 hexadecimal digits, rise with time, so that what comes in
together lies there on few pages, in however many scopes, and a commit writes pages. Moments are integers,
milliseconds since 1970 (UTC).

Whoever changes a table adds the revision that changes it in databases that are there: see `migrations`.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlmodel import Field

from thuis_tui.service.database.append_only import guard
from thuis_tui.service.database.base import METADATA as METADATA
from thuis_tui.service.database.base import ONCE, Table, added
from thuis_tui.service.database.figure_tables import FigureChanged as FigureChanged
from thuis_tui.service.database.figure_tables import FigureCount as FigureCount
from thuis_tui.service.database.figure_tables import FigureSubject as FigureSubject
from thuis_tui.service.database.learning_tables import LearningExport as LearningExport
from thuis_tui.service.database.learning_tables import LearningProject as LearningProject


class Setting(Table, table=True):
    """What the service decided once for itself: its token key, its epoch, its own chain."""

    __tablename__: ClassVar[str] = "service_setting"
    name: str = Field(primary_key=True)
    value: str


class Organisation(Table, table=True):
    """A provider of support, a municipality or a housing corporation: see `rights.ORGANISATION_KINDS`."""

    __tablename__: ClassVar[str] = "organisation"
    id: str = Field(primary_key=True)
    name: str
    created_at: int = Field(sa_type=BigInteger)
    kind: str = added("provider")


class Team(Table, table=True):
    """A team of caseworkers in an organisation."""

    __tablename__: ClassVar[str] = "team"
    id: str = Field(primary_key=True)
    organisation: str = Field(foreign_key="organisation.id")
    name: str
    created_at: int = Field(sa_type=BigInteger)


class Account(Table, table=True):
    """Somebody as the service knows them: who may sign in and, by their roles, be granted scopes.

    `lead` is where the role of team lead stood before there were roles; nothing reads it any more.
    """

    __tablename__: ClassVar[str] = "caseworker"
    id: str = Field(primary_key=True)
    team: str = Field(foreign_key="team.id")
    name: str
    created_at: int = Field(sa_type=BigInteger)
    lead: int = added(0)


class AccountRole(Table, table=True):
    """A role of an account (`rights.Role`) from when to when; `ended_at` is 0 while it has it."""

    __tablename__: ClassVar[str] = "account_role"
    __table_args__ = (PrimaryKeyConstraint("account", "role", "granted_at"), ONCE)
    account: str
    role: str
    granted_at: int = Field(sa_type=BigInteger)
    ended_at: int = Field(default=0, sa_type=BigInteger)


class Dossier(Table, table=True):
    """Whose a dossier is: the team of who made it, until it moves. Moments are 0 while there is none.

    `restricted`: only who has a grant of their own has it. `legal_hold`: nothing of it is erased.
    """

    __tablename__: ClassVar[str] = "dossier"
    __table_args__ = (Index("dossier_team", "team"), ONCE)
    scope: str = Field(primary_key=True)
    organisation: str
    team: str
    restricted: int = 0
    legal_hold: int = 0
    ended_at: int = Field(default=0, sa_type=BigInteger)
    keep_until: int = Field(default=0, sa_type=BigInteger)
    created_at: int = Field(sa_type=BigInteger)
    created_by: str


class Device(Table, table=True):
    """An enrolled laptop: the public half of its key pair. `revoked_at` is 0 while it may sign in."""

    __tablename__: ClassVar[str] = "device"
    id: str = Field(primary_key=True)
    caseworker: str = Field(foreign_key="caseworker.id", index=True)
    name: str
    public_key: bytes = Field(sa_type=LargeBinary)
    enrolled_at: int = Field(sa_type=BigInteger)
    revoked_at: int = Field(default=0, sa_type=BigInteger)


class EnrolmentCode(Table, table=True):
    """A one-time code, kept as its hash only. `device` is empty until it is used."""

    __tablename__: ClassVar[str] = "enrolment_code"
    hash: str = Field(primary_key=True)
    caseworker: str = Field(foreign_key="caseworker.id")
    created_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    device: str = ""


class Attempt(Table, table=True):
    """Failed attempts of one side in a part of the period in which they count. `side` is a keyed hash."""

    __tablename__: ClassVar[str] = "attempt"
    __table_args__ = (PrimaryKeyConstraint("side", "begun_at"), Index("attempt_begun", "begun_at"), ONCE)
    side: str
    begun_at: int = Field(sa_type=BigInteger)
    times: int = Field(sa_type=BigInteger)


class Grant(Table, table=True):
    """Who may read and write a scope, from when to when. `gen` counts the times; at most one is open.

    `revoked_at` is 0 until the grant is withdrawn. `role` is "write" or "read"; `kind` says what it is for
    (`grants.Kind`). `until` is when it ends of itself, 0 when it does not: ask `grants` what is open.
    """

    __tablename__: ClassVar[str] = "scope_grant"
    __table_args__ = (
        PrimaryKeyConstraint("caseworker", "scope", "gen"),
        Index("scope_grant_scope", "scope"),
        ONCE,
    )
    caseworker: str
    scope: str
    gen: int
    role: str
    granted_at: int = Field(sa_type=BigInteger)
    revoked_at: int = Field(default=0, sa_type=BigInteger)
    reason: str = ""
    kind: str = added("own")
    until: int = added(0, sa_type=BigInteger)


class GrantBefore(Table, table=True):
    """What an open grant was until `ended_at`, when it became one of another kind: the log asks by what right
    something was done at a moment that is over.
    """

    __tablename__: ClassVar[str] = "grant_before"
    __table_args__ = (PrimaryKeyConstraint("scope", "caseworker", "gen", "ended_at"), ONCE)
    scope: str
    caseworker: str
    gen: int
    ended_at: int = Field(sa_type=BigInteger)
    kind: str
    until: int = Field(default=0, sa_type=BigInteger)


class Transfer(Table, table=True):
    """What was asked for a dossier (`transfer_kind`) and how it stands (`transfer_state`); 0 is no moment.

    Its words, the name of the client and the handover sheet, are in the logs of who is concerned alone.
    """

    __tablename__: ClassVar[str] = "transfer"
    id: str = Field(primary_key=True)
    scope: str = Field(index=True)
    kind: str
    sender: str
    recipient: str
    holder: str = ""
    until: int = Field(default=0, sa_type=BigInteger)
    state: str
    asked_at: int = Field(sa_type=BigInteger)
    decided_at: int = Field(default=0, sa_type=BigInteger)


class Emergency(Table, table=True):
    """An emergency access that was asked for, and what was answered (`emergency_state`)."""

    __tablename__: ClassVar[str] = "emergency"
    __table_args__ = (Index("emergency_account", "account", "asked_at"),)
    id: str = Field(primary_key=True)
    account: str
    scope: str
    state: str
    asked_at: int = Field(sa_type=BigInteger)


class DossierIndex(Table, table=True):
    """A keyed hash of exactly whose a dossier is: see `finder`."""

    __tablename__: ClassVar[str] = "dossier_index"
    __table_args__ = (
        PrimaryKeyConstraint("scope", "hash"),
        Index("dossier_index_hash", "hash"),
        ONCE,
    )
    scope: str
    hash: str


class ScopeHead(Table, table=True):
    """The counter of a scope: locked first by every push, so that sequence order is commit order."""

    __tablename__: ClassVar[str] = "scope_head"
    __table_args__ = ONCE
    scope: str = Field(primary_key=True)
    seq: int = Field(sa_type=BigInteger)
    epoch: str
    digest: str
    log_hash: bytes = Field(sa_type=LargeBinary)


class LogEntry(Table, table=True):
    """One operation in the order of its scope. `row` is what devices are sent, byte for byte.

    `hash` is the hash of the operation as its author sent it; `link` chains the rows of a scope.
    """

    __tablename__: ClassVar[str] = "log"
    __table_args__ = (PrimaryKeyConstraint("scope", "seq"), UniqueConstraint("id", "scope"))
    scope: str
    seq: int = Field(sa_type=BigInteger)
    id: str
    chain: str
    n: int = Field(sa_type=BigInteger)
    hash: str
    tx: str
    superseded: int
    received_at: int = Field(sa_type=BigInteger)
    link: bytes = Field(sa_type=LargeBinary)
    row: bytes = Field(sa_type=LargeBinary)


class RegisterEntry(Table, table=True):
    """The heads of one field of one record: their ids, space between; their values are in the log.

    By scope first: a snapshot pages through the registers of one scope.
    """

    __tablename__: ClassVar[str] = "register"
    __table_args__ = (PrimaryKeyConstraint("scope", "ent", "field"), ONCE)
    scope: str
    ent: str
    field: str
    seq: int = Field(sa_type=BigInteger)
    heads: str


class Superseded(Table, table=True):
    """An operation that was replaced before it came (its replacement was sent first, after a restore)."""

    __tablename__: ClassVar[str] = "superseded"
    __table_args__ = (PrimaryKeyConstraint("scope", "id", "ent", "field"), ONCE)
    scope: str
    id: str
    ent: str
    field: str


class ChainEnd(Table, table=True):
    """The last operation taken from a chain, and the last one known to be in a verified backup."""

    __tablename__: ClassVar[str] = "chain"
    __table_args__ = (PrimaryKeyConstraint("scope", "chain"), ONCE)
    scope: str
    chain: str
    device: str
    n: int = Field(sa_type=BigInteger)
    hash: str
    durable: int = Field(default=0, sa_type=BigInteger)


class Quarantined(Table, table=True):
    """An operation that was kept but not applied, with its exact bytes; a person decides.

    `late_work` is the id of the record in which team leads see it; empty: they do not. `decision` is empty
    until somebody decided; what was accepted is in the log of its scope since.
    """

    __tablename__: ClassVar[str] = "quarantine"
    __table_args__ = (
        PrimaryKeyConstraint("scope", "chain", "n"),
        Index("quarantine_own", "caseworker", "scope", "id"),
        Index("quarantine_late_work", "late_work"),
    )
    scope: str
    chain: str
    n: int = Field(sa_type=BigInteger)
    id: str
    device: str
    caseworker: str
    reason: str
    received_at: int = Field(sa_type=BigInteger)
    raw: bytes = Field(sa_type=LargeBinary)
    tx: str = added()
    late_work: str = added()
    decision: str = added()
    decision_reason: str = added()
    decided_by: str = added()
    decided_at: int = added(0, sa_type=BigInteger)


class Receipt(Table, table=True):
    """A device said that it deleted a scope of a grant that was withdrawn."""

    __tablename__: ClassVar[str] = "purge_receipt"
    __table_args__ = (PrimaryKeyConstraint("scope", "device", "gen"),)
    scope: str
    device: str
    gen: int = Field(sa_type=BigInteger)
    caseworker: str
    received_at: int = Field(sa_type=BigInteger)


class Escrowed(Table, table=True):
    """What a revoked device had not handed over, sealed for the organisation; `hash` is its sha256."""

    __tablename__: ClassVar[str] = "escrow"
    hash: str = Field(primary_key=True)
    device: str = Field(index=True)
    received_at: int = Field(sa_type=BigInteger)
    sealed: bytes = Field(sa_type=LargeBinary)


class Incident(Table, table=True):
    """Something no honest device does: one row a device, kind and day, however often."""

    __tablename__: ClassVar[str] = "incident"
    __table_args__ = (PrimaryKeyConstraint("device", "kind", "day"),)
    device: str
    kind: str
    day: int
    """Days since 1970 (UTC)."""

    times: int = Field(sa_type=BigInteger)
    first_at: int = Field(sa_type=BigInteger)
    last_at: int = Field(sa_type=BigInteger)


class Erasure(Table, table=True):
    """A field, or a whole dossier (`ent` is empty), that was erased: by whom, when and why.

    `seq` and `log_hash` are the end of the log of a dossier that was erased whole.
    """

    __tablename__: ClassVar[str] = "erasure"
    __table_args__ = (PrimaryKeyConstraint("scope", "id"), ONCE)
    scope: str
    id: str
    ent: str
    field: str
    decided_at: int = Field(sa_type=BigInteger)
    decided_by: str
    reason: str
    seq: int = Field(default=0, sa_type=BigInteger)
    log_hash: bytes = Field(default=b"", sa_type=LargeBinary)


class ErasedOperation(Table, table=True):
    """An operation whose value of a field was erased, also one that is in no log just now."""

    __tablename__: ClassVar[str] = "erased"
    __table_args__ = (PrimaryKeyConstraint("scope", "id", "field"), ONCE)
    scope: str
    id: str
    field: str
    ent: str
    erasure: str


class AccessSeal(Table, table=True):
    """The lines of an access log up to `seq` are gone, their time was over; `hash` is that of the last.

    `lines` are those that this seal let go of, `first_at` and `last_at` when the first and last of them came.
    """

    __tablename__: ClassVar[str] = "access_seal"
    __table_args__ = (PrimaryKeyConstraint("scope", "seq"), ONCE)
    scope: str
    seq: int = Field(sa_type=BigInteger)
    hash: bytes = Field(sa_type=LargeBinary)
    lines: int = Field(sa_type=BigInteger)
    first_at: int = Field(sa_type=BigInteger)
    last_at: int = Field(sa_type=BigInteger)
    made_at: int = Field(sa_type=BigInteger)


class AccessLine(Table, table=True):
    """One line of the access log (NEN 7513). In each scope `hash` is over the line and the hash before it.

    The scope is that of the dossier, of the account where there is none, or the service's own. What the
    columns hold is said in `access_log.Entry`; the database refuses to change a line.
    """

    __tablename__: ClassVar[str] = "access_log"
    __table_args__ = (
        PrimaryKeyConstraint("scope", "seq"),
        Index("access_log_account", "account", "received_at"),
        ONCE,
    )
    scope: str
    seq: int = Field(sa_type=BigInteger)
    id: str
    event: str
    action: str
    occurred_at: int = Field(sa_type=BigInteger)
    received_at: int = Field(sa_type=BigInteger)
    account: str
    roles: str
    organisation: str
    responsible: str
    device: str
    ground: str
    outcome: str
    whom: str
    reason: str
    remarks: str
    hash: bytes = Field(sa_type=LargeBinary)


class AccessHead(Table, table=True):
    """The last line of the access log of a scope: locked by who adds to it."""

    __tablename__: ClassVar[str] = "access_head"
    __table_args__ = ONCE
    scope: str = Field(primary_key=True)
    seq: int = Field(sa_type=BigInteger)
    hash: bytes = Field(sa_type=LargeBinary)


class HandedOut(Table, table=True):
    """A dossier went to a device under a grant for the first time."""

    __tablename__: ClassVar[str] = "handed_out"
    __table_args__ = (PrimaryKeyConstraint("scope", "device", "gen"), ONCE)
    scope: str
    device: str
    gen: int
    handed_at: int = Field(sa_type=BigInteger)


for _table in (AccessSeal, AccessLine):
    guard(METADATA.tables[str(_table.__tablename__)])
