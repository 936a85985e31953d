"""The tables of the figures: what was counted of whom, so that a change takes away what it replaces.

All of it follows from the logs and is made anew from them when it is emptied and every scope is marked.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger
from sqlmodel import Field

from thuis_tui.service.database.base import ONCE, Table


class FigureChanged(Table, table=True):
    """A scope of which something was written since it was counted."""

    __tablename__: ClassVar[str] = "figure_changed"
    __table_args__ = ONCE
    scope: str = Field(primary_key=True)


class FigureSubject(Table, table=True):
    """What a dossier, or a home (`p:` with its id), adds to the figures: its keys, a line each.

    `merged_into`: the dossier that goes on in its place; `away`: it is not counted because of that. Of `ref`
    itself only `seq`, how far its homes are counted.
    """

    __tablename__: ClassVar[str] = "figure_subject"
    __table_args__ = ONCE
    scope: str = Field(primary_key=True)
    keys: str
    merged_into: str = Field(index=True)
    away: int = 0
    seq: int = Field(default=0, sa_type=BigInteger)


class FigureCount(Table, table=True):
    """How often a key is there."""

    __tablename__: ClassVar[str] = "figure_count"
    key: str = Field(primary_key=True)
    times: int = Field(sa_type=BigInteger)
