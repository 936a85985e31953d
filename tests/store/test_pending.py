"""Our operations on their way: what goes, what was acknowledged, what became of it."""

from typing import Any

import msgspec

from tests.store.test_shadow import SCOPE, colleague, pull, push, standing
from tests.store.world import (
    CLIENT_SCOPE_PREFIX,
    Service,
    add_client,
    add_note,
    decoded,
    note_values,
    rows,
    shown,
)
from thuis_tui.log.chain import operation_hash
from thuis_tui.log.wire import ScopeGrant
from thuis_tui.store import fold, pending, purge, shadow, write
from thuis_tui.store.database import Database
from thuis_tui.store.pending import Acknowledgement, Counts, Outcome

AT = "2026-01-01T12:00:00Z"


def waiting(database: Database, **limits: Any) -> list[pending.PendingScope]:
    return database.read(lambda connection: pending.next_push(connection, **limits)).result()


def acknowledge(database: Database, part: pending.PendingScope, acked: int) -> None:
    told = Acknowledgement(part.scope, part.chain, acked, gen=1, epoch="e", head=acked)
    database.write(lambda writing: pending.acknowledge(writing, [told])).result()


def test_what_waits_is_what_the_disk_says_every_time(database: Database) -> None:
    client = add_client(database)
    for at in range(4):
        add_note(database, client, f"Gesprek {at}")
    (part,) = waiting(database)
    assert (part.scope, part.first, len(part.operations)) == (CLIENT_SCOPE_PREFIX + client, 1, 5)
    assert waiting(database) == [part]
    stored = [row["payload"] for row in rows(database, "SELECT payload FROM operation ORDER BY n")]
    assert list(part.operations) == stored
    acknowledge(database, part, 3)
    (rest,) = waiting(database)
    assert (rest.first, list(rest.operations)) == (4, stored[3:])
    acknowledge(database, part, 5)
    assert waiting(database) == []
    # The service was set back to an earlier state: it says so, and we send again.
    acknowledge(database, part, 2)
    assert waiting(database)[0].first == 3
    # It never has more than there is.
    acknowledge(database, part, 99)
    assert waiting(database) == []
    assert standing(database, part.scope).acked == 5


def test_an_acknowledgement_of_another_chain_is_nothing_to_us(database: Database) -> None:
    add_client(database)
    (part,) = waiting(database)
    database.write(
        lambda writing: pending.acknowledge(writing, [Acknowledgement(part.scope, "f" * 32, 1)])
    ).result()
    assert waiting(database) == [part]


def test_limits_hold_over_scopes_and_the_rest_follows(database: Database) -> None:
    for _ in range(5):
        client = add_client(database)
        for at in range(3):
            add_note(database, client, f"Gesprek {at}")
    sent: list[bytes] = []
    requests = 0
    while parts := waiting(database, limit=6):
        requests += 1
        assert sum(len(part.operations) for part in parts) <= 6
        for part in parts:
            sent.extend(part.operations)
            acknowledge(database, part, part.first + len(part.operations) - 1)
    assert sent == [row["payload"] for row in rows(database, "SELECT payload FROM operation ORDER BY rowid")]
    assert requests == 4


def test_bytes_are_bounded_but_one_operation_always_goes(database: Database) -> None:
    client = add_client(database)
    for _ in range(4):
        add_note(database, client, "Lang. " * 500)
    (part,) = waiting(database, max_bytes=7_000)
    assert len(part.operations) == 2
    (part,) = waiting(database, max_bytes=10)
    assert len(part.operations) == 1
    acknowledge(database, part, 1)
    assert len(waiting(database, max_bytes=10)[0].operations) == 1


def test_a_group_is_never_split(database: Database) -> None:
    client = add_client(database)
    scope = f"c:{client}"

    def together(writing: Any) -> None:
        group = writing.ids()
        for at in range(4):
            write.create(writing, scope, "note", note_values(client, f"Samen {at}"), tx=group)

    database.write(together).result()
    add_note(database, client)
    first = waiting(database, limit=3)
    assert [len(part.operations) for part in first] == [1]
    acknowledge(database, first[0], 1)
    second = waiting(database, limit=3)
    assert [len(part.operations) for part in second] == [4]
    acknowledge(database, second[0], 5)
    assert len(waiting(database, limit=3)[0].operations) == 1


def test_a_scope_that_has_to_wait_is_left_out(database: Database) -> None:
    first, second = add_client(database), add_client(database)
    assert [part.scope for part in waiting(database, skip={f"c:{first}"})] == [f"c:{second}"]


