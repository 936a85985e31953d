"""A scope read as it stands: page by page, with nothing kept in between, and as sums to compare."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.service.office import Laptop, Office, Running, error, eventually, lines
from tests.service.test_pages import fill
from thuis_tui.log import digest, wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.database.storage import Storage
from thuis_tui.service.exchange import snapshot


def page_of(laptop: Laptop, scope: str, after: str = "", buckets: str = "") -> wire.SnapshotPage:
    answer = laptop.send("GET", f"{wire.SNAPSHOT}{scope}?after={quote(after)}&buckets={buckets}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == wire.LINES_TYPE
    return wire.decode_snapshot(answer.content)


def pages_of(laptop: Laptop, scope: str, buckets: str = "") -> list[wire.SnapshotPage]:
    found = [page_of(laptop, scope, buckets=buckets)]
    while found[-1].more:
        found.append(page_of(laptop, scope, found[-1].after, buckets))
    return found


def digest_of(laptop: Laptop, scope: str, query: str = "?buckets=1") -> wire.DigestReply:
    answer = laptop.send("GET", f"{wire.DIGEST}{scope}{query}")
    assert answer.status_code == 200, answer.text
    return wire.decode_digest(answer.content)


def heads(pages: list[wire.SnapshotPage]) -> dict[tuple[str, str], set[str]]:
    return {(ent, name): {row.id for row in rows} for page in pages for ent, name, _, rows in page.registers}


def test_pages_hold_every_register_once_and_in_order(alice: Laptop) -> None:
    scope = fill(alice, 700)
    found = pages_of(alice, scope)
    assert len(found) > 2
    keys = [(ent, name) for page in found for ent, name, *_ in page.registers]
    assert keys == sorted(set(keys))
    assert len(keys) == 701
    assert {page.head for page in found} == {701}
    pulled = {row.id: row for page in alice.pull(scope) for row in page.ops}
    for page in found:
        for ent, name, seq, rows in page.registers:
            (row,) = rows
            same = pulled[row.id]
            assert (row.seq, row.ent, row.field, bytes(row.val)) == (seq, ent, name, bytes(same.val))
    assert digest.to_hex(
        digest.total(digest.bucket_sums((*key, ids) for key, ids in heads(found).items()))
    ) == (alice.pull(scope)[0].digest)


def test_a_page_is_asked_again_as_often_as_need_be(alice: Laptop) -> None:
    scope = fill(alice, 400)
    first = page_of(alice, scope)
    assert first.more
    assert page_of(alice, scope, first.after) == page_of(alice, scope, first.after)
    assert page_of(alice, scope).after == first.after


def test_a_snapshot_then_a_pull_from_its_first_head_misses_nothing(alice: Laptop) -> None:
    scope = fill(alice, 400)
    client = scope.removeprefix("c:")
    first = page_of(alice, scope)
    name = f"client:{client}"
    alice.push((scope, [alice.note(client), alice.write(scope, name, "Piet", kind="set", name="alias")]))
    found = [first]
    while found[-1].more:
        found.append(page_of(alice, scope, found[-1].after))
    seen = heads(found)
    assert found[1].head == first.head + 2
    cursor = {scope: wire.Cursor(1, "", first.epoch, first.head)}
    (line,) = lines(alice.ask(cursor, scopes_etag=alice.etag()))
    for row in line.ops:
        assert isinstance(row.ent, str)
        seen.setdefault((row.ent, row.field), set()).add(row.id)
    assert set().union(*seen.values()) == {row.id for page in alice.pull(scope) for row in page.ops}


def test_both_values_of_a_conflict_come_and_nothing_that_was_replaced(alice: Laptop, dossier: str) -> None:
    scope, name = f"c:{dossier}", f"client:{dossier}"
    ids = [new_id() for _ in range(4)]
    made = {row.ent: row.id for page in alice.pull(scope) for row in page.ops}[name]

    def alias(id_: str, value: str, *base: str) -> bytes:
        return alice.write(scope, name, value, kind="set", name="alias", id=id_, base=base)

    alice.push((scope, [alias(ids[0], "A", made), alias(ids[1], "B", made), alias(ids[2], "C", ids[0])]))
    (found,) = pages_of(alice, scope)
    assert heads([found])[name, "alias"] == {ids[1], ids[2]}
    assert heads([found])[name, ""] == {made}


def test_the_parts_of_the_digest_add_up_and_one_change_changes_one(alice: Laptop, dossier: str) -> None:
    scope, name = f"c:{dossier}", f"client:{dossier}"
    before = digest_of(alice, scope)
    alice.push((scope, [alice.write(scope, name, "Piet", kind="set", name="alias")]))
    after = digest_of(alice, scope)
    (line,) = alice.pull(scope)
    assert (after.seq, after.digest, after.epoch, after.gen) == (2, line.digest, line.epoch, line.gen)
    assert digest.to_hex(digest.total(map(digest.from_hex, after.buckets))) == after.digest
    changed = [at for at in range(digest.BUCKETS) if before.buckets[at] != after.buckets[at]]
    assert changed == [digest.bucket(name, "alias")]
    whole = digest_of(alice, scope, "")
    assert (whole.seq, whole.digest, whole.buckets) == (2, after.digest, [])
    answer = alice.send("GET", f"{wire.DIGEST}{scope}?buckets=3")
    assert (answer.status_code, error(answer)) == (422, "malformed")


def test_only_the_registers_of_the_parts_that_are_asked_for(
    alice: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = fill(alice, 300)
    everything = heads(pages_of(alice, scope))
    some = {digest.bucket(*key) for key in list(everything)[:5]}
    wanted = {key: ids for key, ids in everything.items() if digest.bucket(*key) in some}
    asked = ",".join(map(str, some))
    assert heads(pages_of(alice, scope, asked)) == wanted
    monkeypatch.setattr(snapshot, "_MOST", 50)
    monkeypatch.setattr(snapshot, "_KEYS", 10)
    short = pages_of(alice, scope, asked)
    assert len(short) > 5, "a page looks at a bounded number of registers, found or not"
    assert heads(short) == wanted


def test_without_a_grant_there_is_nothing_whatever_there_is(
    office: Office, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    office.grant(bob.caseworker, dossier)
    office.revoke(bob.caseworker, dossier)
    for scope in (f"c:{dossier}", f"c:{new_id()}", f"u:{alice.caseworker}", "x", "ref%00"):
        for path in (wire.SNAPSHOT, wire.DIGEST):
            answer = bob.send("GET", path + scope)
            assert (answer.status_code, error(answer)) == (403, "not_allowed")


def test_who_does_not_prove_it_gets_nothing(alice: Laptop, dossier: str) -> None:
    for path in (wire.SNAPSHOT, wire.DIGEST):
        target = f"{path}c:{dossier}"
        assert alice.http.get(target).status_code == 401
        headers = alice.headers("GET", target, b"")
        assert alice.http.get(f"{target}?after=", headers=headers).status_code == 401, "the query is signed"


def test_what_cannot_be_read_is_refused(alice: Laptop, subtests: pytest.Subtests) -> None:
    for name, value in (
        ("after", "x"), ("after", "note:1 body"), ("after", "a" * 10_000), ("buckets", "256"),
        ("buckets", "-1"), ("buckets", "a"), ("buckets", "1," * 300), ("buckets", ","), ("buckets", "²"),
    ):  # fmt: skip
        with subtests.test(name, value=value[:20]):
            answer = alice.send("GET", f"{wire.SNAPSHOT}ref?{name}={quote(value)}")
            assert (answer.status_code, error(answer)) == (422, "malformed")


def test_when_too_many_are_under_way_the_next_is_told_to_wait(
    running: Running, alice: Laptop, dossier: str, configuration: Any
) -> None:
    storage: Storage = running.app.state.storage
    places = configuration.limits.snapshots
    go, holding = threading.Event(), threading.Event()
    threads = []
    answers: list[int] = []
    real = storage.read

    def slow(work: Any, *arguments: Any, **named: Any) -> Any:
        holding.set()
        assert go.wait(20)
        return real(work, *arguments, **named)

    def ask() -> None:
        target = f"{wire.DIGEST}c:{dossier}"
        answers.append(httpx.get(alice.url + target, headers=alice.headers("GET", target, b"")).status_code)

    storage.read = slow  # type: ignore[method-assign]
    try:
        for _ in range(places + 4):
            threads.append(threading.Thread(target=ask))
            threads[-1].start()
        eventually(lambda: len(answers) == 4)
        assert answers == [503] * 4
    finally:
        go.set()
        for thread in threads:
            thread.join(20)
        storage.read = real  # type: ignore[method-assign]
    assert sorted(answers) == [200] * places + [503] * 4
    refused = alice.send("GET", f"{wire.DIGEST}c:{dossier}")
    assert refused.status_code == 200, "the places are free again"


def test_a_page_costs_what_is_on_it(office: Office, alice: Laptop) -> None:
    scope = fill(alice, 20)
    (after,) = [page_of(alice, scope).registers[3][:2]]
    for sql in (snapshot._REGISTERS, snapshot._OPERATIONS.format("?,?")):
        if office.storage.one_writer:
            values = (scope, *after, 10) if "register" in sql else (scope, "a", "b")
            plan = " ".join(str(row[-1]) for row in office.rows(f"EXPLAIN QUERY PLAN {sql}", *values))
            assert "SCAN" not in plan
            assert "TEMP B-TREE" not in plan
            assert "(ent,field)>" in plan or "id=?" in plan
