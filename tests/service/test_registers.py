"""Registers on the service: heads, what is superseded, the digest and the hash of the log."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.service.office import Laptop, Office
from thuis_tui.log import digest
from thuis_tui.log.chain import Chain
from thuis_tui.log.identifiers import new_id
from thuis_tui.log.operation import Operation, decode
from thuis_tui.log.register import Head, Register, apply
from thuis_tui.log.wire import encode_row
from thuis_tui.service.logs import ledger


def put(laptop: Laptop, client: str, name: str, value: Any, base: list[str], **more: Any) -> bytes:
    return laptop.write(f"c:{client}", f"client:{client}", value, kind="set", name=name, base=base, **more)


def id_of(raw: bytes) -> str:
    return str(json.loads(raw)["id"])


def heads(office: Office, scope: str, name: str) -> set[str]:
    rows = office.rows("SELECT heads FROM register WHERE scope = ? AND field = ?", scope, name)
    return set(rows[0][0].split()) if rows else set()


def test_two_values_that_did_not_see_each_other_are_both_kept(
    office: Office, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    scope = f"c:{dossier}"
    office.grant(bob.caseworker, dossier)
    (page,) = bob.pull(scope)
    created = page.ops[0].id
    one, two = put(alice, dossier, "alias", "Piet", [created]), put(bob, dossier, "alias", "Peter", [created])
    assert alice.push((scope, [one]))[0].results[0].r == "applied"
    assert bob.push((scope, [two]))[0].results[0].r == "conflict"
    assert heads(office, scope, "alias") == {id_of(one), id_of(two)}
    solved = put(alice, dossier, "alias", "Piet", [id_of(one), id_of(two)])
    assert alice.push((scope, [solved]))[0].results[0].r == "applied"
    assert heads(office, scope, "alias") == {id_of(solved)}


def test_what_was_replaced_before_it_came_makes_no_head(office: Office, alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    old = put(alice, dossier, "alias", "Piet", [])
    new = put(alice, dossier, "alias", "Peter", [id_of(old)])
    chain, first = Chain(scope, new_id()).relink(new)
    assert alice.push((scope, [first]), chain=chain.chain)[0].results[0].r == "applied"
    (outcome,) = alice.push((scope, [old]))
    assert [(r.r, r.seq) for r in outcome.results] == [("superseded", 3)]
    assert heads(office, scope, "alias") == {id_of(new)}
    (page,) = alice.pull(scope)
    assert [row.superseded for row in page.ops] == [0, 0, 1]


def test_the_digest_is_that_of_the_registers_and_the_log_hangs_together(
    office: Office, alice: Laptop, dossier: str
) -> None:
    scope = f"c:{dossier}"
    first = put(alice, dossier, "alias", "a", [])
    alice.push(
        (scope, [first, *[alice.note(dossier) for _ in range(5)], put(alice, dossier, "alias", "b", [])])
    )
    total = digest.EMPTY
    for ent, name, kept in office.rows("SELECT ent, field, heads FROM register WHERE scope = ?", scope):
        total = digest.replace(total, digest.EMPTY, digest.term(ent, name, kept.split()))
    (page,) = alice.pull(scope)
    assert page.digest == digest.to_hex(total)
    assert office.storage.read(ledger.verify, scope)
    office.storage.write(
        lambda tx: tx.run("UPDATE log SET row = ? WHERE scope = ? AND seq = 3", (b"[3]", scope))
    )
    assert not office.storage.read(ledger.verify, scope)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.integers(0, 9), max_size=3), min_size=1, max_size=10), st.randoms())
def test_a_scope_keeps_the_heads_of_the_shared_register(bases: list[list[int]], order: Any) -> None:
    """Whatever order operations come in, the service has the heads and the digest that devices compute."""
    ids = [f"{n:032x}" for n in range(10)]
    made = []
    for n, base in enumerate(bases):
        _, raw = Chain("c:x", "y").link(
            id=ids[n],
            ent=f"client:{'0' * 32}",
            field="alias",
            kind="set",
            val=b"1",
            hlc=n,
            actor="a",
            base=[ids[b] for b in base],
        )
        made.append(decode(raw))
    order.shuffle(made)
    log, register = ledger.ScopeLog("c:x", "", 0, 0, b""), Register()
    for operation in made:
        log.append(operation, "y", "h", 0)
        head = Head(operation.id, operation.hlc, operation.actor, operation.val)
        register = apply(register, operation.id, operation.base, head)
    key = (made[0].ent, "alias")
    assert set(log.registers[key]) == {head.id for head in register.heads}
    assert log.digest == digest.term(*key, [head.id for head in register.heads])


def test_the_stored_row_is_the_row_of_the_wire() -> None:
    _, raw = Chain("c:x", "y").link(
        id=new_id(),
        ent=f"note:{new_id()}",
        field="",
        kind="create",
        val='{"body": "é\\n"}'.encode(),
        hlc=2**62,
        actor=new_id(),
        base=[],
        tx=new_id(),
    )
    for operation in (
        decode(raw),
        Operation(**{**fields(decode(raw)), "base": (new_id(), new_id()), "tx": ""}),
    ):
        for superseded in (False, True):
            o = operation
            assert ledger.pull_row(7, o, superseded) == encode_row(
                7, o.id, o.ent, o.field, o.kind, o.val, o.base, o.hlc, o.actor, superseded, o.sv, o.tx
            )


def fields(operation: Operation) -> dict[str, Any]:
    return {name: getattr(operation, name) for name in operation.__struct_fields__}
