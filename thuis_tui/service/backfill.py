"""What a database from before there were roles gets with its new tables: roles, and whose dossiers are.

Everybody was a caseworker, and who led a team was marked so; a dossier is of the team of whom it was given to
first.
"""

from __future__ import annotations

from sqlalchemy import Connection

_ROLES = (
    "INSERT INTO account_role(account, role, granted_at, ended_at)"
    " SELECT id, 'caseworker', created_at, 0 FROM caseworker",
    "INSERT INTO account_role(account, role, granted_at, ended_at)"
    " SELECT id, 'team_lead', created_at, 0 FROM caseworker WHERE lead = 1",
)
_DOSSIERS = (
    "INSERT INTO dossier(scope, organisation, team, restricted, legal_hold, ended_at, keep_until,"
    " created_at, created_by)"
    " SELECT g.scope, t.organisation, t.id, 0, 0, 0, 0, g.granted_at, g.caseworker FROM scope_grant g"
    " JOIN scope_head h ON h.scope = g.scope JOIN caseworker c ON c.id = g.caseworker"
    " JOIN team t ON t.id = c.team WHERE substr(g.scope, 1, 2) = 'c:' AND NOT EXISTS"
    " (SELECT 1 FROM scope_grant o WHERE o.scope = g.scope"
    " AND (o.granted_at, o.caseworker, o.gen) < (g.granted_at, g.caseworker, g.gen))"
)


def fill(connection: Connection) -> bool:
    """Fill the new tables from the old ones; tells whether there was anybody to give a role."""
    for statement in (*_ROLES, _DOSSIERS):
        connection.exec_driver_sql(statement)
    return connection.exec_driver_sql("SELECT 1 FROM account_role LIMIT 1").first() is not None
