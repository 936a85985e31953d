"""Two laptops write every kind of record at once, offline: they end alike, in what the merge rules say.

One evening for all kinds together, table-driven: a new kind of record takes part by being in the table.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cases import each
from tests.desk.laptops import Laptop, enrolled
from tests.samples import WHOLE
from thuis_tui.casework.attribute import Attribute, Merge, Shape
from thuis_tui.casework.records import IMMUTABLE, RECORDS, SCOPE_OF, SERVICE_MADE, fields, pick
from thuis_tui.desk.demo.organisation import Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.log import merge
from thuis_tui.log.operation import REMOVED
from thuis_tui.store import conflicts, fold, pending, write
from thuis_tui.store.connection import driver
from thuis_tui.store.writing import Writing

ONE_EACH = ("client", "warning_plan", "candidacy")
"""Of these a dossier has one, by the id of its client: two laptops that make it make the same."""
ANSWERED = {
    "transfer": frozenset({"state", "refusal"}),
    "emergency_access": frozenset({"state", "dossier", "until"}),
}
"""What the service says of what was asked, in the record itself."""
BEFORE = "Bel eerst.\n\nPost naar buren.\n\nKat."
PARAGRAPHS = (
    "Bel twee dagen eerder.\n\nPost naar buren.\n\nKat.",
    "Bel eerst.\n\nPost naar buren.\n\nKat en hond.",
)
TOGETHER = "Bel twee dagen eerder.\n\nPost naar buren.\n\nKat en hond."
OTHERWISE: dict[Shape, tuple[Any, Any]] = {
    Shape.LINE: ("Door Anna", "Door Bram"),
    Shape.TEXT: ("Door Anna.", "Door Bram."),
    Shape.DATE: ("2026-10-01", "2026-10-02"),
    Shape.MOMENT: ("2026-10-01T13:30:00Z", "2026-10-02T13:30:00Z"),
    Shape.NUMBER: (10, 20),
    Shape.MINUTES: (10, 20),
    Shape.REFERENCE: ("7" * 32, "8" * 32),
}
CHECKED = {
    "phone": ("06-11111111", "06-22222222"),
    "second_phone": ("06-11111111", "06-22222222"),
    "email": ("anna@voorbeeld.nl", "bram@voorbeeld.nl"),
    "postcode": ("3512 AB", "3513 AB"),
    "bsn": ("999900018", "999900031"),
    "landlord_phone": ("06-11111111", "06-22222222"),
    "rent": ("611.00", "622.00"),
    "rent_up_to": ("611.00", "622.00"),
    "amount": ("611.00", "622.00"),
}
MADE_BY_PEOPLE = [kind for kind in RECORDS if kind not in SERVICE_MADE]
CHANGING = [
    (kind, facts.name)
    for kind in MADE_BY_PEOPLE
    for facts in fields(kind).values()
    if facts.merge is not Merge.IMMUTABLE
    # Into which dossier one was merged hides it: tests/desk/test_merging.py has both laptops doing that.
    and (kind, facts.name) != ("client", "merged_into")
]
REMOVABLE = [kind for kind in MADE_BY_PEOPLE if kind not in IMMUTABLE and kind not in ONE_EACH]


def two_values(facts: Attribute) -> tuple[Any, Any]:
    """What each of the two gives this field."""
    if facts.merge is Merge.PARAGRAPHS:
        return PARAGRAPHS
    if facts.vocabulary is not None:
        codes = [term.code for term in facts.vocabulary.terms]
        # The stricter first, so that it is not the later one that happens to govern.
        return ([codes[-1]], [codes[0]]) if facts.shape is Shape.CHOICES else (codes[-1], codes[0])
    return CHECKED.get(facts.name, OTHERWISE[facts.shape])


@dataclass
class Evening:
    """How the two laptops ended: by kind the ids that were there, made apart, and removed by one of them."""

    desks: dict[str, tuple[Desk, Desk]]
    """By scope: two people in a dossier and beside it, two laptops of one person in what is theirs alone, two
    people who keep the homes.
    """
    scopes: dict[str, str]
    shared: dict[str, str]
    apart: dict[str, tuple[str, str]]
    removed: dict[str, str]
    made: dict[str, dict[str, Any]]
    """By id of what was made apart: every value it was given."""

    def of(self, kind: str) -> tuple[Desk, Desk]:
        return self.desks[SCOPE_OF[kind]]

    def scope(self, kind: str) -> str:
        return self.scopes[SCOPE_OF[kind]]


def create(desk: Desk, scope: str, kind: str, id: str | None = None) -> str:
    """A record straight into the log, with a value in every field; its id."""
    values = whole(desk, scope, kind)
    if kind in ONE_EACH:
        id = scope[2:]
    return desk.file.write_now(lambda writing: write.create(writing, scope, kind, values, id=id)).partition(
        ":"
    )[2]


def whole(desk: Desk, scope: str, kind: str) -> dict[str, Any]:
    """A value for every field of a record that this person makes there."""
    owner = scope[2:]
    values = {**WHOLE[kind]}
    for facts in fields(kind).values():
        if facts.merge is Merge.PARAGRAPHS:
            values[facts.name] = BEFORE
    if "author" in values:
        values["author"] = desk.file.database.actor
    if "client" in values and scope.startswith(("c:", "h:")):
        values["client"] = owner
    values.pop("merged_into", None)
    return values


async def exchange(*desks: Desk) -> None:
    for desk in desks:
        state = await desk.connection.run_once()
        assert (state.problem, state.waiting) == (None, 0)


async def an_evening(organisation: Organisation, folder: Path) -> Evening:
    anna, bram, other = (Laptop.make(folder / name).open() for name in ("anna", "bram", "other"))
    anna_id = await enrolled(organisation, anna, "Anna van alles")
    bram_id = await enrolled(organisation, bram, "Bram van alles")
    code = organisation.admin("enrolment-code", anna_id)["code"]
    await other.enrolment.enrol(organisation.url, code, "the other laptop of Anna")

    wil, jo = (Laptop.make(folder / name).open() for name in ("wil", "jo"))
    for desk, name in ((wil, "Wil van de woningen"), (jo, "Jo van de woningen")):
        await enrolled(organisation, desk, name, "--role", "housing_coordinator")

    client = anna.file.world.new_id()
    scopes = {"c": f"c:{client}", "h": f"h:{client}", "u": f"u:{anna_id}", "ref": "ref"}
    desks = {"c": (anna, bram), "h": (anna, bram), "u": (anna, other), "ref": (wil, jo)}
    found = Evening(desks, scopes, {}, {}, {}, {})
    for kind in MADE_BY_PEOPLE:
        one, _two = found.of(kind)
        found.shared[kind] = create(one, found.scope(kind), kind)
        if kind in REMOVABLE:
            found.removed[kind] = create(one, found.scope(kind), kind)
    await exchange(anna, wil)
    organisation.admin("grant", bram_id, client)
    await exchange(bram, other, jo)

    for kind in MADE_BY_PEOPLE:
        if kind not in ONE_EACH:
            one, two = found.of(kind)
            ids = (create(one, found.scope(kind), kind), create(two, found.scope(kind), kind))
            found.apart[kind] = ids
            for desk, id in zip((one, two), ids, strict=True):
                found.made[id] = whole(desk, found.scope(kind), kind)
    for kind, field in CHANGING:
        ent = f"{kind}:{found.shared[kind]}"
        for desk, value in zip(found.of(kind), two_values(fields(kind)[field]), strict=True):
            set_field(desk, found.scope(kind), ent, field, value)
    for kind in REMOVABLE:
        one, two = found.of(kind)
        ent, scope = f"{kind}:{found.removed[kind]}", found.scope(kind)
        one.file.write_now(partial(write.remove, scope=scope, ent=ent, reason="Dubbel"))
        field = next(name for of, name in CHANGING if of == kind)
        set_field(two, scope, ent, field, two_values(fields(kind)[field])[1])
    await exchange(anna, bram, other, wil, jo, anna, bram, other, wil)
    return found


def set_field(desk: Desk, scope: str, ent: str, field: str, value: Any) -> None:
    def set_it(writing: Writing) -> None:
        write.set_field(writing, scope, ent, field, value)

    desk.file.write_now(set_it)


@pytest.fixture(scope="module")
def evening(organisation: Organisation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    found = asyncio.run(an_evening(organisation, tmp_path_factory.mktemp("evening")))
    yield found
    for desk in {desk for pair in found.desks.values() for desk in pair}:
        desk.close()


def registers(desk: Desk, scope: str, ent: str) -> fold.Registers:
    return desk.file.database.read(
        lambda connection: fold.registers(driver(connection), scope, [ent])[ent]
    ).result()


def disagreed(desk: Desk) -> set[tuple[str, str]]:
    rows = desk.file.database.read(conflicts.listing).result()
    return {(row.ent, row.field) for row in rows}


def shown(desk: Desk, kind: str, id: str, field: str) -> Any:
    table = RECORDS[kind].__tablename__
    value = desk.file.database.read(
        lambda connection: connection.exec_driver_sql(
            f'SELECT "{field}" FROM "{table}" WHERE id=?',
            (id,),
        ).scalar()
    ).result()
    facts = fields(kind).get(field)
    return msgspec.json.decode(str(value)) if facts and facts.shape is Shape.CHOICES else value


def refused(desk: Desk, ent: str) -> str | None:
    """Why the service set the making of a record aside."""
    asked = "SELECT u.reason FROM outcome u JOIN operation o ON o.id=u.id WHERE o.ent=? AND u.result=?"
    return desk.file.database.read(
        lambda connection: connection.exec_driver_sql(asked, (ent, pending.QUARANTINED)).scalar()
    ).result()


@each("kind", [kind for kind in MADE_BY_PEOPLE if kind not in ONE_EACH])
def test_what_each_of_two_made_stands_on_both(evening: Evening, kind: str) -> None:
    for desk in evening.of(kind):
        for id in (evening.shared[kind], *evening.apart[kind]):
            ent = f"{kind}:{id}"
            state = merge.fold(registers(desk, evening.scope(kind), ent), pick(kind))
            assert (state.created, state.removed) == (True, False)
            assert shown(desk, kind, id, "id") == id
            if id != evening.shared[kind]:
                # Whole, as its maker gave it, on the laptop of the other too.
                answered = ANSWERED.get(kind, frozenset())
                given = {name: value for name, value in evening.made[id].items() if name not in answered}
                assert {name: state.values[name] for name in given} == given
                assert state.values.keys() - given.keys() <= answered
                assert not {one for one in disagreed(desk) if one[0] == ent}


@each("kind, field", CHANGING)
def test_a_field_that_two_changed_ends_as_its_merge_rule_says(
    evening: Evening, kind: str, field: str
) -> None:
    facts, id = fields(kind)[field], evening.shared[kind]
    mine, theirs = two_values(facts)
    ent = f"{kind}:{id}"
    for desk in evening.of(kind):
        heads = registers(desk, evening.scope(kind), ent)[field]
        told = [msgspec.json.decode(head.value) for head in heads]
        if facts.merge is Merge.PARAGRAPHS:
            assert told == [TOGETHER]
            assert shown(desk, kind, id, field) == TOGETHER
            assert (ent, field) not in disagreed(desk)
            continue
        assert len(told) == 2 and all(value in told for value in (mine, theirs))
        # Bram wrote later; of two opinions about safety that have an order the stricter governs.
        stricter = facts.merge is Merge.STRICTEST and facts.vocabulary is not None
        assert shown(desk, kind, id, field) == (mine if stricter else theirs)
        assert ((ent, field) in disagreed(desk)) == (facts.merge is not Merge.LATEST)


@each("kind", REMOVABLE)
def test_what_one_removed_while_the_other_changed_it_is_there_and_somebody_is_asked(
    evening: Evening, kind: str
) -> None:
    ent = f"{kind}:{evening.removed[kind]}"
    for desk in evening.of(kind):
        assert not merge.fold(registers(desk, evening.scope(kind), ent), pick(kind)).removed
        assert (ent, REMOVED) in disagreed(desk)


def test_no_kind_of_record_is_left_out() -> None:
    tried = {*MADE_BY_PEOPLE, *SERVICE_MADE}
    assert tried == set(RECORDS)
    # Each takes part in what its fields can go through: made apart, changed, or the one of its dossier.
    assert {kind for kind, _field in CHANGING} >= set(MADE_BY_PEOPLE) - IMMUTABLE
    assert {*ONE_EACH} <= {kind for kind, _field in CHANGING}


@pytest.mark.parametrize("kind", sorted(SERVICE_MADE))
def test_what_the_service_alone_makes_no_laptop_can_make(
    organisation: Organisation, evening: Evening, kind: str
) -> None:
    """Tried on both: neither sees the other's, and each is told that its own was not taken."""
    anna, other = evening.desks["u"]
    scope = evening.scopes["u"]
    made = [create(desk, scope, kind) for desk in (anna, other)]
    asyncio.run(exchange(anna, other, anna, other))
    for desk, theirs in ((anna, made[1]), (other, made[0])):
        assert not registers(desk, scope, f"{kind}:{theirs}")
    for desk, mine in ((anna, made[0]), (other, made[1])):
        # Colleagues and figures live in scopes of their own, which no laptop writes in at all.
        elsewhere = kind in ("caseworker", "programme_report")
        assert refused(desk, f"{kind}:{mine}") == ("unknown_record" if elsewhere else "read_only")
