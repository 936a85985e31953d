"""Chains: gaps, repeats, forks, parked operations and groups."""

from __future__ import annotations

import json

import msgspec

from tests.service.office import Laptop, Office
from thuis_tui.log import wire
from thuis_tui.log.chain import Chain
from thuis_tui.log.identifiers import new_id


def outcomes(outcome: wire.PushOutcome) -> list[tuple[int, str]]:
    return [(result.n, result.r) for result in outcome.results]


def test_after_a_gap_the_answer_says_where_to_go_on(alice: Laptop, dossier: str) -> None:
    raws = [alice.note(dossier) for _ in range(3)]
    (outcome,) = alice.push((f"c:{dossier}", raws[1:]))
    assert (outcome.acked, outcome.results, outcome.error) == (1, [], None)
    (outcome,) = alice.push((f"c:{dossier}", raws))
    assert (outcome.acked, outcome.head) == (4, 4)


def test_a_number_with_another_operation_is_a_fork(office: Office, alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    before = alice.chain(scope)
    alice.push((scope, [alice.note(dossier, "het origineel")]))
    alice.chains[scope] = before  # a restored copy of the laptop writes on from the same place
    copied = [alice.note(dossier, "de kopie"), alice.note(dossier, "de kopie, daarna")]
    (outcome,) = alice.push((scope, copied))
    assert outcome.error is not None
    assert (outcome.error.code, outcome.acked, outcome.results) == (wire.Code.CHAIN_FORK, 2, [])
    fresh, moved = Chain(scope, new_id()), []
    for raw in copied:
        fresh, again = fresh.relink(raw)
        moved.append(again)
    (outcome,) = alice.push((scope, moved), chain=fresh.chain)
    assert outcomes(outcome) == [(1, "applied"), (2, "applied")]
    assert office.rows("SELECT count(*) FROM log WHERE scope = ?", scope) == [(4,)]


def test_a_wrong_link_to_the_operation_before_is_a_fork(alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    alice.chains[scope] = Chain(scope, alice.chain(scope).chain, 1, "0" * 32)
    (outcome,) = alice.push((scope, [alice.note(dossier)]))
    assert outcome.error is not None
    assert outcome.error.code == wire.Code.CHAIN_FORK


def test_a_lower_number_with_other_content_is_a_fork(alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    before = alice.chain(scope)
    alice.push((scope, [alice.note(dossier) for _ in range(3)]))
    alice.chains[scope] = before
    (outcome,) = alice.push((scope, [alice.note(dossier)]))
    assert outcome.error is not None
    assert (outcome.error.code, outcome.acked) == (wire.Code.CHAIN_FORK, 4)


def test_a_new_chain_keeps_the_ids_and_adds_nothing(office: Office, alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    raws = [alice.note(dossier) for _ in range(3)]
    (first,) = alice.push((scope, raws))
    fresh, moved = Chain(scope, new_id()), []
    for raw in raws:
        fresh, again = fresh.relink(raw)
        moved.append(again)
    for _ in range(2):
        (outcome,) = alice.push((scope, moved), chain=fresh.chain)
        assert [(r.r, r.seq) for r in outcome.results] == [("duplicate", r.seq) for r in first.results]
        assert outcome.acked == 3
    assert office.rows("SELECT count(*) FROM log WHERE scope = ?", scope) == [(4,)]


def test_the_chain_of_another_laptop_cannot_be_continued(
    office: Office, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    scope = f"c:{dossier}"
    office.grant(bob.caseworker, dossier)
    bob.chains[scope] = alice.chain(scope)
    (outcome,) = bob.push((scope, [bob.note(dossier)]))
    assert outcome.error is not None
    assert (outcome.error.code, outcome.acked) == (wire.Code.CHAIN_FORK, 0)


def test_an_id_that_is_taken_is_kept_aside(office: Office, alice: Laptop, bob: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    raw = alice.note(dossier, "van Alice")
    alice.push((scope, [raw]))
    office.grant(bob.caseworker, dossier)
    (outcome,) = bob.push((scope, [bob.note(dossier, "van Bob", id=json.loads(raw)["id"])]))
    assert [(r.r, r.reason) for r in outcome.results] == [("quarantined", "id_reused")]


def test_a_malformed_operation_is_named_and_what_is_before_it_is_taken(alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    good = alice.note(dossier)
    bad = alice.note(dossier, hlc=-1)
    after = alice.note(dossier)
    other = new_id()
    outcome, second = alice.push((scope, [good, bad, after]), (f"c:{other}", [alice.client(other)]))
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.n, outcome.error.field) == (wire.Code.MALFORMED, 3, "hlc")
    assert (outcome.acked, outcomes(outcome)) == (2, [(2, "applied")])
    assert second.acked == 1
    parked, relinked = Chain(scope, alice.chain(scope).chain).follow(2, good).relink(after)
    (outcome,) = alice.push((scope, [relinked]))
    assert (outcome.acked, parked.n) == (3, 3)


def test_a_group_goes_in_whole_or_not_at_all(office: Office, alice: Laptop, dossier: str) -> None:
    scope, tx = f"c:{dossier}", new_id()
    group = [alice.note(dossier, tx=tx), alice.note(dossier, "", tx=tx), alice.note(dossier, tx=tx)]
    (outcome,) = alice.push((scope, [*group, alice.note(dossier)]))
    assert outcomes(outcome) == [(2, "quarantined"), (3, "quarantined"), (4, "quarantined"), (5, "applied")]
    assert outcome.acked == 5
    tx = new_id()
    split = [alice.note(dossier, tx=tx), alice.note(dossier, tx=tx, hlc=-1)]
    (outcome,) = alice.push((scope, split))
    assert outcome.error is not None
    assert (outcome.acked, outcome.error.n, outcome.results) == (5, 7, [])
    assert office.rows("SELECT count(*) FROM log WHERE tx <> ''") == [(0,)]


def test_values_come_back_on_one_line_and_otherwise_untouched(alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    value = json.loads(alice.note(dossier))["val"] | {"body": 'regel een\nregel "twee" \\ é'}
    alice.chains[scope] = Chain(scope, alice.chain(scope).chain, 1, alice.chain(scope).hash)
    alice.chains[scope] = Chain(scope, new_id())
    raw = alice.write(scope, f"note:{new_id()}", None)
    operation = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    operation["val"] = msgspec.Raw(json.dumps(value, indent=2, ensure_ascii=True).encode())
    alice.push((scope, [msgspec.json.encode(operation)]))
    (page,) = alice.pull(scope)
    assert json.loads(bytes(page.ops[-1].val)) == value
    assert b"\\u00e9" in bytes(page.ops[-1].val)
