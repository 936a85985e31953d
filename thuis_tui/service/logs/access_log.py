"""The access log by NEN 7513: who did what with which dossier, when, by what right, and on which device.

Lines come from laptops, which keep them offline too (`device_access`), and from what the service itself
hands out or is told to do. The lines of a scope are a chain: each has the hash of itself and the line before,
so that what was changed, taken out or put in is found by `access_check`. Nothing that a dossier says is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Final

import msgspec

from thuis_tui.service.database.storage import Transaction, flatten, marks, tuples

SERVICE: Final = "service"
"""The scope of what is about no dossier and done by no account."""

COLUMNS: Final = (
    "scope",
    "seq",
    "id",
    "event",
    "action",
    "occurred_at",
    "received_at",
    "account",
    "roles",
    "organisation",
    "responsible",
    "device",
    "ground",
    "outcome",
    "whom",
    "reason",
    "remarks",
)
"""What a line says, in the order in which it is hashed; the hash itself stands behind it."""

_CHUNK: Final = 400
_MAX_REASON: Final = 500


class Event(StrEnum):
    """What happened. The first ones are those of the laptops (`vocabulary.ACCESS_EVENT`)."""

    CREATE = "create"
    READ = "read"
    ADD = "add"
    AMEND = "amend"
    CHANGE = "change"
    REMOVE = "remove"
    SEARCH = "search"
    COPY = "copy"
    PRINT = "print"
    EXPORT = "export"
    MERGE = "merge"
    TRANSFER = "transfer"
    EMERGENCY = "emergency"
    HAND_OUT = "hand_out"
    """A dossier went to a laptop."""
    GRANT = "grant"
    REVOKE = "revoke"
    ERASE = "erase"
    LOG_VIEW = "log_view"
    """Somebody looked into the access log itself."""
    RESTORE = "restore"
    SEAL = "seal"
    """Lines whose time was over were removed under a seal."""
    UNKNOWN = "unknown"
    """What a laptop told cannot be read; it is kept all the same."""


ACTIONS: Final = {
    Event.CREATE: "C",
    Event.ADD: "C",
    Event.AMEND: "C",
    Event.READ: "R",
    Event.SEARCH: "R",
    Event.COPY: "R",
    Event.PRINT: "R",
    Event.EXPORT: "R",
    Event.EMERGENCY: "R",
    Event.HAND_OUT: "R",
    Event.LOG_VIEW: "R",
    Event.CHANGE: "U",
    Event.MERGE: "U",
    Event.REMOVE: "D",
    Event.ERASE: "D",
    Event.SEAL: "D",
}
"""Create, read, update, delete; all else is E, execute."""


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"


class Remark(StrEnum):
    """What is wrong with a line: it is kept and marked."""

    TIME = "time"
    """The laptop's time of it is impossible."""
    NO_GRANT = "no_grant"
    """Whoever did it never had this dossier."""
    AFTER_GRANT = "after_grant"
    """Whoever did it did not have this dossier any more."""
    BEFORE_GRANT = "before_grant"
    """Whoever did it did not have this dossier yet."""
    SET_ASIDE = "set_aside"
    """The laptop's record of it is in quarantine."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes a line of the access log. The roles and the organisation of the account are looked up.

    `scope`: the dossier (`c:`), the account (`u:`) where there is none, or `SERVICE`. `account`: who did it;
    empty for an administrator at the service's machine. `occurred_at`: milliseconds since 1970, 0 for now.
    `ground`: by what right (`grants.Kind`). `responsible`: who has the dossier as their own when another
    acts. `whom`: the account that it was done to. `reason`: why, in words, where that was asked; never
    anything that was searched for.
    """

    scope: str
    event: Event
    account: str = ""
    occurred_at: int = 0
    device: str = ""
    ground: str = ""
    responsible: str = ""
    outcome: Outcome = Outcome.DONE
    whom: str = ""
    reason: str = ""
    remarks: tuple[Remark, ...] = ()
    id: str = ""


def append(tx: Transaction, entries: Iterable[Entry]) -> None:
    """Add lines to the access log, in few statements before this transaction is committed."""
    tx.at_end(_write, entries)


