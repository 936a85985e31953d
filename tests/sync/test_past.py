"""What was before a dossier was read as it stands: it comes when asked for, and changes nothing else."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.service.office import Office
from tests.sync.conftest import Enrol
from tests.sync.decrypted import content
from tests.sync.laptops import KEY, Laptop
from tests.sync.line import BadLine, never_arrives, passes
from tests.sync.test_erasure import MARK, erase, found
from tests.sync.test_nonsense import dossier, lines, told
from thuis_tui.log import wire
from thuis_tui.log.wire import PullLine, PullRow
from thuis_tui.store import fold, history, incidents, past, scopes
from thuis_tui.sync import messages

NAMES = [f"Rob {number}" for number in range(16)]
Said = list[tuple[str, str, Any, tuple[Any, ...] | None, str]]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Far is near, and parts are short."""
    monkeypatch.setattr(messages, "FAR", 10)
    monkeypatch.setattr(messages, "PAST_BYTES", 1500)
    monkeypatch.setattr(wire, "PAGE", 1500)


@pytest.fixture
def client(alice: Laptop, bob: Laptop, office: Office) -> str:
    """A dossier that Alice changed many times, and that Bob read as it stands."""
    client = alice.client()
    for name in NAMES:
        alice.set(client, "alias", name)
        alice.set(client, "address", f"{MARK} {name}")
    alice.sync()
    office.grant(bob.actor, client)
    assert bob.sync().problem is None
    return client


def said(laptop: Laptop, client: str) -> Said:
    """Every change that a laptop can tell of, the latest first, with what it replaced and who wrote it."""

    def read(connection: Any) -> Said:
        keys = history.keys(connection, [f"c:{client}"])
        changes = history.changes(connection, f"c:{client}", keys)
        return [(one.id, one.field, one.value, one.before, one.actor) for one in changes]

    return laptop.database.read(read).result()


def missing(laptop: Laptop, client: str) -> past.Mark | None:
    def read(connection: Any) -> past.Mark | None:
        scope = scopes.one(connection, f"c:{client}")
        assert scope is not None
        return past.mark(scope)

    return laptop.database.read(read).result()


def want(laptop: Laptop, client: str) -> None:
    laptop.database.write(lambda writing: past.want(writing, [f"c:{client}"])).result()


def standing(laptop: Laptop) -> list[list[tuple[Any, ...]]]:
    """All that is decided by, and all that is shown."""
    tables = ("register", "client", "note", "conflict", "operation", "confirmation", "undone", "outcome")
    kept = [laptop.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables]
    return [*kept, laptop.rows("SELECT scope, seq, head, digest, loaded, n, acked FROM scope ORDER BY scope")]


def pulls(line: BadLine) -> int:
    return len([path for path in line.seen if path == wire.PULL])


def test_it_comes_when_it_is_asked_for_with_all_values_and_authors_and_nothing_else_changes(
    alice: Laptop, bob: Laptop, client: str, line: BadLine
) -> None:
    assert len(said(bob, client)) < len(said(alice, client))
    before = standing(bob)
    bob.sync()
    assert missing(bob, client) is not None  # nobody asked
    want(bob, client)
    line.seen.clear()
    assert bob.sync().problem is None
    assert pulls(line) > 3  # in small parts
    assert missing(bob, client) is None
    assert said(bob, client) == said(alice, client)
    assert bob.database.read(lambda c: history.since(c, f"c:{client}")).result() is None
    assert standing(bob) == before
    bob.database.write(fold.rebuild).result()
    assert standing(bob) == before
    assert (bob.runner.repairs, told(bob)) == (0, [])
    line.seen.clear()
    bob.sync()
    assert pulls(line) == 1
    bob.reopen()
    assert said(bob, client) == said(alice, client)


def test_without_a_connection_it_stays_wanted_and_goes_on_where_it_was_cut(
    alice: Laptop, bob: Laptop, client: str, line: BadLine
) -> None:
    want(bob, client)
    line.fail(wire.PULL, passes, passes, passes, *[never_arrives] * 9)
    assert bob.sync().problem == "unreachable"
    part = missing(bob, client)
    assert part is not None
    assert part.wanted
    assert 0 < part.seq < part.head
    bob.reopen()
    line.faults.clear()
    alice.set(client, "alias", "meanwhile")
    alice.sync()
    bob.set(client, "address", "mine")
    assert bob.sync().problem is None
    assert missing(bob, client) is None
    alice.sync()
    assert said(bob, client) == said(alice, client)
    assert told(bob) == []


