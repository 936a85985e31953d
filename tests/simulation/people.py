"""A person at a device: what is written, and what must then be on the disk."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec

from tests.simulation.laptop import Laptop
from tests.simulation.memory import Spied
from tests.simulation.model import demand
from thuis_tui.store import pending, write
from thuis_tui.store.writing import Writing

if TYPE_CHECKING:
    from tests.simulation.world import World

FIELDS = ("alias", "address", "surname", "risk_level")
Intent = tuple[str, str, Any]
"""Record, field, value: what a write was to say."""


class Person:
    """Writes on one device, and tells the checker what the disk then holds."""

    def __init__(self, world: World, laptop: Laptop) -> None:
        self._world, self.laptop = world, laptop
        self.copy: tuple[Spied, set[str]] | None = None
        self._count = 0

    def change(self, chance: Random, fuse: int = -1, after: bool = False) -> None:
        """Change one or two fields of a client, sometimes as a group, sometimes with a value nobody takes."""
        client = self._client_here(chance)
        if client is None:
            return
        ent, scope = f"client:{client}", f"c:{client}"
        intents: list[Intent] = []
        for name in chance.sample(FIELDS, chance.choice((1, 1, 1, 2))):
            value = self._word(chance) if name != "risk_level" else chance.choice(("green", "orange", "red"))
            if name == "address" and chance.random() < 0.08:
                value *= 60  # longer than the service takes
            intents.append((ent, name, value))
        tx = self._world.ids() if len(intents) > 1 and chance.random() < 0.7 else ""

        def work(writing: Writing) -> None:
            for _, name, value in intents:
                write.set_field(writing, scope, ent, name, value, tx=tx)

        self._commit(work, intents, fuse, after)

    def note(self, chance: Random) -> None:
        """Write a note, or two that belong together."""
        client = self._client_here(chance)
        if client is None:
            return
        tx = self._world.ids() if chance.random() < 0.4 else ""
        notes = [(f"note:{self._world.ids()}", self._values(client, chance)) for _ in range(2 if tx else 1)]

        def work(writing: Writing) -> None:
            for ent, values in notes:
                write.create(writing, f"c:{client}", "note", values, id=ent[5:], tx=tx)

        self._commit(work, [(ent, "", values) for ent, values in notes])

    def client(self, chance: Random) -> None:
        """Begin a dossier."""
        client = self._world.ids()
        values = {"surname": self._word(chance)}
        self._commit(
            lambda writing: write.create(writing, f"c:{client}", "client", values, id=client),
            [(f"client:{client}", "", values)],
        )

    def resolve(self, chance: Random) -> None:
        """Decide a conflict, having seen all its values."""
        rows = self._rows(
            "SELECT c.scope, c.ent, c.field FROM conflict c JOIN scope s ON s.scope=c.scope"
            " WHERE s.state='active' AND c.field NOT IN ('removed', '') ORDER BY 2, 3"
        )
        if not rows:
            return
        scope, ent, name = chance.choice(rows)
        value = "red" if name == "risk_level" else self._word(chance)
        self._commit(lambda writing: write.set_field(writing, scope, ent, name, value), [(ent, name, value)])

    def undecided(self) -> list[str]:
        """What was set aside, as far as this laptop knows of it and nobody decided."""
        rows = self._rows("SELECT id FROM late_work WHERE ifnull(decision, '')='' ORDER BY id")
        return [name for (name,) in rows]

    def decide(self, chance: Random) -> None:
        """As a lead: accept, return or archive some of it."""
        if not (names := self.undecided()):
            return
        ent, tx = f"late_work:{chance.choice(names)}", self._world.ids()
        scope = f"u:{self.laptop.actor}"
        said = {
            "decision_reason": self._word(chance),
            "decision": chance.choice(("accept", "accept", "return", "archive")),
        }

        def work(writing: Writing) -> None:
            for name, value in said.items():
                write.set_field(writing, scope, ent, name, value, tx=tx)

        self._world.counts["decided " + said["decision"]] += 1
        self._commit(work, [(ent, name, value) for name, value in said.items()])

    def remove(self, chance: Random) -> None:
        """Take a client away."""
        client = self._client_here(chance)
        if client is not None and chance.random() < 0.4:
            self._commit(
                lambda writing: write.remove(writing, f"c:{client}", f"client:{client}", "double"), []
            )

    def spoil(self, chance: Random) -> None:
        """Write something that this service cannot read; perhaps as the second of a group."""
        client = self._client_here(chance)
        if client is None:
            return
        tx = self._world.ids() if chance.random() < 0.5 else ""
        notes = [(f"note:{self._world.ids()}", self._values(client, chance)) for _ in range(2 if tx else 1)]

        def work(writing: Writing) -> None:
            for ent, values in notes:
                write.create(writing, f"c:{client}", "note", values, id=ent[5:], tx=tx)

        self._commit(work, [], damaged=True)

    def forget(self) -> None:
        """Let go of what the service has in a backup."""
        self.laptop.disk.write(pending.forget_durable).result()
        self._world.erased(self.laptop)

    def keep_copy(self) -> None:
        """Keep a copy of the file, to be put back one day."""
        self.copy = self.laptop.raw.copied(), set(self._world.checker.held.get(self.laptop.number, ()))

    # How

    def _commit(
        self,
        work: Callable[[Writing], object],
        intents: list[Intent],
        fuse: int = -1,
        after: bool = False,
        damaged: bool = False,
    ) -> None:
        world, laptop = self._world, self.laptop
        seen = {
            (ent, name): world.checker.seen(laptop.number, laptop.raw, ent, name)
            for ent, name, _ in intents
            if name
        }
        died = laptop.guarded(fuse, after, lambda: laptop.disk.write(work).result())
        world.counts["crash"] += died
        fresh = world.checker.wrote(laptop.number, laptop.raw)
        if damaged and fresh:
            bad = fresh[-1]
            bad.damaged = True
            world.service.unreadable.add(bad.id)
        said = {(one.ent, one.field, one.content[4]) for one in fresh}
        wanted = {(ent, name, msgspec.json.encode(value)) for ent, name, value in intents}
        if intents and not (died and not fresh):
            demand(said == wanted, "P1", f"device {laptop.number} was to write {wanted}, has {said}")
        for one in fresh:
            expected = seen.get((one.ent, one.field))
            demand(
                expected is None or set(one.base) == expected,
                "P2",
                f"{one.id} says that it had seen {one.base}, shown was {expected}",
            )
        for tx in {one.tx for one in fresh if one.tx}:
            demand(
                sum(one.tx == tx for one in fresh) > 1 or not intents,
                "P8",
                f"half of the group {tx} is there",
            )

    def _client_here(self, chance: Random) -> str | None:
        rows = self._rows(
            "SELECT c.id FROM client c JOIN scope s ON s.scope='c:'||c.id"
            " WHERE s.state='active' ORDER BY s.rowid"
        )
        return str(chance.choice(rows)[0]) if rows else None

    def _rows(self, sql: str) -> list[Any]:
        return self.laptop.raw.execute(sql).fetchall()  # type: ignore[no-any-return]

    def _word(self, chance: Random) -> str:
        self._count += 1
        return f"d{self.laptop.number} {self._count}"

    def _values(self, client: str, chance: Random) -> dict[str, Any]:
        return {
            "client": client,
            "kind": "visit",
            "occurred_at": "2026-03-01T10:00:00Z",
            "occurred_offset": 60,
            "duration_minutes": 45,
            "life_domains": [1, 4],
            "body": self._word(chance),
            "author": self.laptop.actor,
            "recorded_at": "2026-03-01T12:00:00Z",
            "recorded_offset": 60,
        }
