"""Seeded faults: each changes one thing in the real program, as somebody might. The checker has to see it."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.simulation import mutants_of_rule
from tests.simulation.mutant import Change, Mutant, without
from thuis_tui.log.chain import Chain, Verdict
from thuis_tui.log.operation import Operation
from thuis_tui.service.exchange import pull, push
from thuis_tui.service.logs import ledger
from thuis_tui.store import fold, pending, purge, shadow, write
from thuis_tui.store.scopes import ACTIVE, ScopeStanding
from thuis_tui.sync import surrender
from thuis_tui.sync.engine import Engine
from thuis_tui.sync.exchange import Exchange
from thuis_tui.sync.leaving import Leaving
from thuis_tui.sync.messages import Apply, Park, Rechain, Taken


def _ack_on_send(real: Any) -> Any:
    def prepare(self: Exchange, action: Any) -> Any:
        filled, body = real(self, action)
        sent = [pending.Acknowledgement(s.scope, s.chain, s.first + s.count - 1) for s in filled.sent]
        self._database.write(lambda writing: pending.acknowledge(writing, sent)).result()
        return filled, body

    return prepare


def _cursor_first(real: Any) -> Any:
    def start(self: Exchange, effects: Any) -> Any:
        rows = [
            (page.ops[-1].seq, page.scope, page.from_, page.epoch)
            for effect in effects
            if isinstance(effect, Apply)
            for page in effect.pages
            if page.ops
        ]

        def move(writing: Any) -> None:
            with writing.permitted():
                writing.raw.executemany("UPDATE scope SET seq=? WHERE scope=? AND seq=? AND epoch=?", rows)

        def back(writing: Any) -> None:
            with writing.permitted():
                writing.raw.executemany(
                    "UPDATE scope SET seq=? WHERE scope=? AND seq=? AND epoch=?",
                    [(start, scope, seq, epoch) for seq, scope, start, epoch in rows],
                )

        if rows:
            self._database.write(move).result()
            return self._database.write(lambda writing: (back(writing), self._do(writing, effects))[1])
        return real(self, effects)

    return start


def _last_writer(real: Any) -> Any:
    stamps: dict[str, int] = {}

    def append(self: ledger.ScopeLog, operation: Operation, *more: Any) -> Any:
        stamps[operation.id] = operation.hlc
        heads = self.registers.get((operation.ent, operation.field), ())
        if all(stamps.get(head, 0) <= operation.hlc for head in heads):
            operation = msgspec.structs.replace(operation, base=tuple({*operation.base, *heads}))
        return real(self, operation, *more)

    return append


def _no_dedupe(real: Any) -> Any:
    def load(tx: Any, logs: Any, operations: Any) -> None:
        real(tx, logs, operations)
        for log in logs.values():
            log.known.clear()

    return load


def _any_life(real: Any) -> Any:
    def take(open_: Any, before: ScopeStanding, page: Any) -> Any:
        return real(open_, before._replace(gen=page.gen, epoch=page.epoch, state=ACTIVE), page)

    return take


def _superseded_returns(real: Any) -> Any:
    def append(self: ledger.ScopeLog, *arguments: Any) -> Any:
        self.superseded.clear()
        return real(self, *arguments)

    return append


def _new_ids(real: Any) -> Any:
    def relink(self: Chain, raw: bytes) -> Any:
        end, moved = real(self, raw)
        said = msgspec.json.decode(moved)
        said["id"] = said["id"][::-1]
        return end.follow(end.n, msgspec.json.encode(said)), msgspec.json.encode(said)

    return relink


def _verdict(wrong: Verdict, instead: Verdict) -> Change:
    def change(real: Any) -> Any:
        def accept(*arguments: Any) -> Verdict:
            said = real(*arguments)
            return instead if said is wrong else said

        return accept

    return change


def _no_effect(kind: type) -> Change:
    def change(real: Any) -> Any:
        def scope_error(self: Engine, *arguments: Any) -> Any:
            return [effect for effect in real(self, *arguments) if not isinstance(effect, kind)]

        return scope_error

    return change


def _torn(real: Any) -> Any:
    def append(writing: Any, *arguments: Any) -> Any:
        result = real(writing, *arguments)
        writing.raw.execute("UPDATE guard SET open=0").close()
        writing.raw.execute("COMMIT").close()
        writing.raw.execute("BEGIN IMMEDIATE").close()
        writing.raw.execute("UPDATE guard SET open=1").close()
        return result

    return append


def _split(real: Any) -> Any:
    def fill(found: Any, rows: Any, limit: int, max_bytes: int, **named: Any) -> int:
        single = ((row[0], "", *row[2:]) for row in rows)
        return int(real(found, single, min(limit, 1), max_bytes, **named))

    return fill


def _durable_lie(real: Any) -> Any:
    def outcome(*arguments: Any) -> Any:
        said = real(*arguments)
        said.durable = said.acked
        return said

    return outcome


def _to_head(real: Any) -> Any:
    def take(open_: Any, before: ScopeStanding, page: Any) -> Any:
        result = real(open_, before, page)
        if page.scope in open_:
            open_[page.scope].seq = page.head
        return result

    return take


def _sparse(real: Any) -> Any:
    def append(self: ledger.ScopeLog, *arguments: Any) -> Any:
        self.seq += self.seq % 5 == 4
        return real(self, *arguments)

    return append


def _other_bytes(real: Any) -> Any:
    def row(seq: int, operation: Operation, superseded: bool) -> bytes:
        tidied = msgspec.Raw(bytes(operation.val).replace(b"d1 ", b"D1 "))
        return bytes(real(seq, msgspec.structs.replace(operation, val=tidied), superseded))

    return row


def _no_overlay(real: Any) -> Any:
    def registers(raw: Any, scope: str, ents: Any) -> Any:
        kept, fold.UNCONFIRMED = fold.UNCONFIRMED, "o.rowid<0"
        try:
            return real(raw, scope, ents)
        finally:
            fold.UNCONFIRMED = kept

    return registers


def _blind(real: Any) -> Any:
    def set_field(writing: Any, scope: str, ent: str, field: str, value: Any, **named: Any) -> Any:
        return real(writing, scope, ent, field, value, base=(), **named)

    return set_field


def _all_heads_gone(real: Any) -> Any:
    def advance(heads: Any, base: Any, head: Any) -> Any:
        return (head,) if head is not None else heads

    return advance


def _never_anew(real: Any) -> Any:
    return property(lambda self: False, lambda self, value: None)


def _lower_ack_ignored(real: Any) -> Any:
    def restart(writing: Any, scope: str, gen: int, epoch: str) -> None:
        acked, chain = writing.raw.execute(
            "SELECT acked, chain FROM scope WHERE scope=?", (scope,)
        ).fetchone()
        real(writing, scope, gen, epoch)
        with writing.permitted():
            writing.raw.execute(
                "UPDATE scope SET acked=min(n, ?) WHERE scope=? AND chain=?", (acked, scope, chain)
            ).close()

    return restart


def _lost_is_taken(real: Any) -> Any:
    def handed(self: Leaving, answer: Any, now: float) -> Any:
        return real(self, Taken(), now)

    return handed


def _give_back_only(writing: Any, scope: str) -> None:
    with writing.permitted():
        writing.raw.execute("UPDATE scope SET state=? WHERE scope=?", (ACTIVE, scope)).close()
    writing.scopes.add(scope)
    writing.sync = True


MUTANTS = (
    Mutant("ack on send", "what is sent counts as arrived", Exchange, "prepare", _ack_on_send),
    Mutant(
        "cursor before data",
        "the cursor is written in a transaction before its page",
        Exchange,
        "start",
        _cursor_first,
    ),
    Mutant(
        "last writer wins",
        "the greatest clock replaces what nobody had seen",
        ledger.ScopeLog,
        "append",
        _last_writer,
    ),
    Mutant("no dedupe", "an operation is not known again by its id", ledger, "load", _no_dedupe),
    Mutant(
        "drop late writes",
        "what is not applied is not kept either",
        push._Intake,
        "_set_aside",
        without(None),
    ),
    Mutant(
        "no re-send after restore",
        "after a restore what was acknowledged stays so",
        shadow,
        "restart",
        _lower_ack_ignored,
    ),
    Mutant(
        "purge before push",
        "a dossier is erased while something waits",
        ScopeStanding,
        "safe",
        lambda real: property(lambda self: True),
    ),
    Mutant(
        "purge before durable",
        "a dossier is erased when all is acknowledged",
        ScopeStanding,
        "safe",
        lambda real: property(lambda self: self.acked >= self.n),
    ),
    Mutant("no gen check", "a page of an earlier life is taken in", shadow, "_take", _any_life),
    Mutant(
        "superseded returns",
        "what was replaced before it came makes a head",
        ledger.ScopeLog,
        "append",
        _superseded_returns,
    ),
    Mutant(
        "replacement not remembered",
        "that something was replaced before it came is not kept",
        ledger.ScopeLog,
        "_replace",
        without(None),
    ),
    Mutant(
        "new ids on a new chain", "a forked chain gives its operations new ids", Chain, "relink", _new_ids
    ),
    Mutant(
        "fork not answered",
        "a device goes on with the chain that another continues",
        Engine,
        "_scope_error",
        _no_effect(Rechain),
    ),
    Mutant(
        "malformed not parked",
        "one operation that cannot be read holds up the rest",
        Engine,
        "_scope_error",
        _no_effect(Park),
    ),
    Mutant(
        "acknowledged is not sealed",
        "what has to go into a box of a device that is shut out is only what was not sent",
        surrender,
        "_UNSAFE",
        lambda real: real.replace("s.durable", "s.acked"),
    ),
    Mutant(
        "destroyed unheard",
        "a device that is shut out is destroyed before its box arrived",
        Leaving,
        "handed",
        _lost_is_taken,
    ),
    Mutant("hint not heard", "a hint does not make a device ask", Engine, "hint", without(None)),
    Mutant(
        "fork not seen",
        "another operation of the same number counts as the same",
        push,
        "accept",
        _verdict(Verdict.FORK, Verdict.DUPLICATE),
    ),
    Mutant("torn group", "each operation of a group is committed by itself", write, "_append", _torn),
    Mutant("split group", "a group goes over several requests", pending, "_fill", _split),
    Mutant(
        "durable is acknowledged",
        "the service calls durable what no backup has",
        push._Intake,
        "_outcome",
        _durable_lie,
    ),
    Mutant(
        "cursor at the head",
        "a page that is not the last moves the cursor to the head",
        shadow,
        "_take",
        _to_head,
    ),
    Mutant("sparse log", "numbers of a log are left out", ledger.ScopeLog, "append", _sparse),
    Mutant("bytes changed", "the service tidies a value up", ledger, "pull_row", _other_bytes),
    Mutant("log not chained", "the hashes of a log do not hang together", ledger, "link", without(b"0" * 16)),
    Mutant(
        "own work hidden", "what waits is not laid over what is confirmed", fold, "registers", _no_overlay
    ),
    Mutant("views not renewed", "what is pulled is not shown", shadow.fold, "refold", without(None)),
    Mutant(
        "conflicts not counted",
        "a field with two values is not listed",
        fold,
        "_write_conflicts",
        without(None),
    ),
    Mutant(
        "first wins nothing",
        "the device keeps the last value it pulled only",
        shadow,
        "advance",
        _all_heads_gone,
    ),
    Mutant("blind writes", "a change does not say what it had seen", write, "set_field", _blind),
    Mutant("hide nothing", "a dossier that was taken away stays", purge, "hide", without(None)),
    Mutant(
        "rows left", "the rows of an erased dossier stay in the views", purge, "_forget_rows", without(set())
    ),
    Mutant(
        "given back empty",
        "own work in a dossier that is given back is not shown",
        purge,
        "_give_back",
        lambda real: _give_back_only,
    ),
    Mutant(
        "lost with the restore",
        "work in a dossier the backup does not know is not sent again",
        purge,
        "_send_again",
        without(None),
    ),
    Mutant(
        "refused comes back",
        "what was refused and replaced shows up again",
        fold,
        "_replaced_by_us",
        without(frozenset()),
    ),
    Mutant(
        "same list",
        "a dossier made here and taken away is never looked up",
        Engine,
        "_list_anew",
        _never_anew,
    ),
    Mutant(
        "quarantined twice",
        "what is in quarantine already is put there again",
        push,
        "_aside",
        lambda real: lambda *arguments: set(),
    ),
    Mutant(
        "half a page",
        "a pull answer starts one operation too late",
        pull,
        "_ROWS",
        lambda real: real.replace("seq > ?", "seq > ? + 1"),
    ),
    *mutants_of_rule.MUTANTS,
)
