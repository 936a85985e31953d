"""What the tables of the service have in common: their registry, and how a column or a table is said."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

REGISTRY = registry()


class Table(SQLModel, registry=REGISTRY):
    """A table of the service."""


METADATA = Table.metadata

ONCE = {"sqlite_with_rowid": False}  # a table that is its own index: its rows are not written twice


def added(value: str | int = "", **more: Any) -> Any:
    """Return a column that older databases get with this value in the rows they have."""
    return Field(default=value, sa_column_kwargs={"server_default": str(value)}, **more)
