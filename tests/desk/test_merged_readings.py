"""Every reading of a client after two dossiers were merged, and after that was taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.desk.laptops import PERSON, note
from thuis_tui.casework.assessment_rules import DOMAINS, Score
from thuis_tui.desk.assessments import AssessmentInput
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.people import NoConsent
from thuis_tui.desk.task_reading import TaskShown

PARTY = "Woningcorporatie De Toren"
TODAY = date.today()


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


async def filled(desk: Desk, client: str, name: str, *, days: int) -> dict[str, str]:
    """One of everything in a dossier, each known by `name`; the ids by type."""
    made: dict[str, str] = {}
    tomorrow = f"{day(1)}T10:00:00Z"
    made["visit"] = await desk.visits.plan(
        client, {"starts_at": tomorrow, "starts_offset": 60, "minutes": 45, "purpose": f"Bezoek {name}"}
    )
    made["task"] = await desk.tasks.add(client, {"what": f"Taak {name}", "due_on": day(2)})
    made["contact"] = await desk.records.create(
        "contact",
        client,
        {"name": f"Moeder {name}", "role": "family", "emergency": "yes", "phone": "06-12345678"},
    )
    made["risk_flag"] = await desk.safety.add_risk(
        client,
        {
            "kind": "aggression",
            "level": "orange",
            "fact": f"Feit {name}",
            "source": "gezien",
            "observed_on": day(-1),
            "review_on": day(20),
        },
    )
    await desk.safety.make_plan(client)
    seen = await desk.facts.standing(client, "red_signs", f"warning_plan:{client}")
    await desk.facts.set(seen, f"Tekens {name}")
    made["plan"] = await desk.plans.begin(client)
    made["goal"] = await desk.plans.add_goal(
        client, made["plan"], {"life_domain": 4, "wording": f"Doel {name}"}
    )
    made["action"] = await desk.plans.add_action(client, made["goal"], {"what": f"Actie {name}"})
    scores = {domain: Score(level=3) for domain in DOMAINS}
    made["assessment"] = await desk.assessments.file(
        AssessmentInput(client=client, moment="intake", measured_on=day(days), scores=scores)
    )
    made["meldcode"] = await desk.reporting.begin(client, f"Zorg {name}")
    made["calamity"] = await desk.reporting.report_calamity(
        client,
        {
            "kind": "fire",
            "occurred_at": f"{day(-2)}T10:00:00Z",
            "what": f"Calamiteit {name}",
            "measures": "gebeld",
        },
    )
    await desk.working_notes.add(f"Kladje {name}", client)
    await desk.notes.file(note(client, f"Verslag {name}", goals=()))
    return made


async def consent(desk: Desk, client: str) -> str:
    values = {
        "party": PARTY,
        "purpose": "wonen",
        "data": ["identity", "notes", "safety"],
        "given_on": day(-10),
        "given_how": "signed",
        "ends_on": day(20),
    }
    return await desk.records.create("consent", client, values)


def tasks_of(found: tuple[list[TaskShown], Any], client: str) -> set[str]:
    return {task.what for task in found[0] if task.client == client}


async def readings(desk: Desk, client: str) -> dict[str, set[str]]:
    """What every page about a client tells, by page: only the words that were put in."""
    visits = await desk.visits.of_client(client)
    coming = await desk.visits.week(TODAY, 7)
    mine = [one for one in coming if one.client == client]
    contacts = await desk.people.contacts(client)
    page = await desk.plans.page(client)
    goals = [goal for one in page.versions for goal in (await desk.plans.plan(client, one.id)).goals]
    history = await desk.assessments.history(client)
    card: list[Any] = []
    await desk.crisis.show(client, card.append)
    plan = await desk.safety.plan(client)
    listed = await desk.history.listed(client)
    changes = await desk.history.changes(client, listed.keys)
    briefs = [await desk.visits.brief(one.visit) for one in mine]
    matters = (await desk.today.day()).matters
    entries = await desk.dossiers.entries(await desk.dossiers.timeline(client))
    found = {
        "visits": {one.purpose for one in visits},
        "week": {one.purpose for one in mine},
        "tasks": tasks_of(await desk.tasks.listed("all"), client),
        "people": {one.name for one in contacts},
        "goals": {goal.wording for goal in goals},
        "actions": {action.what for goal in goals for action in goal.actions},
        "assessments": {one.measured_on for one in history.assessments},
        "risks": {risk.fact for risk in await desk.safety.risks(client)},
        "crisis risks": {risk.fact for risk in card[0].risks},
        "crisis numbers": {one.name for one in card[0].emergency},
        "warning plan": {text for cell in plan.phase("red") for text in cell.texts},
        "crisis plan": {text for cell in card[0].plan.phase("red") for text in cell.texts},
        "meldcode": {one.concern for one in await desk.reporting.meldcodes(client)},
        "calamities": {one.what for one in await desk.reporting.calamities(client)},
        "working notes": {one.body for one in await desk.working_notes.listed(client)},
        "brief notes": {entry.excerpt for one in briefs for entry in one.notes},
        "brief to do": {each.what for one in briefs for each in one.todo},
        "brief risks": {risk.fact for one in briefs for risk in one.card.risks},
        "timeline": {entry.excerpt for entry in entries},
        "history": {change.text for change in changes if change.text.startswith("Tekens")},
        "today": {matter.text.rpartition(": ")[2] for matter in matters if matter.client == client},
    }
    return found


def known_by(found: dict[str, set[str]], name: str) -> set[str]:
    """The pages that tell something that was put in under this name."""
    return {page for page, told in found.items() if any(one.endswith(name) for one in told)}


async def two(desk: Desk) -> tuple[str, str, dict[str, str], dict[str, str]]:
    """The dossier that goes on and the other, filled, with the ids of what is in each."""
    here = await desk.intake.create(PERSON)
    there = await desk.intake.create({**PERSON, "bsn": None, "alias": "Joost"})
    return (
        here,
        there,
        await filled(desk, here, "een", days=-200),
        await filled(desk, there, "twee", days=-3),
    )


async def test_every_reading_of_a_client_knows_both_dossiers_until_the_merging_is_taken_back(
    desk: Desk,
) -> None:
    here, there, _one, two_ids = await two(desk)
    await consent(desk, there)
    before = [await readings(desk, one) for one in (here, there)]
    pages = set(before[0]) - {"assessments"}
    assert (known_by(before[0], "een"), known_by(before[0], "twee")) == (pages, set())
    assert (known_by(before[1], "een"), known_by(before[1], "twee")) == (set(), pages)
    with pytest.raises(NoConsent):
        await desk.sharing.text(here, PARTY, ["notes", "safety"])

    await desk.merging.merge(await desk.merging.compare(here, there))
    together = await readings(desk, here)
    assert {page: told for page, told in together.items() if page != "today"} == {
        page: told | before[1][page] for page, told in before[0].items() if page != "today"
    }
    assert {"Taak een", "Taak twee"} <= together["today"]
    shared = await desk.sharing.text(here, PARTY, ["notes", "safety"])
    assert all(said in shared for said in ("Verslag een", "Verslag twee", "Feit twee", "Tekens twee"))
    assert {goal for goal, _words in await desk.notes.goals(here)} == set()
    brief = await desk.visits.brief(two_ids["visit"])
    assert (brief.visit.client, brief.card.client) == (here, here)
    assert not [one for one in (await desk.today.day()).matters if one.client == there]

    await desk.merging.undo(there)
    assert [await readings(desk, one) for one in (here, there)] == before


async def test_what_is_written_after_the_merging_goes_to_the_dossier_that_goes_on(desk: Desk) -> None:
    here, there, _one, _two = await two(desk)
    before = await readings(desk, there)
    await desk.merging.merge(await desk.merging.compare(here, there))
    # Somebody still has the page of the merged one open.
    await desk.tasks.add(there, {"what": "Taak later"})
    await desk.notes.file(note(there, "Verslag later"))
    await desk.merging.undo(there)
    assert await readings(desk, there) == before
    found = await readings(desk, here)
    assert "Taak later" in found["tasks"]
    assert "Verslag later" in found["timeline"]


async def test_what_stands_in_the_merged_dossier_is_changed_where_it_stands(desk: Desk) -> None:
    """Each from the pages of the dossier that goes on; the merging taken back, each has its own again."""
    here, there, _one, ids = await two(desk)
    await desk.merging.merge(await desk.merging.compare(here, there))
    await desk.tasks.finish(ids["task"])
    await desk.safety.end(here, ids["risk_flag"], "Voorbij")
    await desk.reporting.take_step(
        here, ids["meldcode"], {"step": 1, "taken_on": TODAY.isoformat(), "account": "Blauwe plekken"}
    )
    await desk.records.change(
        await desk.records.standing(here, f"contact:{ids['contact']}"), {"name": "Tante twee"}
    )
    await desk.plans.add_goal(here, ids["plan"], {"life_domain": 1, "wording": "Schulden twee"})
    assert await desk.plans.move(here, f"goal:{ids['goal']}", down=True)
    await desk.visits.cancel(ids["visit"], "client", "Ziek")
    await desk.records.remove(here, f"calamity:{ids['calamity']}", "Dubbel")
    [removed] = await desk.removals.bin(here)
    await desk.removals.put_back(removed.client, removed.ent)
    alone = await readings(desk, here)

    await desk.merging.undo(there)
    mine = await readings(desk, there)
    assert mine["people"] == {"Tante twee"}
    assert mine["goals"] == {"Schulden twee", "Doel twee"}
    assert mine["calamities"] == {"Calamiteit twee"}
    assert mine["tasks"] == {"Taak twee"}
    [meldcode] = await desk.reporting.meldcodes(there)
    assert [each.account for each in meldcode.steps] == ["Blauwe plekken"]
    [risk] = await desk.safety.risks(there)
    assert risk.ended_reason == "Voorbij"
    theirs = await readings(desk, here)
    assert theirs["people"] == {"Moeder een"}
    assert alone["people"] == theirs["people"] | mine["people"]


async def test_the_strictest_warning_of_both_governs(desk: Desk) -> None:
    here, there, _one, ids = await two(desk)
    await desk.safety.end(there, ids["risk_flag"], "Voorbij")
    await desk.merging.merge(await desk.merging.compare(here, there))
    assert await desk.visits.alone(here) == ()
    # A colleague who does not know of the merging yet writes it in the dossier they have.
    await desk.facts.set(await desk.facts.standing(there, "risk_level"), "red")
    await desk.facts.set(await desk.facts.standing(there, "go_with_two"), "yes")
    assert await desk.visits.alone(here) == ("risk", "go_with_two")
    card: list[Any] = []
    await desk.crisis.show(here, card.append)
    assert (card[0].level, card[0].go_with_two) == ("red", True)
    await desk.facts.set(await desk.facts.standing(there, "safe_to_call"), "no")
    await desk.crisis.show(here, card.append)
    assert (card[1].safe_code, card[1].safe_to_call) == ("no", "no: do not call")
    # Whoever decides about it since, in the dossier that goes on, speaks for both.
    await desk.facts.set(await desk.facts.standing(here, "risk_level"), "green")
    await desk.facts.set(await desk.facts.standing(here, "safe_to_call"), "arranged")
    assert await desk.visits.alone(here) == ("go_with_two",)
    await desk.crisis.show(here, card.append)
    assert card[2].safe_code == "arranged"


async def test_a_warning_plan_that_was_written_since_the_merging_speaks_for_both(desk: Desk) -> None:
    here, there, _one, _two = await two(desk)
    await desk.merging.merge(await desk.merging.compare(here, there))

    async def signs(client: str) -> tuple[str, ...]:
        return next(
            cell.texts for cell in (await desk.safety.plan(client)).cells if cell.field == "red_signs"
        )

    assert await signs(here) == ("Tekens een", "Tekens twee")
    seen = await desk.facts.standing(here, "red_signs", f"warning_plan:{here}")
    await desk.facts.set(seen, "Tekens een en twee")
    assert await signs(here) == ("Tekens een en twee",)
    seen = await desk.facts.standing(there, "red_signs", f"warning_plan:{there}")
    await desk.facts.set(seen, "Tekens drie")
    assert await signs(here) == ("Tekens een en twee", "Tekens drie")
    await desk.merging.undo(there)
    assert (await signs(here), await signs(there)) == (("Tekens een en twee",), ("Tekens drie",))


async def test_who_was_assessed_lately_in_either_dossier_is_not_due(desk: Desk) -> None:
    here, there, _one, _two = await two(desk)

    async def due() -> list[str | None]:
        return [one.client for one in (await desk.today.day()).matters if one.kind == "assessment"]

    assert await due() == [here]
    await desk.merging.merge(await desk.merging.compare(here, there))
    assert await due() == []
    await desk.merging.undo(there)
    assert await due() == [here]
