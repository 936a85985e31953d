"""What comes in of something that was erased, from a laptop that was away or after a restore.

It is blanked on arrival; what was written on top of it is set aside for a person. So is what quotes a dossier
that is gone: it says nothing any more, and its laptop is told so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from thuis_tui.log import erasure
from thuis_tui.log.clock import milliseconds
from thuis_tui.log.operation import Operation
from thuis_tui.service.database.storage import Transaction, marks
from thuis_tui.service.keeping.erasure import Decision, tell
from thuis_tui.service.keeping.erasure_copies import SHEETS, refers_to, words
from thuis_tui.service.logs.own_chain import OwnChain
from thuis_tui.service.people import beside

_BATCH = 200


class Watch:
    """What of a push is or builds on something erased; asks nothing more where nothing ever was."""

    def __init__(self, tx: Transaction, operations: Sequence[tuple[str, Operation]]) -> None:
        """Look up the operations that come in, those they replace, and whom they quote, by scope."""
        self._gone: dict[str, str] = {}
        self._last: dict[str, tuple[int, str]] = {}
        self._quotes = {
            operation.id: quoted for of, operation in operations if (quoted := _quoted(of, operation))
        }
        self._blanked: list[tuple[str, Operation, str, str]] = []
        self._fields: dict[tuple[str, str], set[str]] = {}
        own = {scope for scope, _ in operations}
        ways = {scope: beside.dossier_of(scope) for scope in own if scope.startswith("h:")}
        names = sorted(own.union(ways.values(), *self._quotes.values()))
        there: set[str] = set()
        if names:
            these = f"scope IN ({marks(len(names))})"
            sql = (
                f"SELECT scope, ent, id, decided_at FROM erasure WHERE {these}"  # noqa: S608
                f" UNION SELECT scope, ent, '', 0 FROM erased WHERE {these}"
            )
            for scope, ent, id_, at in tx.rows(sql, (*names, *names)):
                if not ent:
                    self._gone[scope] = id_
                elif scope in own:
                    there.add(scope)
                self._last[scope] = max(self._last.get(scope, (0, "")), (at, id_))
        for way, dossier in ways.items():
            if dossier in self._gone:
                self._gone.setdefault(way, self._gone[dossier])
        for scope in there:
            ids = {
                id_ for of, operation in operations if of == scope for id_ in (operation.id, *operation.base)
            }
            for part in _parts(sorted(ids)):
                sql = f"SELECT id, field FROM erased WHERE scope = ? AND id IN ({marks(len(part))})"  # noqa: S608
                for id_, field in tx.rows(sql, (scope, *part)):
                    self._fields.setdefault((scope, id_), set()).add(field)

    def knows(self, scope: str, id_: str) -> bool:
        """Tell whether an operation was erased: it was judged when it first came."""
        return (scope, id_) in self._fields

    def gone(self, scope: str) -> bool:
        """Tell whether the whole dossier was erased."""
        return scope in self._gone

    def blanked(self, scope: str, operation: Operation) -> Operation:
        """Return what may be kept of an operation."""
        if scope in self._gone:
            return erasure.emptied(operation)
        for field in self._fields.get((scope, operation.id), ()):
            operation = _without(operation, field)
        for decision, names in self._quoting(operation):
            for field in names:
                blank = _without(operation, field)
                if blank is not operation:
                    operation = blank
                    self._blanked.append((scope, operation, field, decision))
        return operation

    def quotes_gone(self, operation: Operation) -> bool:
        """Tell whether an operation is about a dossier that was erased whole."""
        return any(client in self._gone for client in self._quotes.get(operation.id, ()))

    def tell(self, tx: Transaction, own: OwnChain) -> None:
        """Say in the logs of accounts what was blanked of what they wrote, so that their laptops do too."""
        for scope, operation, field, decision in self._blanked:
            part = Decision(decision, scope, operation.ent, field, tx.now_ms, "", "")
            tell(tx, own, part, {operation.id: ""})

    def _quoting(self, operation: Operation) -> Iterable[tuple[str, Sequence[str]]]:
        """By which erasures which fields of an operation with an account may not be kept.

        A handover sheet that was made before a field of its dossier was erased may have it.
        """
        for client in self._quotes.get(operation.id, ()):
            if client in self._gone:
                yield self._gone[client], words(operation.record_type)
            elif client in self._last and milliseconds(operation.hlc) <= self._last[client][0]:
                yield self._last[client][1], SHEETS.get(operation.record_type, ())

    def builds_on(self, scope: str, operation: Operation) -> bool:
        """Tell whether somebody changed a value that was erased, and did not know."""
        return (
            operation.kind == "set"
            and not self.knows(scope, operation.id)
            and any(operation.field in self._fields.get((scope, id_), ()) for id_ in operation.base)
        )


def _quoted(scope: str, operation: Operation) -> list[str]:
    """Return the scopes of the dossiers that an operation with an account may quote."""
    if not scope.startswith("u:"):
        return []
    return [f"c:{id_}" for id_ in refers_to(operation)]


def _without(operation: Operation, field: str) -> Operation:
    value = erasure.blanked(operation.kind, operation.field, operation.val, field)
    same = bytes(value) == bytes(operation.val)
    return operation if same else msgspec.structs.replace(operation, val=value)


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    for at in range(0, len(ids), _BATCH):
        yield ids[at : at + _BATCH]
