"""A whole day with real keys in a real terminal, without a connection, and a colleague who sees all of it.

The overview of the morning, three visits (one with a crisis, one with nobody home), an intake of somebody who
is known already, a plan evaluated with the client reading along, a ZRM assessment, handing in at night.
"""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.team import Laptop, Organisation
from tests.terminal.terminal import Terminal
from thuis_tui.desk import opening
from thuis_tui.desk.desk import Desk
from thuis_tui.settings import Places

pytestmark = pytest.mark.terminal

COFFEE = "Koffie gedronken en de post geopend."
CALM = "Was overstuur, samen de crisiskaart gelezen."
GOAL = "Ik wil de huur zelf betalen."
REACHED = "Het lukt me nu drie maanden."


def _desk(laptop: Laptop) -> Desk:
    places = Places.find(environ=laptop.environment)
    return opening.open_desk(places, opening.unlock(places, laptop.passphrase), connect=False)


async def _yesterday(desk: Desk) -> tuple[str, str]:
    """Two people, a plan that the client agreed with, and three visits of today; their ids."""
    client = await desk.intake.create(
        {"first_name": "Noor", "surname": "Zonneveld", "birth_date": "1985-04-03", "pets": "een hond"}
    )
    other = await desk.intake.create({"first_name": "Karim", "surname": "Aalbers"})
    await desk.records.create(
        "contact",
        client,
        {"role": "parent", "name": "Ria Zonneveld", "phone": "06-12345678", "emergency": "yes"},
    )
    plan = await desk.plans.begin(client)
    await desk.plans.add_goal(client, plan, {"life_domain": 1, "wording": GOAL})
    for step in ("discuss", "sign"):
        await desk.plans.step(await desk.plans.plan(client), step, name="N. Zonneveld")
    now = datetime.now().astimezone().replace(second=0, microsecond=0)
    first = max(now - timedelta(minutes=5), now.replace(hour=0, minute=0))
    for place, who in enumerate((client, other, client)):
        starts = (first + timedelta(minutes=place)).astimezone(UTC)
        await desk.visits.plan(
            who, {"starts_at": starts.strftime("%Y-%m-%dT%H:%M:%SZ"), "minutes": 1, "place": "home"}
        )
    assert (await desk.connection.run_once()).problem is None
    return client, other


async def _approve(desk: Desk, client: str) -> None:
    assert (await desk.connection.run_once()).problem is None
    for step in ("approve", "start"):
        await desk.plans.step(await desk.plans.plan(client), step)
    assert (await desk.connection.run_once()).problem is None


async def _receive(desk: Desk) -> None:
    assert (await desk.connection.run_once()).problem is None


def _at(laptop: Laptop, job: Any, *arguments: Any) -> Any:
    desk = _desk(laptop)
    try:
        return asyncio.run(job(desk, *arguments))
    finally:
        desk.close()


def test_a_day_offline_reaches_a_colleague_whole(tmp_path: Path) -> None:
    with Organisation(tmp_path / "service") as service:
        amina, bram = service.caseworker("Amina Bakker"), service.caseworker("Bram de Wit")
        hers, his = Laptop(tmp_path / "a", "lamp stoel tafel raam"), Laptop(tmp_path / "b", "fiets brug boom")
        hers.enrol(service, amina)
        his.enrol(service, bram)
        client, other = _at(hers, _yesterday)
        for dossier in (client, other):
            service.admin("grant", bram, dossier)
        _at(his, _approve, client)
        _at(hers, _receive)
        service.go_down()
        with hers.unlocked() as terminal:
            _morning(terminal)
            _visit_with_a_note(terminal)
            _nobody_home(terminal)
            _visit_with_a_crisis(terminal)
            _known_already(terminal)
            _evaluation(terminal)
            _assessment(terminal)
            terminal.press("ctrl+q")
            assert terminal.exit_status() == 0
        service.come_up()
        hers.thuis("sync")
        his.thuis("sync")
        _seen_by(his, client, other)


def _morning(terminal: Terminal) -> None:
    """Today shows the visits."""
    terminal.wait_for("Today")
    terminal.wait_for("Zonneveld")
    terminal.wait_for("Aalbers")
    terminal.wait_for("Offline since")


def _cursor(terminal: Terminal) -> str:
    return next((line for line in terminal.text.splitlines() if line.startswith("▌")), "")


