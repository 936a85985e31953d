"""Late work: what was set aside is shown to who leads the team, and what they decide is carried out.

An operation leaves quarantine only by a decision with a name and a reason on it. Accepted, it goes into the
log of its scope in the same transaction, as the bytes its author wrote.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from thuis_tui.casework.late_work import MAX_DECISION_REASON, MAX_VALUE
from thuis_tui.casework.rights import Reach, Right, reach
from thuis_tui.casework.vocabulary import DECISION
from thuis_tui.log.chain import operation_hash
from thuis_tui.log.clock import COUNTER_BITS
from thuis_tui.log.operation import Operation, decode_whole
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.logs import ledger
from thuis_tui.service.logs.ledger import ScopeLog
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.people import grants, roles
from thuis_tui.service.people.judging import Reason, judge
from thuis_tui.text import clean, is_clean, refuse

TYPE = "late_work"
_MOST_A_DAY = 500
"""How much of one caseworker's a day is shown to leads: who floods is for the administrator."""

_DAY = 86_400_000
KEPT = (
    "SELECT q.scope, q.chain, q.n, q.id, q.caseworker, q.reason, q.raw, q.tx, q.late_work, q.decision, c.team"
    " FROM quarantine q JOIN caseworker c ON c.id = q.caseworker WHERE "
)
_SHOWN = (
    "SELECT r.scope FROM caseworker c"
    " JOIN register r ON r.scope = 'u:' || c.id AND r.ent = ? AND r.field = ''"
    " WHERE c.team = ? ORDER BY r.scope"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One operation in quarantine, with the team of who wrote it."""

    scope: str
    chain: str
    n: int
    id: str
    caseworker: str
    reason: str
    raw: bytes
    tx: str
    late_work: str
    decision: str
    team: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about a record of late work: by whom, and why."""

    kept: Kept
    decision: str
    reason: str
    by: str
    scope: str = ""
    """The scope in which it was decided; there it stands already."""


def name_of(scope: str, caseworker: str, operation: str) -> str:
    """Return the id of the record that shows an operation: the same each time it comes in."""
    return blake2b(f"{TYPE}\0{scope}\0{caseworker}\0{operation}".encode(), digest_size=16).hexdigest()


def is_shown(operation: Operation, reason: Reason) -> bool:
    """Tell whether a person is asked about an operation; what a decision itself was refused for is not."""
    return operation.record_type not in (TYPE, "ruling") and reason is not Reason.REUSED


def scopes_of_leads(tx: Transaction, caseworker: str, right: Right) -> list[str]:
    """Return the scopes of who has a right for the whole team of a caseworker: their own when nobody else."""
    found = roles.in_team_of(tx, caseworker, right)
    return [f"u:{lead}" for lead in found if lead != caseworker] or [f"u:{lead}" for lead in found]


def holding(tx: Transaction, scope: str, leads: Sequence[str]) -> list[str]:
    """Return those of the scopes of leads to whom something of a dossier may be told: of one that is
    restricted only who holds it.
    """
    if not grants.is_restricted(tx, scope):
        return list(leads)
    return [lead for lead in leads if grants.kind_of(tx, lead.removeprefix("u:"), scope) is not None]


class Leads:
    """Shows what one push set aside to the leads of the author's team."""

    def __init__(self, tx: Transaction, caseworker: str, own: OwnChain) -> None:
        self._tx = tx
        self._caseworker = caseworker
        self._own = own
        self._scopes = scopes_of_leads(tx, caseworker, Right.JUDGE_LATE_WORK)
        ((today,),) = tx.rows(
            "SELECT count(*) FROM quarantine WHERE caseworker = ? AND received_at > ?",
            (caseworker, tx.now_ms - _DAY),
        )
        self._left = _MOST_A_DAY - today

    def show(self, scope: str, operation: Operation, value: Any, reason: Reason) -> str:
        """Make the record for every lead and return its id; empty when nobody is shown it."""
        if not self._scopes or self._left <= 0 or not is_shown(operation, reason):
            return ""
        self._left -= 1
        name = name_of(scope, self._caseworker, operation.id)
        values: dict[str, Any] = {
            "author": self._caseworker,
            "reason": str(reason),
            "recorded_at": moment_of(operation.hlc >> COUNTER_BITS),
            "record_type": operation.record_type,
            "field": operation.field,
            "value": _text(value),
            "operation": operation.id,
        }
        if scope.startswith(("c:", "h:")):
            values["client"] = scope[2:]
        shown = holding(self._tx, scope, self._scopes)
        self._own.open(shown)
        for lead in shown:
            self._own.create(lead, f"{TYPE}:{name}", values, self._caseworker)
        return name if shown else ""


def judge_decisions(
    tx: Transaction, scope: str, author: str, operations: Sequence[tuple[Operation, Any]]
) -> dict[str, Reason | Decided]:
    """Judge the decisions among the operations of a chain: what each decides, or why it decides nothing.

    The reason comes first, in the same group; by the id of the operation that sets the decision.
    """
    told: dict[str, Reason | Decided] = {}
    said: dict[tuple[str, str], str] = {}
    seen: set[str] = set()
    for operation, value in operations:
        record_type, _, name = operation.ent.partition(":")
        if record_type != TYPE or operation.kind != "set":
            continue
        if operation.field == "decision_reason" and operation.tx and isinstance(value, str):
            said[operation.tx, name] = value
        if operation.field != "decision":
            continue
        reason = said.get((operation.tx, name), "")
        found = _judge_one(tx, author, name, value, reason, scope)
        if isinstance(found, Decided):
            if name in seen:
                found = Reason.DECIDED
            else:  # what belongs together has one fate, and one decision
                seen.update(one.late_work for one in group(tx, found.kept))
        told[operation.id] = found
    return told


def _judge_one(
    tx: Transaction, author: str, name: str, value: Any, reason: str, scope: str
) -> Reason | Decided:
    if value not in DECISION.by_code or not is_reason(reason):
        return Reason.INVALID
    row = tx.first(f"{KEPT} q.late_work = ? ORDER BY q.received_at LIMIT 1", (name,))
    judge_ = roles.member(tx, author)
    if row is None or judge_ is None or judge_.team != row.team or scope != f"u:{author}":
        return Reason.NOT_GRANTED
    if reach(judge_.roles, Right.JUDGE_LATE_WORK) < Reach.TEAM:
        return Reason.NOT_GRANTED
    kept = Kept(*row)
    if not holding(tx, kept.scope, [scope]):
        return Reason.NOT_GRANTED
    if kept.decision:
        return Reason.DECIDED
    if value == "accept" and not acceptable(tx, kept):
        return Reason.NOT_ACCEPTABLE
    return Decided(kept, value, reason, author, scope)


def is_reason(text: str) -> bool:
    """Tell whether a decision says why."""
    return bool(text.strip()) and len(text) <= MAX_DECISION_REASON and is_clean(text) and refuse(text) is None


def acceptable(tx: Transaction, kept: Kept) -> bool:
    """Tell whether an operation could go into its log: the dossier is there, and the rules allow it."""
    if tx.first("SELECT 1 FROM scope_head WHERE scope = ?", (kept.scope,)) is None:
        return False
    return all(judge(one.scope, *decode_whole(one.raw), one.caseworker) is None for one in group(tx, kept))


def group(tx: Transaction, kept: Kept) -> list[Kept]:
    """Return an operation with those it belongs together with, in their order: they have one fate."""
    if not kept.tx:
        return [kept]
    sql = f"{KEPT} q.scope = ? AND q.chain = ? AND q.tx = ? AND q.decision = '' ORDER BY q.n"
    return [Kept(*row) for row in tx.rows(sql, (kept.scope, kept.chain, kept.tx))] or [kept]


def carry_out(
    tx: Transaction, logs: MutableMapping[str, ScopeLog], own: OwnChain, decided: Sequence[Decided]
) -> int:
    """Do what was decided, each once, and tell who wrote it and the other leads; returns how much it was."""
    done = 0
    for decision in decided:
        for kept in group(tx, decision.kept):
            done += _carry_out_one(tx, logs, own, decision, kept)
    return done


def _carry_out_one(
    tx: Transaction, logs: MutableMapping[str, ScopeLog], own: OwnChain, decision: Decided, kept: Kept
) -> bool:
    changed = tx.run(
        "UPDATE quarantine SET decision = ?, decision_reason = ?, decided_by = ?, decided_at = ?"
        " WHERE scope = ? AND chain = ? AND n = ? AND decision IN ('', ?)",
        (
            *(decision.decision, decision.reason, decision.by, tx.now_ms),
            *(kept.scope, kept.chain, kept.n, kept.decision if kept.decision != "accept" else ""),
        ),
    )
    if not changed:
        return False
    if decision.decision == "accept":
        _accept(tx, own.open([kept.scope]), kept)
    _tell(tx, logs, own, decision, kept)
    return True


def _accept(tx: Transaction, logs: Mapping[str, ScopeLog], kept: Kept) -> None:
    """Put an operation into the log of its scope, unless it is there.

    On the service's chain: every device, also that of its author, gets it whole.
    """
    operation, _ = decode_whole(kept.raw)
    log = logs[kept.scope]
    key = (operation.ent, operation.field)
    heads = log.registers[key] if key in log.touched else None
    ledger.load(tx, {kept.scope: log}, [(kept.scope, operation)])
    if heads is not None:  # this transaction changed it already
        log.registers[key] = heads
    if operation.id not in log.known:
        hash_ = operation_hash(kept.scope, kept.chain, kept.raw)
        log.append(operation, tx.identity.chain, hash_, tx.now_ms)


def _tell(
    tx: Transaction, logs: MutableMapping[str, ScopeLog], own: OwnChain, decision: Decided, kept: Kept
) -> None:
    """Tell who wrote it what was decided and why, and show it to the leads."""
    author = f"u:{kept.caseworker}"
    moment = moment_of(tx.now_ms)
    values = {
        "operation": kept.id,
        "decision": decision.decision,
        "reason": decision.reason,
        "decided_by": decision.by,
        "decided_at": moment,
    }
    if kept.scope.startswith(("c:", "h:")):
        values["client"] = kept.scope[2:]
    own.open([author])
    own.create(author, f"ruling:{tx.new_id()}", values, decision.by)
    if not kept.late_work:
        return
    ent = f"{TYPE}:{kept.late_work}"
    shown = [scope for (scope,) in tx.rows(_SHOWN, (ent, kept.team))]
    own.open(shown)
    facts = {
        "decision_reason": decision.reason,
        "decision": decision.decision,
        "decided_by": decision.by,
        "decided_at": moment,
    }
    for scope in shown:
        stands = scope == decision.scope and kept.late_work == decision.kept.late_work
        for field, value in facts.items():
            if stands and field in ("decision", "decision_reason"):
                continue
            own.change(scope, ent, {field: value}, decision.by)


def _text(value: Any) -> str:
    """Return a value as the text a person is shown: JSON, on one line, and no longer than is kept."""
    text = clean(json.dumps(value, ensure_ascii=False))
    if refuse(text):
        text = json.dumps(value)
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "…"


def moment_of(ms: int) -> str:
    """Return a moment as records keep it; a clock that is far off is kept within what a date can say."""
    seconds = min(max(ms // 1000, 0), 253_402_300_799)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
