"""How long dossiers are kept: a clock for each from the day on which the support ended, and legal hold.

Nothing is erased by itself: `run` erases what is over its time, when somebody asks for it by name. A dossier
whose support has not ended, or that is on hold, has no end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from thuis_tui.casework.records import scope_for
from thuis_tui.language import N_, message
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.keeping import erasure
from thuis_tui.service.keeping.erasure import Decision
from thuis_tui.service.logs import access_log
from thuis_tui.service.logs.access_log import Entry, Event
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import beside
from thuis_tui.service.people.admin import listed

_LISTED = (
    "SELECT substr(d.scope, 3), t.name, d.ended_at, d.keep_until, d.legal_hold,"
    " (SELECT count(*) FROM purge_receipt r WHERE r.scope = d.scope),"
    " (SELECT e.decided_at FROM erasure e WHERE e.scope = d.scope AND e.ent = '' ORDER BY e.id LIMIT 1)"
    " FROM dossier d JOIN team t ON t.id = d.team"
)


@dataclass(frozen=True, slots=True)
class Over:
    """A dossier whose time is over, and how many operations its log has."""

    client: str
    operations: int


def end(tx: Transaction, client: str, on: date | None, years: int) -> int:
    """Say on which day the support ended (None: it goes on); returns until when the dossier is kept."""
    scope = _dossier(tx, client)
    ended_at = keep_until = 0
    if on is not None:
        ended_at, keep_until = _midnight(on), _midnight(_later(on, years))
        if ended_at > tx.now_ms:
            raise NotPossible(message(N_("That day is still to come.")))
    tx.run("UPDATE dossier SET ended_at = ?, keep_until = ? WHERE scope = ?", (ended_at, keep_until, scope))
    return keep_until


def hold(tx: Transaction, client: str, by: str, reason: str, *, held: bool) -> None:
    """Put a dossier on legal hold, so that nothing of it is erased, or release it."""
    scope = _dossier(tx, client)
    _named(by, reason)
    if not tx.run(
        "UPDATE dossier SET legal_hold = ? WHERE scope = ? AND legal_hold <> ?",
        (int(held), scope, int(held)),
    ):
        raise NotPossible(message(N_("It was so already.")))
    access_log.append(
        tx, [Entry(scope, Event.CHANGE, reason=_said("hold" if held else "release", by, reason))]
    )


def dossiers(tx: Transaction, *, over: bool = False) -> list[dict[str, Any]]:
    """List dossiers whose support has ended or that are on hold, or only those whose time is `over`.

    `erased_at` is 0 while it is there; `receipts` counts laptops that told they deleted it.
    """
    names = ("client", "team", "ended_at", "keep_until", "legal_hold", "receipts", "erased_at")
    which = "WHERE d.ended_at > 0 OR d.legal_hold = 1 ORDER BY d.keep_until, d.scope"
    rows = listed(tx, names, f"{_LISTED} {which}")
    for row in rows:
        row["erased_at"] = row["erased_at"] or 0
    return [row for row in rows if not over or _is_over(tx, row)]


def run(tx: Transaction, by: str, reason: str, clients: Sequence[str]) -> list[Over]:
    """Erase these dossiers, whose time is over. Raises NotPossible for one whose time is not."""
    _named(by, reason)
    over = {row["client"] for row in dossiers(tx, over=True)}
    done = []
    for client in clients:
        if client not in over:
            raise NotPossible(message(N_("The time of dossier '{client}' is not over."), client=client))
        done.append(Over(client, _erase(tx, client, by, reason)))
    return done


def erase_dossier(tx: Transaction, client: str, by: str, reason: str) -> int:
    """Erase a dossier before its time, on request of whom it is about; returns how long its log was."""
    _dossier(tx, client)
    _named(by, reason)
    return _erase(tx, client, by, reason)


def erase_field(tx: Transaction, client: str, ent: str, field: str, by: str, reason: str) -> erasure.Erased:
    """Erase one field of a record, because whom it is about asked for it. Raises NotPossible."""
    scope = _dossier(tx, client)
    _named(by, reason)
    done = erasure.erase(tx, scope_for(ent.partition(":")[0], scope[2:]), ent, field, by, reason)
    if ent == f"client:{scope[2:]}" and field in beside.COPIED:
        copy = (beside.way_of(scope), f"candidacy:{scope[2:]}", beside.COPIED[field])
        erasure.carry_out(tx, Decision(tx.new_id(), *copy, tx.now_ms, by, reason))
    access_log.append(tx, [Entry(scope, Event.ERASE, reason=_said(f"{ent} {field}", by, reason))])
    return done


def _erase(tx: Transaction, client: str, by: str, reason: str) -> int:
    scope = f"c:{client.removeprefix('c:')}"
    length = erasure.erase_dossier(tx, client, by, reason)
    access_log.append(tx, [Entry(scope, Event.ERASE, reason=_said("", by, reason))])
    return length


def _is_over(tx: Transaction, row: dict[str, Any]) -> bool:
    return not row["erased_at"] and not row["legal_hold"] and 0 < row["keep_until"] <= tx.now_ms


def _dossier(tx: Transaction, client: str) -> str:
    scope = f"c:{client.removeprefix('c:')}"
    if tx.first("SELECT 1 FROM dossier WHERE scope = ?", (scope,)) is None:
        raise NotPossible(message(N_("There is no dossier '{client}' on this service yet."), client=client))
    if erasure.is_gone(tx, scope):
        raise NotPossible(message(N_("This dossier was erased.")))
    return scope


def _named(by: str, reason: str) -> None:
    if not by.strip() or not reason.strip():
        raise NotPossible(message(N_("Say who decided this and why.")))


def _said(what: str, by: str, reason: str) -> str:
    return " · ".join(part for part in (what, by, reason) if part)


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, month=3, day=1)


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp() * 1000)