def test_what_became_of_an_operation_is_kept_for_a_person(database: Database) -> None:
    client = add_client(database)
    add_note(database, client)
    (part,) = waiting(database)
    acknowledge(database, part, 2)
    told = [Outcome(part.scope, part.chain, 2, "quarantined", "late")]
    database.write(lambda writing: pending.record_outcomes(writing, told, AT)).result()
    newest, oldest = database.read(pending.items).result()
    assert (newest.kind, newest.waiting, newest.result, newest.reason) == (
        "create",
        False,
        "quarantined",
        "late",
    )
    assert (oldest.ent, oldest.waiting, oldest.result) == (f"client:{client}", False, "")
    assert database.read(pending.counts).result() == Counts(waiting=0, dossiers=0, refused=1)
    assert len(rows(database, "SELECT * FROM note")) == 1


def test_a_parked_operation_stops_nothing_and_stays_on_the_screen(database: Database) -> None:
    client = add_client(database)
    for at in range(4):
        add_note(database, client, f"Gesprek {at}")
    before = shown(database)
    (part,) = waiting(database)
    ids = [decoded(raw).id for raw in part.operations]
    acknowledge(database, part, 2)
    database.write(lambda writing: pending.park(writing, part.scope, 3, "unreadable", AT)).result()
    (rest,) = waiting(database)
    found = [decoded(raw) for raw in rest.operations]
    assert rest.chain == part.chain
    assert [operation.id for operation in found] == ids[3:]
    assert [operation.n for operation in found] == [3, 4]
    assert found[0].prev == operation_hash(part.scope, part.chain, part.operations[1])
    assert found[1].prev == operation_hash(part.scope, part.chain, rest.operations[0])
    assert shown(database) == before
    (parked,) = [item for item in database.read(pending.items).result() if item.result]
    assert (parked.id, parked.result, parked.reason, parked.waiting) == (
        ids[2],
        "parked",
        "unreadable",
        False,
    )
    acknowledge(database, rest, 4)
    add_note(database, client, "verder")
    (last,) = waiting(database)
    assert decoded(last.operations[0]).n == 5
    # A second one, and one that is not there.
    database.write(lambda writing: pending.park(writing, part.scope, 5, "unreadable", AT)).result()
    database.write(lambda writing: pending.park(writing, part.scope, 77, "unreadable", AT)).result()
    assert waiting(database) == []
    assert database.read(pending.counts).result().refused == 2


def test_a_new_chain_carries_all_that_is_not_confirmed_under_its_old_ids(database: Database) -> None:
    service, _ = colleague()
    pull(database, service)
    add_note(database, SCOPE[2:], "bevestigd")
    push(database, service)
    pull(database, service)
    for at in range(3):
        add_note(database, SCOPE[2:], f"onderweg {at}")
    (part,) = waiting(database)
    ids = [decoded(raw).id for raw in part.operations]
    before = shown(database)
    fresh = database.write(lambda writing: pending.replace_chain(writing, SCOPE)).result()
    (again,) = waiting(database)
    assert (again.chain, again.first) == (fresh, 1)
    assert fresh != part.chain
    assert [decoded(raw).id for raw in again.operations] == ids
    assert [decoded(raw).n for raw in again.operations] == [1, 2, 3]
    push(database, service)
    pull(database, service)
    assert shown(database) == before
    assert len(service.log) == 5


def test_after_another_life_everything_goes_again_whatever_chain_it_was_on(database: Database) -> None:
    client = add_client(database)
    service = Service(f"c:{client}")
    push(database, service)
    pull(database, service)
    database.write(lambda writing: pending.replace_chain(writing, service.scope)).result()
    add_note(database, client)
    push(database, service)
    pull(database, service)
    renewed = Service(service.scope)
    renewed.epoch = "d" * 32
    database.write(lambda writing: shadow.restart(writing, service.scope, 1, renewed.epoch)).result()
    before = shown(database)
    push(database, renewed)
    pull(database, renewed)
    assert {operation.id for _, operation, _ in renewed.log} == {
        operation.id for _, operation, _ in service.log
    }
    assert shown(database) == before
    assert len(before["note"]) == 1


