"""A device that lies gets a typed answer, harms nobody, and is visible to the administrator."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.service.conftest import Clock
from tests.service.office import Laptop, Office, error
from tests.service.test_administration import asked as asked
from thuis_tui.log import wire
from thuis_tui.log.chain import Chain
from thuis_tui.log.identifiers import new_id


def told(office: Office) -> dict[str, int]:
    return dict(office.rows("SELECT kind, times FROM incident"))


def test_honest_work_is_no_incident(office: Office, alice: Laptop, bob: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    raws = [alice.note(dossier), alice.note(dossier)]
    alice.push((scope, raws))
    alice.push((scope, raws))
    lost, behind = alice.note(dossier), alice.note(dossier)
    alice.push((scope, [behind]))
    alice.push((scope, [lost, behind]))
    office.grant(bob.caseworker, dossier)
    bob.push((scope, [bob.note(dossier)]))
    office.revoke(bob.caseworker, dossier)
    bob.push((scope, [bob.note(dossier)]))
    alice.pull(scope)
    assert told(office) == {}


def test_the_scopes_of_others_over_and_over_are_one_row(
    office: Office, alice: Laptop, bob: Laptop, dossier: str, asked: Any, clock: Clock
) -> None:
    scope = f"c:{dossier}"
    before = alice.pull(scope)[0].digest
    for _ in range(20):
        (outcome,) = bob.push((scope, [bob.note(dossier)]))
        assert {result.reason for result in outcome.results} == {"not_granted"}
    assert told(office) == {"scope_not_granted": 20}
    assert alice.pull(scope)[0].digest == before
    clock.ahead = 86_400
    bob.sign_in()
    bob.push((scope, [bob.note(dossier)]))
    rows = asked("incidents", "--json")
    assert [(row["kind"], row["times"], row["device"], row["caseworker"]) for row in rows] == [
        ("scope_not_granted", 1, bob.device, "Bob"),
        ("scope_not_granted", 20, bob.device, "Bob"),
    ]
    assert "scope_not_granted" in asked("incidents")


def test_each_lie(office: Office, alice: Laptop, bob: Laptop, dossier: str) -> None:
    scope, name = f"c:{dossier}", f"client:{dossier}"
    alice.push((scope, [alice.write(scope, name, "x", kind="set", name="alias", base=(new_id(),))]))
    alice.push((scope, [alice.note(dossier, actor=bob.caseworker)]))
    good = alice.chain(scope)
    alice.chains[scope] = Chain(scope, good.chain, 2_000_000, good.hash)
    (outcome,) = alice.push((scope, [alice.note(dossier)]))
    assert (outcome.acked, outcome.error) == (3, None)
    alice.chains[scope] = Chain(scope, good.chain, 2, "0" * 32)
    (outcome,) = alice.push((scope, [alice.note(dossier)]))
    assert outcome.error is not None
    assert outcome.error.code == "chain_fork"
    office.grant(bob.caseworker, dossier)
    (outcome,) = bob.push((scope, [bob.note(dossier)]), chain=good.chain)
    assert outcome.error is not None
    alice.push((scope, [b'{"n":4}']))
    assert alice.post(wire.PUSH, b"geen json").status_code == 422
    bomb = wire.compress(bytes(64 * 1024 * 1024))
    assert alice.send("POST", wire.PULL, bomb, **{"content-encoding": wire.ZSTD}).status_code == 413
    assert told(office) == {
        "base_unknown": 1,
        "author": 1,
        "chain_jump": 1,
        "chain_fork": 1,
        "replay": 1,
        "malformed": 1,
        "unreadable": 1,
        "too_large": 1,
    }
    assert alice.pull(scope)[0].head == 2, "what was honest is there"


def test_ten_thousand_scopes_are_refused_at_once(office: Office, alice: Laptop) -> None:
    names = [f"c:{n:032x}" for n in range(10_000)]
    answer = alice.post(wire.PULL, wire.encode(wire.PullRequest({name: wire.Cursor() for name in names})))
    assert (answer.status_code, error(answer)) == (413, "too_large")
    raw = msgspec.Raw(b"{}")
    body = wire.PushRequest([wire.PushScope(name, 0, "0" * 32, [raw]) for name in names])
    answer = alice.post(wire.PUSH, wire.encode(body))
    assert (answer.status_code, error(answer)) == (413, "too_large")
    assert told(office) == {"too_many_scopes": 1, "too_large": 1}
    body.scopes = [wire.PushScope(name, 0, "0" * 32, []) for name in names[:5_000]]
    answer = alice.post(wire.PUSH, wire.encode(body))
    assert (answer.status_code, error(answer)) == (413, "too_large")
    assert told(office) == {"too_many_scopes": 2, "too_large": 1}


def test_a_stranger_can_blame_nobody(office: Office, alice: Laptop) -> None:
    headers = alice.headers("POST", wire.PUSH, b"iets anders")
    assert alice.http.post(wire.PUSH, content=b"geen json", headers=headers).status_code == 401
    assert told(office) == {}
