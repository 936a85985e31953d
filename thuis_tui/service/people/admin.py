"""What an administrator does: organisation, team, accounts, enrolment codes, grants and devices.

Functions over an open transaction; the command line and tests call them. There is no address for any of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from thuis_tui.casework.records import validate
from thuis_tui.casework.rights import ORGANISATION_KINDS, Right, Role, in_order, may, refusal
from thuis_tui.language import N_, message
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.keeping import erasure
from thuis_tui.service.logs import ledger
from thuis_tui.service.logs.ledger import ScopeLog
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.not_possible import NotPossible as NotPossible
from thuis_tui.service.people import beside, counted, grants, roles
from thuis_tui.service.people.holdings import Holdings
from thuis_tui.service.people.identity import code_hash, new_code
from thuis_tui.text import clean, refuse

SERVICE = "service"
"""The actor of operations that the service makes itself."""


@dataclass(frozen=True, slots=True)
class Code:
    """An enrolment code; it is shown once and only its hash is kept. `seconds` is how long it is valid."""

    code: str
    caseworker: str
    seconds: int


def create_organisation(tx: Transaction, name: str, kind: str = "provider") -> str:
    """Make an organisation and return its id; one with this name is returned as it is."""
    name = _name(name)
    if kind not in ORGANISATION_KINDS:
        raise NotPossible(message(N_("There is no '{name}'."), name=kind))
    if found := tx.first("SELECT id FROM organisation WHERE name = ?", (name,)):
        return str(found.id)
    id_ = tx.new_id()
    sql = "INSERT INTO organisation(id, name, created_at, kind) VALUES (?, ?, ?, ?)"
    tx.run(sql, (id_, name, tx.now_ms, kind))
    return id_


def create_team(tx: Transaction, organisation: str, name: str) -> str:
    """Make a team of an organisation and return its id; one with this name is returned as it is."""
    name = _name(name)
    owner = one(tx, "organisation", organisation)
    found = tx.first("SELECT id FROM team WHERE organisation = ? AND name = ?", (owner, name))
    if found:
        return str(found.id)
    id_ = tx.new_id()
    sql = "INSERT INTO team(id, organisation, name, created_at) VALUES (?, ?, ?, ?)"
    tx.run(sql, (id_, owner, name, tx.now_ms))
    return id_


def create_team_of(tx: Transaction, organisation: str, name: str) -> str:
    """Make a team, and its organisation when there is none of that name or id."""
    try:
        owner = one(tx, "organisation", organisation)
    except NotPossible:
        owner = create_organisation(tx, organisation)
    return create_team(tx, owner, name)


def create_caseworker(
    tx: Transaction, team: str, name: str, *, lead: bool = False, held: Collection[Role] = ()
) -> str:
    """Make an account with a scope of its own, known to all colleagues; returns the id.

    It has the roles in `held`, else that of caseworker; a `lead` leads the team too.
    """
    name, team = _name(name), one(tx, "team", team)
    wanted = {*(held or (Role.CASEWORKER,)), *((Role.TEAM_LEAD,) if lead else ())}
    if why := refusal(wanted):
        raise NotPossible(why)
    id_ = tx.new_id()
    sql = "INSERT INTO caseworker(id, team, name, created_at, lead) VALUES (?, ?, ?, ?, ?)"
    tx.run(sql, (id_, team, name, tx.now_ms, int(Role.TEAM_LEAD in wanted)))
    roles.add(tx, id_, wanted)
    grants.make_scope(tx, grants.REFERENCE)
    grants.make_scope(tx, f"u:{id_}")
    if may(wanted, Right.OWN_RECORDS):
        grants.grant(tx, id_, grants.REFERENCE, shared_as(wanted))
        grants.grant(tx, id_, f"u:{id_}")
    team_name = tx.first("SELECT name FROM team WHERE id = ?", (team,)).name
    facts = {"name": name, "team": team_name, "team_id": team, "roles": in_order(wanted)}
    publish(tx, f"caseworker:{id_}", facts)
    if roles.leading(wanted):
        with holding(tx) as holdings:
            holdings.lead(id_, team)
    if may(wanted, Right.SEE_CANDIDATES):
        beside.coordinates(tx, id_)
    if may(wanted, Right.COUNT):
        counted.follow(tx, id_)
    return id_


def shared_as(held: Collection[str]) -> str:
    """How the scope that all share is granted to somebody with these roles: "read" or "write"."""
    return "write" if may(held, Right.EDIT_PLACES) else "read"


def publish(tx: Transaction, ent: str, values: dict[str, Any]) -> None:
    """Write a record into the scope that every device reads, as an operation of the service's own chain."""
    if problems := validate(ent.partition(":")[0], values):
        raise NotPossible(problems[0].message)
    logs: dict[str, ScopeLog] = {}
    own = OwnChain(tx, logs)
    own.open([grants.REFERENCE])
    own.create(grants.REFERENCE, ent, values, SERVICE)
    ledger.flush(tx, logs.values())
    own.write()


def make_code(tx: Transaction, caseworker: str, seconds: int) -> Code:
    """Make a one-time code with which a caseworker enrols one device."""
    id_ = one(tx, "caseworker", caseworker)
    if not roles.of(tx, id_):
        problem = N_("'{name}' has no role, so no laptop: give a role first.")
        raise NotPossible(message(problem, name=caseworker))
    code = new_code()
    tx.run("DELETE FROM enrolment_code WHERE expires_at <= ? AND device = ''", (tx.now_ms,))
    tx.run(
        "INSERT INTO enrolment_code(hash, caseworker, created_at, expires_at, device)"
        " VALUES (?, ?, ?, ?, '')",
        (code_hash(code), id_, tx.now_ms, tx.now_ms + seconds * 1000),
    )
    return Code(code, id_, seconds)


