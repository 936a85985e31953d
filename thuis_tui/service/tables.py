"""The tables of the service. They have a registry of their own: the records of casework are not stored here.

Every table that holds casework is keyed by `scope` first, so that one scope is one shard; only the second key
of the log begins with the id. Identifiers, 32 hexadecimal digits, rise with time, so that what comes in
together lies there on few pages, in however many scopes, and a commit writes pages. Moments are integers,
milliseconds since 1970 (UTC).
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

REGISTRY = registry()


class Table(SQLModel, registry=REGISTRY):
    """A table of the service."""


METADATA = Table.metadata

_ONCE = {"sqlite_with_rowid": False}  # a table that is its own index: its rows are not written twice


class Setting(Table, table=True):
    """What the service decided once for itself: its token key, its epoch, its own chain."""

    __tablename__: ClassVar[str] = "service_setting"
    name: str = Field(primary_key=True)
    value: str


class Organisation(Table, table=True):
    """A provider of support."""

    __tablename__: ClassVar[str] = "organisation"
    id: str = Field(primary_key=True)
    name: str
    created_at: int = Field(sa_type=BigInteger)


class Team(Table, table=True):
    """A team of caseworkers in an organisation."""

    __tablename__: ClassVar[str] = "team"
    id: str = Field(primary_key=True)
    organisation: str = Field(foreign_key="organisation.id")
    name: str
    created_at: int = Field(sa_type=BigInteger)


class Account(Table, table=True):
    """A caseworker as the service knows one: who may sign in and be granted scopes."""

    __tablename__: ClassVar[str] = "caseworker"
    id: str = Field(primary_key=True)
    team: str = Field(foreign_key="team.id")
    name: str
    created_at: int = Field(sa_type=BigInteger)


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


class Grant(Table, table=True):
    """Who may read and write a scope, from when to when. `gen` counts the times; at most one is open.

    `revoked_at` is 0 while the grant is open. `role` is "write" or "read".
    """

    __tablename__: ClassVar[str] = "scope_grant"
    __table_args__ = (
        PrimaryKeyConstraint("caseworker", "scope", "gen"),
        Index("scope_grant_scope", "scope"),
        _ONCE,
    )
    caseworker: str
    scope: str
    gen: int
    role: str
    granted_at: int = Field(sa_type=BigInteger)
    revoked_at: int = Field(default=0, sa_type=BigInteger)
    reason: str = ""


class ScopeHead(Table, table=True):
    """The counter of a scope: locked first by every push, so that sequence order is commit order."""

    __tablename__: ClassVar[str] = "scope_head"
    __table_args__ = _ONCE
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
    __table_args__ = (PrimaryKeyConstraint("scope", "ent", "field"), _ONCE)
    scope: str
    ent: str
    field: str
    seq: int = Field(sa_type=BigInteger)
    heads: str


class Superseded(Table, table=True):
    """An operation that was replaced before it came (its replacement was sent first, after a restore)."""

    __tablename__: ClassVar[str] = "superseded"
    __table_args__ = (PrimaryKeyConstraint("scope", "id", "ent", "field"), _ONCE)
    scope: str
    id: str
    ent: str
    field: str


class ChainEnd(Table, table=True):
    """The last operation taken from a chain, and the last one known to be in a verified backup."""

    __tablename__: ClassVar[str] = "chain"
    __table_args__ = (PrimaryKeyConstraint("scope", "chain"), _ONCE)
    scope: str
    chain: str
    device: str
    n: int = Field(sa_type=BigInteger)
    hash: str
    durable: int = Field(default=0, sa_type=BigInteger)


class Quarantined(Table, table=True):
    """An operation that was kept but not applied, with its exact bytes; a person decides."""

    __tablename__: ClassVar[str] = "quarantine"
    __table_args__ = (
        PrimaryKeyConstraint("scope", "chain", "n"),
        Index("quarantine_own", "caseworker", "scope", "id"),
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
