"""Roles, whose each dossier is, what a grant is for and until when.

Everybody was a caseworker, and who led a team was marked so; a dossier is of the team of whom it was given to
first. Devices are told once the service runs.
"""

import sqlalchemy as sa
from alembic import op

from thuis_tui.service.database.migrations.steps import (
    add,
    added_moment,
    added_text,
    ask,
    has_table,
    moment,
    number,
    text,
)

revision = "0002"
down_revision = "0001"

_FILL = (
    "INSERT INTO account_role(account, role, granted_at, ended_at)"
    " SELECT id, 'caseworker', created_at, 0 FROM caseworker",
    "INSERT INTO account_role(account, role, granted_at, ended_at)"
    " SELECT id, 'team_lead', created_at, 0 FROM caseworker WHERE lead = 1",
    "INSERT INTO dossier(scope, organisation, team, restricted, legal_hold, ended_at, keep_until,"
    " created_at, created_by)"
    " SELECT g.scope, t.organisation, t.id, 0, 0, 0, 0, g.granted_at, g.caseworker FROM scope_grant g"
    " JOIN scope_head h ON h.scope = g.scope JOIN caseworker c ON c.id = g.caseworker"
    " JOIN team t ON t.id = c.team WHERE substr(g.scope, 1, 2) = 'c:' AND NOT EXISTS"
    " (SELECT 1 FROM scope_grant o WHERE o.scope = g.scope"
    " AND (o.granted_at, o.caseworker, o.gen) < (g.granted_at, g.caseworker, g.gen))",
)


def upgrade() -> None:
    """Make the tables, and fill them from what was there."""
    add("organisation", added_text("kind", "provider"))
    add("scope_grant", added_text("kind", "own"), added_moment("until"))
    if has_table("account_role"):
        return
    op.create_table(
        "account_role",
        text("account"),
        text("role"),
        moment("granted_at"),
        moment("ended_at"),
        sa.PrimaryKeyConstraint("account", "role", "granted_at"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dossier",
        text("scope"),
        text("organisation"),
        text("team"),
        number("restricted"),
        number("legal_hold"),
        moment("ended_at"),
        moment("keep_until"),
        moment("created_at"),
        text("created_by"),
        sa.PrimaryKeyConstraint("scope"),
        sqlite_with_rowid=False,
    )
    op.create_index("dossier_team", "dossier", ["team"])
    for statement in _FILL:
        op.execute(statement)
    ask(revision)
