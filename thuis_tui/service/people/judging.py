"""Whether an operation is applied or kept aside: the rules of casework at the edge, and whose it may be.

An operation is never refused here. What may not be applied is kept in quarantine with one of these reasons.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from thuis_tui.casework.records import IMMUTABLE, RECORDS, SCOPE_OF, SERVICE_MADE, validate, validate_change
from thuis_tui.log.identifiers import is_id
from thuis_tui.log.operation import MAX_BASE, REMOVED, SCHEMA_VERSION, Operation
from thuis_tui.text import is_clean, refuse

_MAX_REASON = 500
_OWN = {"c": "client", "h": "candidacy", "u": "caseworker"}
_SHARED = frozenset({"place"})
"""What people write in the scope that all share; the rest of it is the service's alone."""


class Reason(StrEnum):
    """Why an operation is in quarantine."""

    LATE = "late"
    """Written under a grant that was withdrawn since."""
    NOT_GRANTED = "not_granted"
    READ_ONLY = "read_only"
    NEWER = "newer_version"
    UNKNOWN_RECORD = "unknown_record"
    AUTHOR = "author"
    """Not signed by whom it says wrote it."""
    INVALID = "invalid"
    REUSED = "id_reused"
    """Another operation of this dossier has the same id."""
    ERASED = "erased"
    """Written on top of a value that was erased meanwhile, or in a dossier that was."""
    DECIDED = "decided"
    """A decision about late work that somebody decided on before."""
    NOT_ACCEPTABLE = "not_acceptable"
    """A decision to accept what the rules do not allow, or what has no dossier."""


def judge(scope: str, operation: Operation, value: Any, author: str) -> Reason | None:
    """Return why an operation by `author`, with its value, may not be applied to a scope; None: it may."""
    if operation.sv > SCHEMA_VERSION:
        return Reason.NEWER
    record_type, _, record = operation.ent.partition(":")
    kind, _, owner = scope.partition(":")
    if record_type not in RECORDS or SCOPE_OF[record_type] != kind:
        return Reason.UNKNOWN_RECORD
    if operation.actor != author:
        return Reason.AUTHOR
    if record_type in SERVICE_MADE and operation.kind != "set":
        return Reason.READ_ONLY
    if kind in ("ref", "figures") and record_type not in _SHARED:
        return Reason.READ_ONLY
    if record_type == _OWN.get(kind) and record != owner:  # one dossier holds one client: its own
        return Reason.INVALID
    if operation.kind == "create":
        if value.get("author", author) != author:
            return Reason.AUTHOR
        # A note of another client in this dossier would show up in a dossier its author has no grant for.
        if kind in ("c", "h") and record_type != "client" and value.get("client") != owner:
            return Reason.INVALID
        return Reason.INVALID if validate(record_type, value) else None
    if operation.kind == "set" and operation.field == REMOVED and value is None:  # a removal taken back
        return Reason.INVALID if record_type in IMMUTABLE else None
    if operation.kind == "set":
        return Reason.INVALID if validate_change(record_type, operation.field, value) else None
    return None if record_type not in IMMUTABLE and _is_removal(value) else Reason.INVALID


def _is_removal(value: dict[str, Any]) -> bool:
    reason, seen = value.get("reason", ""), value["seen"]
    return (
        isinstance(reason, str)
        and len(reason) <= _MAX_REASON
        and is_clean(reason)
        and refuse(reason) is None
        and len(seen) <= MAX_BASE
        and all(isinstance(id_, str) and is_id(id_) for id_ in seen)
    )