def granted(tx: Transaction, account: str, scopes: Iterable[str], kind: str) -> None:
    """Log that somebody was given dossiers; by whom, the transaction knows."""
    append(tx, (_about(tx, Event.GRANT, scope, account, kind) for scope in scopes if scope[:2] == "c:"))


def withdrawn(tx: Transaction, account: str, scope: str) -> None:
    """Log that a dossier was taken from somebody."""
    if scope[:2] == "c:":
        append(tx, [_about(tx, Event.REVOKE, scope, account, "")])


def _about(tx: Transaction, event: Event, scope: str, whom: str, kind: str) -> Entry:
    return Entry(scope, event, account=tx.account, device=tx.device, ground=kind, whom=whom)


def link(before: bytes, line: Sequence[Any]) -> bytes:
    """Chain a line (the values of `COLUMNS`) to the one before it: 32 bytes of blake2b over both."""
    return blake2b(before + msgspec.json.encode(list(line)), digest_size=32).digest()


_HEADS = (
    "INSERT INTO access_head(scope, seq, hash) VALUES {} ON CONFLICT (scope)"
    " DO UPDATE SET seq = access_head.seq RETURNING scope, seq, hash"
)
_LINES = f"INSERT INTO access_log({', '.join(COLUMNS)}, hash) VALUES ({marks(len(COLUMNS) + 1)})"  # noqa: S608
_MOVE = "UPDATE access_head SET seq = ?, hash = ? WHERE scope = ?"


def _write(tx: Transaction, entries: list[Entry]) -> None:
    """Give lines their places. The heads are locked here, last of all and in order, until the commit."""
    if not entries:
        return
    known = people(tx, sorted({entry.account for entry in entries} - {""}))
    scopes = sorted({entry.scope for entry in entries})
    heads: dict[str, tuple[int, bytes]] = {}
    for at in range(0, len(scopes), _CHUNK):
        part = scopes[at : at + _CHUNK]
        rows = tx.rows(_HEADS.format(tuples(len(part), 3)), flatten((scope, 0, b"") for scope in part))
        heads.update((scope, (seq, bytes(hash_))) for scope, seq, hash_ in rows)
    lines = []
    for entry in entries:
        seq, before = heads[entry.scope]
        roles, organisation = known.get(entry.account, NOBODY).at(entry.occurred_at or tx.now_ms)
        line = (
            entry.scope,
            seq + 1,
            entry.id or tx.new_id(),
            str(entry.event),
            ACTIONS.get(entry.event, "E"),
            entry.occurred_at or tx.now_ms,
            tx.now_ms,
            entry.account,
            roles,
            organisation,
            entry.responsible,
            entry.device,
            entry.ground,
            str(entry.outcome),
            entry.whom,
            entry.reason[:_MAX_REASON],
            " ".join(entry.remarks),
        )
        heads[entry.scope] = seq + 1, link(before, line)
        lines.append((*line, heads[entry.scope][1]))
    tx.many(_LINES, lines)
    tx.many(_MOVE, [(*heads[scope], scope) for scope in scopes])


@dataclass(frozen=True, slots=True)
class Person:
    """An account's organisation, and its roles with the time in which it had each."""

    organisation: str
    roles: tuple[tuple[str, int, int], ...]

    def at(self, moment: int) -> tuple[str, str]:
        """The roles it had at a moment, or has now when it had none then, and its organisation."""
        then = {
            role for role, since, until in self.roles if since <= moment and (not until or moment < until)
        }
        return " ".join(
            sorted(then or {role for role, _, until in self.roles if not until})
        ), self.organisation


NOBODY: Final = Person("", ())
_PEOPLE = (
    "SELECT c.id, t.organisation, r.role, r.granted_at, r.ended_at FROM caseworker c"
    " JOIN team t ON t.id = c.team LEFT JOIN account_role r ON r.account = c.id WHERE c.id IN ({})"
)


def people(tx: Transaction, accounts: Sequence[str]) -> dict[str, Person]:
    """Return what is known of accounts."""
    found: dict[str, Person] = {}
    for at in range(0, len(accounts), _CHUNK):
        part = accounts[at : at + _CHUNK]
        for account, organisation, role, since, until in tx.rows(_PEOPLE.format(marks(len(part))), part):
            before = found.get(account, Person(organisation, ()))
            held = ((role, since, until),) if role else ()
            found[account] = Person(organisation, (*before.roles, *held))
    return found
