"""One world from one seed: devices, their people, the line to the service, and what goes wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from random import Random

from tests.simulation import copies, ending, happenings, older
from tests.simulation.central import Reply, Request, Service, answers
from tests.simulation.checker import Checker
from tests.simulation.laptop import Flight, Laptop
from tests.simulation.memory import Disk, Spied, blank
from tests.simulation.model import demand
from tests.simulation.people import Person
from tests.simulation.script import Event, Rates, rates
from thuis_tui.log import wire
from thuis_tui.service.database.storage import Transaction
from thuis_tui.service.people import admin, grants
from thuis_tui.store import schema
from thuis_tui.sync import device, messages
from thuis_tui.sync.device import Enrolment
from thuis_tui.sync.messages import Pull, Refused, Wait

BEGIN_MS = 1_790_000_000_000
ROUNDS = 3
TURNS = 200
"""More than any device ever needs in one round of a world this small."""

_LATE = {wire.PULL: "late answer"}
"""Answers that may come after newer ones."""


@dataclass(frozen=True, slots=True)
class Template:
    """A world after its first quiet sync: every world of this shape starts as a copy of it."""

    service: Spied
    backup: Spied
    disks: tuple[Spied, ...]
    checker: Checker
    drawn: int


class Ids:
    """Identifiers in the order in which they were asked for."""

    def __init__(self, seed: str, drawn: int = 0) -> None:
        self.seed, self.drawn = seed.encode(), drawn

    def __call__(self) -> str:
        self.drawn += 1
        return blake2b(self.seed + self.drawn.to_bytes(4, "big"), digest_size=16).hexdigest()


class World:
    """Runs a script. `clocks`: whether the clocks of devices go wrong; they must not matter (P11)."""

    def __init__(self, seed: int, given: Rates | None = None, *, clocks: bool = True) -> None:
        self.seed, self.clocks = seed, clocks
        self.rates = given or rates(seed)
        self.counts: Counter[str] = Counter()
        self.trace: list[str] = []
        self.checker = Checker()
        self.ids = Ids(f"world {seed}")
        self.ms = BEGIN_MS
        self.late: list[Callable[[], None]] = []
        self.laptops: list[Laptop] = []
        self.people: dict[int, Person] = {}
        self.lives = 1

    # From the template

    def begin(self) -> None:
        """Start as every world of this shape does. The world before is over."""
        copies.reuse()
        shape = _template(self.rates.devices, self.rates.caseworkers, self.rates.clients)
        self.checker = shape.checker.copied()
        self.service = Service(shape.service.copied(), self.ids, lambda: self.ms / 1000)
        for number, raw in enumerate(shape.disks):
            self.add(self._laptop(number, raw.copied(), _device(number)))
        self.service.backups, self.service.marked = [shape.backup], 0
        self.checker.service(self.service.raw)

    def _laptop(self, number: int, raw: Spied, name: str) -> Laptop:
        return Laptop(number, raw, name, self.ids, lambda: self.ms, f"{self.seed} {number}")

    def add(self, laptop: Laptop) -> None:
        """Take a device in, with a person who writes on it."""
        laptop.trace = self.trace
        self.laptops.append(laptop)
        self.people[laptop.number] = Person(self, laptop)

    # What happens

    def run(self, script: Sequence[Event]) -> None:
        """Let everything happen, then let it become quiet. Raises `Violation`."""
        page, wire.PAGE = wire.PAGE, self.rates.page  # type: ignore[misc]
        far, messages.FAR = messages.FAR, self.rates.far  # type: ignore[misc]
        try:
            self.begin()
            for event in script:
                self.happen(event)
            self.settle()
        finally:
            wire.PAGE = page  # type: ignore[misc]
            messages.FAR = far  # type: ignore[misc]

    def happen(self, event: Event) -> None:
        """One event, and a look at every table it may have touched."""
        if not self.laptops:  # all are shut out
            return
        chance = Random(f"{self.seed} {event.salt}")
        self.counts[event.kind] += 1
        self.ms += chance.randint(1, 600_000)
        laptop = chance.choice(self.laptops)
        self.trace.append(f"{event} on {laptop.number}")
        happenings.HAPPENINGS[event.kind](self, chance, laptop)
        self.look(self.people[laptop.number].laptop)
        if "shut_out" in self.rates.weights:
            self.destroy()

    def look(self, laptop: Laptop) -> None:
        """Check the service and a device as they are now."""
        self.erased(laptop)
        self.checker.service(self.service.raw)
        self.checker.device(laptop.number, laptop.raw)

    def erased(self, laptop: Laptop) -> None:
        """What a device deleted of its own is in the backup of which it was told."""
        marked = self.service.marked
        backup = self.service.backups[marked] if marked >= 0 else None
        self.checker.let_go(laptop.number, laptop.raw, backup)

    def destroy(self) -> None:
        """Of devices that handed over what they have, the file goes."""
        marked = self.service.marked
        for laptop in [one for one in self.laptops if one.over]:
            self.counts["destroyed"] += 1
            boxes = [raw for box in self.service.boxes(laptop.device) for raw in ending.opened(box)]
            self.checker.ended(laptop.number, boxes, self.service.backups[marked] if marked >= 0 else None)
            self.laptops.remove(laptop)

    # The line

    def sync(self, chance: Random, laptop: Laptop) -> None:
        """Let a device ask and answer for some turns, on the line this world has."""
        if chance.random() < 0.6:
            laptop.engine.ask_now()
        given = self.rates
        crashing = chance.random() < given.crash * 2
        fuse = chance.randint(0, 30) if crashing else -1
        died = laptop.guarded(
            fuse,
            crashing and chance.random() < 0.3,
            lambda: self._turns(chance, laptop, chance.randint(1, 6)),
        )
        self.counts["crash"] += died

    def _turns(self, chance: Random, laptop: Laptop, turns: int) -> None:
        for _ in range(turns):
            action = laptop.turn(lambda who, request, flight: self._carry(chance, who, request, flight))
            if isinstance(action, Wait):
                laptop.now += action.seconds if chance.random() < 0.7 else 1.0
                return
            laptop.now += chance.random()

    def _carry(self, chance: Random, laptop: Laptop, request: Request, flight: Flight) -> None:
        """Bring a request to the service and its answer back, or not."""
        given, dice = self.rates, chance.random
        if laptop.cut_off or dice() < given.drop / 2:
            self.counts["request lost"] += 1
            laptop.fail(flight)
            return
        if dice() < given.late:
            if flight.scopes and dice() < 0.5:
                # Nobody waits for this one: meanwhile other scopes are pushed.
                self.counts["push under way"] += 1
                laptop.flights.append(flight)
                self.late.append(lambda: self._arrive(laptop, request, flight))
            else:
                self.counts["late request"] += 1
                laptop.fail(flight)
                self.late.append(lambda: self._again(request))
            return
        if dice() < given.refuse:
            self.counts["refused"] += 1
            laptop.take(flight, [Refused(chance.choice((401, 429, 500, 503)))])
            return
        reply = self._handle(request, chance.randint(0, 20) if dice() < given.crash else -1)
        if request.path == wire.PUSH and reply is not None:
            self._hint(chance, laptop)
        if dice() < given.duplicate:
            self.counts["duplicate request"] += 1
            self.late.append(lambda: self._again(request))
        if reply is None or dice() < given.drop / 2:
            self.counts["answer lost"] += 1
            laptop.fail(flight)
        elif request.path in _LATE and dice() < given.late:
            # What was held up comes when the device has gone on; what it is of, it says itself.
            self.counts[_LATE[request.path]] += 1
            life = self.lives
            self.late.append(lambda: self._answer(laptop, flight, request, reply, life))
            laptop.fail(flight)
        else:
            keep = chance.randint(0, len(reply.body)) if dice() < given.cut else -1
            self.counts["cut answer"] += keep >= 0
            laptop.take(flight, answers(request.path, reply, keep))

    def _handle(self, request: Request, fuse: int = -1) -> Reply | None:
        reply = self.service.handle(request, fuse)
        self.counts["service crash"] += reply is None
        self.checker.service(self.service.raw)
        return reply

    def _hint(self, chance: Random, laptop: Laptop) -> None:
        """Tell the others that there may be news: now, twice, late, or not at all."""
        for other in self.laptops:
            if other is laptop or other.cut_off:
                continue
            how = chance.choice(("hint", "hint", "hint twice", "late hint", "hint lost"))
            self.counts[how] += 1
            if how == "late hint":
                self.late.append(other.hint)
            elif how != "hint lost":
                for _ in range(2 if how == "hint twice" else 1):
                    other.hint()

    def _arrive(self, laptop: Laptop, request: Request, flight: Flight) -> None:
        if (reply := self._handle(request)) is not None:
            self._answer(laptop, flight, request, reply)

    def _again(self, request: Request) -> None:
        self._handle(request)

    def _answer(
        self, laptop: Laptop, flight: Flight, request: Request, reply: Reply, life: int | None = None
    ) -> None:
        if laptop not in self.laptops or (life not in (None, self.lives) and request.path != wire.PULL):
            return  # but for pages, which say of which life they are, no answer outlives its service
        laptop.take(flight, answers(request.path, reply))
        self.look(laptop)

    # When the faults stop

    def settle(self) -> None:
        """Stop all faults: within three rounds nothing is to be said any more (P6), and all is well."""
        for index in range(len(self.late)):
            self.trace.append(f"late {index}")
            self.late[index]()
        self.late.clear()
        for laptop in self.laptops:
            laptop.cut_off = False
        if "decide" in self.rates.weights and self.service.waiting():
            self._decide()
        for number in range(ROUNDS):
            if number:
                self.service.back_up()  # what was taken away goes when a backup has it
            for laptop in self.laptops:
                self.trace.append(f"round {number} of {laptop.number}")
                self.round(laptop)
        self.destroy()
        older.read(self)
        for laptop in self.laptops:
            self._nothing_to_say(laptop)
        self.checker.quiet(
            self.service.raw,
            [(one.number, one.actor, one.raw, one.repairs + one.engine.repairs) for one in self.laptops],
            self.ms,
        )

    def _decide(self) -> None:
        """Leads hear of what waits for them, and decide about a part of it."""
        for laptop in self.laptops:
            self.round(laptop)
        self.destroy()
        for laptop in self.laptops:
            for turn in range(2):
                self.people[laptop.number].decide(Random(f"{self.seed} {turn} last of {laptop.number}"))

    def round(self, laptop: Laptop) -> None:
        """Let a device say and hear all there is, on a good line."""
        laptop.engine.ask_now()
        for _ in range(TURNS):
            if isinstance(laptop.turn(self._carry_well), Wait):
                self.erased(laptop)
                self.look(laptop)
                return
        demand(False, "P6", f"device {laptop.number} is not quiet after {TURNS} turns: {self.trace[-6:]}")

    def _carry_well(self, laptop: Laptop, request: Request, flight: Flight) -> None:
        reply = self._handle(request)
        assert reply is not None
        laptop.take(flight, answers(request.path, reply))

    def _nothing_to_say(self, laptop: Laptop) -> None:
        laptop.hint()
        said: list[Reply | None] = []

        def carry(who: Laptop, request: Request, flight: Flight) -> None:
            said.append(self._handle(request))
            demand(
                isinstance(flight.action, Pull) and said[-1] is not None and said[-1].status == 204,
                "P6",
                f"device {who.number} is not quiet after {ROUNDS} rounds: {type(flight.action).__name__}"
                f" {request.body[:300]!r} {said[-1]}",
            )
            who.take(flight, answers(request.path, said[-1]))  # type: ignore[arg-type]

        for _ in range(4):
            if isinstance(laptop.turn(carry), Wait):
                demand(said, "P6", f"device {laptop.number} does not ask after a hint")
                return
        demand(False, "P6", f"device {laptop.number} goes on asking")

    # What it came to

    def outcome(self) -> str:
        """What clocks may not change: every log in its order, and every value that stands."""
        rows = self.service.raw.execute(
            "SELECT scope, seq, id, superseded FROM log ORDER BY scope, seq"
        ).fetchall()
        heads = self.service.raw.execute(
            "SELECT scope, ent, field, heads FROM register ORDER BY 1, 2, 3"
        ).fetchall()
        aside = self.service.raw.execute("SELECT scope, id FROM quarantine ORDER BY 1, 2").fetchall()
        return blake2b(repr((rows, heads, aside)).encode()).hexdigest()

    def track(self) -> str:
        """Everything that happened, in short: the same seed must give the same."""
        whole = "\n".join(self.trace) + self.outcome()
        return blake2b(whole.encode()).hexdigest()


def _device(number: int) -> str:
    return f"{number + 1:032x}"


def warm() -> None:
    """Make all templates now: before the program is made to err."""
    for devices in (2, 3, 4):
        for caseworkers in range(1, devices + 1):
            for clients in (1, 2):
                _template(devices, caseworkers, clients)


@cache
def _template(devices: int, caseworkers: int, clients: int) -> Template:
    given = Rates(devices, caseworkers, clients, 0, 0, 0, 0, 0, 0, 256 * 1024, 5000)
    world = World(-1, given)
    world.ids = Ids(f"template {devices} {caseworkers} {clients}")
    world.service = Service(_service_tables(), world.ids, lambda: world.ms / 1000)
    workers = world.service.central.write(_organisation, devices, caseworkers)
    for number in range(devices):
        worker = workers[number % caseworkers]
        raw = blank()
        raw.execute("BEGIN IMMEDIATE").close()
        schema.create(raw)
        raw.execute("COMMIT").close()
        enrolment = Enrolment(
            "https://thuis.example", _device(number), worker, f"Worker {number}", ending.SEED
        )
        Disk(raw, world.ids, lambda: world.ms).write(lambda w, e=enrolment: device.keep(w, e)).result()
        world.add(world._laptop(number, raw, _device(number)))
    for client in range(clients):
        world.people[client % devices].client(Random(client))
    for laptop in world.laptops:
        world.round(laptop)
    for worker in workers:
        world.service.central.write(_grant_all, worker)
    world.settle()
    world.service.back_up()
    disks = tuple(one.raw for one in world.laptops)
    for raw in (world.service.raw, world.service.backups[-1], *disks):
        copies.keep(raw)
    return Template(
        world.service.raw,
        world.service.backups[-1],
        disks,
        world.checker,
        world.ids.drawn,
    )


def _service_tables() -> Spied:
    from sqlalchemy.schema import CreateIndex, CreateTable

    from tests.simulation.memory import _engine
    from thuis_tui.service.database.tables import METADATA

    raw = blank()
    for table in METADATA.sorted_tables:
        raw.execute(str(CreateTable(table).compile(_engine))).close()
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            raw.execute(str(CreateIndex(index).compile(_engine))).close()
    return raw


def _organisation(tx: Transaction, devices: int, caseworkers: int) -> list[str]:
    team = admin.create_team_of(tx, "Stichting", "Noord")
    workers = [admin.create_caseworker(tx, team, f"Worker {number}") for number in range(caseworkers)]
    for number in range(devices):
        tx.run(
            "INSERT INTO device(id, caseworker, name, public_key, enrolled_at, revoked_at)"
            " VALUES (?, ?, ?, ?, 0, 0)",
            (_device(number), workers[number % caseworkers], f"laptop {number}", ending.public_key()),
        )
    tx.run("INSERT INTO service_setting(name, value) VALUES ('recovery_key', ?)", (ending.RECOVERY,))
    return workers


def _grant_all(tx: Transaction, worker: str) -> None:
    for (scope,) in tx.rows("SELECT scope FROM scope_head WHERE scope LIKE 'c:%'"):
        grants.grant(tx, worker, scope)
