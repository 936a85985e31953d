"""Pull in pages: budgets, groups, revocation, lives of a scope, and the list of scopes."""

from __future__ import annotations

from collections.abc import Iterator

import zstandard

from tests.service.office import Laptop, Office, lines
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id


def far(laptop: Laptop, cursors: dict[str, wire.Cursor], max_bytes: int) -> Iterator[list[wire.PullLine]]:
    """Pull until there is nothing more, as a device does."""
    etag = laptop.etag()
    while True:
        answer = laptop.ask(cursors, scopes_etag=etag, max_bytes=max_bytes)
        if answer.status_code == 204:
            return
        pages = lines(answer)
        for page in pages:
            assert page.from_ == max(cursors[page.scope].seq, 0)
            reached = page.ops[-1].seq if page.ops else page.from_
            assert [row.seq for row in page.ops] == list(range(page.from_ + 1, reached + 1))
            assert page.more == (reached < page.head)
            cursors[page.scope] = wire.Cursor(page.gen, "", page.epoch, reached)
        yield pages


def fill(laptop: Laptop, count: int, groups: int = 0) -> str:
    client = new_id()
    raws = [laptop.client(client)]
    for n in range(count):
        tx = f"{n // groups:032x}" if groups else ""
        raws.append(laptop.note(client, "x" * 1000, tx=tx))
    for at in range(0, len(raws), 250):
        (outcome,) = laptop.push((f"c:{client}", raws[at : at + 250]))
        assert outcome.error is None
    return f"c:{client}"


def test_small_pages_come_to_the_same_end(alice: Laptop) -> None:
    scopes = [fill(alice, 20) for _ in range(3)]
    cursors = {scope: wire.Cursor(seq=-1) for scope in scopes}
    rounds = list(far(alice, cursors, max_bytes=3_000))
    assert len(rounds) > 10
    seen = [(page.scope, row.seq) for pages in rounds for page in pages for row in page.ops]
    assert sorted(seen) == sorted((scope, seq) for scope in scopes for seq in range(1, 22))
    assert len(list(far(alice, {scope: wire.Cursor(seq=-1) for scope in scopes}, wire.MAX_ANSWER))) == 1


def test_a_group_is_never_split_over_pages(alice: Laptop) -> None:
    scope = fill(alice, 40, groups=7)
    for pages in far(alice, {scope: wire.Cursor()}, max_bytes=2_500):
        for page in pages:
            if page.more:
                following = page.ops[-1].seq + 1
                assert (following - 2) % 7 == 0, "a page ends where a group ends"


def test_a_long_scope_is_several_lines_of_one_answer(alice: Laptop) -> None:
    scope = fill(alice, 600)
    answer = alice.ask({scope: wire.Cursor()}, scopes_etag=alice.etag())
    assert answer.headers["content-encoding"] == "zstd"
    assert answer.headers["content-type"] == wire.LINES_TYPE
    pages = lines(answer)
    assert len(pages) > 1
    assert [row.seq for page in pages for row in page.ops] == list(range(1, 602))
    assert [page.more for page in pages] == [True] * (len(pages) - 1) + [False]
    assert max(len(line) for line in answer.content.splitlines()) < wire.MAX_LINE
    assert len({page.digest for page in pages}) == 1


def test_answers_come_as_the_device_can_read_them(alice: Laptop) -> None:
    scope = fill(alice, 20)
    body = wire.compress(
        wire.encode(wire.PullRequest({scope: wire.Cursor()}, scopes_etag=alice.etag())), wire.GZIP
    )
    found = set()
    for accepted, given in (
        ("gzip", "gzip"),
        ("identity", None),
        ("zstd;q=0, gzip", "gzip"),
        ("zstd, gzip", "zstd"),
    ):
        headers = {"accept-encoding": accepted, "content-encoding": wire.GZIP}
        answer = alice.send("POST", wire.PULL, body, **headers)
        assert answer.headers.get("content-encoding") == given
        found.add(tuple(answer.content.splitlines()[:-1]))
    assert len(found) == 1


