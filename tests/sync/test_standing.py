"""What the engine decides on is what the disk says, though after its own writes nobody reads that again."""

from __future__ import annotations

from dataclasses import replace

from tests.service.office import Office
from tests.sync.laptops import Laptop, note_values
from thuis_tui.log.identifiers import new_id
from thuis_tui.store import write
from thuis_tui.store.writing import Change
from thuis_tui.sync.exchange import Exchange
from thuis_tui.sync.messages import Standing


def remembered(laptop: Laptop) -> Standing:
    """How things stand for who has followed it."""
    return in_order(laptop.runner._exchange.standing())


def on_disk(laptop: Laptop) -> Standing:
    """How things stand for who comes new."""
    fresh = Exchange(laptop.database)
    try:
        return in_order(fresh.standing())
    finally:
        fresh.close()


def in_order(standing: Standing) -> Standing:
    """The same, whatever became known first."""
    return replace(standing, scopes=tuple(sorted(standing.scopes)))


def test_what_is_remembered_is_what_the_disk_says(alice: Laptop, bob: Laptop, office: Office) -> None:
    clients = [alice.client(name) for name in ("Jansen", "Smit", "Bakker")]
    alice.sync()
    office.grant(bob.actor, clients[0])
    for laptop in (bob, alice, bob):
        laptop.note(clients[0])
        assert laptop.sync().problem is None
        assert remembered(laptop) == on_disk(laptop)
        assert laptop.runner.state.waiting == 0
    office.revoke(bob.actor, clients[0])
    bob.sync()
    assert remembered(bob) == on_disk(bob)


def test_what_is_written_while_an_answer_is_written_counts_too(alice: Laptop) -> None:
    """Each commit of an exchange is followed by work of a person, in the same dossier and in another."""
    clients = [alice.client(name) for name in ("Jansen", "Smit")]
    alice.sync()
    left = list(clients)

    def work(_change: Change) -> None:
        if left:
            values = note_values(client := left.pop(), alice.actor, "Tussendoor.")
            alice.database.write(lambda w: write.create(w, f"c:{client}", "note", values, id=new_id()))

    alice.note(clients[1])
    leave = alice.database.subscribe(work)
    alice.sync()
    for _ in clients:  # each is handed over behind the one that it follows
        alice.database.write(lambda _: None).result()
    assert not left
    assert remembered(alice) == on_disk(alice)
    leave()
    assert alice.sync().waiting == 0
    assert remembered(alice) == on_disk(alice)
    assert alice.bodies().count("Tussendoor.") == 2
