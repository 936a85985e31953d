"""The records that count of many dossiers at once, by the same fold as everywhere; nothing else is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import msgspec

from thuis_tui.casework.records import RECORDS, pick
from thuis_tui.log import merge
from thuis_tui.log.register import Head
from thuis_tui.log.wire import PullRow
from thuis_tui.service.database.storage import Transaction, flatten, marks, tuples

_BETWEEN: Final = (
    "SELECT r.scope, r.ent, r.field, r.heads, l.row FROM register r"
    " LEFT JOIN log l ON l.scope = r.scope AND l.id = r.heads"
    " WHERE r.scope IN ({}) AND r.ent >= ? AND r.ent < ?"
)
_READ: Final = f"{_BETWEEN} ORDER BY r.scope, r.ent"
_MERGED: Final = f"{_BETWEEN} AND r.field = 'merged_into'"
_LOG: Final = "SELECT scope, id, row FROM log WHERE (scope, id) IN (VALUES {})"
_ASSESSMENTS: Final = ("assessment:", "assessment_score;")
_CLIENT: Final = ("client:", "client;")
_WAY: Final = (("candidacy:", "candidacy;"), ("home_offer:", "home_offer;"), ("stage_move:", "tenancy;"))
"""From the first to the last record that counts, in the order of their names."""

_row = msgspec.json.Decoder(PullRow).decode
_OF_RECORD = itemgetter(0, 1)
Found = dict[str, dict[str, list[Mapping[str, Any]]]]


class _Created(msgspec.Struct, array_like=True, gc=False):
    """A row of the log as far as the value of a create."""

    seq: int
    id: str
    ent: str
    field: str
    kind: str
    val: Any


_created = msgspec.json.Decoder(_Created).decode


def of_dossiers(tx: Transaction, dossiers: Sequence[str]) -> Found:
    """The records of dossiers and of the ways to a home beside them, by dossier and type."""
    ways = [f"h:{scope[2:]}" for scope in dossiers]
    rows = tx.rows(_READ.format(marks(len(dossiers))), (*dossiers, *_ASSESSMENTS))
    rows += tx.rows(_MERGED.format(marks(len(dossiers))), (*dossiers, *_CLIENT))
    for between in _WAY:
        rows += tx.rows(_READ.format(marks(len(ways))), (*ways, *between))
    return _folded(tx, rows)


def of_places(tx: Transaction, after: int) -> tuple[dict[str, Mapping[str, Any] | None], int]:
    """The homes of which something changed after a place in the log, None for one that is gone; and how far
    the log goes.
    """
    head = tx.first("SELECT seq FROM scope_head WHERE scope = 'ref'")
    changed = {
        ent
        for (ent,) in tx.rows(
            "SELECT DISTINCT ent FROM register WHERE scope = 'ref' AND ent >= 'place:' AND ent < 'place;'"
            " AND seq > ?",
            (after,),
        )
    }
    found: dict[str, Mapping[str, Any] | None] = {ent.partition(":")[2]: None for ent in changed}
    names = sorted(changed)
    for at in range(0, len(names), 200):
        part = names[at : at + 200]
        rows = tx.rows(
            "SELECT r.scope, r.ent, r.field, r.heads, l.row FROM register r"  # noqa: S608
            " LEFT JOIN log l ON l.scope = r.scope AND l.id = r.heads"
            f" WHERE r.scope = 'ref' AND r.ent IN ({marks(len(part))}) ORDER BY r.ent",
            part,
        )
        for place in _folded(tx, rows).get("ref", {}).get("place", ()):
            found[str(place["id"])] = place
    return found, int(head.seq) if head else 0


def _folded(tx: Transaction, rows: Sequence[tuple[Any, ...]]) -> Found:
    """Fold records; the rows of one stand together, as the register gives them."""
    several = {(scope, id_) for scope, _e, _f, heads, row in rows if row is None for id_ in heads.split()}
    texts = _texts(tx, sorted(several))
    found: Found = defaultdict(lambda: defaultdict(list))
    for (scope, ent), group in groupby(rows, key=_OF_RECORD):
        written = list(group)
        record_type, _colon, id_ = ent.partition(":")
        if len(written) == 1 and written[0][2] == merge.CREATE and written[0][4] is not None:
            values = _created(bytes(written[0][4])).val  # never changed, as most: there is nothing to fold
        else:
            values = _standing(record_type, written, texts)
        if isinstance(values, dict):
            values["id"] = id_
            found[f"c:{scope[2:]}" if scope[:2] == "h:" else scope][record_type].append(values)
    return found


def _standing(
    record_type: str, written: Sequence[tuple[Any, ...]], texts: Mapping[tuple[str, str], Any]
) -> dict[str, Any] | None:
    """What a record says; None for one that was removed or has not come yet."""
    by_field: dict[str, tuple[Head, ...]] = {}
    for scope, _ent, field, heads, row in written:
        raws = [row] if row is not None else [texts[scope, id_] for id_ in heads.split()]
        by_field[field] = tuple(_head(raw) for raw in raws)
    state = merge.fold(by_field, pick(record_type) if record_type in RECORDS else merge.latest)
    # Of a client only one field was read.
    return state.values if not state.removed and (state.created or record_type == "client") else None


def _head(raw: Any) -> Head:
    row = _row(bytes(raw))
    return Head(row.id, row.hlc, row.actor, row.val)


def _texts(tx: Transaction, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for at in range(0, len(wanted), 200):
        part: Iterable[tuple[str, str]] = wanted[at : at + 200]
        pairs = list(part)
        rows = tx.rows(_LOG.format(tuples(len(pairs), 2)), flatten(pairs))
        found.update(((scope, id_), row) for scope, id_, row in rows)
    return found
