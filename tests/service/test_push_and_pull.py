"""Operations go in once and come out as they were written."""

from __future__ import annotations

import json

from tests.service.office import Laptop, Office, lines
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id


def test_a_note_reaches_a_colleague(office: Office, alice: Laptop, bob: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    raw = alice.note(dossier, "é ë ï € [/x] [bijlage]\nvolgende regel")
    (outcome,) = alice.push((scope, [raw]))
    assert [(r.r, r.seq) for r in outcome.results] == [("applied", 2)]
    assert (outcome.acked, outcome.head, outcome.gen) == (2, 2, 1)
    assert bob.pull(scope) == []
    office.grant(bob.caseworker, dossier)
    (page,) = bob.pull(scope)
    assert (page.scope, page.gen, page.from_, page.head, page.more) == (scope, 1, 0, 2, False)
    written = json.loads(raw)
    row = page.ops[1]
    assert json.loads(bytes(row.val)) == written["val"]
    assert (row.seq, row.id, row.ent, row.actor) == (2, written["id"], written["ent"], alice.caseworker)


def test_own_operations_come_back_short(alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    own = alice.ask({scope: wire.Cursor(chain=alice.chain(scope).chain)}, scopes_etag=alice.etag())
    (page,) = lines(own)
    assert page.ops[0].own
    assert page.acked == 1
    (page,) = alice.pull(scope)
    assert not page.ops[0].own


def test_the_same_push_again_changes_nothing(office: Office, alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    raws = [alice.note(dossier) for _ in range(5)]
    first = alice.push((scope, raws))
    for _ in range(3):
        again = alice.push((scope, raws))
        assert [(r.n, r.r, r.seq) for r in again[0].results] == [
            (r.n, "duplicate", r.seq) for r in first[0].results
        ]
        assert (again[0].acked, again[0].head) == (6, 6)
    assert office.rows("SELECT count(*) FROM log WHERE scope = ?", scope) == [(6,)]


def test_nothing_new_is_a_short_answer(alice: Laptop, dossier: str) -> None:
    known = {
        found.scope: wire.Cursor(found.gen, new_id(), found.epoch, found.head)
        for found in alice.scopes().scopes
    }
    answer = alice.ask(known, scopes_etag=alice.etag())
    assert (answer.status_code, answer.content) == (204, b"")
    vector = wire.vector_digest((scope, cursor.epoch, cursor.seq) for scope, cursor in known.items())
    assert alice.ask({}, scopes_etag=alice.etag(), vector=vector).status_code == 204
    asked = [line.t for line in lines(alice.ask({}, scopes_etag="other", vector=new_id()))]
    assert asked == ["scopes", "vector"]


def test_the_answer_to_a_short_question_says_where_each_log_ends(alice: Laptop, dossier: str) -> None:
    answer = alice.ask({}, scopes_etag=alice.etag(), vector=new_id())
    heads = {found.scope: found.head for found in alice.scopes().scopes}
    assert len(heads) > 1
    assert [(line.t, line.heads) for line in lines(answer)] == [
        ("vector", [heads[name] for name in sorted(heads)])
    ]
    listed_anew = lines(alice.ask({}, scopes_etag="other", vector=new_id()))
    assert not any(line.heads for line in listed_anew)