def test_a_revoked_dossier_says_so_and_gives_nothing(
    office: Office, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    scope = f"c:{dossier}"
    office.grant(bob.caseworker, dossier)
    known = bob.etag()
    office.revoke(bob.caseworker, dossier, "Overgedragen aan team Zuid")
    asked = bob.ask({scope: wire.Cursor(1, bob.chain(scope).chain, "", 0)}, scopes_etag=known)
    scopes, revoked = lines(asked)
    assert scopes.t == "scopes"
    assert (revoked.t, revoked.scope, revoked.gen, revoked.reason) == (
        "revoked",
        scope,
        1,
        "Overgedragen aan team Zuid",
    )
    assert (revoked.head, revoked.digest, revoked.epoch) == (0, "", "")
    assert scope not in {found.scope for found in bob.scopes().scopes}
    assert office.grant(bob.caseworker, dossier) == 2
    (page,) = bob.pull(scope)
    assert (page.gen, page.head) == (2, 1)


def test_a_revoked_device_learns_how_far_its_chain_was_taken(
    office: Office, alice: Laptop, dossier: str
) -> None:
    scope = f"c:{dossier}"
    office.revoke(alice.caseworker, dossier)
    alice.push((scope, [alice.note(dossier)]))
    cursor = wire.Cursor(1, alice.chain(scope).chain, "", 1)
    (revoked,) = lines(alice.ask({scope: cursor}, scopes_etag=alice.etag()))
    assert (revoked.t, revoked.acked) == ("revoked", 2)


def test_a_cursor_of_another_life_has_to_begin_again(alice: Laptop, dossier: str) -> None:
    scope = f"c:{dossier}"
    for cursor in (wire.Cursor(1, "", new_id(), 1), wire.Cursor(1, "", "", 99)):
        (line,) = lines(alice.ask({scope: cursor}, scopes_etag=alice.etag()))
        assert (line.t, line.head, line.ops) == ("snapshot_required", 1, [])
    (page,) = lines(alice.ask({scope: wire.Cursor(1, "", line.epoch, -1)}, scopes_etag=alice.etag()))
    assert (page.from_, len(page.ops)) == (0, 1)


def test_a_scope_that_never_was_ours_is_not_spoken_of(bob: Laptop, alice: Laptop, dossier: str) -> None:
    assert bob.pull(f"c:{dossier}", f"c:{new_id()}", f"u:{alice.caseworker}") == []


def test_an_empty_scope_gets_one_page_with_its_life(alice: Laptop) -> None:
    scope = f"u:{alice.caseworker}"
    (page,) = alice.pull(scope)
    assert (page.head, page.ops, len(page.epoch)) == (0, [], 32)
    cursor = wire.Cursor(page.gen, "", page.epoch, 0)
    assert alice.ask({scope: cursor}, scopes_etag=alice.etag()).status_code == 204


def test_the_list_of_scopes_has_an_etag(office: Office, alice: Laptop, dossier: str) -> None:
    listed = alice.scopes()
    assert {found.scope for found in listed.scopes} == {"ref", f"u:{alice.caseworker}", f"c:{dossier}"}
    assert (listed.caseworker.id, listed.caseworker.name) == (alice.caseworker, "Alice")
    etag = alice.send("GET", wire.SCOPES).headers["etag"]
    alice.push((f"c:{dossier}", [alice.note(dossier)]))
    again = alice.send("GET", wire.SCOPES, **{"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    office.revoke(alice.caseworker, dossier)
    assert alice.send("GET", wire.SCOPES, **{"if-none-match": etag}).status_code == 200


def test_everybody_reads_who_the_colleagues_are(office: Office, alice: Laptop, bob: Laptop) -> None:
    (page,) = alice.pull("ref")
    assert {row.ent for row in page.ops} >= {f"caseworker:{bob.caseworker}", f"caseworker:{alice.caseworker}"}
    assert {row.actor for row in page.ops} == {"service"}


def test_the_whole_idle_round_is_small(alice: Laptop) -> None:
    scopes = [fill(alice, 1) for _ in range(40)]
    assert len(scopes) == 40
    listed = alice.scopes().scopes
    vector = wire.vector_digest((found.scope, found.epoch, found.head) for found in listed)
    body = wire.encode(wire.PullRequest(scopes_etag=alice.etag(), vector=vector))
    answer = alice.post(wire.PULL, body)
    assert answer.status_code == 204
    request = answer.request
    size = sum(len(name) + len(value) + 4 for name, value in (*request.headers.raw, *answer.headers.raw))
    assert size + len(zstandard.compress(body)) < 1_000


def test_of_its_own_chain_a_device_is_told_also_where_it_never_had_a_grant(
    office: Office, alice: Laptop, bob: Laptop, dossier: str
) -> None:
    """As after a restore from before the grant: else what it wrote would stay on it for good."""
    scope = f"c:{dossier}"
    (outcome,) = bob.push((scope, [bob.note(dossier)]))
    assert (outcome.gen, outcome.acked, outcome.epoch) == (0, 1, "")
    asked = {scope: wire.Cursor(0, bob.chain(scope).chain, "", 0)}
    (told,) = lines(bob.ask(asked, scopes_etag=bob.etag()))
    assert (told.t, told.gen, told.acked, told.head, told.epoch) == ("revoked", 0, 1, 0, "")
    stranger = {scope: wire.Cursor(0, new_id(), "", 0)}
    assert bob.ask(stranger, scopes_etag=bob.etag()).status_code == 204
