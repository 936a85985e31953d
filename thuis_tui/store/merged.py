"""Which dossiers of this file were merged into which, read anew each time: there are few."""

import json
from collections.abc import Collection

from sqlalchemy import Connection

from thuis_tui.casework.merged import remaining
from thuis_tui.store.connection import driver

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


def one_of(ids: Collection[str]) -> str:
    """The condition in SQL that a column is one of so many ids, which follow as parameters."""
    return f"IN ({', '.join('?' * len(ids))})"


def goes_on(connection: Connection, client: str) -> str:
    """The dossier that goes on in the place of this one: itself, unless it was merged into another."""
    return into(connection).get(client, client)


def owner(connection: Connection, client: str, ent: str) -> str:
    """In which dossier of those that are read as this one a record stands, also one that was removed."""
    together = family(connection, client)
    record_type, _colon, record = ent.partition(":")
    if record_type == "client":
        return record if record in together else client
    if len(together) > 1:
        from thuis_tui.store import fold  # what it takes is much, and the door asks which are merged

        raw = driver(connection)
        for one in together:
            if fold.registers(raw, f"c:{one}", [ent])[ent]:
                return one
    return client


def scopes(connection: Connection, touched: Collection[str]) -> frozenset[str]:
    """The scopes of the dossiers that go on for those of these scopes that were merged away."""
    if not any(scope.startswith("c:") for scope in touched):
        return frozenset()
    return frozenset(f"c:{last}" for one, last in into(connection).items() if f"c:{one}" in touched)
