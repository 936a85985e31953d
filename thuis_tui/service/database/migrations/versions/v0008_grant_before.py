"""What a grant was before it became one of another kind."""

import sqlalchemy as sa
from alembic import op

from thuis_tui.service.database.migrations.steps import moment, number, text

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table; of what grants were before, nobody knows any more."""
    op.create_table(
        "grant_before",
        text("scope"),
        text("caseworker"),
        number("gen"),
        moment("ended_at"),
        text("kind"),
        moment("until"),
        sa.PrimaryKeyConstraint("scope", "caseworker", "gen", "ended_at"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
