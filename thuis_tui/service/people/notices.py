"""What a team lead has to know at once: a visit alone in spite of a warning, a calamity, the reporting code.

The operation that says so is in the log of its dossier; the notice of it goes into the scope of each lead in
the same transaction, once, because an operation enters a log once.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Final

from thuis_tui.casework.rights import Right
from thuis_tui.log.clock import COUNTER_BITS
from thuis_tui.log.operation import Operation
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.people.late_work import holding, moment_of, scopes_of_leads

TYPE: Final = "notice"
WATCHED: Final = ("visit:", "calamity:", "meldcode:")
"""How the names of records begin that may have to be told of."""
MAX_ACCOUNT: Final = 2000

Watched = tuple[str, Operation, Any]
"""The scope, an operation that was applied to it, and its value."""


def notice_of(operation: Operation, value: Any) -> tuple[str, str] | None:
    """The kind of notice that an operation asks for and what it says; None when nobody has to be told.

    Of the reporting code only is told that it was begun: what it is about stays in the dossier.
    """
    record_type = operation.ent.partition(":")[0]
    if operation.kind == "create" and record_type == "calamity":
        return "calamity", _text(value.get("what"))
    if operation.kind == "create" and record_type == "meldcode":
        return "meldcode", ""
    if record_type != "visit":
        return None
    if operation.kind == "create":
        reason = _text(value.get("alone_reason"))
    else:
        reason = _text(value) if operation.field == "alone_reason" else ""
    return ("visit_alone", reason) if reason.strip() else None


def tell(tx: Transaction, own: OwnChain, author: str, applied: Sequence[Watched]) -> None:
    """Write the notices that the applied operations of one author ask for."""
    asked = [
        (scope, operation, notice)
        for scope, operation, value in applied
        if (notice := notice_of(operation, value)) is not None
    ]
    leads = scopes_of_leads(tx, author, Right.HEAR_NOTICES) if asked else []
    if not leads:
        return
    own.open(leads)
    for scope, operation, (kind, account) in asked:
        values = {
            "kind": kind,
            "client": scope.removeprefix("c:"),
            "author": author,
            "about": operation.ent,
            "recorded_at": moment_of(operation.hlc >> COUNTER_BITS),
        }
        if account:
            values["account"] = account
        for lead in holding(tx, scope, leads):
            own.create(lead, f"{TYPE}:{name_of(scope, operation.id)}", values, author)


def name_of(scope: str, operation: str) -> str:
    """The id of the notice of an operation: the same for every lead."""
    return blake2b(f"{TYPE}\0{scope}\0{operation}".encode(), digest_size=16).hexdigest()


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return text if len(text) <= MAX_ACCOUNT else text[: MAX_ACCOUNT - 1] + "…"
