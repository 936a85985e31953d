"""What the desk shows of a dossier is in the access log: whatever is given a client is held to it."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.desk.conftest import Make
from tests.desk.laptops import PERSON, note
from thuis_tui.casework.intake_sections import SECTIONS
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import FileProblem, NotFound
from thuis_tui.desk.world import World, system_ms
from thuis_tui.store.writing import Writing

SITTING = 11 * 60 * 1000
PARTY = "Woningcorporatie"

READS: dict[str, tuple[Any, ...]] = {
    "assessments.history": (),
    "conflicts.listed": (),
    "crisis.show": (lambda card: None,),
    "dossiers.open": (),
    "dossiers.timeline": (),
    "dossiers.log_reading": (),
    "facts.standing": ("surname",),
    "history.changes": ((),),
    "history.listed": (),
    "housing.one": (),
    "housing.prefilled": (),
    "merging.compare": ("other",),
    "notes.goals": (),
    "offers.of_client": (),
    "offers.places_for": (),
    "people.consents": (),
    "people.contacts": (),
    "plans.page": (),
    "plans.plan": ("plan",),
    "plans.difference": ("plan", "plan"),
    "records.listed": ("task", "client"),
    "records.standing": ("ent",),
    "removals.bin": (),
    "reporting.calamities": (),
    "reporting.meldcodes": (),
    "safety.plan": (),
    "safety.risks": (),
    "safety.standing": ("risk",),
    "sharing.text": (PARTY, ("identity",)),
    "transfers.sheet": (),
    "visits.alone": (),
    "visits.of_client": (),
    "whole_intake.section": (SECTIONS[0],),
    "whole_intake.sheet": (),
    "whole_intake.standing": (),
}
"""What shows something of a dossier, with what it is given behind the client."""

ALL_THE_SAME: dict[str, str] = {
    "dossiers.name": "a name as it stands in the caseload",
    "housing.is_candidate": "whether somebody is on the board, as the board shows",
    "housing.has_dossier": "whether the dossier is here, as the caseload shows",
    "merging.family": "which dossiers are of one person: their names, as in the caseload",
    "merging.alike": "names and birth dates, as in the caseload",
    "merging.candidates": "places in the caseload",
    "people.require": "shows nothing: raises when a consent is missing",
    "transfers.may": "what may be asked, nothing of the dossier",
    "transfers.colleagues": "names of colleagues",
    "working_notes.listed": "notes for oneself, which are in no dossier",
}
"""What is given a client and shows nothing that a dossier says, and why."""

WRITES = {
    *("assessments.withdraw", "housing.begin", "merging.undo", "people.withdraw", "plans.add_action"),
    *("plans.add_goal", "plans.begin", "plans.move", "plans.new_version", "plans.remove", "records.create"),
    *("records.remove", "removals.put_back", "reporting.begin", "reporting.close", "reporting.take_step"),
    *("reporting.report_calamity", "safety.add_risk", "safety.end", "safety.make_plan", "sharing.write"),
    *("tasks.add", "transfers.assign", "transfers.cover", "transfers.offer", "transfers.restrict"),
    *("visits.plan", "working_notes.add"),
}
"""What changes something, and has its own line for that."""


def later(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%d")


RISK = {
    "kind": "aggression",
    "level": "orange",
    "fact": "Gooide met een kop.",
    "source": "gezien",
    "observed_on": later(-1),
    "review_on": later(20),
}
CONSENT = {
    "party": PARTY,
    "purpose": "de voordracht",
    "data": ["identity"],
    "given_on": later(-1),
    "given_how": "spoken",
}
VISIT = {"starts_at": f"{later(3)}T10:00:00Z", "starts_offset": 60, "minutes": 45}


def public(desk: Desk) -> Iterator[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Every public method of every job that takes a client."""
    for job, at in vars(desk).items():
        if job.startswith("_") or job == "file" or not type(at).__module__.startswith("thuis_tui.desk."):
            continue
        for name, method in inspect.getmembers(at, inspect.iscoroutinefunction):
            if not name.startswith("_") and "client" in inspect.signature(method).parameters:
                yield f"{job}.{name}", method


async def lines(desk: Desk, client: str) -> list[str]:
    asked = "SELECT event FROM access WHERE client=? ORDER BY rowid"
    return await desk.file.read(
        lambda connection: [row[0] for row in connection.exec_driver_sql(asked, (client,))]
    )


