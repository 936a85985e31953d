"""Two laptops and a service: what one writes the other has, and nobody's work is ever lost."""

from __future__ import annotations

import shutil

import pytest

from tests.service.office import Office
from tests.sync.laptops import Laptop
from tests.sync.line import BadLine, lost
from thuis_tui.log import wire
from thuis_tui.log.identifiers import new_id
from thuis_tui.service.people import admin
from thuis_tui.store import fold


def share(office: Office, laptop: Laptop, *clients: str) -> None:
    for client in clients:
        office.grant(laptop.actor, client)


def logged(office: Office, client: str) -> int:
    return len(office.rows("SELECT 1 FROM log WHERE scope = ?", f"c:{client}"))


def same(one: Laptop, other: Laptop, client: str) -> None:
    """P4: when quiet both have the same, and the view is the fold of the log."""
    scope = f"c:{client}"
    assert one.digests()[scope] == other.digests()[scope] != ""
    for table in ("client", "note"):
        ours, theirs = (laptop.rows(f"SELECT * FROM {table} ORDER BY id") for laptop in (one, other))
        assert [row[1:] for row in ours] == [row[1:] for row in theirs]  # rows lie where they came
    assert one.runner.repairs == other.runner.repairs == 0


def test_what_one_writes_the_other_reads(alice: Laptop, bob: Laptop, office: Office) -> None:
    client = alice.client("van der Berg")
    alice.note(client, "é ë ï € [/x] [bijlage]")
    assert alice.sync().waiting == 0
    share(office, bob, client)
    bob.sync()
    assert bob.bodies() == ["é ë ï € [/x] [bijlage]"]
    bob.note(client, "back")
    assert bob.sync().waiting == 0
    alice.sync()
    assert sorted(alice.bodies()) == ["back", "é ë ï € [/x] [bijlage]"]
    same(alice, bob, client)


def test_the_requests_of_a_quiet_and_of_a_writing_day(alice: Laptop, line: BadLine) -> None:
    client = alice.client()
    alice.sync()
    alice.sync()
    line.seen.clear()
    line.sizes.clear()
    alice.sync()
    assert line.seen == [wire.PULL]
    assert line.sizes[0] < 1000
    alice.note(client)
    alice.sync()
    assert line.seen[1:] == [wire.PUSH]


def test_a_quiet_round_stays_small_with_many_dossiers(alice: Laptop, line: BadLine) -> None:
    for number in range(120):
        alice.client(f"Client {number}")
    alice.sync()
    alice.sync()
    line.seen.clear()
    line.sizes.clear()
    alice.sync()
    assert line.seen == [wire.PULL]
    assert line.sizes[0] < 1000


def test_two_who_had_not_seen_each_other_both_keep_their_value(
    alice: Laptop, bob: Laptop, office: Office
) -> None:
    client = alice.client()
    alice.sync()
    share(office, bob, client)
    bob.sync()
    alice.set(client, "alias", "Rob")
    bob.set(client, "alias", "Bob")
    for laptop in (alice, bob, alice):
        laptop.sync()
    same(alice, bob, client)
    assert alice.rows("SELECT field FROM conflict") == [("alias",)]
    alice.set(client, "alias", "Robbie")
    alice.sync()
    bob.sync()
    assert bob.rows("SELECT alias FROM client") == [("Robbie",)]
    assert bob.rows("SELECT field FROM conflict") == []
    same(alice, bob, client)


def test_own_writes_are_shown_while_others_arrive(
    alice: Laptop, bob: Laptop, office: Office, line: BadLine
) -> None:
    client = alice.client()
    alice.sync()
    share(office, bob, client)
    bob.sync()
    bob.set(client, "alias", "Bob")
    bob.sync()
    alice.set(client, "surname", "Vries")
    line.fail(wire.PUSH, lost)
    alice.sync()
    assert alice.rows("SELECT surname FROM client") == [("Vries",)]
    alice.sync()
    bob.sync()
    assert alice.rows("SELECT surname, alias FROM client") == [("Vries", "Bob")]
    same(alice, bob, client)


def test_a_cloned_laptop_is_found_and_neither_loses_anything(
    alice: Laptop, bob: Laptop, office: Office, tmp_path
) -> None:
    client = alice.client()
    alice.note(client, "before")
    alice.sync()
    alice.close()
    (tmp_path / "clone").mkdir()
    for file in alice.path.parent.iterdir():
        shutil.copy(file, tmp_path / "clone" / file.name)
    alice.open()
    clone = Laptop(tmp_path / "clone" / alice.path.name)
    try:
        alice.note(client, "here 1")
        alice.note(client, "here 2")
        alice.sync()
        clone.note(client, "there")
        for laptop in (clone, alice, clone, alice):
            assert laptop.sync().problem is None
        assert alice.bodies() == clone.bodies() == ["before", "here 1", "here 2", "there"]
        assert logged(office, client) == 5
        same(alice, clone, client)
    finally:
        clone.close()


