"""The figures: what was counted of whom, and what has to be counted anew."""

import sqlalchemy as sa
from alembic import op

from thuis_tui.service.database.migrations import steps
from thuis_tui.service.database.migrations.steps import moment, number, text

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables; all that is in the logs is counted when the service starts."""
    op.create_table(
        "figure_changed",
        text("scope"),
        sa.PrimaryKeyConstraint("scope"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_table(
        "figure_subject",
        *(text(name) for name in ("scope", "keys", "merged_into")),
        number("away"),
        moment("seq"),
        sa.PrimaryKeyConstraint("scope"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_index(
        op.f("ix_figure_subject_merged_into"), "figure_subject", ["merged_into"], if_not_exists=True
    )
    op.create_table(
        "figure_count", text("key"), moment("times"), sa.PrimaryKeyConstraint("key"), if_not_exists=True
    )
    steps.ask(revision)
