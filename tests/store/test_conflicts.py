"""Two people set the same field unseen: both values, whose, when, and what it was before."""

import msgspec

from tests.store.test_shadow import CLIENT, ENT, SCOPE, colleague, pull, push
from tests.store.world import AUTHOR, COLLEAGUE, Author, Service, note_values, rows
from thuis_tui.log import merge
from thuis_tui.log.register import Head
from thuis_tui.store import conflicts, pending, shadow, write
from thuis_tui.store.conflicts import ConflictRow, Siblings
from thuis_tui.store.database import Database


def siblings(database: Database, field: str, ent: str = ENT) -> Siblings:
    return database.read(lambda connection: conflicts.siblings(connection, SCOPE, ent, field)).result()


def listing(database: Database) -> list[ConflictRow]:
    return database.read(conflicts.listing).result()


def set_field(database: Database, field: str, value: object, base: tuple[str, ...] | None = None) -> str:
    return database.write(lambda w: write.set_field(w, SCOPE, ENT, field, value, base=base)).result()


def said(heads: tuple[Head, ...]) -> dict[str, object]:
    return {head.actor: msgspec.json.decode(head.value) for head in heads}


def disagreement(database: Database) -> tuple[Service, Author]:
    """We have an address on its way; a colleague set another from the same start."""
    service, author = colleague()
    pull(database, service)
    start = tuple(service.heads(ENT, ""))
    author.write(ENT, "address", "set", "Markt 3", start)
    pull(database, service)
    old = tuple(service.heads(ENT, "address"))
    set_field(database, "address", "Kade 1")
    author.write(ENT, "address", "set", "Singel 2", old)
    return service, author


def test_both_values_are_listed_with_their_authors_and_what_was_before(database: Database) -> None:
    service, _ = disagreement(database)
    assert listing(database) == []
    push(database, service)
    pull(database, service)
    assert listing(database) == [ConflictRow(SCOPE, ENT, "address")]
    found = siblings(database, "address")
    assert said(found.heads) == {AUTHOR: "Kade 1", COLLEAGUE: "Singel 2"}
    assert found.was == "Markt 3"
    assert list(found.heads) == sorted(found.heads, key=lambda head: head.hlc)
    assert all(head.hlc for head in found.heads)


def test_our_own_value_on_its_way_is_among_them(database: Database) -> None:
    service, _ = disagreement(database)
    pull(database, service)
    assert listing(database) == [ConflictRow(SCOPE, ENT, "address")]
    found = siblings(database, "address")
    assert said(found.heads) == {AUTHOR: "Kade 1", COLLEAGUE: "Singel 2"}
    assert found.was == "Markt 3"


def test_the_first_values_of_a_field_replaced_what_the_record_was_made_with(database: Database) -> None:
    service, author = colleague()
    pull(database, service)
    start = tuple(service.heads(ENT, ""))
    for field, value in (("phone", "0687654321"), ("alias", "Zo")):
        author.write(ENT, field, "set", value, start)
        set_field(database, field, "anders")
    push(database, service)
    pull(database, service)
    assert siblings(database, "phone").was == "0612345678"
    assert siblings(database, "alias").was is None


def test_what_was_cleared_before_says_so(database: Database) -> None:
    service, author = colleague()
    author.write(ENT, "phone", "set", None, tuple(service.heads(ENT, "")))
    pull(database, service)
    empty = tuple(service.heads(ENT, "phone"))
    author.write(ENT, "phone", "set", "0687654321", empty)
    set_field(database, "phone", "0611111111")
    push(database, service)
    pull(database, service)
    assert siblings(database, "phone").was is None


def test_a_third_value_is_listed_too_and_survives_who_did_not_see_it(database: Database) -> None:
    service, author = disagreement(database)
    push(database, service)
    pull(database, service)
    seen = siblings(database, "address").seen
    third = author.write(ENT, "address", "set", "Plein 9", ())
    set_field(database, "address", "Kade 1a", base=seen)
    push(database, service)
    pull(database, service)
    assert listing(database) == [ConflictRow(SCOPE, ENT, "address")]
    found = siblings(database, "address")
    assert said(found.heads) == {AUTHOR: "Kade 1a", COLLEAGUE: "Plein 9"}
    assert third in found.seen
    assert found.was is not None
    set_field(database, "address", "Plein 9", base=found.seen)
    assert listing(database) == []
    push(database, service)
    pull(database, service)
    assert listing(database) == []
    assert service.heads(ENT, "address") == list(siblings(database, "address").seen)


def test_three_values_at_once(database: Database) -> None:
    service, author = disagreement(database)
    author.write(ENT, "address", "set", "Plein 9", ())
    push(database, service)
    pull(database, service)
    found = siblings(database, "address")
    assert sorted(msgspec.json.decode(head.value) for head in found.heads) == [
        "Kade 1",
        "Plein 9",
        "Singel 2",
    ]
    assert found.was == "Markt 3"


def test_equal_values_are_no_conflict_and_all_are_seen(database: Database) -> None:
    service, author = disagreement(database)
    push(database, service)
    author.write(ENT, "address", "set", "Kade 1", ())
    pull(database, service)
    found = siblings(database, "address")
    assert (len(found.heads), len(merge.distinct(found.heads))) == (3, 2)
    set_field(database, "address", "Kade 1", base=found.seen)
    assert listing(database) == []
    assert len(siblings(database, "address").heads) == 1


def test_a_removal_that_is_contested_is_listed_with_who_removed_it(database: Database) -> None:
    service, author = colleague()
    ent = author.create("note", note_values(CLIENT))
    pull(database, service)
    database.write(lambda w: write.remove(w, SCOPE, ent, "dubbel")).result()
    author.write(ent, "tag", "set", "x", tuple(service.heads(ent, "")))
    pull(database, service)
    assert listing(database) == [ConflictRow(SCOPE, ent, "removed")]
    (head,) = siblings(database, "removed", ent).heads
    assert (head.actor, msgspec.json.decode(head.value)["reason"]) == (AUTHOR, "dubbel")
    assert siblings(database, "removed", ent).was is None


def test_what_is_not_known_has_no_values(database: Database) -> None:
    assert siblings(database, "address") == Siblings((), None)


def test_the_values_before_are_the_same_after_another_life_of_the_scope(database: Database) -> None:
    service, author = disagreement(database)
    push(database, service)
    pull(database, service)
    before = siblings(database, "address")
    restored = service.restored(3)
    database.write(lambda w: shadow.restart(w, SCOPE, 1, restored.epoch)).result()
    author.send_again(restored)
    push(database, restored)
    pull(database, restored)
    after = siblings(database, "address")
    assert (after.seen, after.was) == (before.seen, before.was)
    assert database.read(pending.standing).result()[0].waiting == 0
    assert rows(database, "SELECT field FROM conflict") == [{"field": "address"}]