def grant(tx: Transaction, caseworker: str, client: str) -> int:
    """Give a caseworker a dossier; returns how many times that now was done (`gen`)."""
    scope, account = dossier(tx, client), one(tx, "caseworker", caseworker)
    with holding(tx) as holdings:
        return holdings.give(account, scope)


def revoke(tx: Transaction, caseworker: str, client: str, reason: str) -> None:
    """Take a dossier from a caseworker; the reason is shown on the laptop that has to let it go."""
    scope, account = dossier(tx, client), one(tx, "caseworker", caseworker)
    with holding(tx) as holdings:
        taken = holdings.take(account, scope, _name(reason) if reason else "")
    if not taken:
        raise NotPossible(message(N_("This caseworker does not have this dossier.")))


def restrict(tx: Transaction, client: str, on: bool) -> bool:
    """Restrict a dossier to who has it as their own, or open it again; False when it was so already."""
    scope = dossier(tx, client)
    with holding(tx) as holdings:
        return holdings.restrict(scope, on)


@contextmanager
def holding(tx: Transaction) -> Iterator[Holdings]:
    """Change who holds dossiers, and write what leads are shown of it."""
    logs: dict[str, ScopeLog] = {}
    own = OwnChain(tx, logs)
    yield Holdings(tx, own)
    ledger.flush(tx, logs.values())
    own.write()


def revoke_device(tx: Transaction, device: str) -> None:
    """Shut a device out: its next request is answered with 403."""
    if not tx.run("UPDATE device SET revoked_at = ? WHERE id = ? AND revoked_at = 0", (tx.now_ms, device)):
        raise NotPossible(message(N_("There is no such device, or it was revoked before.")))


def teams(tx: Transaction) -> list[dict[str, Any]]:
    """List the teams with their organisations."""
    return listed(
        tx,
        ("id", "name", "organisation"),
        "SELECT t.id, t.name, o.name FROM team t JOIN organisation o ON o.id = t.organisation"
        " ORDER BY o.name, t.name",
    )


def caseworkers(tx: Transaction) -> list[dict[str, Any]]:
    """List the caseworkers with their teams and how many dossiers each has."""
    return listed(
        tx,
        ("id", "name", "team", "roles", "dossiers"),
        "SELECT c.id, c.name, t.name, (SELECT coalesce(string_agg(r.role, ' '), '') FROM account_role r"  # noqa: S608
        " WHERE r.account = c.id AND r.ended_at = 0), (SELECT count(*) FROM scope_grant g"
        f" WHERE g.caseworker = c.id AND {grants.open_as('g')}"
        " AND substr(g.scope, 1, 2) = 'c:')"
        " FROM caseworker c JOIN team t ON t.id = c.team ORDER BY t.name, c.name",
        (tx.now_ms,),
    )


def devices(tx: Transaction) -> list[dict[str, Any]]:
    """List the devices with their caseworkers; moments in milliseconds, 0 for none."""
    return listed(
        tx,
        ("id", "name", "caseworker", "enrolled_at", "revoked_at"),
        "SELECT d.id, d.name, c.name, d.enrolled_at, d.revoked_at FROM device d"
        " JOIN caseworker c ON c.id = d.caseworker ORDER BY d.enrolled_at",
    )


def dossiers(tx: Transaction, caseworker: str) -> list[dict[str, Any]]:
    """List the dossiers a caseworker has now."""
    return listed(
        tx,
        ("client", "gen", "kind", "granted_at", "until_at"),
        "SELECT substr(scope, 3), gen, kind, granted_at, until FROM scope_grant"  # noqa: S608
        f" WHERE caseworker = ? AND {grants.OPEN}"
        " AND substr(scope, 1, 2) = 'c:' ORDER BY scope",
        (one(tx, "caseworker", caseworker), tx.now_ms),
    )


def listed(
    tx: Transaction, names: tuple[str, ...], sql: str, parameters: tuple[Any, ...] = ()
) -> list[dict[str, Any]]:
    """Return rows with their names."""
    return [dict(zip(names, row, strict=True)) for row in tx.rows(sql, parameters)]


def _name(text: str) -> str:
    text = clean(text).strip()
    if not text or len(text) > 120:
        raise NotPossible(message(N_("A name has 1 to 120 characters.")))
    if problem := refuse(text, lines=False):
        raise NotPossible(problem)
    return text


def one(tx: Transaction, table: str, given: str) -> str:
    """Find one row by its id or its name; a name that two share is not enough."""
    found = tx.rows(f"SELECT id FROM {table} WHERE id = ? OR name = ? LIMIT 2", (given, given))  # noqa: S608 - our own name
    if len(found) == 1:
        return str(found[0][0])
    if found:
        raise NotPossible(message(N_("More than one is called '{name}': use the id."), name=given))
    raise NotPossible(message(N_("There is no '{name}'."), name=given))


def dossier(tx: Transaction, client: str) -> str:
    """Return the scope of a client's dossier. Raises NotPossible when there is none."""
    scope = f"c:{client.removeprefix('c:')}"
    if not grants.is_scope(scope) or not tx.first("SELECT 1 FROM scope_head WHERE scope = ?", (scope,)):
        raise NotPossible(message(N_("There is no dossier '{client}' on this service yet."), client=client))
    if erasure.is_gone(tx, scope):
        raise NotPossible(message(N_("This dossier was erased.")))
    return scope
