"""Dossiers that change hands: what a laptop asked in the log of its caseworker is judged and carried out.

A transfer waits for who is to have the dossier; assignments and cover within a team take effect at once. Who
handed a dossier over reads on in it for a while. All is judged again at the moment it takes effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from thuis_tui.casework.rights import Reach, Right, holds_dossiers, reach
from thuis_tui.casework.transfer import READS_ON_DAYS
from thuis_tui.log.operation import Operation
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.people import finder, grants, roles
from thuis_tui.service.people.grants import Kind
from thuis_tui.service.people.holdings import ACTOR, RESTRICTED, Dossier, Holdings, dossier_of
from thuis_tui.service.people.late_work import moment_of

WATCHED: Final = ("transfer:", "offer:")
"""How the names of records begin with which something is asked or answered."""
_DAY = 86_400_000
_LONGEST_COVER = 366 * _DAY
_COVER_OVER = grants.over(Kind.COVER)
_NEEDED: Final = ("client", "kind", "recipient", "recorded_at")

Asked = tuple[str, Operation, Any]
"""The scope, an operation that was applied to it, and its value."""


class Transfers:
    """Carries out what one caseworker asked and answered in one transaction."""

    def __init__(self, tx: Transaction, own: OwnChain, author: str) -> None:
        self._tx = tx
        self._own = own
        self._author = author
        self._holdings = Holdings(tx, own)

    def act(self, asked: Sequence[Asked]) -> None:
        """Act on applied operations, in their order; only in the scope of who wrote them."""
        said: dict[tuple[str, str], str] = {}
        for scope, operation, value in asked:
            record_type, _, id_ = operation.ent.partition(":")
            if scope != f"u:{self._author}":
                continue
            if record_type == "transfer" and operation.kind == "create":
                self._ask(id_, value)
            elif record_type == "transfer" and operation.field == "withdrawn_at" and value:
                self._withdraw(id_)
            elif operation.field == "decision_reason" and isinstance(value, str):
                said[operation.tx, id_] = value
            elif record_type == "offer" and operation.field == "decision":
                self._answer(id_, value, said.get((operation.tx, id_), ""))

    def _ask(self, id_: str, values: dict[str, Any]) -> None:
        tx = self._tx
        if any(not values.get(name) for name in _NEEDED):
            return  # no laptop of ours writes such a record: there is nothing to do, and nobody to tell
        kind, recipient = values["kind"], values["recipient"]
        if tx.first("SELECT 1 FROM transfer WHERE id = ?", (id_,)) is not None:
            return
        scope, holder, until = f"c:{values['client']}", values.get("holder") or "", _ms(values.get("until"))
        refusal = self._refusal(kind, scope, recipient, holder, until)
        state = "refused" if refusal else "offered" if kind == "transfer" else "in_force"
        tx.run(
            "INSERT INTO transfer(id, scope, kind, sender, recipient, holder, until, state, asked_at,"
            " decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(id_, scope, kind, self._author, recipient, holder, until, state, tx.now_ms),
                0 if state == "offered" else tx.now_ms,
            ),
        )
        if refusal:
            self._tell(self._author, "transfer", id_, {"state": state, "refusal": refusal})
            return
        if kind == "restrict":
            self._holdings.restrict(scope, True)
        elif kind == "cover":
            self._holdings.give(recipient, scope, kind=Kind.COVER, until=until)
        elif kind == "assign":
            self._hand_over(scope, holder, recipient)
        self._tell(self._author, "transfer", id_, {"state": state})
        if recipient != self._author:
            self._offer(id_, values, state)

    def _offer(self, id_: str, values: dict[str, Any], state: str) -> None:
        """Put what is offered before who is to have it."""
        told = {name: values[name] for name in ("client", "kind", "recorded_at")}
        told |= {
            name: values[name]
            for name in ("client_name", "sheet", "goes_with", "reason", "until")
            if values.get(name)
        }
        log = f"u:{values['recipient']}"
        if log in self._own.open([log]):
            self._own.create(log, f"offer:{id_}", {**told, "sender": self._author, "state": state}, ACTOR)

    def _refusal(self, kind: str, scope: str, recipient: str, holder: str, until: int) -> str:
        """Why something cannot be done, as a code; empty when it can."""
        dossier, sender = dossier_of(self._tx, scope), roles.member(self._tx, self._author)
        held = grants.kind_of(self._tx, self._author, scope)
        if dossier is None or sender is None or held is None or held[1] != "write":
            return "not_held"
        if held[0] not in (Kind.OWN, Kind.LEAD):
            return "not_own"
        least = Reach.TEAM if held[0] is Kind.LEAD else Reach.GRANTED
        if kind in ("transfer", "cover") and reach(sender.roles, Right.HAND_OVER) < least:
            return "no_right"
        if kind in ("assign", "restrict"):
            if reach(sender.roles, Right.ASSIGN) < Reach.TEAM or sender.team != dossier.team:
                return "no_right"
            if kind == "restrict":
                return ""
        return self._refused_to(kind, dossier, recipient, holder, until)

    def _refused_to(self, kind: str, dossier: Dossier, recipient: str, holder: str, until: int) -> str:
        """Why somebody cannot be given a dossier in this way; empty when they can."""
        to, scope, now = roles.member(self._tx, recipient), dossier.scope, self._tx.now_ms
        if to is None or not holds_dossiers(to.roles):
            return "no_dossiers"
        if to.organisation != dossier.organisation:
            return "other_organisation"
        if kind != "transfer" and to.team != dossier.team:
            return "other_team"
        has = grants.kind_of(self._tx, recipient, scope)
        if has is not None and (has[0] is Kind.OWN or (has[0] is Kind.LEAD and kind == "cover")):
            return "has_it"
        if kind == "cover" and self._restricted(dossier):
            return "restricted"
        if kind == "cover" and not now < until <= now + _LONGEST_COVER:
            return "until"
        if holder and (grants.kind_of(self._tx, holder, scope) or (None,))[0] is not Kind.OWN:
            return "not_held"
        return ""

    def _answer(self, id_: str, decision: str, reason: str) -> None:
        row = self._tx.first(
            "SELECT scope, sender, recipient FROM transfer WHERE id = ? AND state = 'offered'", (id_,)
        )
        if row is None or row.recipient != self._author or decision not in ("accept", "decline"):
            return
        state, refusal = "accepted" if decision == "accept" else "declined", ""
        if state == "accepted":
            refusal = Transfers(self._tx, self._own, row.sender)._refusal(
                "transfer", row.scope, row.recipient, "", 0
            )
            state = "refused" if refusal else state
        if not self._settle(id_, "offered", state):
            return
        told: dict[str, Any] = {"state": state, "decided_at": moment_of(self._tx.now_ms)}
        if state == "accepted":
            until = self._hand_over(row.scope, row.sender, row.recipient)
            told |= {"reads_until": moment_of(until)} if until else {}
        told |= {"answer": reason} if reason else {}
        told |= {"refusal": refusal} if refusal else {}
        self._tell(row.sender, "transfer", id_, told)
        self._tell(row.recipient, "offer", id_, {"state": state})

    def _hand_over(self, scope: str, holder: str, recipient: str) -> int:
        """Give a dossier on: it is of the team of who has it now; returns until when the other reads on."""
        to = roles.member(self._tx, recipient)
        if to is None:
            return 0
        self._holdings.give(recipient, scope)
        self._holdings.move(scope, to.organisation, to.team)
        held = grants.kind_of(self._tx, holder, scope) if holder else None
        if held is not None and held[0] is Kind.OWN:
            return self._let_go(holder, scope)
        # Who leads the team gives it on: it becomes that of one, whoever has it now.
        for each in grants.owners(self._tx, scope):
            if each != recipient:
                self._let_go(each, scope)
        return 0

    def _let_go(self, holder: str, scope: str) -> int:
        """Make a holder one who reads on, or leads; returns until when they read on."""
        dossier = dossier_of(self._tx, scope)
        if self._holdings.leads_it(holder, scope):
            self._holdings.change(holder, scope, "write", kind=Kind.LEAD)
            return 0
        if dossier and self._restricted(dossier):
            self._holdings.take(holder, scope, RESTRICTED)
            return 0
        until = self._tx.now_ms + READS_ON_DAYS * _DAY
        self._holdings.change(holder, scope, "read", kind=Kind.READING_ON, until=until)
        return until

    def _restricted(self, dossier: Dossier) -> bool:
        """Whether a dossier, or one that is read as one with it, is restricted: the strictest counts."""
        together = finder.family(self._tx, dossier.scope, dossier.organisation)
        return any(each and each.restricted for each in (dossier_of(self._tx, one) for one in together))

    def _withdraw(self, id_: str) -> None:
        row = self._tx.first(
            "SELECT scope, kind, sender, recipient, state, until FROM transfer WHERE id = ?", (id_,)
        )
        if row is None or row.sender != self._author:
            return
        if row.state == "offered":
            state = "withdrawn"
        elif row.state == "in_force" and row.kind == "cover":
            state = "ended"
        else:
            return
        if not self._settle(id_, row.state, state):
            return
        # Another cover of the same dossier may run longer: that one goes on.
        if state == "ended" and grants.covers_until(self._tx, row.recipient, row.scope) == row.until:
            self._holdings.take(row.recipient, row.scope, _COVER_OVER)
        self._tell(row.sender, "transfer", id_, {"state": state})
        self._tell(row.recipient, "offer", id_, {"state": state})

    def _settle(self, id_: str, before: str, state: str) -> bool:
        """Take a step once, also where two transactions see it possible."""
        sql = "UPDATE transfer SET state = ?, decided_at = ? WHERE id = ? AND state = ?"
        return self._tx.run(sql, (state, self._tx.now_ms, id_, before)) > 0

    def _tell(self, account: str, record_type: str, id_: str, values: dict[str, Any]) -> None:
        log, ent = f"u:{account}", f"{record_type}:{id_}"
        if log in self._own.open([log]) and self._own.heads(log, ent, ""):
            self._own.change(log, ent, values, ACTOR)


def _ms(moment: Any) -> int:
    """A moment of a record in milliseconds; 0 for none."""
    if not isinstance(moment, str) or not moment:
        return 0
    return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() * 1000)
