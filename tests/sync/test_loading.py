"""Far behind, a dossier is read as it stands; where two files differ, only what differs is read again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.office import Office
from tests.service.test_late_work import decide, lead_of, records
from tests.sync.laptops import Laptop
from tests.sync.line import BadLine, never_arrives, says
from tests.sync.test_nonsense import lines, told
from thuis_tui.log import wire
from thuis_tui.store import incidents
from thuis_tui.sync import messages

NOTES = 24


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Far is near, and pages are short."""
    monkeypatch.setattr(messages, "FAR", 10)
    monkeypatch.setattr(wire, "PAGE", 1500)


def shared(office: Office, one: Laptop, other: Laptop) -> str:
    client = one.client()
    for number in range(NOTES):
        one.note(client, f"note {number}")
    one.set(client, "alias", "Rob")
    one.set(client, "alias", "Robbie")
    one.sync()
    office.grant(other.actor, client)
    return client


def same(one: Laptop, other: Laptop, client: str) -> None:
    assert one.digests()[f"c:{client}"] == other.digests()[f"c:{client}"] != ""
    assert one.bodies() == other.bodies()
    assert one.rows("SELECT alias FROM client") == other.rows("SELECT alias FROM client")
    assert other.rows("SELECT loaded, loading, reloading FROM scope WHERE scope=?", f"c:{client}") == [
        (1, "", 0)
    ]


def asked(line: BadLine, path: str) -> list[str]:
    return [seen for seen in line.seen if seen.startswith(path)]


