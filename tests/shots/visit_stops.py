"""The pictures of visits: a week, the page before the door, planning, and the alarm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from textual.pilot import Pilot

from screens.app import ThuisApp
from thuis_tui.desk.desk import Desk
from thuis_tui.desk.world import World

NOW = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)
PLANNED = (
    (-29, 0, {"minutes": 60, "place": "home", "purpose": "Post en betalingen"}),
    (-25, 1, {"minutes": 45, "place": "office"}),
    (-5, 2, {"minutes": 45, "place": "home", "purpose": "Sleutel van de berging"}),
    (0.5, 3, {"minutes": 60, "place": "home", "purpose": "Huurachterstand, brief van de corporatie"}),
    (2.5, 4, {"minutes": 30, "place": "outside", "purpose": "Wandelen", "companion": "Bram Smit"}),
    (20, 5, {"minutes": 60, "place": "home", "purpose": "Doelen nalopen"}),
    (45, 0, {"minutes": 60, "place": "shelter"}),
)


class Clock:
    """A clock that stands where the picture wants it."""

    at = NOW

    def now_ms(self) -> int:
        return round(self.at.timestamp() * 1000)


async def _desk(pilot: Pilot[None], hours: float = 0.0) -> tuple[ThuisApp, Desk, list[str]]:
    """The desk at so many hours from now, with the visits of this week."""
    app = pilot.app
    assert isinstance(app, ThuisApp) and app.desk is not None
    desk, clock = app.desk, Clock()
    # Every job of the desk has this one object: the laptop is set to the time of the picture.
    object.__setattr__(desk.file, "world", World(now_ms=clock.now_ms))
    rows = await desk.caseload.rows((await desk.caseload.ids())[:6])
    clients = [row.client for row in rows]
    monday = (NOW - timedelta(days=2)).date()
    if not await desk.visits.week(monday):
        await _fill(desk, clock, clients)
    clock.at = NOW + timedelta(hours=hours)
    return app, desk, [one.visit for one in await desk.visits.week(monday)]


async def _fill(desk: Desk, clock: Clock, clients: list[str]) -> None:
    door = clients[3]
    await desk.safety.add_risk(
        door,
        {
            "kind": "aggression",
            "level": "orange",
            "fact": "Sloeg met de vuist op tafel toen de huur ter sprake kwam.",
            "source": "eigen waarneming",
            "review_on": "2026-03-20",
        },
    )
    for field, value in (
        ("pets", "Hond, groot, blaft bij de deur"),
        ("language", "Tigrinya"),
        ("interpreter", "yes"),
        ("agreements", "Bel een kwartier van tevoren.\nDe hond blijft in de keuken."),
    ):
        await desk.facts.set(await desk.facts.standing(door, field), value)
    await desk.records.create("task", door, {"what": "Kopie huurcontract meenemen", "due_on": "2026-03-02"})
    await desk.records.create("task", door, {"what": "Huisarts bellen over verwijzing"})
    made: list[str] = []
    for hours, who, values in PLANNED:
        clock.at = NOW - timedelta(days=2, hours=4)
        given = {"starts_at": _stamp(hours), **values}
        if await desk.visits.alone(clients[who]):  # another picture made it somebody whom nobody visits alone
            given.setdefault("companion", "Bram Smit")
        made.append(await desk.visits.plan(clients[who], given))
    await _went(desk, clock, made)


async def _went(desk: Desk, clock: Clock, made: list[str]) -> None:
    """The first took place, nobody opened at the second."""
    clock.at = NOW - timedelta(hours=29)
    await desk.visits.check_in(made[0], _stamp(-28))
    clock.at = NOW - timedelta(hours=28.2)
    await desk.visits.check_out(made[0])
    await desk.visits.not_home(made[1], "gebeld, kaartje in de bus")
    clock.at = NOW


def _stamp(hours: float) -> str:
    return (NOW + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


async def week(pilot: Pilot[None]) -> None:
    """This week."""
    app, _here, _visits = await _desk(pilot)
    await app.go("visits")
    await pilot.pause(0.4)


async def whom(pilot: Pilot[None]) -> None:
    """Planning from the week: whom?"""
    await week(pilot)
    await pilot.press("n")
    await pilot.pause(0.4)


async def door(pilot: Pilot[None]) -> None:
    """Before the door."""
    app, _here, visits = await _desk(pilot)
    await app.go("visit", visit=visits[3])
    await pilot.pause(0.4)


async def until(pilot: Pilot[None]) -> None:
    """Checking in."""
    await door(pilot)
    await pilot.press("i")
    await pilot.pause(0.3)


async def client(pilot: Pilot[None]) -> None:
    """The visits of one client."""
    app, desk, visits = await _desk(pilot)
    await app.go("client_visits", client=(await desk.visits.one(visits[0])).client)
    await pilot.pause(0.4)


async def plan(pilot: Pilot[None], place: int = 4) -> None:
    """Planning where nobody goes alone."""
    app, desk, visits = await _desk(pilot)
    whom: Any = (await desk.visits.one(visits[place])).client
    await desk.facts.set(await desk.facts.standing(whom, "go_with_two"), "yes")
    await app.go("visit_editor", client=whom)
    await pilot.pause(0.4)
    await pilot.press(*"vr", "space", *"1430", "tab", "tab")
    await pilot.pause(0.3)


async def alone(pilot: Pilot[None]) -> None:
    """Going alone after all."""
    await plan(pilot, 5)
    await pilot.press("ctrl+s")
    await pilot.pause(0.4)


async def alarm(pilot: Pilot[None]) -> None:
    """Over time, on the page of the visit."""
    app, desk, visits = await _desk(pilot)
    if not await desk.visits.under_way():
        await desk.visits.check_in(visits[3], _stamp(1), "De buurtagent gaat mee.")
    app, desk, visits = await _desk(pilot, 1.4)
    await app.look_at_visits()
    await app.go("visit", visit=visits[3])
    await pilot.pause(0.4)


async def alarm_elsewhere(pilot: Pilot[None]) -> None:
    """Over time, on any other page; then out again."""
    app, desk, visits = await _desk(pilot, 1.4)
    client = (await desk.visits.one(visits[3])).client
    await app.go("note_editor", client=client, visit=visits[3])
    await app.look_at_visits()
    await pilot.pause(0.4)


STOPS = {
    "visits-week": week,
    "visits-whom": whom,
    "visits-door": door,
    "visits-until": until,
    "visits-client": client,
    "visits-plan": plan,
    "visits-alone": alone,
    "visits-alarm": alarm,
    "visits-note-alarm": alarm_elsewhere,
}
