"""What may not be applied is kept, acknowledged and shown to a person; it never blocks what is behind it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.service.office import Laptop, Office, note_values
from thuis_tui.log.chain import Chain
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.exchange import quarantine


def reasons(laptop: Laptop, scope: str, *raws: bytes) -> list[str]:
    (outcome,) = laptop.push((scope, list(raws)))
    assert outcome.error is None
    assert outcome.acked == json.loads(raws[-1])["n"]
    return [result.reason or result.r for result in outcome.results]


def test_late_work_is_kept_with_its_bytes(office: Office, alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    office.revoke(alice.caseworker, dossier, "Overgedragen")
    raw = alice.note(dossier, "nog onderweg")
    (outcome,) = alice.push((scope, [raw]))
    assert [(r.r, r.seq, r.reason) for r in outcome.results] == [("quarantined", 0, "late")]
    assert (outcome.acked, outcome.head, outcome.epoch, outcome.gen) == (2, 0, "", 0)
    for _ in range(2):
        (again,) = alice.push((scope, [raw]))
        assert [(r.r, r.seq) for r in again.results] == [("duplicate", 0)]
    assert [bytes(kept) for (kept,) in office.rows("SELECT raw FROM quarantine")] == [raw]
    (listed,) = office.storage.read(quarantine.waiting)
    assert (listed["scope"], listed["caseworker"], listed["reason"]) == (scope, "Alice", "late")
    fresh, moved = Chain(scope, new_id()).relink(raw)
    office.grant(alice.caseworker, dossier)
    (outcome,) = alice.push((scope, [moved]), chain=fresh.chain)
    assert [r.r for r in outcome.results] == ["duplicate"], "once in quarantine is enough"


def test_nothing_is_told_of_a_dossier_without_a_grant(
    office: Office, bob: Laptop, alice: Laptop, dossier: str
) -> None:
    answers = []
    for client in (dossier, new_id()):
        (outcome,) = bob.push((f"c:{client}", [bob.note(client)]))
        answers.append([(r.r, r.seq, r.reason) for r in outcome.results])
        assert (outcome.head, outcome.epoch, outcome.gen, outcome.durable) == (0, "", 0, 0)
    assert answers[0] == answers[1] == [("quarantined", 0, "not_granted")]
    assert reasons(bob, f"c:{dossier}", bob.client(dossier)) == ["not_granted"], (
        "an existing dossier is not made again"
    )
    assert bob.pull(f"c:{dossier}") == []


def test_a_new_dossier_belongs_to_who_makes_it(alice: Laptop, bob: Laptop) -> None:
    client = new_id()
    assert reasons(alice, f"c:{client}", alice.client(client), alice.note(client)) == ["applied", "applied"]
    assert f"c:{client}" in {found.scope for found in alice.scopes().scopes}
    assert f"c:{client}" not in {found.scope for found in bob.scopes().scopes}
    other = new_id()
    assert reasons(bob, f"c:{other}", bob.note(other), bob.client(other)) == ["not_granted", "not_granted"]
    foreign = bob.write(f"c:{new_id()}", f"client:{new_id()}", {"surname": "x"})
    scope = next(scope for scope in reversed(bob.chains))
    assert reasons(bob, scope, foreign) == ["not_granted"]


def test_an_invalid_beginning_still_makes_the_dossier(alice: Laptop) -> None:
    client = new_id()
    raws = [alice.client(client, surname=""), alice.note(client)]
    assert reasons(alice, f"c:{client}", *raws) == ["invalid", "applied"]


def test_what_others_share_can_only_be_read(alice: Laptop) -> None:
    raw = alice.write("ref", f"caseworker:{new_id()}", {"name": "Directeur"})
    assert reasons(alice, "ref", raw) == ["read_only"]


def test_the_scope_of_another_caseworker_is_closed(alice: Laptop, bob: Laptop) -> None:
    scope = f"u:{alice.caseworker}"
    event = {"client": new_id(), "event": "read", "occurred_at": "2026-03-01T10:00:00Z"}
    assert reasons(bob, scope, bob.write(scope, f"access:{new_id()}", event)) == ["not_granted"]
    assert reasons(alice, scope, alice.write(scope, f"access:{new_id()}", event)) == ["applied"]


CLIENT, AUTHOR = "a" * 32, "b" * 32


REFUSED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("invalid", {"body": ""}, {}),
    ("invalid", {"body": "x" * 20_001}, {}),
    ("invalid", {"body": "nul \0"}, {}),
    ("invalid", {"body": "omgekeerd \u202e"}, {}),
    ("invalid", {"body": "e\u0301 niet samengesteld"}, {}),
    ("invalid", {"body": ["geen tekst"]}, {}),
    ("invalid", {"life_domains": [99]}, {}),
    ("invalid", {"duration_minutes": 10**30}, {}),
    ("invalid", {"occurred_at": "gisteren"}, {}),
    ("invalid", {"unheard_of": 1}, {}),
    ("invalid", {"client": CLIENT}, {}),
    ("author", {"author": AUTHOR}, {}),
    ("author", {}, {"actor": AUTHOR}),
    ("newer_version", {}, {"sv": 2}),
    ("unknown_record", {}, {"ent": f"spaceship:{CLIENT}"}),
    ("unknown_record", {}, {"ent": f"caseworker:{CLIENT}"}),
]


def test_each_reason(alice: Laptop, dossier: str, subtests: pytest.Subtests) -> None:
    scope = f"c:{dossier}"
    for reason, change, operation in REFUSED:
        with subtests.test(reason, change=str(change)[:40], operation=operation):
            values = note_values(dossier, alice.caseworker, "goed") | change
            more = dict(operation)
            ent = more.pop("ent", f"note:{new_id()}")
            raws = [alice.write(scope, ent, values, **more), alice.note(dossier)]
            assert reasons(alice, scope, *raws) == [reason, "applied"]


def test_a_filed_note_does_not_change_and_fields_are_checked(alice: Laptop, dossier: str) -> None:
    scope, note = f"c:{dossier}", new_id()
    client = f"client:{dossier}"
    told = reasons(
        alice,
        scope,
        alice.note(dossier, note=note),
        alice.write(scope, f"note:{note}", "anders", kind="set", name="body"),
        alice.write(scope, f"note:{note}", {"reason": "weg", "seen": []}, kind="remove", name="removed"),
        alice.write(scope, client, "123456789", kind="set", name="bsn"),
        alice.write(scope, client, "999900006", kind="set", name="bsn"),
        alice.write(scope, f"client:{new_id()}", "Piet", kind="set", name="alias"),
        alice.write(scope, client, {"reason": "dubbel", "seen": ["geen id"]}, kind="remove", name="removed"),
        alice.write(scope, client, {"reason": "dubbel", "seen": []}, kind="remove", name="removed"),
    )
    assert told == ["applied", "invalid", "invalid", "invalid", "applied", "invalid", "invalid", "applied"]