def test_a_first_load_that_is_long_comes_page_by_page(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = shared(office, alice, bob)
    line.seen.clear()
    assert bob.sync().problem is None
    pages = asked(line, wire.SNAPSHOT)
    assert len(pages) > 3
    assert len(set(pages)) == len(pages)
    same(alice, bob, client)
    assert bob.runner.repairs == 0
    assert told(bob) == []
    bob.note(client, "back")
    bob.sync()
    alice.sync()
    same(alice, bob, client)


def test_what_is_near_is_pulled(alice: Laptop, bob: Laptop, office: Office, line: BadLine) -> None:
    client = shared(office, alice, bob)
    bob.sync()
    line.seen.clear()
    alice.note(client, "one more")
    alice.sync()
    bob.sync()
    assert asked(line, wire.SNAPSHOT) == []
    same(alice, bob, client)


def test_what_was_refused_and_accepted_since_has_come_back_though_it_was_replaced(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    """What was replaced before the scope was read as it stands is in no page: only the service can tell."""
    lead = office.laptop(lead_of(office, "Lea"))
    client = shared(office, alice, bob)
    office.revoke(alice.actor, client)
    alice.set(client, "alias", "late")
    alice.sync()
    office.grant(alice.actor, client)
    alice.sync()
    alice.set(client, "alias", "later")
    alice.sync()
    (ent,) = records(lead, "late_work")
    lead.push((f"u:{lead.caseworker}", decide(lead, ent, "accept")))
    bob.sync()
    for number in range(NOTES):
        bob.note(client, f"by Bob {number}")
    another = bob.client()
    bob.sync()
    office.grant(alice.actor, another)  # the list is another one, and says how far behind she is
    line.seen.clear()
    alice.sync()
    assert asked(line, wire.SNAPSHOT)
    assert (
        alice.rows("SELECT ent FROM operation WHERE rowid NOT IN (SELECT operation FROM confirmation)") == []
    )
    assert alice.waiting() == 0
    bob.sync()
    same(alice, bob, client)


@pytest.mark.parametrize("stop", [1, 2, 4])
def test_it_goes_on_at_the_page_where_it_was_cut(
    stop: int, alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = shared(office, alice, bob)
    line.seen.clear()

    def cut(exchange: Any) -> None:
        (never_arrives if len(asked(line, wire.SNAPSHOT)) > stop else _forward)(exchange)

    line.fail("", *[cut] * 30)
    assert bob.sync().problem == "unreachable"
    line.faults.clear()
    had = len(bob.rows("SELECT 1 FROM register WHERE scope=?", f"c:{client}"))
    assert had > 0
    before = asked(line, wire.SNAPSHOT)
    assert len(before) == stop + 1
    alice.note(client, "written meanwhile")
    alice.set(client, "alias", "Bobby")
    alice.sync()
    bob.reopen()
    assert bob.rows("SELECT loaded FROM scope WHERE scope=?", f"c:{client}") == [(0,)]
    line.seen.clear()
    assert bob.sync().problem is None
    after = asked(line, wire.SNAPSHOT)
    assert after[0] == before[-1]
    assert not set(after) & set(before[:-1])
    same(alice, bob, client)
    assert bob.runner.repairs == 0


def test_own_work_is_shown_and_sent_while_it_loads(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = shared(office, alice, bob)
    bob.sync()
    for number in range(NOTES):
        alice.note(client, f"more {number}")
    alice.set(client, "alias", "Al")
    alice.sync()
    bob.note(client, "mine")
    bob.set(client, "alias", "Bo")
    bob.sync()
    assert bob.waiting() == 0
    assert "mine" in bob.bodies()
    alice.sync()
    assert alice.bodies() == bob.bodies()
    assert bob.rows("SELECT field FROM conflict") == alice.rows("SELECT field FROM conflict") == [("alias",)]
    same(alice, bob, client)
    assert bob.rows("SELECT count(*) FROM confirmation") == [(2,)]


def test_a_page_of_nonsense_is_rejected_and_asked_again(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = shared(office, alice, bob)
    bob.sync_until_listed()
    line.fail("", *[_passes_unless_page(line, lines(_spoil))] * 9)
    bob.sync()
    line.faults.clear()
    assert told(bob) == [(incidents.NONSENSE, f"c:{client}")]
    assert bob.rows("SELECT count(*) FROM register WHERE scope=?", f"c:{client}") == [(0,)]
    bob.sync()
    same(alice, bob, client)
    assert len(told(bob)) == 1


def _spoil(found: list[dict[str, Any]]) -> None:
    found[0]["registers"][0][3][0][4] = "explode"


def _passes_unless_page(line: BadLine, fault: Any) -> Any:
    def chosen(exchange: Any) -> None:
        if exchange.path.startswith(wire.SNAPSHOT):
            fault(exchange)
        else:
            exchange.answer(exchange.forward())

    return chosen


def damage(laptop: Laptop, sql: str, *values: Any) -> None:
    def change(writing: Any) -> None:
        with writing.permitted():
            writing.raw.execute(sql, values).close()

    laptop.database.write(change).result()


def pulled_so_far(alice: Laptop, bob: Laptop, office: Office) -> str:
    client = shared(office, alice, bob)
    bob.sync()
    return client


DAMAGE = {
    "lost": "DELETE FROM register WHERE scope=? AND field='alias'",
    "another": "UPDATE register SET heads=(SELECT heads FROM register WHERE field='' AND ent LIKE 'note:%')"
    " WHERE scope=? AND field='alias'",
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_differs_is_read_again_and_nothing_else(
    name: str, alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = pulled_so_far(alice, bob, office)
    damage(bob, DAMAGE[name], f"c:{client}")
    damage(bob, "UPDATE scope SET digest=? WHERE scope=?", "1" * 32, f"c:{client}")
    alice.note(client, "the next")
    alice.sync()
    line.seen.clear()
    assert bob.sync().problem is None
    # The digest, its parts, and the digest again: that all is well.
    assert [seen.endswith("?buckets=1") for seen in asked(line, wire.DIGEST)] == [False, True, False]
    (page,) = asked(line, wire.SNAPSHOT)
    assert "buckets=" in page
    assert bob.runner.repairs == 1
    assert [kind for kind, _ in told(bob)] == [incidents.REPAIRED, incidents.DIGEST]
    same(alice, bob, client)
    line.seen.clear()
    bob.sync()
    assert line.seen == [wire.PULL]


def test_a_sum_that_was_wrong_alone_is_counted_anew(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = pulled_so_far(alice, bob, office)
    damage(bob, "UPDATE scope SET digest=? WHERE scope=?", "1" * 32, f"c:{client}")
    alice.note(client, "the next")
    alice.sync()
    line.seen.clear()
    bob.sync()
    assert (len(asked(line, wire.DIGEST)), asked(line, wire.SNAPSHOT)) == (1, [])
    same(alice, bob, client)


def test_a_digest_of_nonsense_is_never_taken_over(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = pulled_so_far(alice, bob, office)
    alice.note(client, "the next")
    alice.sync()
    line.fail(wire.PULL, *[lines(_wrong_digest)] * 2)
    wrong = lines(lambda found: found[0].update(digest="3" * 32))
    line.fail(client, wrong)
    line.fail(f"{client}?buckets=1", wrong)
    bob.sync()
    assert told(bob)[0] == (incidents.NONSENSE, f"c:{client}")
    line.seen.clear()
    bob.sync()
    assert (len(asked(line, wire.DIGEST)), asked(line, wire.SNAPSHOT)) == (1, [])
    same(alice, bob, client)


def _wrong_digest(found: list[dict[str, Any]]) -> None:
    for page in found:
        if page.get("scope", "").startswith("c:"):
            page["digest"] = "2" * 32


@pytest.mark.parametrize("path", [wire.DIGEST, wire.SNAPSHOT])
def test_a_service_that_serves_no_parts_is_pulled_from_the_beginning(
    path: str, alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = pulled_so_far(alice, bob, office)
    damage(bob, DAMAGE["lost"], f"c:{client}")
    damage(bob, "UPDATE scope SET digest=? WHERE scope=?", "1" * 32, f"c:{client}")
    alice.note(client, "the next")
    alice.sync()
    refusal = wire.encode(wire.ErrorReply(wire.Problem("not_found"), "t"))
    missing = says("404 Not Found", refusal, Content_Type=wire.ERROR_TYPE, Thuis_Time="t")

    def chosen(exchange: Any) -> None:
        (missing if exchange.path.startswith(path) else _forward)(exchange)

    line.fail("", *[chosen] * 20)
    bob.sync()
    line.faults.clear()
    bob.sync()
    same(alice, bob, client)
    assert bob.runner.repairs == 1


def _forward(exchange: Any) -> None:
    exchange.answer(exchange.forward())


def test_what_no_part_can_mend_is_read_again_from_the_beginning(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = pulled_so_far(alice, bob, office)
    # As if it had been changed at a later place of the log than there is.
    damage(bob, "UPDATE register SET seq=99999, heads='[]' WHERE scope=? AND field='alias'", f"c:{client}")
    damage(bob, "UPDATE scope SET digest=? WHERE scope=?", "1" * 32, f"c:{client}")
    alice.note(client, "the next")
    alice.sync()
    bob.sync()
    same(alice, bob, client)
    assert bob.runner.repairs == 1


def test_a_device_that_is_ahead_of_a_service_reads_it_as_it_stands(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = pulled_so_far(alice, bob, office)
    damage(bob, "UPDATE scope SET seq=seq+7, head=head+7 WHERE scope=?", f"c:{client}")
    bob.note(client, "mine")
    line.seen.clear()
    bob.sync()
    assert asked(line, wire.SNAPSHOT)
    alice.sync()
    assert "mine" in alice.bodies()
    same(alice, bob, client)
