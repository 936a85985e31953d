"""Where else a dossier is quoted: in records about it in the scopes of caseworkers and team leads.

A handover sheet, an offer, a notice and a ruling quote the dossier for who reads it before they have it. What
was erased must not live on there; which words a sheet quotes nobody knows, so a sheet goes whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from thuis_tui.log.wire import PullRow
from thuis_tui.service.storage import Transaction

SHEETS: Final[Mapping[str, Sequence[str]]] = {"transfer": ("sheet",), "offer": ("sheet",)}
"""What may quote a field of a dossier, by the type of the record."""

ALL: Final[Mapping[str, Sequence[str]]] = {
    "transfer": ("sheet", "client_name", "reason"),
    "offer": ("sheet", "client_name", "reason", "decision_reason"),
    "late_work": ("value", "decision_reason"),
    "notice": ("account",),
    "ruling": ("reason",),
    "emergency_access": ("surname", "birth_date", "bsn", "reason"),
}
"""What says anything of a dossier or of whom it is about. The access log of a caseworker stays."""

_BATCH = 500
_row = msgspec.json.Decoder(PullRow).decode
_ROWS = (
    "SELECT scope, seq, row FROM log WHERE substr(scope, 1, 2) = 'u:' AND (scope, seq) > (?, ?)"
    " ORDER BY scope, seq LIMIT ?"
)


def copies(
    tx: Transaction, client: str, which: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Give the records about a client in the scopes of accounts: scope, record, fields that say something.

    It reads all those logs, which takes seconds where there are millions of rows; erasing is rare.
    """
    quoted = f'"{client}"'.encode()
    begins = tuple(f"{record_type}:" for record_type in which)
    found: set[tuple[str, str]] = set()
    at: tuple[str, int] = ("u:", 0)
    while rows := tx.rows(_ROWS, (*at, _BATCH)):
        for scope, _seq, raw in rows:
            if quoted in bytes(raw):
                row = _row(bytes(raw))
                if isinstance(row.ent, str) and row.ent.startswith(begins) and row.field in ("", "client"):
                    found.add((scope, row.ent))
        at = (rows[-1][0], rows[-1][1])
    for scope, ent in sorted(found):
        yield scope, ent, which[ent.partition(":")[0]]
