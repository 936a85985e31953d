"""The records of a scope as they stand, worked out from its log by the same fold as on a laptop."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from thuis_tui.casework.records import RECORDS, pick
from thuis_tui.log import erasure, merge
from thuis_tui.log.merge import RecordState
from thuis_tui.log.register import Head
from thuis_tui.log.wire import PullRow
from thuis_tui.service.database.storage import Transaction, marks
from thuis_tui.service.exchange.snapshot import registers

_BATCH: Final = 200
_row = msgspec.json.Decoder(PullRow).decode


@dataclass(frozen=True, slots=True)
class Folded:
    """A record with what it says now."""

    type: str
    id: str
    state: RecordState


def records(tx: Transaction, scope: str, only: Container[str] | None = None) -> Iterator[Folded]:
    """Fold the records of a scope, those of some kinds `only` or all; of the others nothing is read."""
    found: dict[str, dict[str, tuple[Head, ...]]] = {}
    batch: list[tuple[str, str, list[str]]] = []
    for register in registers(tx, scope):
        if only is not None and register[0].partition(":")[0] not in only:
            continue
        batch.append(register)
        if len(batch) == _BATCH:
            _fill(tx, scope, batch, found)
            batch = []
    _fill(tx, scope, batch, found)
    for ent, by_field in found.items():
        record_type, _colon, id_ = ent.partition(":")
        if record_type != erasure.TYPE:
            known = pick(record_type) if record_type in RECORDS else merge.latest
            yield Folded(record_type, id_, merge.fold(by_field, known))


def _fill(
    tx: Transaction,
    scope: str,
    batch: list[tuple[str, str, list[str]]],
    found: dict[str, dict[str, tuple[Head, ...]]],
) -> None:
    ids = sorted({id_ for _ent, _field, heads in batch for id_ in heads})
    rows: dict[str, PullRow] = {}
    for at in range(0, len(ids), _BATCH):
        part = ids[at : at + _BATCH]
        sql = f"SELECT id, row FROM log WHERE scope = ? AND id IN ({marks(len(part))})"  # noqa: S608
        rows |= {id_: _row(bytes(raw)) for id_, raw in tx.rows(sql, (scope, *part))}
    for ent, field, heads in batch:
        kept = (rows[id_] for id_ in heads)
        found.setdefault(ent, {})[field] = tuple(Head(r.id, r.hlc, r.actor, r.val) for r in kept)
