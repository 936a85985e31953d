"""Emergency access: who asked for it, and the index by which a dossier is found."""

import sqlalchemy as sa
from alembic import op

from thuis_tui.service.database.migrations.steps import ask, moment, text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables; the service fills the index from its logs."""
    op.create_table(
        "emergency",
        text("id"),
        text("account"),
        text("scope"),
        text("state"),
        moment("asked_at"),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("emergency_account", "emergency", ["account", "asked_at"], if_not_exists=True)
    op.create_table(
        "dossier_index",
        text("scope"),
        text("hash"),
        sa.PrimaryKeyConstraint("scope", "hash"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_index("dossier_index_hash", "dossier_index", ["hash"], if_not_exists=True)
    ask(revision)