@pytest.mark.parametrize("writes", [0, 1, 3])
def test_a_laptop_set_back_to_a_copy_gets_its_own_work_back(
    writes: int, alice: Laptop, office: Office, tmp_path
) -> None:
    client = alice.client()
    alice.sync()
    alice.close()
    shutil.copytree(alice.path.parent, tmp_path / "copy")
    alice.open()
    alice.note(client, "after 1")
    alice.note(client, "after 2")
    alice.sync()
    alice.close()
    shutil.rmtree(alice.path.parent)
    shutil.copytree(tmp_path / "copy", alice.path.parent)
    alice.open()
    for number in range(writes):
        alice.note(client, f"new {number}")
    for _ in range(3):
        assert alice.sync().problem is None
    assert alice.bodies() == sorted(["after 1", "after 2", *(f"new {number}" for number in range(writes))])
    assert logged(office, client) == 3 + writes
    assert alice.waiting() == 0
    assert alice.runner.repairs == 0


def test_an_operation_the_service_cannot_read_is_parked_with_its_group(alice: Laptop, office: Office) -> None:
    client = alice.client()
    alice.sync()
    group = new_id()
    alice.note(client, "fine")
    alice.note(client, "of the group", tx=group)
    broken = alice.note(client, "broken", tx=group)
    alice.note(client, "after")
    alice.damage(f"note:{broken}")
    state = alice.sync()
    assert (state.problem, state.waiting, state.refused) == (None, 0, 2)
    assert logged(office, client) == 3
    assert {reason for (reason,) in alice.rows("SELECT reason FROM outcome")} == {"malformed:sv"}
    assert len(alice.bodies()) == 4
    alice.note(client, "and on")
    assert alice.sync().waiting == 0
    assert logged(office, client) == 4


def test_work_after_a_grant_was_withdrawn_goes_to_the_team_lead(
    alice: Laptop, bob: Laptop, office: Office
) -> None:
    client = alice.client()
    alice.sync()
    share(office, bob, client)
    bob.sync()
    bob.note(client, "late")
    office.revoke(bob.actor, client, "moved")
    state = bob.sync()
    assert (state.problem, state.waiting, state.refused) == (None, 0, 1)
    assert bob.rows("SELECT result, reason FROM outcome") == [("quarantined", "late")]
    assert office.rows("SELECT count(*) FROM quarantine") == [(1,)]
    assert bob.rows("SELECT state FROM scope WHERE scope = ?", f"c:{client}") == [("revoked",)]
    alice.note(client, "of no concern to Bob any more")
    alice.sync()
    bob.sync()
    assert "of no concern to Bob any more" not in bob.bodies()
    share(office, bob, client)
    bob.sync()
    assert "of no concern to Bob any more" in bob.bodies()
    assert bob.rows("SELECT state FROM scope WHERE scope = ?", f"c:{client}") == [("active",)]
    assert bob.digests()[f"c:{client}"] == alice.digests()[f"c:{client}"]


def test_a_revoked_device_is_told_and_keeps_everything(alice: Laptop, office: Office) -> None:
    client = alice.client()
    device = alice.rows("SELECT value FROM meta WHERE key = 'device'")[0][0]
    office.storage.write(admin.revoke_device, device)
    state = alice.sync()
    assert (state.problem, state.waiting) == ("revoked", 1)
    assert alice.rows("SELECT id FROM client") == [(client,)]
    assert alice.sync().problem == "revoked"


def test_a_restart_in_the_middle_of_anything_continues(alice: Laptop, bob: Laptop, office: Office) -> None:
    client = alice.client()
    for number in range(5):
        alice.note(client, str(number))
        alice.reopen()
    alice.sync()
    share(office, bob, client)
    bob.reopen()
    bob.sync()
    assert bob.bodies() == [str(number) for number in range(5)]
    same(alice, bob, client)


def test_folding_the_log_gives_what_sync_put_there(alice: Laptop, bob: Laptop, office: Office) -> None:
    client = alice.client()
    alice.note(client, "one")
    alice.sync()
    share(office, bob, client)
    bob.sync()
    bob.set(client, "alias", "Bob")
    before = bob.rows("SELECT * FROM client"), bob.rows("SELECT * FROM note")
    bob.database.write(fold.rebuild).result()
    assert (bob.rows("SELECT * FROM client"), bob.rows("SELECT * FROM note")) == before


def test_one_connection_serves_many_requests(alice: Laptop, running) -> None:
    alice.move_to(running.url)
    for _ in range(3):
        alice.client()
        alice.sync()
    transport = alice.runner._transport
    assert transport is not None
    assert len(transport.line._sockets) == 1
    assert transport.line.connections == 1
    transport.scopes("")
    assert transport.line.connections == 1
    transport.scopes(alice.runner._exchange.standing().etag)
    assert len(transport.line._sockets) == 1
    assert transport.line.connections == 1