async def test_every_reading_has_a_line(make_desk: Make, subtests: pytest.Subtests) -> None:
    ahead = [0]
    desk = make_desk(world=World(now_ms=lambda: system_ms() + ahead[0]))
    client, other = await desk.intake.create(PERSON), await desk.intake.create({**PERSON, "surname": "Smit"})
    plan = await desk.plans.begin(client)
    risk = await desk.safety.add_risk(client, RISK)
    await desk.records.create("consent", client, CONSENT, rule=desk.people.consent_rule)
    await desk.housing.begin(client, {})
    named = {"client": client, "other": other, "plan": plan, "risk": risk, "ent": f"client:{client}"}
    found = dict(public(desk))
    assert set(found) == {*READS, *ALL_THE_SAME, *WRITES}
    for name, more in READS.items():
        given = [named.get(one, one) if isinstance(one, str) else one for one in more]
        ahead[0] += SITTING
        before = await lines(desk, client)
        with subtests.test(name):
            await found[name](*given) if name == "records.listed" else await found[name](client, *given)
            assert (await lines(desk, client))[len(before) :] == ["read"]


async def test_what_is_opened_by_its_own_id_has_a_line(make_desk: Make, subtests: pytest.Subtests) -> None:
    ahead = [0]
    desk = make_desk(world=World(now_ms=lambda: system_ms() + ahead[0]))
    client = await desk.intake.create(PERSON)
    filed = await desk.notes.file(note(client))
    visit = await desk.visits.plan(client, VISIT)
    task = await desk.tasks.add(client, {"what": "Bellen"})
    opened: dict[str, Callable[[], Awaitable[Any]]] = {
        "dossiers.note": lambda: desk.dossiers.note(filed),
        "visits.one": lambda: desk.visits.one(visit),
        "visits.brief": lambda: desk.visits.brief(visit),
        "visits.standing": lambda: desk.visits.standing(visit),
        "visits.note_facts": lambda: desk.visits.note_facts(visit),
        "tasks.one": lambda: desk.tasks.one(task),
    }
    for name, reading in opened.items():
        ahead[0] += SITTING
        before = await lines(desk, client)
        with subtests.test(name):
            await reading()
            assert (await lines(desk, client))[len(before) :] == ["read"]
    before = await lines(desk, client)
    with pytest.raises(NotFound):
        await desk.dossiers.open("f" * 32)
    assert await lines(desk, client) == before


async def test_reading_two_dossiers_as_one_has_a_line_in_each(make_desk: Make) -> None:
    ahead = [0]
    desk = make_desk(world=World(now_ms=lambda: system_ms() + ahead[0]))
    client, other = await desk.intake.create(PERSON), await desk.intake.create({**PERSON, "surname": "Smit"})
    filed = await desk.notes.file(note(other))
    await desk.dossiers.open(client)
    # What is read as one since is a new reading of the half that was not read yet.
    await desk.merging.merge(await desk.merging.compare(client, other))
    ahead[0] += SITTING
    for read in (desk.dossiers.timeline, desk.dossiers.open):
        before = await lines(desk, client), await lines(desk, other)
        await read(client)
        await read(client)
        assert (await lines(desk, client), await lines(desk, other)) == (
            *([*before[0], "read"], [*before[1], "read"]),
        )
        ahead[0] += SITTING
    before = await lines(desk, client), await lines(desk, other)
    await desk.dossiers.note(filed)
    assert (await lines(desk, client), await lines(desk, other)) == (before[0], [*before[1], "read"])


async def test_a_line_that_could_not_be_written_is_written_at_the_next_reading(make_desk: Make) -> None:
    ahead = [0]
    desk = make_desk(world=World(now_ms=lambda: system_ms() + ahead[0]))
    client = await desk.intake.create(PERSON)

    def fill(writing: Writing) -> None:
        # The database's own limit stands for the disk's: the error is the same one.
        pages = writing.raw.execute("PRAGMA page_count").fetchone()[0]
        writing.raw.execute(f"PRAGMA max_page_count={pages}").fetchone()

    await desk.file.write(fill)
    before: list[str] = []
    with pytest.raises(FileProblem):
        for _reading in range(500):
            ahead[0] += SITTING
            before = await lines(desk, client)
            await desk.dossiers.timeline(client)
    assert await lines(desk, client) == before
    await desk.file.write(lambda writing: writing.raw.execute("PRAGMA max_page_count=100000").fetchone())
    await desk.dossiers.timeline(client)
    assert await lines(desk, client) == [*before, "read"]
