"""Learning exports that were asked for: put before the privacy officers, and decided on the laptop of one.

At the machine of the service an export is asked for and made; whether it may be is an operation of somebody
else, under the key of their own laptop, so that nobody alone takes people's data out.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, Final

from thuis_tui.casework.learning.request import APPROVED_DAYS
from thuis_tui.casework.learning.variables import VERSION
from thuis_tui.casework.programme import FEWEST
from thuis_tui.casework.records import cleaned, validate
from thuis_tui.casework.rights import Reach, Right, reach
from thuis_tui.language import N_, message
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.logs import access_log, ledger
from thuis_tui.service.logs.access_log import Entry, Event, Outcome
from thuis_tui.service.logs.ledger import ScopeLog
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import admin, roles
from thuis_tui.service.people.holdings import ACTOR
from thuis_tui.service.people.late_work import is_reason, moment_of
from thuis_tui.service.people.transfers import Asked

TYPE: Final = "learning_request"
WATCHED: Final = (f"{TYPE}:",)
_STATES: Final = {"approve": "approved", "refuse": "refused"}
_DAY: Final = 86_400_000
_MOST_ALIKE: Final = 1000
_LISTED: Final = (
    *("id", "project", "institute", "state", "k", "people", "asked_by", "asked_at", "decided_by"),
    *("decided_at", "made_at", "reason"),
)
_LIST: Final = (
    "SELECT e.id, p.name, e.institute, e.state, e.least, e.people, r.name, e.asked_at, coalesce(d.name, ''),"
    " e.decided_at, e.made_at, e.reason FROM learning_export e JOIN learning_project p ON p.id = e.project"
    " JOIN caseworker r ON r.id = e.requester LEFT JOIN caseworker d ON d.id = e.decided_by"
    " ORDER BY e.asked_at, e.id"
)
_CONCERNED: Final = (
    "SELECT r.scope FROM learning_project p JOIN team t ON t.organisation = p.organisation"
    " JOIN caseworker c ON c.team = t.id"
    " JOIN register r ON r.scope = 'u:' || c.id AND r.ent = ? AND r.field = ''"
    " WHERE p.id = ? ORDER BY r.scope"
)
_ASKED: Final = (
    "SELECT e.project, e.institute, e.requester, p.name, p.organisation FROM learning_export e"
    " JOIN learning_project p ON p.id = e.project WHERE e.id = ? AND e.state = 'asked'"
)


def request(
    tx: Transaction,
    project: str,
    institute: str,
    by: str,
    reason: str,
    *,
    least: int = FEWEST,
    opened_by: str = "",
) -> str:
    """Ask for an export and put it before the privacy officers; returns its id. Raises NotPossible."""
    requester = admin.one(tx, "caseworker", by)
    member = roles.member(tx, requester)
    if member is None or not member.roles:
        raise NotPossible(message(N_("'{name}' has no role, so asks for nothing."), name=by))
    if not FEWEST <= least <= _MOST_ALIKE:
        raise NotPossible(message(N_("At least {count} people have to be alike."), count=FEWEST))
    said: dict[str, Any] = {"project": project, "institute": institute, "reason": reason}
    values = cleaned(TYPE, {name: text.strip() for name, text in said.items()}) | {
        "least": least,
        "variables": VERSION,
        "requester": requester,
        "recorded_at": moment_of(tx.now_ms),
        "state": "asked",
    }
    values |= {"opened_by": opened_by} if opened_by else {}
    if any(not values[name] for name in said):
        raise NotPossible(message(N_("Say which project, which institute, and what for.")))
    if problems := validate(TYPE, values):
        raise NotPossible(problems[0].message)
    officers = roles.in_organisation(tx, member.organisation, Right.APPROVE_LEARNING)
    if not set(officers) - {requester}:
        raise NotPossible(message(N_("There is no privacy officer beside who asks: nobody can approve it.")))
    id_ = tx.new_id()
    tx.run(
        "INSERT INTO learning_export(id, project, institute, reason, least, variables, opened_by, requester,"
        " asked_at, state, decided_by, decided_at, made_at, people, steps)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'asked', '', 0, 0, 0, '')",
        (
            *(id_, _project(tx, member.organisation, values["project"]), values["institute"]),
            *(values["reason"], least, VERSION, opened_by, requester, tx.now_ms),
        ),
    )
    logs: dict[str, ScopeLog] = {}
    own = OwnChain(tx, logs)
    for scope in own.open(sorted({f"u:{account}" for account in (*officers, requester)})):
        own.create(scope, f"{TYPE}:{id_}", values, ACTOR)
    own.write()
    ledger.flush(tx, logs.values())
    return id_


def listed(tx: Transaction) -> list[dict[str, Any]]:
    """List what was asked, and how it stands."""
    return admin.listed(tx, _LISTED, _LIST)


def close(tx: Transaction, project: str) -> None:
    """Throw the key of a project's pseudonyms away: nobody makes them any more. Raises NotPossible."""
    id_ = admin.one(tx, "learning_project", project)
    tx.run(
        "UPDATE learning_project SET salt = '', closed_at = ? WHERE id = ? AND closed_at = 0",
        (tx.now_ms, id_),
    )


