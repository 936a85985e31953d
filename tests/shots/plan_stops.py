"""The pictures of the support plan."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from textual.pilot import Pilot

from screens.app import ThuisApp
from thuis_tui.desk.demo import plans
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

COLLEAGUE = f"{8:032x}"
NOW = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)


async def client(pilot: Pilot[None], number: int) -> str:
    """Somebody with a plan: one of those of the demo."""
    assert isinstance(pilot.app, ThuisApp)
    desk = pilot.app.desk
    assert desk is not None
    rows = await desk.caseload.rows((await desk.caseload.ids())[5 : 5 + plans.COUNT])
    if (await desk.plans.page(rows[0].client)).plan is None:
        await desk.file.write(_colleague)
        for place, row in enumerate(rows):
            called = await desk.dossiers.name(row.client)
            await desk.file.write(partial(_plan, place, row, called))
        goal = (await desk.plans.plan(rows[0].client)).goals[0].id
        note = {"kind": "home_visit", "occurred_at": "2026-02-27T13:00:00Z", "goals": [goal]}
        body = "Samen het kasboek nagekeken. De regeling is rond, de eerste termijn is betaald."
        await desk.records.create("note", rows[0].client, {**note, "body": body})
    return rows[number].client


def _colleague(writing: Writing) -> None:
    if writing.raw.execute("SELECT 1 FROM caseworker WHERE id=?", (COLLEAGUE,)).fetchone() is None:
        write.create(writing, "ref", "caseworker", {"name": "Bram Smit"}, id=COLLEAGUE)


def _plan(number: int, row: Any, called: str, writing: Writing) -> None:
    def put(record_type: str, id: str, values: Any) -> None:
        write.create(writing, f"c:{row.client}", record_type, values, id=id)

    plans.write_plan(number, row.client, called, (writing.actor, COLLEAGUE), NOW, writing.ids, put)


def shown(number: int, *pressed: str) -> Any:
    """The plan of one of them, after these keys."""

    async def stop(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, ThuisApp)
        await pilot.app.go("plan", client=await client(pilot, number))
        await pilot.pause(0.4)
        for key in pressed:
            await pilot.press(key)
            await pilot.pause(0.25)

    return stop


async def difference(pilot: Pilot[None]) -> None:
    """Two versions."""
    assert isinstance(pilot.app, ThuisApp)
    desk = pilot.app.desk
    assert desk is not None
    who = await client(pilot, 4)
    page = await desk.plans.page(who)
    if len(page.versions) == 1:
        await desk.plans.new_version(who)
        plan = await desk.plans.plan(who)
        ent = f"goal:{plan.goals[0].id}"
        wording = "Ik wil iets te doen hebben op dinsdag, woensdag en donderdag."
        await desk.plans.change_words(await desk.records.standing(who, ent), {"wording": wording})
        action = f"action:{plan.goals[0].actions[1].id}"
        await desk.plans.change_words(await desk.records.standing(who, action), {"due_on": "2026-04-01"})
        await desk.plans.remove(who, f"goal:{plan.goals[1].id}", "Ze zien elkaar elke week")
        await desk.plans.add_goal(who, plan.id, {"life_domain": 7, "wording": "Ik wil weer kunnen fietsen."})
    await pilot.app.go("plan", client=who)
    await pilot.pause(0.4)
    await pilot.press("f")
    await pilot.pause(0.4)


STOPS = {
    "plan-1-active": shown(0),
    "plan-2-action": shown(0, "down", "down", "down"),
    "plan-3-evaluation": shown(1, "down"),
    "plan-4-outcome": shown(1, "o"),
    "plan-5-draft": shown(3, "down"),
    "plan-6-step": shown(5, "s"),
    "plan-7-sign": shown(5, "s", "1"),
    "plan-8-goal": shown(3, "n"),
    "plan-9-action-form": shown(3, "down", "a"),
    "plan-10-paper": shown(0, "y"),
    "plan-11-difference": difference,
    "plan-12-dates": shown(3, "e"),
    "plan-13-waits": shown(2),
}
