"""Reading the access log: for the client, and for the privacy officer; a look into it is a line in it too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from thuis_tui.casework.rights import Reach, Right, reach
from thuis_tui.language import N_, message
from thuis_tui.service.database.storage import Transaction, marks
from thuis_tui.service.logs import access_log
from thuis_tui.service.logs.access_log import COLUMNS, SERVICE, Entry, Event
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import admin, roles
from thuis_tui.service.people.grants import Kind
from thuis_tui.service.people.roles import Member
from thuis_tui.text import clean, refuse

LONGEST: Final = 2**62
"""A moment after all others."""
MAX_REASON: Final = 500
_CHUNK: Final = 400
_CASELOAD: Final = (Kind.OWN, Kind.COVER, Kind.HOUSING)
_LOOKS: Final = frozenset(Event) - {Event.HAND_OUT, Event.GRANT, Event.REVOKE, Event.SEAL, Event.LOG_VIEW}
"""What somebody does with a dossier, beside what is done to their caseload."""


class Line(NamedTuple):
    """A line of the access log; the columns are those of `access_log.Entry`."""

    scope: str
    seq: int
    id: str
    event: str
    action: str
    occurred_at: int
    received_at: int
    account: str
    roles: str
    organisation: str
    responsible: str
    device: str
    ground: str
    outcome: str
    whom: str
    reason: str
    remarks: str

    @property
    def dossier(self) -> str:
        """The id of the client whose dossier it is about; empty when it is about none."""
        return self.scope[2:] if self.scope.startswith("c:") else ""

    @property
    def emergency(self) -> bool:
        """Whether it was done in an emergency."""
        return self.event == Event.EMERGENCY or self.ground == Kind.EMERGENCY

    @property
    def outside(self) -> bool:
        """Whether somebody did something with a dossier that was not in their caseload then."""
        return bool(self.dossier and self.account) and (
            (self.event in _LOOKS and self.ground not in _CASELOAD) or self.emergency
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the privacy officer asks for; empty is everything. Moments in milliseconds, when it happened."""

    client: str = ""
    caseworker: str = ""
    since: int = 0
    until: int = LONGEST
    outside: bool = False


_SELECT = f"SELECT {', '.join(COLUMNS)} FROM access_log"  # noqa: S608  our own columns


def of_client(tx: Transaction, client: str, since: int, until: int) -> list[Line]:
    """Return what was done with a dossier in a period, in the order in which it happened."""
    scope = f"c:{client.removeprefix('c:')}"
    sql = f"{_SELECT} WHERE scope = ? AND occurred_at >= ? AND occurred_at < ? ORDER BY occurred_at, seq"
    return [Line(*row) for row in tx.rows(sql, (scope, since, until))]


def for_client(tx: Transaction, client: str, since: int, until: int, by: str, reason: str) -> list[Line]:
    """Return the view for the client, and log that it was made. Raises NotPossible for what has no log."""
    scope = f"c:{client.removeprefix('c:')}"
    found = of_client(tx, client, since, until)
    if not found and tx.first("SELECT 1 FROM access_head WHERE scope = ?", (scope,)) is None:
        raise NotPossible(message(N_("There is no dossier '{client}' on this service yet."), client=client))
    account = ""
    if by:
        who = officer(tx, by)
        if not _ours(tx, scope, who.organisation):
            raise NotPossible(
                message(N_("There is no dossier '{client}' on this service yet."), client=client)
            )
        account, reason = who.id, _reason(reason)
    access_log.append(tx, [Entry(scope, Event.LOG_VIEW, account, reason=reason)])
    return found


