"""Erasing on request: a field of a record, or a whole dossier, out of every log, by name and with a reason.

What is erased is blanked where it stands (see `log.erasure`), in the log and in quarantine, in what was
shown of it to team leads, and in what quotes it elsewhere. Who erased what, when and why is kept here. What
comes in again of it is looked at on arrival: see `erasure_watch`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from thuis_tui.casework.attribute import Attribute, Shape
from thuis_tui.casework.records import RECORDS, fields
from thuis_tui.language import N_, message
from thuis_tui.log import digest, erasure
from thuis_tui.log.operation import REMOVED, Operation, decode, encode
from thuis_tui.log.wire import PullRow
from thuis_tui.service.database.storage import Transaction, marks
from thuis_tui.service.keeping.erasure_copies import QUOTING, Quoted, about, copies, quoting
from thuis_tui.service.logs import changes, ledger
from thuis_tui.service.logs.ledger import ScopeLog
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.not_possible import NotPossible
from thuis_tui.service.people import beside, finder, grants

T = TypeVar("T")
_ACTOR = "service"
_BATCH = 200
_AGREED = ("plan", "goal", "action")
_AS_AGREED = "frozen"
"""The field in which a plan keeps what was agreed: the words of its goals and actions."""
_LINKS = (Shape.REFERENCE, Shape.REFERENCES)
_row = msgspec.json.Decoder(PullRow).decode
_PUT = (
    "INSERT INTO erasure(id, scope, ent, field, decided_at, decided_by, reason, seq, log_hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_ERASED = "INSERT INTO erased(scope, id, field, ent, erasure) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"


class Decision(msgspec.Struct, frozen=True):
    """An erasure as it was decided. Of a whole dossier `ent` and `field` are empty.

    `operations` are the ids that were blanked, `copies` those in other scopes (scope, id, field and record):
    so it can be done again after a restore.
    """

    id: str
    scope: str
    ent: str
    field: str
    decided_at: int
    decided_by: str
    reason: str
    operations: list[str] = []
    copies: list[tuple[str, str, str, str]] = []


@dataclass(frozen=True, slots=True)
class Erased:
    """How much an erasure blanked: operations in logs, and those in quarantine."""

    operations: int
    quarantined: int


def erase(tx: Transaction, scope: str, ent: str, field: str, by: str, reason: str) -> Erased:
    """Erase one field of a record everywhere. Raises NotPossible."""
    if not ent or not field or not by.strip() or not reason.strip():
        raise NotPossible(message(N_("An erasure needs a record, a field, who decided it and why.")))
    _not_held(tx, scope)
    record_type = ent.partition(":")[0]
    facts = fields(record_type).get(field) if record_type in RECORDS else None
    if facts is not None and not is_erasable(facts):
        raise NotPossible(message(N_("This field says nothing of anybody: it holds the file together.")))
    decision = Decision(tx.new_id(), scope, ent, field, tx.now_ms, by, reason)
    done = carry_out(tx, decision)
    if not done.operations and not done.quarantined:
        raise NotPossible(message(N_("There is no such value in this dossier.")))
    return done


def is_erasable(facts: Attribute) -> bool:
    """Tell whether a field can be without its value: not what links records, nor when a record is of."""
    return facts.shape not in _LINKS and not (facts.required and facts.shape is Shape.MOMENT)


def carry_out(tx: Transaction, decision: Decision) -> Erased:
    """Do what was decided, now or once more after a restore."""
    logs: MutableMapping[str, ScopeLog] = {}
    own = OwnChain(tx, logs)
    scope = decision.scope
    quoted = Quoted(tx, scope[2:]) if scope.startswith("c:") else None
    tx.run(
        _PUT,
        (
            *(decision.id, scope, decision.ent, decision.field),
            *(decision.decided_at, decision.decided_by, decision.reason, 0, b""),
        ),
    )
    own.open([scope])
    changed = _blank_log(tx, scope, decision.ent, decision.field) if scope in logs else {}
    aside = _blank_quarantine(tx, decision)
    named = dict.fromkeys(decision.operations, "") | dict.fromkeys((id_ for id_, _ in aside), "") | changed
    _remember(tx, decision, named)
    if scope in logs and named:
        if changed:
            _replace(tx, own, decision)
        _say(own, decision, named)
    for late_work in {name for _, name in aside if name}:
        _erase_shown(tx, own, f"late_work:{late_work}", decision)
    if quoted:
        _erase_agreed(tx, own, decision)
        _erase_copies(tx, own, decision, quoted)
    ledger.flush(tx, logs.values())
    own.write()
    if decision.ent.startswith("client:"):
        _find_anew(tx, scope)
    return Erased(len(changed), len(aside))


def erase_dossier(tx: Transaction, client: str, by: str, reason: str) -> int:
    """Erase a whole dossier: it is taken from everybody, who delete it and send receipts. Returns its length.

    What is left is that it was there: its name, how long its log was and the hash of the end of it.
    """
    scope = f"c:{client.removeprefix('c:')}"
    _not_held(tx, scope)
    length = carry_out_dossier(tx, Decision(tx.new_id(), scope, "", "", tx.now_ms, by, reason))
    way = beside.way_of(scope)
    if way in ledger.lock(tx, [way]):
        length += carry_out_dossier(tx, Decision(tx.new_id(), way, "", "", tx.now_ms, by, reason))
    return length


def carry_out_dossier(tx: Transaction, decision: Decision) -> int:
    """Erase a whole dossier, now or once more after a restore."""
    scope = decision.scope
    head = ledger.lock(tx, [scope]).get(scope)
    tx.run(
        _PUT,
        (
            *(decision.id, scope, "", "", decision.decided_at, decision.decided_by, decision.reason),
            *((head.seq, head.log_hash) if head else (0, b"")),
        ),
    )
    logs: MutableMapping[str, ScopeLog] = {}
    own = OwnChain(tx, logs)
    _erase_copies(tx, own, decision, Quoted(tx, scope[2:]))
    ledger.flush(tx, logs.values())
    own.write()
    tx.run("UPDATE quarantine SET decision_reason = '' WHERE scope = ?", (scope,))
    if head is None:
        return 0
    for (caseworker,) in tx.rows(
        f"SELECT caseworker FROM scope_grant WHERE scope = ? AND {grants.OPEN}",  # noqa: S608
        (scope, tx.now_ms),
    ):
        grants.revoke(tx, caseworker, scope, "")
    tx.run("UPDATE scope_grant SET reason = '' WHERE scope = ?", (scope,))
    tx.run(
        "UPDATE dossier SET restricted = 1 WHERE scope = ?", (scope,)
    )  # who leads the team gets it no more
    for table in ("log", "register", "superseded", "erased"):
        tx.run(f"DELETE FROM {table} WHERE scope = ?", (scope,))  # noqa: S608 - our own names
    tx.run(
        "UPDATE scope_head SET seq = 0, digest = ?, log_hash = ? WHERE scope = ?",
        (digest.to_hex(digest.EMPTY), b"", scope),
    )
    for chain, n, raw in _quarantined(tx, scope):
        tx.run(
            "UPDATE quarantine SET raw = ? WHERE scope = ? AND chain = ? AND n = ?",
            (encode(erasure.emptied(decode(raw))), scope, chain, n),
        )
    _find_anew(tx, scope)
    changes.mark(tx, [scope])
    return head.seq


def is_gone(tx: Transaction, scope: str) -> bool:
    """Tell whether a dossier was erased whole, or that which the way to a home is beside."""
    both = (scope, beside.dossier_of(scope) if scope.startswith("h:") else scope)
    return tx.first("SELECT 1 FROM erasure WHERE scope IN (?, ?) AND ent = ''", both) is not None


def decisions(tx: Transaction) -> Iterator[Decision]:
    """Give all erasures in the order in which they were decided, with the operations that they blanked."""
    sql = "SELECT id, scope, ent, field, decided_at, decided_by, reason FROM erasure ORDER BY decided_at, id"
    by_decision: dict[str, list[tuple[str, str, str, str]]] = {}
    for id_, *row in tx.rows("SELECT erasure, scope, id, field, ent FROM erased ORDER BY scope, id, field"):
        by_decision.setdefault(id_, []).append((row[0], row[1], row[2], row[3]))
    for id_, scope, ent, field, at, by, reason in tx.rows(sql):
        rows = by_decision.get(id_, [])
        own = [row for row in rows if (row[0], row[2], row[3]) == (scope, field, ent)]
        copies = [row for row in rows if row not in own]
        yield Decision(id_, scope, ent, field, at, by, reason, [row[1] for row in own], copies)


def listed(tx: Transaction) -> list[dict[str, Any]]:
    """List all erasures: of which dossier and record, by whom, when and why; the latest first."""
    sql = (
        "SELECT scope, ent, field, decided_at, decided_by, reason FROM erasure"
        " ORDER BY decided_at DESC, scope, id"
    )
    names = ("scope", "record", "field", "decided_at", "decided_by", "reason")
    return [dict(zip(names, row, strict=True)) for row in tx.rows(sql)]


def again(tx: Transaction, known: Sequence[Decision]) -> int:
    """After a restore: do what was decided since that backup; returns how many erasures that were."""
    there = {id_ for (id_,) in tx.rows("SELECT id FROM erasure")}
    missing = [decision for decision in known if decision.id not in there]
    for decision in missing:
        if decision.ent:
            carry_out(tx, decision)
        else:
            carry_out_dossier(tx, decision)
    return len(missing)


def holds(tx: Transaction, known: Iterator[Decision]) -> int:
    """Count the erased values that are in a copy after all."""
    found = 0
    for decision in known:
        for scope, id_, field, ent in decision.copies:
            row = tx.first("SELECT row FROM log WHERE scope = ? AND id = ?", (scope, id_))
            found += row is not None and _without(bytes(row.row), ent, field) is not None
        if not decision.ent:
            found += len(tx.rows("SELECT 1 FROM log WHERE scope = ? LIMIT 1", (decision.scope,)))
            continue
        for part in _parts(decision.operations):
            sql = f"SELECT row FROM log WHERE scope = ? AND id IN ({marks(len(part))})"  # noqa: S608
            for (raw,) in tx.rows(sql, (decision.scope, *part)):
                found += _without(bytes(raw), decision.ent, decision.field) is not None
    return found


def _blank_log(
    tx: Transaction, scope: str, ent: str, field: str, places: Sequence[int] | None = None
) -> dict[str, str]:
    """Blank a field in every row of a log, or in those at some places of it; returns the ids of those that
    said something, with the hashes of the rows as they are now.
    """
    changed: dict[str, str] = {}
    about = f',"{ent}","'.encode()
    for found in _rows(tx, scope, places):
        rows = []
        for seq, id_, raw in found:
            row = bytes(raw)
            if about in row[:200] and (blank := _without(row, ent, field)) is not None:
                rows.append((blank, scope, seq))
                changed[id_] = erasure.left(blank)
        tx.many("UPDATE log SET row = ? WHERE scope = ? AND seq = ?", rows)
    return changed


def _rows(tx: Transaction, scope: str, places: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    if places is not None:
        for part in _parts(places):
            sql = f"SELECT seq, id, row FROM log WHERE scope = ? AND seq IN ({marks(len(part))})"  # noqa: S608
            yield tx.rows(sql, (scope, *part))
        return
    at = 0
    sql = "SELECT seq, id, row FROM log WHERE scope = ? AND seq > ? ORDER BY seq LIMIT ?"
    while found := tx.rows(sql, (scope, at, _BATCH)):
        yield found
        at = found[-1][0]


def _without(raw: bytes, ent: str, field: str) -> bytes | None:
    """Return a row without the value of a field; None when it says nothing of it."""
    row = _row(raw)
    if row.ent != ent:
        return None
    value = erasure.blanked(row.kind, row.field, row.val, field)
    if bytes(value) == bytes(row.val):
        return None
    operation = Operation(
        n=1,
        prev="",
        id=row.id,
        tx=row.tx,
        ent=ent,
        field=row.field,
        kind=row.kind,  # type: ignore[arg-type]  # as it was stored
        val=value,
        base=row.base,
        hlc=row.hlc,
        actor=row.actor,
        sv=row.sv,
    )
    return ledger.pull_row(row.seq, operation, bool(row.superseded))


def _blank_quarantine(tx: Transaction, decision: Decision) -> list[tuple[str, str]]:
    """Blank a field in what was set aside; returns the ids, and the records in which leads see them."""
    found: list[tuple[str, str]] = []
    for chain, n, raw in _quarantined(tx, decision.scope):
        operation = decode(raw)
        if operation.ent != decision.ent:
            continue
        value = erasure.blanked(operation.kind, operation.field, operation.val, decision.field)
        if bytes(value) == bytes(operation.val):
            continue
        where = (decision.scope, chain, n)
        tx.run(
            "UPDATE quarantine SET raw = ? WHERE scope = ? AND chain = ? AND n = ?",
            (encode(msgspec.structs.replace(operation, val=value)), *where),
        )
        row = tx.first("SELECT late_work FROM quarantine WHERE scope = ? AND chain = ? AND n = ?", where)
        found.append((operation.id, row.late_work))
    return found


def _quarantined(tx: Transaction, scope: str) -> Iterator[tuple[str, int, bytes]]:
    at: tuple[str, int] = ("", 0)
    sql = (
        "SELECT chain, n, raw FROM quarantine WHERE scope = ? AND (chain, n) > (?, ?)"
        " ORDER BY chain, n LIMIT ?"
    )
    while found := tx.rows(sql, (scope, *at, _BATCH)):
        yield from ((chain, n, bytes(raw)) for chain, n, raw in found)
        at = found[-1][:2]


def _erase_shown(tx: Transaction, own: OwnChain, ent: str, decision: Decision) -> None:
    """Erase the value in the records in which leads saw it, whoever they are."""
    shown = tx.rows(
        "SELECT r.scope FROM caseworker c JOIN register r ON r.scope = 'u:' || c.id AND r.ent = ?"
        " AND r.field = '' ORDER BY r.scope",
        (ent,),
    )
    for (scope,) in shown:
        _erase_in(tx, own, msgspec.structs.replace(decision, scope=scope, ent=ent, field="value"))


def _erase_copies(tx: Transaction, own: OwnChain, decision: Decision, quoted: Quoted) -> None:
    """Erase what quotes the dossier in the scopes of caseworkers and leads."""
    before: dict[tuple[str, str, str], dict[str, str]] = {}
    for scope, id_, field, ent in decision.copies:  # done once more: laptops may have what no log has now
        before.setdefault((scope, ent, field), {})[id_] = ""
    for (scope, ent, field), named in before.items():
        tell(tx, own, msgspec.structs.replace(decision, scope=scope, ent=ent, field=field), named)
    known: dict[tuple[str, str], tuple[str, ...]] = {}
    for copy in list(copies(tx, quoted, decision.ent, decision.field)):
        known[copy.scope, copy.ent] = copy.fields
        for field in copy.fields:
            part = msgspec.structs.replace(decision, scope=copy.scope, ent=copy.ent, field=field)
            _erase_in(tx, own, part, copy.places)
    for scope, chain, n, raw, late_work in _aside_with_accounts(tx):
        operation = decode(raw)
        if operation.record_type not in QUOTING:
            continue
        names = known.get((scope, operation.ent), ())
        if not names and quoted.by(operation):
            names = quoting(operation.record_type, decision.ent, decision.field, about(operation))
        if _blank_aside(
            tx, own, msgspec.structs.replace(decision, scope=scope), operation, names, (chain, n)
        ):
            _erase_shown(tx, own, f"late_work:{late_work}", decision)


def _erase_agreed(tx: Transaction, own: OwnChain, decision: Decision) -> None:
    """Erase what plans keep of themselves as they were agreed, where it quotes the record: it goes whole."""
    record_type, _, record = decision.ent.partition(":")
    if record_type not in _AGREED or decision.field == _AS_AGREED:
        return
    plans: set[str] = set()
    for found in _rows(tx, decision.scope, None):
        for _seq, _id, raw in found:
            row = bytes(raw)
            if b',"plan:' in row[:200] and record.encode() in row and (plan := _row(row).ent):
                plans.add(str(plan))
    for plan in sorted(plans):
        if plan.startswith("plan:"):
            _erase_in(tx, own, msgspec.structs.replace(decision, ent=plan, field=_AS_AGREED))


def _aside_with_accounts(tx: Transaction) -> Iterator[tuple[str, str, int, bytes, str]]:
    at: tuple[str, str, int] = ("u:", "", 0)
    sql = (
        "SELECT scope, chain, n, raw, late_work FROM quarantine WHERE substr(scope, 1, 2) = 'u:'"
        " AND (scope, chain, n) > (?, ?, ?) ORDER BY scope, chain, n LIMIT ?"
    )
    while found := tx.rows(sql, (*at, _BATCH)):
        yield from ((scope, chain, n, bytes(raw), late_work) for scope, chain, n, raw, late_work in found)
        at = (found[-1][0], found[-1][1], found[-1][2])


def _blank_aside(
    tx: Transaction,
    own: OwnChain,
    decision: Decision,
    operation: Operation,
    names: Sequence[str],
    place: tuple[str, int],
) -> bool:
    """Blank fields in one operation that was set aside in the scope of an account; False: it had none."""
    blank = operation
    for name in names:
        value = erasure.blanked(blank.kind, blank.field, blank.val, name)
        if bytes(value) != bytes(blank.val):
            blank = msgspec.structs.replace(blank, val=value)
            tell(
                tx, own, msgspec.structs.replace(decision, ent=operation.ent, field=name), {operation.id: ""}
            )
    if blank is operation:
        return False
    tx.run(
        "UPDATE quarantine SET raw = ?, decision_reason = '' WHERE scope = ? AND chain = ? AND n = ?",
        (encode(blank), decision.scope, *place),
    )
    return True


def tell(tx: Transaction, own: OwnChain, decision: Decision, named: dict[str, str]) -> None:
    """Keep that operations in another scope were erased by a decision, and say so in its log."""
    _remember(tx, decision, named)
    if decision.scope in own.open([decision.scope]):
        _say(own, msgspec.structs.replace(decision, id=tx.new_id()), named)


def _erase_in(
    tx: Transaction, own: OwnChain, decision: Decision, places: Sequence[int] | None = None
) -> None:
    own.open([decision.scope])
    if changed := _blank_log(tx, decision.scope, decision.ent, decision.field, places):
        _replace(tx, own, decision)
        tell(tx, own, decision, changed)


def _replace(tx: Transaction, own: OwnChain, decision: Decision) -> None:
    """Put an empty value in the place of what was erased; not of a record that was removed.

    Somebody changing it after it was removed would bring it back.
    """
    removals = own.heads(decision.scope, decision.ent, REMOVED)
    for part in _parts(removals):
        sql = f"SELECT row FROM log WHERE scope = ? AND id IN ({marks(len(part))})"  # noqa: S608
        if any(_row(bytes(raw)).kind == "remove" for (raw,) in tx.rows(sql, (decision.scope, *part))):
            return
    own.change(decision.scope, decision.ent, {decision.field: None}, _ACTOR)


def _find_anew(tx: Transaction, scope: str) -> None:
    """Let the dossier be found for emergency access by what it still says only."""
    finder.reindex(tx, [scope])


def _remember(tx: Transaction, decision: Decision, ids: Iterable[str]) -> None:
    """Keep which operations were erased, for when one of them comes in again."""
    tx.many(
        _ERASED,
        [(decision.scope, id_, decision.field, decision.ent, decision.id) for id_ in ids],
    )


def _say(own: OwnChain, decision: Decision, named: dict[str, str]) -> None:
    """Write into the log which operations were blanked."""
    told = list(named.items())
    for at in range(0, len(told), erasure.MOST):
        values: dict[str, Any] = {
            "about": decision.ent,
            "field": decision.field,
            "operations": dict(told[at : at + erasure.MOST]),
        }
        name = decision.id if not at else f"{int(decision.id, 16) ^ at:032x}"
        own.create(decision.scope, f"{erasure.BEGINS}{name}", values, _ACTOR)


def _not_held(tx: Transaction, scope: str) -> None:
    row = tx.first("SELECT legal_hold FROM dossier WHERE scope = ?", (scope,))
    if row is not None and row.legal_hold:
        raise NotPossible(message(N_("This dossier is on legal hold: nothing of it is erased.")))


def _parts(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(ids), _BATCH):
        yield ids[at : at + _BATCH]
