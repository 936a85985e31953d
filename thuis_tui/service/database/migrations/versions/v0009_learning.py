"""Learning exports: the projects, and what was asked for each."""

import sqlalchemy as sa
from alembic import op

from thuis_tui.service.database.migrations.steps import moment, number, text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "learning_project",
        *(text(name) for name in ("id", "organisation", "name", "salt")),
        moment("created_at"),
        moment("closed_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation", "name"),
        if_not_exists=True,
    )
    op.create_table(
        "learning_export",
        *(text(name) for name in ("id", "project", "institute", "reason")),
        number("least"),
        number("variables"),
        text("opened_by"),
        text("requester"),
        moment("asked_at"),
        text("state"),
        text("decided_by"),
        moment("decided_at"),
        moment("made_at"),
        number("people"),
        text("steps"),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index(op.f("ix_learning_export_project"), "learning_export", ["project"], if_not_exists=True)
