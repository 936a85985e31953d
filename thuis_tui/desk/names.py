"""The names that ids stand for: clients and caseworkers, read together with what mentions them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection

from thuis_tui.casework.names import full_name
from thuis_tui.language import _
from thuis_tui.store import meta
from thuis_tui.sync import device


def of_clients(connection: Connection, ids: Iterable[str | None]) -> dict[str, str]:
    """Full names by client id; a client of whom this file has nothing is left out.

    Somebody whose dossier is not here, only the way to a home, has the name that stands there.
    """
    rows = connection.exec_driver_sql(
        "SELECT id, first_name, name_prefix, surname, alias FROM client"
        " WHERE id IN (SELECT value FROM json_each(?1))"
        " UNION ALL SELECT id, name, NULL, NULL, NULL FROM candidacy"
        " WHERE id IN (SELECT value FROM json_each(?1)) AND NOT EXISTS"
        " (SELECT 1 FROM client WHERE client.id=candidacy.id)",
        (json.dumps(sorted({one for one in ids if one})),),
    )
    return {row[0]: full_name(*row[1:]) for row in rows}


def of_subjects(connection: Connection, scopes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Whose each scope is: the client's id and name, or "" and what it is for what all share.

    Left out: scopes of caseworkers, and those of whom this file has nothing.
    """
    asked = set(scopes)
    called = of_clients(connection, {scope[2:] for scope in asked if scope[:2] in ("c:", "h:")})
    found = {scope: (scope[2:], called[scope[2:]]) for scope in asked if scope[2:] in called}
    return {**found, "ref": ("", _("Homes"))} if "ref" in asked else found


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
