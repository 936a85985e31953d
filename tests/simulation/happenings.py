"""What can happen in a world: to its people and laptops, and by who runs the service."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from tests.simulation.laptop import DAY_MS, Laptop

if TYPE_CHECKING:
    from tests.simulation.world import World

_SKEWS = (1, 2, 40, 400)


def write(world: World, chance: Random, laptop: Laptop) -> None:
    """Change a client."""
    world.people[laptop.number].change(chance)


def note(world: World, chance: Random, laptop: Laptop) -> None:
    """Write notes."""
    world.people[laptop.number].note(chance)


def client(world: World, chance: Random, laptop: Laptop) -> None:
    """Begin a dossier."""
    world.people[laptop.number].client(chance)


def resolve(world: World, chance: Random, laptop: Laptop) -> None:
    """Decide a conflict."""
    world.people[laptop.number].resolve(chance)


def remove(world: World, chance: Random, laptop: Laptop) -> None:
    """Take a client away."""
    world.people[laptop.number].remove(chance)


def malformed(world: World, chance: Random, laptop: Laptop) -> None:
    """Write what the service cannot read."""
    world.people[laptop.number].spoil(chance)


def crash_writing(world: World, chance: Random, laptop: Laptop) -> None:
    """Die while a change is written."""
    world.people[laptop.number].change(chance, fuse=chance.randint(0, 25), after=chance.random() < 0.5)


def reopen(world: World, chance: Random, laptop: Laptop) -> None:
    """Die, and be started again."""
    laptop.crash()


def partition(world: World, chance: Random, laptop: Laptop) -> None:
    """Lose the line, or get it back."""
    laptop.cut_off = not laptop.cut_off


def clock(world: World, chance: Random, laptop: Laptop) -> None:
    """Set the clock of a laptop wrong."""
    days = chance.choice(_SKEWS) * chance.choice((-1, 1))
    if world.clocks:
        laptop.skew_ms = days * DAY_MS


def late(world: World, chance: Random, laptop: Laptop) -> None:
    """What was held up on its way arrives."""
    for _ in range(min(len(world.late), chance.randint(1, 4))):
        world.late.pop(chance.randrange(len(world.late)))()


def _scope(world: World, chance: Random) -> str | None:
    found = world.service.raw.execute("SELECT scope FROM scope_head WHERE scope LIKE 'c:%' ORDER BY scope")
    names = [row[0] for row in found.fetchall()]
    return chance.choice(names) if names else None


def _worker(world: World, chance: Random) -> str:
    return chance.choice(world.laptops).actor


def revoke(world: World, chance: Random, laptop: Laptop) -> None:
    """Take a dossier from somebody."""
    if scope := _scope(world, chance):
        world.service.revoke(_worker(world, chance), scope)


def grant(world: World, chance: Random, laptop: Laptop) -> None:
    """Give somebody a dossier."""
    if scope := _scope(world, chance):
        world.service.grant(_worker(world, chance), scope)


def cover(world: World, chance: Random, laptop: Laptop) -> None:
    """Give somebody a dossier for some time, instead of what they have it for."""
    if scope := _scope(world, chance):
        worker, until = _worker(world, chance), world.ms + chance.randint(1, 20) * 300_000
        if chance.random() < 0.7:
            world.service.revoke(worker, scope)
        world.service.cover(worker, scope, until, writing=chance.random() < 0.7)


def move(world: World, chance: Random, laptop: Laptop) -> None:
    """Give a dossier from one to another."""
    if scope := _scope(world, chance):
        world.service.revoke(_worker(world, chance), scope)
        world.service.grant(_worker(world, chance), scope)


def shut_out(world: World, chance: Random, laptop: Laptop) -> None:
    """Put a laptop out of use, unless it is the last."""
    if any(one.device != laptop.device for one in world.laptops):
        world.service.shut_out(laptop.device)


def backup(world: World, chance: Random, laptop: Laptop) -> None:
    """Copy the database of the service; mostly the copy is found good."""
    world.service.back_up(chance.random() < 0.6)


def restore(world: World, chance: Random, laptop: Laptop) -> None:
    """The service goes on from a backup."""
    for one in world.laptops:
        world.erased(one)
    last = len(world.service.backups) - 1
    world.lives += 1
    world.service.restore(chance.randint(world.service.marked, last))
    world.checker.restored(world.service.raw)


def clone(world: World, chance: Random, laptop: Laptop) -> None:
    """Another machine gets this file."""
    if len(world.laptops) >= 6:
        return
    number = len(world.people)
    twin = laptop.twin(number, f"{world.seed} {number}")
    world.checker.cloned(laptop.number, number)
    world.add(twin)


def set_back(world: World, chance: Random, laptop: Laptop) -> None:
    """Keep a copy of the file, or go on with the one that was kept."""
    person = world.people[laptop.number]
    if person.copy is None:
        person.keep_copy()
        return
    raw, held = person.copy
    person.copy = None
    fresh = laptop.twin(laptop.number, f"{world.seed} {laptop.number} {world.ms}", raw)
    fresh.trace = world.trace
    fresh.repairs = laptop.repairs + laptop.engine.repairs
    world.laptops[world.laptops.index(laptop)] = fresh
    world.people[laptop.number].laptop = fresh
    world.checker.set_back(laptop.number, held, world.service.raw)
    world.look(fresh)


def forget(world: World, chance: Random, laptop: Laptop) -> None:
    """Let go of what is in a backup."""
    world.people[laptop.number].forget()


def sync(world: World, chance: Random, laptop: Laptop) -> None:
    """A laptop goes over its line for a while."""
    world.sync(chance, laptop)


def lead(world: World, chance: Random, laptop: Laptop) -> None:
    """Have somebody lead the team, or not any more."""
    world.service.lead(_worker(world, chance), chance.random() < 0.8)


def decide(world: World, chance: Random, laptop: Laptop) -> None:
    """Decide about work that came late, where a lead sees some; else they hear whether there is any."""
    if knowing := [one for one in world.laptops if world.people[one.number].undecided()]:
        world.people[chance.choice(knowing).number].decide(chance)
    elif waiting := world.service.waiting():
        for one in world.laptops:
            if one.actor in waiting and not one.cut_off:
                world.round(one)


HAPPENINGS: dict[str, Callable[[World, Random, Laptop], None]] = {
    one.__name__: one
    for one in (
        *(write, note, client, resolve, remove, malformed, forget, decide),
        *(sync, late, partition, clock, crash_writing, reopen, clone, set_back),
        *(revoke, grant, cover, move, shut_out, lead, backup, restore),
    )
}
"""What can happen, by the name it has in a script."""
