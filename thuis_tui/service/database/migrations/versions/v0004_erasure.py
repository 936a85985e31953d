"""What was erased, so that it stays so: fields and whole dossiers, and the operations that held them."""

import sqlalchemy as sa
from alembic import op

from thuis_tui.service.database.migrations.steps import data, moment, text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "erasure",
        text("scope"),
        text("id"),
        text("ent"),
        text("field"),
        moment("decided_at"),
        text("decided_by"),
        text("reason"),
        moment("seq"),
        data("log_hash"),
        sa.PrimaryKeyConstraint("scope", "id"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_table(
        "erased",
        text("scope"),
        text("id"),
        text("field"),
        text("ent"),
        text("erasure"),
        sa.PrimaryKeyConstraint("scope", "id", "field"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
