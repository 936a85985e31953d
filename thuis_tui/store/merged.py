"""Which dossiers of this file were merged into which, read anew each time: there are few."""

import json

from sqlalchemy import Connection

from thuis_tui.casework.merged import remaining

# A comparison, so that the index of those few is searched; one whose goal is not in this file stays as it is.
_INTO = """SELECT c.id, c.merged_into FROM client c JOIN client goal ON goal.id=c.merged_into
    WHERE c.merged_into>'' AND c.merged_into<>c.id"""


def pairs(connection: Connection) -> dict[str, str]:
    """What each merged dossier says of itself, as far as the other is in this file."""
    return {row[0]: row[1] for row in connection.exec_driver_sql(_INTO)}


def into(connection: Connection) -> dict[str, str]:
    """Of each dossier that is merged away: the one that goes on."""
    said = pairs(connection)
    return remaining(said) if said else {}


def places(connection: Connection) -> frozenset[int]:
    """The row ids of the dossiers that are merged away."""
    away = into(connection)
    if not away:
        return frozenset()
    rows = connection.exec_driver_sql(
        "SELECT rowid FROM client WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(away)),)
    )
    return frozenset(row[0] for row in rows)


def family(connection: Connection, client: str) -> tuple[str, ...]:
    """This dossier and those merged into it, in the order of their ids: what is read as one."""
    return (client, *sorted(one for one, last in into(connection).items() if last == client))
