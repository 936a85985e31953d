"""What several revisions do. A database from before they were written down may have part of one already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from thuis_tui.service.database.migrations import asking


def has_table(name: str) -> bool:
    """Whether the database has a table."""
    return sa.inspect(op.get_bind()).has_table(name)


def add(table: str, *columns: sa.Column[str] | sa.Column[int]) -> None:
    """Add the columns that a table does not have."""
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    for column in columns:
        if column.name not in there:
            op.add_column(table, column)


def text(name: str) -> sa.Column[str]:
    """Return a column of text."""
    return sa.Column(name, sa.String(), nullable=False)


def added_text(name: str, value: str = "") -> sa.Column[str]:
    """Return a column of text that rows from before have with this value."""
    return sa.Column(name, sa.String(), server_default=value, nullable=False)


def moment(name: str) -> sa.Column[int]:
    """Return a column of milliseconds, or of another great number."""
    return sa.Column(name, sa.BigInteger(), nullable=False)


def added_moment(name: str) -> sa.Column[int]:
    """Return a column of milliseconds that is 0 in rows from before."""
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)


def number(name: str) -> sa.Column[int]:
    """Return a column of small numbers."""
    return sa.Column(name, sa.Integer(), nullable=False)


def data(name: str) -> sa.Column[bytes]:
    """Return a column of bytes."""
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def ask(revision: str) -> None:
    """Have the service run what belongs after this revision, once its database is open: see `AFTERWARDS`."""
    settings = sa.table("service_setting", sa.column("name"), sa.column("value"))
    op.execute(settings.delete().where(settings.c.name == asking(revision)))  # once is enough
    op.execute(settings.insert().values(name=asking(revision), value=""))
