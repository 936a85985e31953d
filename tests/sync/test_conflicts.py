"""Two laptops disagree while offline: after sync both list the same conflict, and a person decides it."""

from __future__ import annotations

import msgspec

from tests.service.office import Office
from tests.sync.laptops import Laptop
from thuis_tui.store import conflicts, write
from thuis_tui.store.conflicts import ConflictRow, Siblings


def disagree(office: Office, one: Laptop, other: Laptop) -> str:
    client = one.client()
    one.set(client, "alias", "Robert")
    one.sync()
    office.grant(other.actor, client)
    other.sync()
    one.set(client, "alias", "Rob")
    other.set(client, "alias", "Bob")
    for laptop in (one, other, one):
        laptop.sync()
    return client


def siblings(laptop: Laptop, client: str) -> Siblings:
    scope, ent = f"c:{client}", f"client:{client}"
    return laptop.database.read(lambda c: conflicts.siblings(c, scope, ent, "alias")).result()


def listing(laptop: Laptop) -> list[ConflictRow]:
    return laptop.database.read(conflicts.listing).result()


def decide(laptop: Laptop, client: str, value: str, seen: tuple[str, ...]) -> None:
    scope, ent = f"c:{client}", f"client:{client}"
    laptop.database.write(lambda w: write.set_field(w, scope, ent, "alias", value, base=seen)).result()


def test_both_laptops_list_it_with_both_values_their_authors_and_what_was(
    alice: Laptop, bob: Laptop, office: Office
) -> None:
    client = disagree(office, alice, bob)
    for laptop in (alice, bob):
        assert listing(laptop) == [ConflictRow(f"c:{client}", f"client:{client}", "alias")]
        found = siblings(laptop, client)
        assert found.was == "Robert"
        said = {head.actor: msgspec.json.decode(head.value) for head in found.heads}
        assert said == {alice.actor: "Rob", bob.actor: "Bob"}
    assert siblings(alice, client).seen == siblings(bob, client).seen


def test_a_decision_ends_it_on_both_and_takes_nothing_it_had_not_seen(
    alice: Laptop, bob: Laptop, office: Office
) -> None:
    client = disagree(office, alice, bob)
    shown = siblings(bob, client).seen
    alice.set(client, "alias", "Robbie")
    alice.sync()
    decide(bob, client, "Bobby", shown)
    for laptop in (bob, alice):
        laptop.sync()
    for laptop in (alice, bob):
        found = siblings(laptop, client)
        assert {msgspec.json.decode(head.value) for head in found.heads} == {"Robbie", "Bobby"}
        assert len(listing(laptop)) == 1
    decide(bob, client, "Rob", siblings(bob, client).seen)
    for laptop in (bob, alice):
        laptop.sync()
        assert listing(laptop) == []
        assert laptop.rows("SELECT alias FROM client") == [("Rob",)]