def test_the_list_of_scopes_makes_known_marks_gone_and_tells_of_other_lives(database: Database) -> None:
    own = add_client(database)
    one, two = f"c:{'1' * 32}", f"c:{'2' * 32}"

    def learn(*grants: ScopeGrant) -> list[str]:
        return database.write(lambda writing: pending.learn_grants(writing, grants)).result()

    assert learn(ScopeGrant(one, 1, "e", 5), ScopeGrant(two, 1, "e", 0)) == []
    assert (standing(database, one).behind, standing(database, two).behind) == (True, False)
    assert learn(ScopeGrant(one, 1, "e", 5)) == []
    states = {s.scope: s.state for s in database.read(pending.standing).result()}
    assert states == {f"c:{own}": "active", one: "active", two: "revoked"}
    assert learn(ScopeGrant(one, 1, "d", 9), ScopeGrant(two, 2, "e", 3)) == [one, two]
    assert standing(database, one).epoch == "e"


def test_operations_in_a_verified_backup_may_go(database: Database) -> None:
    client = add_client(database)
    for at in range(3):
        add_note(database, client, f"Gesprek {at}")
    service = Service(f"c:{client}")
    push(database, service)
    assert database.write(pending.forget_durable).result() == 0
    pull(database, service)
    assert database.write(pending.forget_durable).result() == 0
    chain = standing(database, service.scope).chain
    told = Acknowledgement(service.scope, chain, 4, durable=4)
    database.write(lambda writing: pending.acknowledge(writing, [told])).result()
    before = shown(database)
    assert database.write(pending.forget_durable).result() == 3
    add_note(database, client, "verder")
    push(database, service)
    pull(database, service)
    database.write(fold.rebuild).result()
    assert [row for row in shown(database)["note"] if row["body"] != "verder"] == before["note"]


def test_what_was_refused_and_replaced_does_not_show_up_when_its_replacement_may_go(
    database: Database,
) -> None:
    client = add_client(database)
    scope, ent = f"c:{client}", f"client:{client}"
    for value in ("geweigerd", "Rob", "Robbie"):
        database.write(lambda w, v=value: write.set_field(w, scope, ent, "alias", v)).result()
    service = Service(scope)
    for part in database.read(pending.next_push).result():
        for number, raw in enumerate(part.operations):
            if number != 1:  # the second was set aside by the service
                service.take(part.chain, decoded(raw))
        told = Acknowledgement(scope, part.chain, 4, service.gen, service.epoch, 4, len(service.log))
        database.write(lambda w, told=told: pending.acknowledge(w, [told])).result()
    pull(database, service)
    before = shown(database)
    assert database.write(pending.forget_durable).result() == 0
    database.write(fold.rebuild).result()
    assert shown(database) == before
    assert rows(database, "SELECT alias FROM client") == [{"alias": "Robbie"}]
    assert rows(database, "SELECT * FROM conflict") == []


def test_what_was_acknowledged_without_a_grant_is_sent_again_in_another_life(database: Database) -> None:
    """The service tells no life of a dossier that was taken away before it was ever in our list."""
    own = ScopeGrant("u:" + "a" * 32, 1, "life one", 0)

    def listed(*grants: ScopeGrant) -> None:
        database.write(lambda writing: purge.learn(writing, grants)).result()

    listed(own)
    client = add_client(database)
    (part,) = waiting(database)
    told = Acknowledgement(part.scope, part.chain, 1)
    database.write(lambda writing: pending.acknowledge(writing, [told])).result()
    listed(own)
    assert waiting(database) == [], "in this life the service has it"
    listed(msgspec.structs.replace(own, epoch="life two"))
    (again,) = waiting(database)
    assert (again.scope, again.first) == (f"c:{client}", 1)


def test_what_was_written_after_a_push_is_not_acknowledged_by_the_answer_to_it(database: Database) -> None:
    """A clone has sent something with its number meanwhile, and the chain of the service ends with that."""
    client = add_client(database)
    (part,) = waiting(database)
    add_note(database, client, "Na het versturen geschreven")
    told = Acknowledgement(part.scope, part.chain, 2, gen=1, epoch="e", durable=2, sent=1)
    database.write(lambda writing: pending.acknowledge(writing, [told])).result()
    (rest,) = waiting(database)
    assert (rest.first, len(rest.operations)) == (2, 1)
    assert standing(database, part.scope).durable == 1


def test_how_far_a_withdrawn_chain_came_counts_for_what_was_sent_only(database: Database) -> None:
    client = add_client(database)
    (part,) = waiting(database)
    acknowledge(database, part, 1)
    add_note(database, client, "Nooit verstuurd")
    database.write(lambda writing: purge.hide(writing, [part.scope])).result()
    chain = standing(database, part.scope).chain
    database.write(lambda writing: purge.told(writing, part.scope, chain, 2, 2)).result()
    assert waiting(database)[0].first == 2
    database.write(lambda writing: purge.told(writing, part.scope, chain, 0, 0)).result()
    assert waiting(database)[0].first == 1
