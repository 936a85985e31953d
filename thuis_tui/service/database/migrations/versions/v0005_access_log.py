"""The access log: its lines, where each chain of them ends, what was let go of, what was handed out.

What laptops told before is brought in once the service runs.
"""

import sqlalchemy as sa
from alembic import op

from thuis_tui.service.database.append_only import LOG, SEAL, TRIGGERS
from thuis_tui.service.database.migrations.steps import ask, data, has_table, moment, number, text

revision = "0005"
down_revision = "0004"

_WORDS = ("account", "roles", "organisation", "responsible", "device", "ground", "outcome", "whom", "reason")


def upgrade() -> None:
    """Make the tables, and the triggers that keep their lines as they are."""
    if has_table(LOG):
        return
    op.create_table(
        SEAL,
        text("scope"),
        moment("seq"),
        data("hash"),
        *(moment(name) for name in ("lines", "first_at", "last_at", "made_at")),
        sa.PrimaryKeyConstraint("scope", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        LOG,
        text("scope"),
        moment("seq"),
        *(text(name) for name in ("id", "event", "action")),
        *(moment(name) for name in ("occurred_at", "received_at")),
        *(text(name) for name in (*_WORDS, "remarks")),
        data("hash"),
        sa.PrimaryKeyConstraint("scope", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("access_log_account", LOG, ["account", "received_at"])
    for table in (SEAL, LOG):
        for statement in TRIGGERS[table, op.get_bind().dialect.name]:
            op.get_bind().exec_driver_sql(statement)
    op.create_table(
        "access_head",
        text("scope"),
        moment("seq"),
        data("hash"),
        sa.PrimaryKeyConstraint("scope"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "handed_out",
        text("scope"),
        text("device"),
        number("gen"),
        moment("handed_at"),
        sa.PrimaryKeyConstraint("scope", "device", "gen"),
        sqlite_with_rowid=False,
    )
    ask(revision)