def search(tx: Transaction, by: str, reason: str, asked: Asked) -> list[Line]:
    """Return what a privacy officer asks for, within their organisation, and log that they did.

    Raises NotPossible for who may not, without a reason, and for what is of another organisation.
    """
    who, why = officer(tx, by), _reason(reason)
    found: Iterable[Line]
    if asked.client:
        scope = f"c:{asked.client.removeprefix('c:')}"
        if not _ours(tx, scope, who.organisation):
            raise NotPossible(
                message(N_("There is no dossier '{client}' on this service yet."), client=asked.client)
            )
        found = of_client(tx, asked.client, asked.since, asked.until)
        if asked.caseworker:
            account = admin.one(tx, "caseworker", asked.caseworker)
            found = [line for line in found if line.account == account]
    elif asked.caseworker:
        account = admin.one(tx, "caseworker", asked.caseworker)
        if account not in accounts(tx, who.organisation):
            raise NotPossible(message(N_("There is no '{name}'."), name=asked.caseworker))
        scope = f"u:{account}"
        found = of_account(tx, account, asked.since, asked.until)
    else:
        scope = SERVICE
        found = (
            line
            for account in accounts(tx, who.organisation)
            for line in of_account(tx, account, asked.since, asked.until)
        )
    access_log.append(tx, [Entry(scope, Event.LOG_VIEW, who.id, reason=why)])
    chosen = [line for line in found if line.outside or not asked.outside]
    return sorted(chosen, key=lambda line: (line.occurred_at, line.scope, line.seq))


def of_account(tx: Transaction, account: str, since: int, until: int) -> Iterator[Line]:
    """Give what somebody did in a period; what happened in it came in later, however much."""
    sql = f"{_SELECT} WHERE account = ? AND received_at >= ? AND occurred_at >= ? AND occurred_at < ?"
    yield from (Line(*row) for row in tx.rows(sql, (account, max(since - _AHEAD, 0), since, until)))


_AHEAD: Final = 86_400_000
"""A laptop's clock may be ahead of its arrival; more than this is marked as impossible."""


def came(tx: Transaction, account: str, since: int, until: int) -> list[Line]:
    """Return what came in of somebody in a period, in the order in which it happened."""
    sql = f"{_SELECT} WHERE account = ? AND received_at >= ? AND received_at < ? ORDER BY occurred_at"
    return [Line(*row) for row in tx.rows(sql, (account, since, until))]


def officer(tx: Transaction, given: str) -> Member:
    """Return who may read the access log, by id or name. Raises NotPossible."""
    found = roles.member(tx, admin.one(tx, "caseworker", given))
    if found is None or reach(found.roles, Right.READ_ACCESS_LOG) < Reach.ORGANISATION:
        raise NotPossible(message(N_("Only a privacy officer may read the access log.")))
    return found


def accounts(tx: Transaction, organisation: str) -> list[str]:
    """Return everybody of an organisation."""
    sql = "SELECT c.id FROM caseworker c JOIN team t ON t.id = c.team WHERE t.organisation = ? ORDER BY c.id"
    return [account for (account,) in tx.rows(sql, (organisation,))]


def names(tx: Transaction, lines: Iterable[Line]) -> dict[str, str]:
    """Return the names of all accounts in some lines."""
    wanted = sorted({name for line in lines for name in (line.account, line.whom, line.responsible)} - {""})
    return names_of(tx, wanted)


def names_of(tx: Transaction, wanted: Sequence[str]) -> dict[str, str]:
    """Return the names of accounts."""
    found: dict[str, str] = {}
    for at in range(0, len(wanted), _CHUNK):
        part = wanted[at : at + _CHUNK]
        found.update(tx.rows(f"SELECT id, name FROM caseworker WHERE id IN ({marks(len(part))})", part))  # noqa: S608
    return found


def _ours(tx: Transaction, scope: str, organisation: str) -> bool:
    row = tx.first("SELECT organisation FROM dossier WHERE scope = ?", (scope,))
    return row is not None and bool(row.organisation == organisation)


def _reason(text: str) -> str:
    text = clean(text).strip()
    if not text or len(text) > MAX_REASON or refuse(text, lines=False):
        raise NotPossible(
            message(N_("Say why you look into the access log, in at most 500 characters on one line."))
        )
    return text
