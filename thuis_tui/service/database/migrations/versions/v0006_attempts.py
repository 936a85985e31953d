"""Failed attempts are counted in the database, for all replicas together."""

import sqlalchemy as sa
from alembic import op

from thuis_tui.service.database.migrations.steps import has_table, moment, text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table; keys of tokens leave the settings when the service next starts."""
    if has_table("attempt"):
        return
    op.create_table(
        "attempt",
        text("side"),
        moment("begun_at"),
        moment("times"),
        sa.PrimaryKeyConstraint("side", "begun_at"),
        sqlite_with_rowid=False,
    )
    op.create_index("attempt_begun", "attempt", ["begun_at"])
