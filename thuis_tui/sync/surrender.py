"""The end of a device: what only it has is handed over, sealed, and then its file may go.

Acknowledged is not enough: what is in no verified backup goes into the boxes too, and so do drafts. Only when
the service took every box the file may be destroyed. Work that was never sent and cannot be sealed, because
the organisation has no recovery key, keeps its file: locked, and never destroyed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from thuis_tui import sealed
from thuis_tui.log import wire
from thuis_tui.store import meta, pending
from thuis_tui.store.writing import Writing
from thuis_tui.sync import device

TOLD: Final = "told"
"""The service said that this device is out of use; what it has is on its way to escrow."""
HANDED_OVER: Final = "handed_over"
"""Nothing is only here any more: the file may be destroyed."""
KEPT: Final = "kept"
"""Work that was not sent is only here, and cannot be sealed: the file stays, locked."""

BOX: Final = 8 * 1024 * 1024
"""What goes into one box, in bytes before compression: well inside what escrow takes."""

_MARK = "shut_out"
_RECOVERY = "recovery_key"
_UNSAFE = (
    "SELECT o.scope, o.chain, o.n, o.payload FROM operation o LEFT JOIN scope s ON s.scope=o.scope"
    " WHERE NOT (o.chain=s.chain AND o.n<=s.durable) ORDER BY o.rowid"
)
_UNSENT = "SELECT EXISTS(SELECT 1 FROM scope WHERE n>acked) OR EXISTS(SELECT 1 FROM operation WHERE chain=?)"
_DRAFTS = "SELECT id, kind, client, subject, fields, kept_at FROM draft"


class CannotHandOver(Exception):
    """Work that was not sent cannot be sealed: the organisation has no recovery key."""


def mark(connection: Connection) -> str:
    """How far the end of this device is: empty, or one of the words above."""
    found = connection.exec_driver_sql("SELECT value FROM meta WHERE key=?", (_MARK,)).scalar()
    return str(found or "")


def put_mark(writing: Writing, word: str) -> None:
    """Keep how far it is, so that nothing but the hand-over happens from now on, after a restart too."""
    meta.put(writing.raw, _MARK, word)
    writing.sync = True


def learn(writing: Writing, recovery_key: str) -> None:
    """Keep the public key of the organisation."""
    if recovery_key:
        meta.put(writing.raw, _RECOVERY, recovery_key)


def boxes(connection: Connection) -> list[bytes]:
    """What only this device has, sealed: nothing, one box or several. Raises CannotHandOver."""
    key = _recovery_key(connection)
    if key is None:
        if connection.exec_driver_sql(_UNSENT, (pending.PARKED,)).scalar_one():
            raise CannotHandOver
        return []
    parts = list(_parts(connection))
    facts = device.facts(connection)
    return [
        sealed.seal(key, wire.compress(_content(facts, part, at, len(parts))))
        for at, part in enumerate(parts, 1)
    ]


def _recovery_key(connection: Connection) -> bytes | None:
    """The key to seal with; None when there is none, or none that anything can be sealed with."""
    kept = connection.exec_driver_sql("SELECT value FROM meta WHERE key=?", (_RECOVERY,)).scalar()
    try:
        key = base64.b64decode(str(kept or ""), validate=True)
        sealed.seal(key, b"")
    except (binascii.Error, sealed.BadPublicKey):
        return None
    return key


def _parts(connection: Connection) -> Iterator[dict[str, Sequence[Any]]]:
    """The content of each box: operations as the bytes they were written, then drafts."""
    operations: list[dict[str, Any]] = []
    size = 0
    for scope, chain, n, payload in connection.exec_driver_sql(_UNSAFE):
        if operations and size + len(payload) > BOX:
            yield {"operations": operations}
            operations, size = [], 0
        operations.append({"scope": scope, "chain": chain, "n": n, "op": msgspec.Raw(payload)})
        size += len(payload)
    if operations:
        yield {"operations": operations}
    drafts: list[dict[str, Any]] = []
    size = 0
    for row in connection.exec_driver_sql(_DRAFTS).mappings():
        if drafts and size + len(row["fields"]) > BOX:
            yield {"drafts": drafts}
            drafts, size = [], 0
        drafts.append({**row, "fields": msgspec.Raw(row["fields"].encode())})
        size += len(row["fields"])
    if drafts:
        yield {"drafts": drafts}


def _content(facts: device.Enrolment | None, part: dict[str, Sequence[Any]], at: int, of: int) -> bytes:
    head = {
        "format": 1,
        "device": facts.device if facts else "",
        "caseworker": facts.caseworker if facts else "",
        "part": at,
        "parts": of,
    }
    return msgspec.json.encode({**head, **part})
