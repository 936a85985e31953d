"""Who has which right for a team, as far as the service has told this laptop; it is known offline."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Connection

from thuis_tui.casework.rights import Reach, Right, Role, having, reach

_ROLES = "SELECT roles FROM caseworker WHERE id=?"
# Teams have ids; a record from before that has only the name of its team.
_LEADS = """SELECT DISTINCT lead.id FROM caseworker me JOIN caseworker lead
    ON lead.team_id=me.team_id OR (me.team_id IS NULL AND lead.team=me.team)
    WHERE me.id=? AND EXISTS(SELECT 1 FROM json_each(lead.roles) AS has WHERE has.value IN
        (SELECT value FROM json_each(?))) ORDER BY lead.id"""


def roles_of(connection: Connection, caseworker: str) -> frozenset[str]:
    """The roles of a caseworker, oneself or a colleague; none when the service has not told of them."""
    found = connection.exec_driver_sql(_ROLES, (caseworker,)).scalar()
    return frozenset(json.loads(found)) if found else frozenset()


def reach_of(connection: Connection, caseworker: str, right: Right) -> Reach:
    """How far a right of a caseworker goes; before the service told of any role, as that of a caseworker."""
    return reach(roles_of(connection, caseworker) or {Role.CASEWORKER}, right)


def who_leads(connection: Connection, caseworker: str, right: Right = Right.READ_DOSSIER) -> tuple[str, ...]:
    """Who has a right for the whole team of a caseworker, oneself included; nobody when it has no lead."""
    rows = connection.exec_driver_sql(_LEADS, (caseworker, json.dumps(having(right, Reach.TEAM))))
    return tuple(row[0] for row in rows)


def approvers(connection: Connection, author: str, writers: Collection[str]) -> frozenset[str]:
    """Who has to approve what the author's team wrote: its leads who wrote nothing in it.

    Empty: any colleague with the right who wrote nothing in it may, as there is no such lead.
    """
    return frozenset(who_leads(connection, author, Right.APPROVE_PLAN)).difference(writers)
