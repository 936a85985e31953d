"""Emergency access: a dossier somebody does not hold, for an hour, with a reason; who leads is told at once.

It is asked in the log of the caseworker, and answered there. Nothing is told of dossiers that are not found,
not even whether there are any, and so many may be asked for a day that nobody finds one by trying.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Final

from thuis_tui.casework.rights import Right, may
from thuis_tui.casework.transfer import EMERGENCY_MINUTES, EMERGENCY_REASON
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.logs import access_log
from thuis_tui.service.logs.access_log import Entry, Event, Outcome
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.people import finder, grants, roles
from thuis_tui.service.people.grants import Kind
from thuis_tui.service.people.holdings import ACTOR, Holdings, dossier_of
from thuis_tui.service.people.late_work import moment_of
from thuis_tui.service.people.roles import Member
from thuis_tui.service.people.transfers import Asked

WATCHED: Final = ("emergency_access:",)
MOST_A_DAY: Final = 5
"""How often one caseworker may ask in 24 hours, found or not."""
_DAY = 86_400_000


class Emergencies:
    """Answers what one caseworker asked for in one transaction."""

    def __init__(self, tx: Transaction, own: OwnChain, author: str) -> None:
        self._tx = tx
        self._own = own
        self._author = author

    def act(self, asked: Sequence[Asked]) -> None:
        """Answer what was asked, in its order; only in the scope of who asked."""
        for scope, operation, value in asked:
            is_asked = operation.kind == "create" and operation.ent.startswith(WATCHED)
            if is_asked and scope == f"u:{self._author}":
                self._ask(operation.ent.partition(":")[2], value)

    def _ask(self, id_: str, values: dict[str, Any]) -> None:
        tx, reason = self._tx, str(values["reason"]).strip()
        if tx.first("SELECT 1 FROM emergency WHERE id = ?", (id_,)) is not None:
            return
        member = roles.member(tx, self._author)
        state, until = "refused", 0
        opened: list[str] = []
        if member and may(member.roles, Right.EMERGENCY_ACCESS) and len(reason) >= EMERGENCY_REASON:
            state = "limited" if self._too_often() else "not_found"
            if state != "limited":
                opened = self._find(values, member)
        scope = next(iter(opened), "")
        if scope:
            state, until = "granted", tx.now_ms + EMERGENCY_MINUTES * 60_000
        tx.run(
            "INSERT INTO emergency(id, account, scope, state, asked_at) VALUES (?, ?, ?, ?, ?)",
            (id_, self._author, scope, state, tx.now_ms),
        )
        told: dict[str, Any] = {"state": state}
        if scope and member:
            told["dossier"] = scope.removeprefix("c:")
            for each in opened:
                told |= self._open(each, until)
            self._tell(id_, opened, member, reason)
        for each in opened or [""]:
            self._log(each, state, reason)
        self._own.open([f"u:{self._author}"])
        self._own.change(f"u:{self._author}", f"emergency_access:{id_}", told, ACTOR)

    def _too_often(self) -> bool:
        sql = "SELECT count(*) FROM emergency WHERE account = ? AND asked_at > ?"
        ((times,),) = self._tx.rows(sql, (self._author, self._tx.now_ms - _DAY))
        return int(times) >= MOST_A_DAY

    def _find(self, values: dict[str, Any], member: Member) -> list[str]:
        """The dossier and those that are read as one with it; none when one of them is restricted."""
        texts = {name: value if isinstance(value := values.get(name), str) else "" for name in finder.FIELDS}
        hashes = (
            finder.by_bsn(self._tx, texts["bsn"]),
            finder.by_name(self._tx, texts["surname"], texts["birth_date"]),
        )
        scope = finder.find(self._tx, hashes, member.organisation)
        together = finder.family(self._tx, scope, member.organisation) if scope else []
        dossiers = [dossier_of(self._tx, each) for each in together]
        return [] if any(each and each.restricted for each in dossiers) else together

    def _open(self, scope: str, until: int) -> dict[str, Any]:
        """Open the dossier; who has it already keeps it as it is."""
        if grants.kind_of(self._tx, self._author, scope) is not None:
            return {}
        Holdings(self._tx, self._own).give(self._author, scope, kind=Kind.EMERGENCY, until=until)
        return {"until": moment_of(until)}

    def _tell(self, id_: str, opened: Sequence[str], member: Member, reason: str) -> None:
        """Tell who leads the team of a dossier and that of who opened it, and the privacy officers."""
        tx, dossiers = self._tx, [dossier_of(self._tx, each) for each in opened]
        teams = {member.team, *(dossier.team for dossier in dossiers if dossier)}
        leads = {lead for team in teams for lead in roles.in_team(tx, team, Right.HEAR_EMERGENCIES)}
        officers = roles.in_organisation(tx, member.organisation, Right.HEAR_EMERGENCIES)
        told = sorted({*leads, *officers} - {self._author})
        self._own.open([f"u:{account}" for account in told])
        name = blake2b(f"notice\0emergency\0{id_}".encode(), digest_size=16).hexdigest()
        values = {
            "kind": "emergency",
            "client": opened[0].removeprefix("c:"),
            "author": self._author,
            "about": f"emergency_access:{id_}",
            "account": reason,
            "recorded_at": moment_of(tx.now_ms),
        }
        for account in told:
            self._own.create(f"u:{account}", f"notice:{name}", values, self._author)

    def _log(self, scope: str, state: str, reason: str) -> None:
        outcome = Outcome.DONE if state == "granted" else Outcome.REFUSED
        entry = Entry(
            scope or f"u:{self._author}",
            Event.EMERGENCY,
            account=self._author,
            device=self._tx.device,
            ground=str(Kind.EMERGENCY) if scope else "",
            outcome=outcome,
            reason=reason,
        )
        access_log.append(self._tx, [entry])