class Decisions:
    """Carries out what one person decided in one transaction."""

    def __init__(self, tx: Transaction, own: OwnChain, author: str) -> None:
        self._tx = tx
        self._own = own
        self._author = author

    def act(self, asked: Sequence[Asked]) -> None:
        """Act on applied operations, in their order; only in the scope of who wrote them."""
        said: dict[tuple[str, str], str] = {}
        for scope, operation, value in asked:
            if scope != f"u:{self._author}" or not operation.ent.startswith(WATCHED):
                continue
            id_ = operation.ent.partition(":")[2]
            if operation.field == "decision_reason" and isinstance(value, str):
                said[operation.tx, id_] = value
            elif operation.field == "decision" and value in _STATES:
                self._decide(id_, str(value), said.get((operation.tx, id_), ""))

    def _decide(self, id_: str, decision: str, reason: str) -> None:
        tx, me = self._tx, roles.member(self._tx, self._author)
        row = tx.first(_ASKED, (id_,))
        if row is None or me is None or me.organisation != row.organisation or not is_reason(reason):
            return
        if row.requester == self._author or reach(me.roles, Right.APPROVE_LEARNING) < Reach.ORGANISATION:
            return
        changed = tx.run(
            "UPDATE learning_export SET state = ?, decided_by = ?, decided_at = ?"
            " WHERE id = ? AND state = 'asked'",
            (_STATES[decision], self._author, tx.now_ms, id_),
        )
        if not changed:
            return
        what = f"{row.name} · {row.institute} · {reason}"
        done = Outcome.DONE if decision == "approve" else Outcome.REFUSED
        access_log.append(
            tx,
            [
                Entry(
                    access_log.SERVICE,
                    Event.GRANT,
                    account=self._author,
                    device=tx.device,
                    outcome=done,
                    whom=row.requester,
                    reason=what,
                )
            ],
        )
        told = {
            "state": _STATES[decision],
            "decided_by": self._author,
            "decided_at": moment_of(tx.now_ms),
        }
        tell(tx, self._own, id_, row.project, told)


def tell(tx: Transaction, own: OwnChain, id_: str, project: str, values: dict[str, Any]) -> None:
    """Tell everybody before whom a request was put how it stands; `own` is written by the caller."""
    ent = f"{TYPE}:{id_}"
    scopes = [scope for (scope,) in tx.rows(_CONCERNED, (ent, project))]
    for scope in sorted(own.open(scopes).keys() & set(scopes)):
        own.change(scope, ent, values, ACTOR)


def over(asked_at: int, now_ms: int) -> bool:
    """Whether it was asked too long ago to be made."""
    return now_ms > asked_at + APPROVED_DAYS * _DAY


def _project(tx: Transaction, organisation: str, name: str) -> str:
    row = tx.first(
        "SELECT id, closed_at FROM learning_project WHERE organisation = ? AND name = ?", (organisation, name)
    )
    if row is None:
        id_ = tx.new_id()
        tx.run(
            "INSERT INTO learning_project(id, organisation, name, salt, created_at, closed_at)"
            " VALUES (?, ?, ?, ?, ?, 0)",
            (id_, organisation, name, secrets.token_hex(16), tx.now_ms),
        )
        return id_
    if row.closed_at:
        raise NotPossible(
            message(N_("The project '{name}' is closed: give a new one another name."), name=name)
        )
    return str(row.id)