def _at_visit(terminal: Terminal, place: int) -> None:
    """To one of the three visits of today, which end the week or are followed by empty days."""
    terminal.wait_for("Aalbers")
    terminal.press("0", "home")
    terminal.wait_for(re.compile(r"▌Mon "))
    while not re.search(r"▌.*(Noor|Karim)", terminal.text):
        row = _cursor(terminal)
        terminal.press("down")
        terminal.wait_for(lambda screen, row=row: _cursor(screen) != row)  # type: ignore[misc]
    terminal.press(*["down"] * place)


def _visit_with_a_note(terminal: Terminal) -> None:
    terminal.press("b")
    _at_visit(terminal, 0)
    terminal.press("enter")
    terminal.wait_for("een hond")
    terminal.press("i")
    terminal.wait_for("Until when")
    terminal.press("enter")
    terminal.wait_for("under way until")
    terminal.press("o")
    terminal.wait_for("New note")
    terminal.write(COFFEE)
    terminal.wait_for(COFFEE)
    terminal.press("ctrl+s")
    terminal.wait_for("took place")
    terminal.press("escape")


def _nobody_home(terminal: Terminal) -> None:
    _at_visit(terminal, 1)
    terminal.press("x")
    terminal.wait_for("Not at home: ")
    terminal.press("enter")
    terminal.wait_for("not at home")


def _visit_with_a_crisis(terminal: Terminal) -> None:
    _at_visit(terminal, 2)
    terminal.press("enter")
    terminal.wait_for("een hond")
    terminal.press("i")
    terminal.wait_for("Until when")
    terminal.press("enter")
    terminal.wait_for("under way until")
    terminal.press("f8")
    terminal.wait_for("112")
    terminal.wait_for("Ria Zonneveld")
    terminal.press("escape")
    terminal.wait_gone("0800-2000")
    terminal.press("o")
    terminal.wait_for("New note")
    terminal.write(CALM)
    terminal.wait_for(CALM)
    terminal.press("ctrl+s")
    terminal.wait_for("took place")


def _known_already(terminal: Terminal) -> None:
    """The intake warns; the dossier that is there already is opened."""
    terminal.press("c")
    terminal.wait_for("2 people")
    terminal.press("i")
    for text in ("Noor", "", "Zonneveld", "", "3-4-85"):
        terminal.write(text)
        terminal.press("enter")
    terminal.wait_for("Perhaps known already")
    terminal.press("f4")
    terminal.wait_for(COFFEE)


def _evaluation(terminal: Terminal) -> None:
    """With the client reading along."""
    terminal.press("f9")
    terminal.wait_for("Privacy")
    terminal.press("p")
    terminal.wait_for(GOAL)
    terminal.press("s")
    terminal.wait_for("valuat")
    terminal.press("1")
    terminal.wait_for("Outcome")
    terminal.write("rea")
    terminal.press("tab")
    terminal.write(REACHED)
    terminal.wait_for(REACHED)
    terminal.press("ctrl+s")
    terminal.wait_for("Every goal has its outcome")
    terminal.press("escape")
    terminal.press("f9")


def _assessment(terminal: Terminal) -> None:
    terminal.wait_for(COFFEE)
    terminal.press("z")
    terminal.wait_for("ZRM")
    terminal.press("n")
    terminal.wait_for("Finances")
    terminal.write("3" * 13)
    terminal.press("ctrl+s")
    terminal.wait_gone("Ctrl+S")


def _seen_by(his: Laptop, client: str, other: str) -> None:
    """All of it, right, on the laptop of the colleague."""
    shown = json.loads(his.thuis("client", "show", client, "--json"))
    bodies = {
        json.loads(his.thuis("note", "show", each["note"], "--json"))["body"] for each in shown["latest"]
    }
    assert bodies == {COFFEE, CALM}
    desk = _desk(his)
    try:
        asyncio.run(_look(desk, client, other))
    finally:
        desk.close()


async def _look(desk: Desk, client: str, other: str) -> None:
    assert [visit.outcome for visit in await desk.visits.of_client(client)] == ["done", "done"]
    assert [visit.outcome for visit in await desk.visits.of_client(other)] == ["not_home"]
    plan = await desk.plans.plan(client)
    [goal] = plan.goals
    assert (goal.outcome, goal.outcome_voice) == ("reached", REACHED)
    history = await desk.assessments.history(client)
    assert history.latest is not None
    assert {history.latest.level(domain) for domain in range(1, 14)} == {3}
    assert await desk.conflicts.listed() == []
