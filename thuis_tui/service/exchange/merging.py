"""Long texts of two people as one, where the rules of casework are sure of it; else both stand as they are.

The merged text is an operation of the service's own chain that replaces both, so that devices only repeat
the effect. Both texts stay in the log.
"""

from __future__ import annotations

from typing import Any

import msgspec

from thuis_tui.casework.records import merge_texts
from thuis_tui.log.operation import Operation
from thuis_tui.log.wire import PullRow
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.logs.ledger import Place, ScopeLog
from thuis_tui.service.logs.own_chain import OwnChain

ACTOR = "service"

_row = msgspec.json.Decoder(PullRow).decode


def merge(tx: Transaction, own: OwnChain, log: ScopeLog, operation: Operation, value: Any) -> bool:
    """Merge the text that was just put into a log with the one it stands beside; False: a person decides.

    Both must have replaced the same text, or none: what they changed can be told only from there.
    """
    heads = log.registers.get((operation.ent, operation.field), ())
    if operation.kind != "set" or len(heads) != 2 or len(operation.base) > 1:
        return False
    if merge_texts(operation.record_type, operation.field, "", "", "") is None:
        return False
    (other_id,) = [head for head in heads if head != operation.id]
    other = _find(tx, log, other_id)
    if other is None or other.base != operation.base:
        return False
    text = merge_texts(
        operation.record_type,
        operation.field,
        _replaced(tx, log, operation),
        _value(other, operation.field),
        value,
    )
    if text is None or text == value:
        return False
    own.open([log.scope])
    own.set(log.scope, operation.ent, operation.field, text, ACTOR, (other_id, operation.id), operation.tx)
    return True


def _replaced(tx: Transaction, log: ScopeLog, operation: Operation) -> Any:
    """Return the text that an operation replaced; None: there was none."""
    before = _find(tx, log, operation.base[0]) if operation.base else None
    return None if before is None else _value(before, operation.field)


def _value(row: PullRow, field: str) -> Any:
    value = msgspec.json.decode(row.val)
    return value.get(field) if row.kind == "create" and isinstance(value, dict) else value


def _find(tx: Transaction, log: ScopeLog, id_: str) -> PullRow | None:
    """Return an operation of a log, also one that this transaction put there; it is known from then on."""
    for entry in reversed(log.entries):
        if entry[2] == id_:
            return _row(entry[-1])
    sql = "SELECT seq, chain, n, hash, row FROM log WHERE scope = ? AND id = ?"
    found = tx.first(sql, (log.scope, id_))
    if found is None:
        return None
    log.known.setdefault(id_, Place(found.seq, found.chain, found.n, found.hash))
    return _row(bytes(found.row))
