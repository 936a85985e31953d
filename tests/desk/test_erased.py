"""An erased value says in words that it was erased, and nothing that reads a dossier stumbles over it.

Every field of every kind of record that can be in a dossier is erased, each in a record that has all others;
of the client, who has more of them, a few at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.desk.laptops import Laptop, enrolled
from tests.desk.test_every_kind_at_once import ONE_EACH, whole
from tests.desk.test_every_reading import READS
from tests.samples import WHOLE
from thuis_tui.casework.attribute import Shape
from thuis_tui.casework.records import RECORDS, SCOPE_OF, fields
from thuis_tui.desk.demo.organisation import DemoTrouble, Organisation
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.people import NoConsent
from thuis_tui.language import select
from thuis_tui.service.configuration import Configuration
from thuis_tui.service.database.storage import Storage, Transaction
from thuis_tui.service.keeping import erasure
from thuis_tui.service.keeping.erasure import is_erasable
from thuis_tui.store import write

KINDS = [kind for kind in RECORDS if SCOPE_OF[kind] == "c"]
ERASABLE = {
    kind: [name for name, facts in fields(kind).items() if is_erasable(facts) and name in WHOLE[kind]]
    for kind in KINDS
}
MANY = max(len(names) for kind, names in ERASABLE.items() if kind != "client")
PARTS = {"amendment": "note", "goal": "plan", "action": "goal", "assessment_score": "assessment"}
PARTS |= {"meldcode_step": "meldcode"}
ON_THE_WAY = ("housing.one", "offers.places_for")
"""Readings of who is on the way to a home, as nobody is here."""
SAID = re.compile(r"\(erased on \d\d-\d\d-\d{4}\)")


@dataclass
class Dossiers:
    """A laptop with dossiers: by client the records by kind, and the field of each that is erased."""

    desk: Desk
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    gone: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def make(desk: Desk, number: int) -> dict[str, str]:
    """A dossier with a record of every kind that has so many fields, and of what these are part of."""
    client = desk.file.world.new_id()
    kinds = {kind for kind in KINDS if number < len(ERASABLE[kind])}
    assert "client" in kinds
    while parents := {PARTS[kind] for kind in kinds if kind in PARTS} - kinds:
        kinds |= parents
    ids = {kind: client if kind in ONE_EACH else desk.file.world.new_id() for kind in KINDS if kind in kinds}

    def write_them(writing: Any) -> None:
        for kind, id_ in ids.items():
            values = whole(desk, f"c:{client}", kind)
            if part_of := PARTS.get(kind):
                values[part_of] = ids[part_of]
            write.create(writing, f"c:{client}", kind, values, id=id_)

    desk.file.write_now(write_them)
    return ids


@pytest.fixture(scope="module")
def dossiers(organisation: Organisation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dossiers]:
    desk = Laptop.make(tmp_path_factory.mktemp("erased")).open()
    asyncio.run(enrolled(organisation, desk, "Anna Uitgewist"))
    found = Dossiers(desk)
    for number in range(MANY):
        ids = make(desk, number)
        found.ids[ids["client"]] = ids
        found.gone[ids["client"]] = [
            (f"{kind}:{ids[kind]}", name) for kind, names in ERASABLE.items() for name in names[number::MANY]
        ]
    assert asyncio.run(desk.connection.run_once()).waiting == 0
    storage = Storage(Configuration(data_dir=Path(organisation._data)))

    def erase(tx: Transaction, client: str) -> None:
        for ent, name in found.gone[client]:
            erasure.erase(tx, f"c:{client}", ent, name, "Functionaris", "verzoek art. 17")

    for client in found.ids:
        storage.write(erase, client)
    storage.close()
    assert asyncio.run(desk.connection.run_once()).problem is None
    yield found
    desk.close()


async def test_every_field_says_that_it_was_erased(dossiers: Dossiers) -> None:
    desk = dossiers.desk
    for client, gone in dossiers.gone.items():
        for ent, name in gone:
            standing = await desk.facts.standing(client, name, ent)
            (value,) = standing.values
            assert value.value is None
            assert SAID.fullmatch(value.text), (ent, name)
            listed = await desk.history.listed(client, ent, name)
            changes = await desk.history.changes(client, listed.keys, name)
            assert changes, (ent, name)
            assert all(SAID.fullmatch(change.text) for change in changes), (ent, name)
        # What was not erased says what it said.
        kind, ent = "client", f"client:{client}"
        kept = [name for name in ERASABLE[kind] if (ent, name) not in gone]
        for name in kept[:2]:
            (value,) = (await desk.facts.standing(client, name, ent)).values
            assert value.value is not None
            assert not SAID.search(value.text)


async def test_the_note_the_timeline_and_the_fields_of_the_client_say_so(dossiers: Dossiers) -> None:
    desk = dossiers.desk
    seen = set()
    for client, gone in dossiers.gone.items():
        ids, names = dossiers.ids[client], {name for ent, name in gone if ent.startswith("client:")}
        shown = {one.name: one.text for one in (await desk.dossiers.open(client)).fields}
        assert {name for name, text in shown.items() if SAID.fullmatch(text)} == names
        if "amendment" not in ids:
            continue
        note = await desk.dossiers.note(ids["note"])
        (entry,) = await desk.dossiers.entries(await desk.dossiers.timeline(client))
        (amendment,) = note.amendments
        for ent, name, *texts in (
            (f"note:{ids['note']}", "body", note.body, entry.excerpt),
            (f"amendment:{ids['amendment']}", "reason", amendment.reason),
            (f"amendment:{ids['amendment']}", "body", amendment.body),
        ):
            erased = (ent, name) in gone
            seen.add((name, erased))
            assert [bool(SAID.fullmatch(text)) for text in texts] == [erased] * len(texts)
    assert len(seen) == 4


async def test_nothing_that_reads_stumbles_over_what_is_missing(dossiers: Dossiers) -> None:
    desk = dossiers.desk
    for client, ids in dossiers.ids.items():
        named = {"client": client, "other": next(one for one in dossiers.ids if one != client)}
        named |= {"plan": ids.get("plan"), "risk": ids.get("risk_flag"), "ent": f"client:{client}"}
        for name, more in READS.items():
            job, _, method = name.partition(".")
            reading = getattr(getattr(desk, job), method)
            given = [named.get(one, one) if isinstance(one, str) else one for one in more]
            if name == "history.changes":
                given = [(await desk.history.listed(client)).keys]
            if None not in given and name not in ON_THE_WAY:
                with contextlib.suppress(NoConsent):  # what may be shared hangs on a consent that is not this
                    await (reading(*given) if name == "records.listed" else reading(client, *given))
        for kind in sorted(set(ids) - {"client", "assessment_score", "warning_plan"}):
            await desk.records.listed(kind, client, order="id")
            await desk.records.standing(client, f"{kind}:{ids[kind]}")
        if visit := ids.get("visit"):
            for at in (desk.visits.one, desk.visits.brief, desk.visits.standing, desk.visits.note_facts):
                await at(visit)
            await desk.tasks.about(f"visit:{visit}")
        if task := ids.get("task"):
            await desk.tasks.one(task)
    await desk.caseload.rows(await desk.caseload.ids())
    await desk.caseload.found("berg", 50)
    await desk.search.find("koffie")
    await desk.visits.week(date(2026, 11, 9))
    for at in ("conflicts.listed", "conflicts.merged", "tasks.listed", "today.day", "today.overview"):
        job, _, method = at.partition(".")
        await getattr(getattr(desk, job), method)()
    for at in ("outbox.items", "late_work.items", "transfers.sent", "visits.under_way", "notices.listed"):
        job, _, method = at.partition(".")
        await getattr(getattr(desk, job), method)()


async def test_a_value_written_after_it_is_an_ordinary_one(dossiers: Dossiers) -> None:
    desk = dossiers.desk
    client, name = next(
        (client, name)
        for client, gone in dossiers.gone.items()
        for ent, name in gone
        if ent.startswith("client:") and name == "phone"
    )
    await desk.facts.type(await desk.facts.standing(client, name), "06-22222222")
    (value,) = (await desk.facts.standing(client, name)).values
    assert value.text == "06-22222222"
    listed = await desk.history.listed(client, f"client:{client}", name)
    newest, *others = await desk.history.changes(client, listed.keys, name)
    assert SAID.fullmatch(newest.was or "")
    assert newest.text == "06-22222222"
    assert all(SAID.fullmatch(one.text) for one in others)
    await desk.facts.set(await desk.facts.standing(client, name), None)
    (value,) = (await desk.facts.standing(client, name)).values
    assert not SAID.search(value.text), "who empties it erased nothing"
    select("nl")
    try:
        listed = await desk.history.listed(client, f"client:{client}", name)
        told = await desk.history.changes(client, listed.keys, name)
        assert re.fullmatch(r"\(gewist op \d\d-\d\d-\d{4}\)", told[-1].text)
    finally:
        select("en")


def test_what_can_be_erased_is_everything_but_what_holds_the_file_together() -> None:
    for kind, names in ERASABLE.items():
        for name in set(fields(kind)) - set(names):
            facts = fields(kind)[name]
            held = facts.required and facts.shape is Shape.MOMENT
            assert held or facts.shape in (Shape.REFERENCE, Shape.REFERENCES), (kind, name)


async def test_what_holds_the_file_together_is_refused(
    dossiers: Dossiers, organisation: Organisation
) -> None:
    client, ids = next(iter(dossiers.ids.items()))
    for name in ("author", "occurred_at"):
        with pytest.raises(DemoTrouble):
            organisation.admin(
                *(
                    "retention",
                    "erase",
                    client,
                    f"note:{ids['note']}",
                    name,
                    "--by",
                    "F",
                    "--reason",
                    "art. 17",
                )
            )
