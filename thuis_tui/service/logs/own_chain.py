"""What the service writes itself, into the logs of scopes that are locked: on a chain of its own."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

import msgspec

from thuis_tui.log.chain import Chain
from thuis_tui.log.clock import COUNTER_BITS
from thuis_tui.log.operation import Kind, decode
from thuis_tui.service.database.storage import Transaction, marks
from thuis_tui.service.logs import ledger
from thuis_tui.service.logs.ledger import ScopeLog


class OwnChain:
    """The service's chain in some scopes, inside one transaction; `logs` is shared with who writes them."""

    def __init__(self, tx: Transaction, logs: MutableMapping[str, ScopeLog]) -> None:
        """Write to `logs`; scopes that are not in it are locked when they are needed."""
        self._tx = tx
        self._logs = logs
        self._ends: dict[str, Chain] = {}

    def open(self, scopes: Sequence[str]) -> Mapping[str, ScopeLog]:
        """Lock what is not locked yet, and return the logs there are."""
        missing = sorted(set(scopes) - self._logs.keys())
        if missing:
            self._logs.update(ledger.lock(self._tx, missing))
        wanted = sorted(scope for scope in set(scopes) & self._logs.keys() if scope not in self._ends)
        if wanted:
            own = self._tx.identity.chain
            self._ends |= {scope: Chain(scope, own) for scope in wanted}
            sql = f"SELECT scope, n, hash FROM chain WHERE chain = ? AND scope IN ({marks(len(wanted))})"  # noqa: S608
            for scope, n, hash_ in self._tx.rows(sql, (own, *wanted)):
                self._ends[scope] = Chain(scope, own, n, hash_)
        return self._logs

    def create(self, scope: str, ent: str, values: Mapping[str, Any], actor: str) -> str:
        """Make a record and return the id of the operation; the scope has to be open."""
        return self._append(scope, ent, "", "create", values, actor, ())

    def set(
        self, scope: str, ent: str, field: str, value: Any, actor: str, base: Sequence[str], tx: str = ""
    ) -> str:
        """Set a field of a record; what is in `base` is replaced. `tx`: the group that it belongs to."""
        return self._append(scope, ent, field, "set", value, actor, base, tx)

    def change(self, scope: str, ent: str, values: Mapping[str, Any], actor: str) -> None:
        """Set fields of a record, each in the place of all its values that stand now; the scope is open."""
        for field, value in values.items():
            base = self.heads(scope, ent, field) or self.heads(scope, ent, "")
            self.set(scope, ent, field, value, actor, base)

    def heads(self, scope: str, ent: str, field: str) -> tuple[str, ...]:
        """Return the heads of a register, and know them in the log from now on."""
        log, key = self._logs[scope], (ent, field)
        if key not in log.registers:
            sql = "SELECT heads FROM register WHERE scope = ? AND ent = ? AND field = ?"
            row = self._tx.first(sql, (scope, *key))
            if row is not None:
                log.registers[key] = tuple(row.heads.split())
        heads = log.registers.get(key, ())
        for id_ in heads:
            log.known.setdefault(id_, ledger.Place(0, "", 0, ""))
        return heads

    def write(self) -> None:
        """Write how far the chain reaches; the logs are written by who shares them."""
        self._tx.many(
            "INSERT INTO chain(scope, chain, device, n, hash, durable) VALUES (?, ?, '', ?, ?, 0)"
            " ON CONFLICT (scope, chain) DO UPDATE SET n = excluded.n, hash = excluded.hash",
            [(end.scope, end.chain, end.n, end.hash) for end in self._ends.values() if end.n],
        )

    def _append(
        self,
        scope: str,
        ent: str,
        field: str,
        kind: Kind,
        value: Any,
        actor: str,
        base: Sequence[str],
        tx: str = "",
    ) -> str:
        id_ = self._tx.new_id()
        self._ends[scope], raw = self._ends[scope].link(
            id=id_,
            ent=ent,
            field=field,
            kind=kind,
            val=msgspec.json.encode(value),
            hlc=self._tx.now_ms << COUNTER_BITS,
            actor=actor,
            base=base,
            tx=tx,
        )
        end = self._ends[scope]
        self._logs[scope].append(decode(raw), end.chain, end.hash, self._tx.now_ms)
        return id_
