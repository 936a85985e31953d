"""Dossiers that change hands: what was asked, and how it stands."""

import sqlalchemy as sa
from alembic import op

from thuis_tui.service.database.migrations.steps import moment, text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "transfer",
        text("id"),
        text("scope"),
        text("kind"),
        text("sender"),
        text("recipient"),
        text("holder"),
        moment("until"),
        text("state"),
        moment("asked_at"),
        moment("decided_at"),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_transfer_scope", "transfer", ["scope"], if_not_exists=True)
