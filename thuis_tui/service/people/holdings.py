"""Changing who holds a dossier, and showing it to who leads its team.

Who leads a team holds its dossiers too, as `lead`, but for those that are restricted. In the scope of each
lead stands a record for everybody who holds one of them otherwise, so that the work can be divided offline.
Where a team has no lead nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from thuis_tui.language import N_
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.logs import access_log
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.people import beside, grants, roles
from thuis_tui.service.people.grants import Kind
from thuis_tui.service.people.late_work import moment_of

TYPE: Final = "assignment"
ACTOR: Final = "service"
LEAD_NO_MORE = N_("You do not lead the team of this dossier any more.")
RESTRICTED = N_("This dossier is restricted: only who has it as their own keeps it.")


@dataclass(frozen=True, slots=True)
class Dossier:
    """Whose a dossier is."""

    scope: str
    organisation: str
    team: str
    restricted: bool


def dossier_of(tx: Transaction, scope: str) -> Dossier | None:
    """Return whose a dossier is; None when there is none."""
    row = tx.first("SELECT organisation, team, restricted FROM dossier WHERE scope = ?", (scope,))
    return None if row is None else Dossier(scope, row.organisation, row.team, bool(row.restricted))


def name_of(scope: str, account: str) -> str:
    """The id of the record that says how somebody holds a dossier: the same for every lead."""
    return blake2b(f"{TYPE}\0{scope}\0{account}".encode(), digest_size=16).hexdigest()


class Holdings:
    """Opens, changes and ends grants of dossiers inside one transaction."""

    def __init__(self, tx: Transaction, own: OwnChain) -> None:
        """Write what leads are shown to the logs that `own` shares."""
        self._tx = tx
        self._own = own
        self._leads: dict[str, list[str]] = {}

    def give(
        self, account: str, scope: str, role: str = "write", *, kind: Kind = Kind.OWN, until: int = 0
    ) -> int:
        """Open a grant, and return its `gen`. Raises NotPossible for who holds no dossiers."""
        gen = grants.grant(self._tx, account, scope, role, kind=kind, until=until)
        self._show(scope, account)
        return gen

    def take(self, account: str, scope: str, reason: str) -> bool:
        """End what somebody has a dossier for; False when there is none.

        Who leads the team of the dossier has it as lead from then on.
        """
        held = grants.kind_of(self._tx, account, scope)
        if held is not None and held[0] is not Kind.LEAD and self.leads_it(account, scope):
            self.change(account, scope, "write", kind=Kind.LEAD)
            return True
        return self.end(account, scope, reason)

    def leads_it(self, account: str, scope: str) -> bool:
        """Tell whether somebody has a dossier by leading its team: not one that is restricted."""
        dossier = dossier_of(self._tx, scope)
        return bool(dossier and not dossier.restricted and account in self._of(dossier.team))

    def end(self, account: str, scope: str, reason: str) -> bool:
        """End a grant, also of who leads the team; False when there is none."""
        if not grants.revoke(self._tx, account, scope, reason):
            return False
        self._show(scope, account)
        return True

    def change(self, account: str, scope: str, role: str, *, kind: Kind, until: int = 0) -> None:
        """Make an open grant one of another kind; who has it keeps the dossier."""
        grants.change(self._tx, account, scope, role, kind=kind, until=until)
        self._show(scope, account)

    def made(self, account: str, scopes: Sequence[str]) -> None:
        """Give new dossiers to who leads the team of their maker."""
        dossier = dossier_of(self._tx, scopes[0]) if scopes else None
        leads = self._of(dossier.team) if dossier else []
        if not leads:
            return
        tx = self._tx
        for lead in sorted(set(leads) - {account}):
            grants.give_new(tx, lead, scopes, kind=Kind.LEAD)
            access_log.granted(tx, lead, scopes, Kind.LEAD)
        self._own.open([f"u:{lead}" for lead in leads])
        for lead in leads:
            for scope in scopes:
                self._write(lead, scope, account, _facts(scope, account, Kind.OWN, tx.now_ms, 0))

    def lead(self, account: str, team: str) -> None:
        """Give somebody the dossiers of the team they lead from now on, and show who holds them."""
        self._leads.pop(team, None)
        roles.hold_leads(self._tx, team, shared=False)
        for (scope,) in self._tx.rows(
            "SELECT scope FROM dossier WHERE team = ? AND restricted = 0 ORDER BY scope", (team,)
        ):
            grants.grant(self._tx, account, scope, kind=Kind.LEAD)
            self._show_all(scope, [account])

    def lead_no_more(self, account: str, team: str) -> None:
        """Take the dossiers that somebody had as the lead of a team, and what was shown to them."""
        self._leads.pop(team, None)
        roles.hold_leads(self._tx, team, shared=False)
        rows = self._tx.rows(
            f"SELECT scope FROM scope_grant WHERE caseworker = ? AND kind = 'lead' AND {grants.OPEN}",  # noqa: S608
            (account, self._tx.now_ms),
        )
        for (scope,) in rows:
            grants.revoke(self._tx, account, scope, LEAD_NO_MORE)
        self._end_shown(account)

    def move(self, scope: str, organisation: str, team: str) -> None:
        """Make a dossier one of another team: who leads that has it from now on, who led it before not."""
        before = dossier_of(self._tx, scope)
        if before is None or before.team == team:
            return
        self._leave(before, LEAD_NO_MORE)
        sql = "UPDATE dossier SET organisation = ?, team = ? WHERE scope = ?"
        self._tx.run(sql, (organisation, team, scope))
        if not before.restricted:
            self._come(scope, team)
        beside.follow(self._tx, scope)

    def restrict(self, scope: str, on: bool) -> bool:
        """Restrict a dossier, or open it to who leads its team; False when it was so already."""
        before = dossier_of(self._tx, scope)
        if before is None or before.restricted == on:
            return False
        if on:
            self._leave(before, RESTRICTED)
            for account in grants.others_than_owners(self._tx, scope):
                grants.revoke(self._tx, account, scope, RESTRICTED)
        self._tx.run("UPDATE dossier SET restricted = ? WHERE scope = ?", (int(on), scope))
        beside.follow(self._tx, scope)
        if not on:
            self._come(scope, before.team)
        return True

    def _leave(self, dossier: Dossier, reason: str) -> None:
        for lead in self._of(dossier.team):
            held = grants.kind_of(self._tx, lead, dossier.scope)
            if held is not None and held[0] is Kind.LEAD:
                grants.revoke(self._tx, lead, dossier.scope, reason)
            self._end_shown(lead, dossier.scope)

    def _come(self, scope: str, team: str) -> None:
        for lead in self._of(team):
            grants.grant(self._tx, lead, scope, kind=Kind.LEAD)
        self._show_all(scope, self._of(team))

    def _of(self, team: str) -> list[str]:
        if team not in self._leads:
            roles.hold_leads(self._tx, team)
            self._leads[team] = roles.leads(self._tx, team)
        return self._leads[team]

    def _show(self, scope: str, account: str) -> None:
        """Show to the leads how somebody holds a dossier now."""
        dossier = dossier_of(self._tx, scope)
        leads = self._of(dossier.team) if dossier and not dossier.restricted else []
        if not leads:
            return
        self._own.open([f"u:{lead}" for lead in leads])
        facts = self._held(scope, account)
        for lead in leads:
            self._write(lead, scope, account, facts.get(account))

    def _show_all(self, scope: str, leads: Sequence[str]) -> None:
        self._own.open([f"u:{lead}" for lead in leads])
        for account, facts in self._held(scope).items():
            for lead in leads:
                self._write(lead, scope, account, facts)

    def _held(self, scope: str, account: str = "") -> dict[str, dict[str, Any]]:
        """What is shown of the open grants of a dossier, by who has them; of one account, or of all."""
        rows = self._tx.rows(
            "SELECT caseworker, kind, granted_at, until FROM scope_grant"  # noqa: S608
            f" WHERE scope = ? AND kind <> 'lead' AND {grants.OPEN} AND (? = '' OR caseworker = ?)"
            " ORDER BY caseworker",
            (scope, self._tx.now_ms, account, account),
        )
        return {each: _facts(scope, each, kind, since, until) for each, kind, since, until in rows}

    def _write(self, lead: str, scope: str, account: str, facts: dict[str, Any] | None) -> None:
        """Make the record of one lead, bring it up to date, or end it when there is nothing to hold."""
        own, log, ent = self._own, f"u:{lead}", f"{TYPE}:{name_of(scope, account)}"
        if own.heads(log, ent, ""):
            changed = {"kind": facts["kind"], "since": facts["since"]} if facts else {}
            until = facts.get("until") if facts else None
            ended = None if facts else moment_of(self._tx.now_ms)
            own.change(log, ent, {**changed, "until": until, "ended_at": ended}, ACTOR)
        elif facts:
            own.create(log, ent, facts, ACTOR)

    def _end_shown(self, lead: str, scope: str = "") -> None:
        """End what is shown to somebody, of one dossier or of all."""
        log = f"u:{lead}"
        self._own.open([log])
        if scope:
            names = [f"{TYPE}:{name_of(scope, account)}" for account in self._held(scope)]
        else:
            sql = "SELECT ent FROM register WHERE scope = ? AND ent > ? AND ent < ? AND field = ''"
            names = [ent for (ent,) in self._tx.rows(sql, (log, f"{TYPE}:", f"{TYPE};"))]
        for ent in names:
            if self._own.heads(log, ent, ""):
                self._own.change(log, ent, {"ended_at": moment_of(self._tx.now_ms)}, ACTOR)


def _facts(scope: str, account: str, kind: str, since: int, until: int) -> dict[str, Any]:
    facts = {
        "client": scope.removeprefix("c:"),
        "caseworker": account,
        "kind": str(kind),
        "since": moment_of(since),
    }
    return facts | ({"until": moment_of(until)} if until else {})
