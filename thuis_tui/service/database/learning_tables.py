"""The tables of exports for research: see `tables`."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from thuis_tui.service.database.base import Table


class LearningProject(Table, table=True):
    """A project of research. The key of its pseudonyms comes of the service's secret and `salt`, which is
    empty once it is closed.
    """

    __tablename__: ClassVar[str] = "learning_project"
    __table_args__ = (UniqueConstraint("organisation", "name"),)
    id: str = Field(primary_key=True)
    organisation: str
    name: str
    salt: str
    created_at: int = Field(sa_type=BigInteger)
    closed_at: int = Field(default=0, sa_type=BigInteger)


class LearningExport(Table, table=True):
    """One export of a project that was asked for, and how it stands (`learning_state`); 0 is no moment.

    `steps` are those that were taken, and `people` those whose rows left.
    """

    __tablename__: ClassVar[str] = "learning_export"
    id: str = Field(primary_key=True)
    project: str = Field(index=True)
    institute: str
    reason: str
    least: int
    variables: int
    opened_by: str = ""
    requester: str
    asked_at: int = Field(sa_type=BigInteger)
    state: str
    decided_by: str = ""
    decided_at: int = Field(default=0, sa_type=BigInteger)
    made_at: int = Field(default=0, sa_type=BigInteger)
    people: int = 0
    steps: str = ""