def test_far_behind_again_only_what_was_not_read_is_missing(alice: Laptop, bob: Laptop, client: str) -> None:
    want(bob, client)
    bob.sync()
    was = scope_of(bob, client).seq
    for name in NAMES:
        alice.set(client, "alias", f"{name} again")
    alice.sync()
    bob.forget_scopes()  # the list says how far behind it is
    bob.sync()
    again = missing(bob, client)
    assert again is not None
    assert (again.seq, again.wanted) == (was, False)
    want(bob, client)
    bob.sync()
    assert said(bob, client) == said(alice, client)


def scope_of(laptop: Laptop, client: str) -> scopes.ScopeStanding:
    found = laptop.database.read(lambda connection: scopes.one(connection, f"c:{client}")).result()
    assert found is not None
    return found


def test_a_new_laptop_tells_of_its_own_caseworkers_changes(
    alice: Laptop, client: str, office: Office, enrolled: Enrol
) -> None:
    other = Laptop(alice.path.parent / "other" / "thuis.db")
    try:
        other.enrol(office.url, office.code(alice.actor))
        other.sync()
        want(other, client)
        other.sync()
        assert said(other, client) == said(alice, client)
        assert {actor for *_, actor in said(other, client)} == {alice.actor}
    finally:
        other.close()


def test_taken_away_before_it_came_it_never_comes_and_nothing_is_left(
    bob: Laptop, client: str, line: BadLine, office: Office
) -> None:
    want(bob, client)
    line.fail(wire.PULL, passes, passes, passes, *[never_arrives] * 9)
    bob.sync()
    line.faults.clear()
    assert bob.rows("SELECT 1 FROM history")
    office.revoke(bob.actor, client)
    assert bob.sync().problem is None
    assert bob.rows("SELECT 1 FROM history") == []
    assert scope_of(bob, client).past == ""
    assert MARK.encode() not in content(bob.path, KEY)


def test_a_page_that_was_on_its_way_when_it_was_taken_away_is_not_kept(bob: Laptop, client: str) -> None:
    want(bob, client)
    scope = scope_of(bob, client)
    line_ = PullLine(scope=scope.scope, gen=scope.gen, epoch=scope.epoch, from_=0, head=scope.seq)
    bob.database.write(lambda writing: fold_away(writing, scope.scope)).result()
    assert bob.database.write(lambda writing: past.take(writing, line_)).result() is False


def fold_away(writing: Any, scope: str) -> None:
    from thuis_tui.store import purge

    purge.hide(writing, [scope])


@pytest.mark.parametrize("when", ["before", "between", "after"])
def test_what_was_erased_is_in_none_of_it(
    when: str, bob: Laptop, client: str, line: BadLine, office: Office
) -> None:
    want(bob, client)
    if when == "between":
        line.fail(wire.PULL, passes, passes, passes, *[never_arrives] * 9)
    if when != "before":
        bob.sync()
        line.faults.clear()
        assert "history" in found(bob)
    erase(office, client)
    assert bob.sync().problem is None
    assert missing(bob, client) is None
    assert found(bob) == []
    changes = [one for one in said(bob, client) if one[1] == "address"]
    assert len(changes) == len(NAMES) + 1
    assert {value for _, _, value, _, _ in changes} == {None}
    assert told(bob) == []


def test_what_was_erased_stays_so_when_a_service_brings_it_again(
    bob: Laptop, client: str, line: BadLine, office: Office
) -> None:
    rows = [
        bytes(row) for (row,) in office.rows("SELECT row FROM log WHERE scope=? ORDER BY seq", f"c:{client}")
    ]
    erase(office, client)
    bob.sync()
    want(bob, client)
    scope = scope_of(bob, client)
    ops = [msgspec.json.decode(row, type=PullRow) for row in rows]
    page = PullLine(
        scope=scope.scope, gen=scope.gen, epoch=scope.epoch, from_=0, head=scope.seq, ops=ops[:20]
    )
    assert bob.database.write(lambda writing: past.take(writing, page)).result()
    assert "history" not in found(bob)


@pytest.mark.parametrize("lie", ["a value of its own", "a gap", "too short", "no value"])
def test_a_past_that_does_not_lead_to_what_stands_is_not_kept(
    lie: str, alice: Laptop, bob: Laptop, client: str, line: BadLine
) -> None:
    def change(found: list[dict[str, Any]]) -> None:
        page = dossier(found)
        if lie == "a value of its own":
            page["ops"][-1][1] = "7" * 32
        elif lie == "a gap":
            page["ops"].pop(1)
        elif lie == "too short":
            page["head"] = len(page["ops"])
        else:
            page["ops"][-1][4] = "explode"

    want(bob, client)
    before = standing(bob)
    line.fail(wire.PULL, passes, lines(change))
    bob.sync()
    assert [kind for kind, *_ in told(bob)] == [incidents.NONSENSE]
    assert missing(bob, client) is not None
    assert standing(bob) == before
