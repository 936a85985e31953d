"""The names that ids stand for: clients and caseworkers, read together with what mentions them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection

from thuis_tui.casework.names import full_name
from thuis_tui.store import meta
from thuis_tui.sync import device


def of_clients(connection: Connection, ids: Iterable[str | None]) -> dict[str, str]:
    """Full names by client id; a client that is not in this file is left out."""
    rows = connection.exec_driver_sql(
        "SELECT id, first_name, name_prefix, surname, alias FROM client"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted({one for one in ids if one})),),
    )
    return {row[0]: full_name(*row[1:]) for row in rows}


def of_caseworkers(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Names by caseworker id; one that the service has not told of yet is left out.

    Whose file this is has a name from the enrolment on, before the list of colleagues has come.
    """
    rows = connection.exec_driver_sql(
        "SELECT actor.value, own.value FROM meta actor JOIN meta own ON own.key=?2"
        " WHERE actor.key=?3 AND own.value!=''"
        " UNION ALL SELECT id, name FROM caseworker WHERE id IN (SELECT value FROM json_each(?1))",
        (json.dumps(sorted(set(ids))), device.NAME, meta.ACTOR),
    )
    return {row[0]: row[1] for row in rows}
