"""The pictures of today and of the tasks: a full day, an empty one, a form."""

from __future__ import annotations

from datetime import datetime

from textual.pilot import Pilot

from screens.app import ThuisApp
from tests.shots import visit_stops
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.shapes import Draft
from thuis_tui.log.wire import ScopeGrant
from thuis_tui.store import holding, write

BRAM = f"{8:032x}"


async def _filled(pilot: Pilot[None]) -> tuple[ThuisApp, Desk]:
    """The desk in the middle of the day, with visits, tasks, a draft and what comes up."""
    app, desk, _visits = await visit_stops._desk(pilot)
    rows = await desk.caseload.rows((await desk.caseload.ids())[:6])
    clients = [row.client for row in rows]
    if (await desk.tasks.listed())[1].all < len(clients):
        await desk.file.write(
            lambda writing: write.create(writing, "ref", "caseworker", {"name": "Bram Smit"}, id=BRAM)
        )
        for client, what, due, owner in (
            (0, "Bewindvoerder bellen over de energierekening", "2026-03-02", ""),
            (1, "Sleutel van de berging laten bijmaken", "2026-03-04", ""),
            (2, "Intake bij de schuldhulp voorbereiden, met de loonstroken van januari", "2026-03-09", ""),
            (4, "Herhaalrecept ophalen", "2026-03-05", BRAM),
            (5, "Fiets naar de kringloop", "", ""),
        ):
            values = {"what": what, "due_on": due or None, "owner": owner or None}
            await desk.tasks.add(clients[client], values)
        await desk.drafts.keep(
            Draft(
                id="e" * 32,
                kind="note",
                fields={"body": "Koffie gedronken en samen de post van deze week doorgenomen."},
                client=clients[1],
            )
        )
        seen = await desk.records.standing(clients[5], f"client:{clients[5]}")
        assert seen
    return app, desk


async def day(pilot: Pilot[None]) -> None:
    """The first page of the day."""
    app, _desk = await _filled(pilot)
    await app.go("caseload")
    await pilot.pause(0.2)
    await app.go("today")
    await pilot.pause(0.5)


async def further(pilot: Pilot[None]) -> None:
    """The end of it."""
    await day(pilot)
    await pilot.press("G")
    await pilot.pause(0.3)


async def tasks(pilot: Pilot[None]) -> None:
    """One's own tasks, one of them ticked."""
    app, _desk = await _filled(pilot)
    await app.go("tasks")
    await pilot.pause(0.4)
    await pilot.press("down", "space")
    await pilot.pause(0.4)


async def cover(pilot: Pilot[None]) -> None:
    """What one covers."""
    app, desk = await _filled(pilot)
    others = [one.client for one in (await desk.tasks.listed("all"))[0] if not one.mine]
    until = round(datetime(2026, 3, 14).timestamp() * 1000)
    grants = [
        ScopeGrant(f"c:{client}", 1, "", 0, kind="cover", until=until) for client in dict.fromkeys(others)
    ]
    await desk.file.write(lambda writing: holding.learn(writing, grants))
    await app.go("tasks", whose="cover")
    await pilot.pause(0.4)


async def form(pilot: Pilot[None]) -> None:
    """Changing a task, at who does it."""
    app, desk = await _filled(pilot)
    [one, *_others] = [task for task in (await desk.tasks.listed("all"))[0] if not task.mine]
    await app.go("task_editor", client=one.client, record=one.task)
    await pilot.pause(0.4)
    await pilot.press("tab", "tab")
    await pilot.pause(0.3)


STOPS = {
    "today-0-empty": lambda pilot: pilot.pause(0.3),
    "today-1-day": day,
    "today-2-end": further,
    "tasks-1-mine": tasks,
    "tasks-2-cover": cover,
    "tasks-3-form": form,
}
