"""The pictures of the way to a home: the board, a candidate, the waiting list, the homes, a list of them."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from textual.pilot import Pilot

from screens.app import ThuisApp
from tests.shots import day_stops
from thuis_tui.casework.stages import STAGES
from thuis_tui.desk.desk import Desk
from thuis_tui.store import write
from thuis_tui.store.writing import Writing

ON_THE_BOARD = (0, 0, 1, 2, 2, 2, 2, 3, 4, 4, 5, 6, 8, 9, 9, 9, 9, 11, 12)
"""The stage of each candidate, by its place."""
HOMES = """Adres;Postcode;Gemeente;Wijk;Corporatie;Huur;Beschikbaar per;Type;Toegankelijk;Status;Huisdieren
Oudegracht 12 bis;3511 AB;Utrecht;Binnenstad;Bo-Ex;623,45;1-12-2026;Appartement;trap;beschikbaar;nee
Kanaalstraat 201;3531 CG;Utrecht;Lombok;Bo-Ex;588;;Studio;lift;bewoond;
Slotlaan 4;3701 GL;Zeist;Centrum;Woongoed;701,00;15-1-2027;Appartement;rolstoel;toegezegd;ja
Amersfoortseweg 31;3705 GA;Zeist;;Woongoed;655;;Eengezinswoning;;gereserveerd;ja
Nedereindseweg 9;3438 AA;Nieuwegein;;Jutphaas Wonen;612,30;;Appartement;lift;verhuurd;
Singel 44;3442 AB;Woerden;;GroenWest;599;;Kamer;;beschikbaar;nee
"""
BAD = """Utrechtseweg 7;3704 HA;Zeist;;Woongoed;gratis;;Studio;;beschikbaar;
Dorpsstraat 9;37O1 GL;Zeist;;Woongoed;700;31-2-2027;Studio;;;
"""


async def _filled(pilot: Pilot[None]) -> tuple[ThuisApp, Desk]:
    """The laptop of who divides the homes: nineteen candidates on the board, six homes."""
    app, desk = await day_stops._filled(pilot)
    if await desk.housing.board():
        return app, desk
    me, today = desk.file.author(), desk.file.world.today()
    roles = ["caseworker", "housing_coordinator"]

    def told(writing: Writing) -> None:
        known = writing.raw.execute("SELECT 1 FROM caseworker WHERE id=?", (me,)).fetchone()
        if known:
            write.set_field(writing, "ref", f"caseworker:{me}", "roles", roles)
        else:
            values = {"name": "Merel de Wit", "team": "Utrecht-Oost", "roles": roles}
            write.create(writing, "ref", "caseworker", values, id=me)

    await desk.file.write(told)
    rows = await desk.caseload.rows((await desk.caseload.ids())[: len(ON_THE_BOARD)])
    for place, (row, stage) in enumerate(zip(rows, ON_THE_BOARD, strict=True)):
        since = (today - timedelta(days=(place * 37) % 200)).isoformat()
        wishes = {"stage": STAGES[stage], "stage_since": since, **await desk.housing.prefilled(row.client)}
        if place % 3:
            wishes |= {"urgency": ("none", "medical", "safety")[place % 3], "registered_on": since}
            wishes |= {"wished_municipalities": ["0344", "0355"], "rent_up_to": "650.00", "pets": "yes"}
        await desk.housing.begin(row.client, wishes)
    await desk.housing.set_aside(
        await desk.housing.one(rows[4].client), "on_hold", today, "Wacht op uitkering"
    )
    await desk.housing.move(await desk.housing.one(rows[5].client), "offer", today, "Woning aan de Singel")
    await desk.places.take_list(await desk.places.read_list(HOMES.encode()))
    return app, desk


async def the_board(pilot: Pilot[None]) -> None:
    """Everybody's way, in columns."""
    app, _desk = await _filled(pilot)
    await app.go("board")
    await pilot.pause(0.3)
    await pilot.press("right")


async def moving(pilot: Pilot[None]) -> None:
    """On to the next stage, with its day."""
    await the_board(pilot)
    await pilot.press("greater_than_sign")
    await pilot.pause(0.3)


async def one_candidate(pilot: Pilot[None]) -> None:
    """One way with its moves."""
    app, desk = await _filled(pilot)
    rows = await desk.caseload.rows((await desk.caseload.ids())[5:6])
    await app.go("candidate", client=rows[0].client)
    await pilot.pause(0.3)


async def the_wishes(pilot: Pilot[None]) -> None:
    """What somebody wishes and needs."""
    await one_candidate(pilot)
    await pilot.press("e")
    await pilot.pause(0.4)


async def the_waiting_list(pilot: Pilot[None]) -> None:
    """Whose turn it is, and why."""
    app, _desk = await _filled(pilot)
    await app.go("waiting_list")
    await pilot.pause(0.3)


async def the_homes(pilot: Pilot[None]) -> None:
    """The register."""
    app, _desk = await _filled(pilot)
    await app.go("places")
    await pilot.pause(0.3)


async def one_home(pilot: Pilot[None]) -> None:
    """The form of one home."""
    await the_homes(pilot)
    await pilot.press("enter")
    await pilot.pause(0.4)


async def a_list(pilot: Pilot[None]) -> None:
    """A corporation's list before it is taken in."""
    app, _desk = await _filled(pilot)
    folder = Path(tempfile.gettempdir()) / "thuis-pictures"
    folder.mkdir(exist_ok=True)
    file = folder / "woningen.csv"
    file.write_text(HOMES.replace("588", "599").replace("Singel 44", "Singel 46") + BAD, "utf-8")
    await app.go("place_list", file=str(file))
    await pilot.pause(0.4)


async def _wisher(desk: Desk) -> str:
    """Who is first on the waiting list."""
    return str((await desk.housing.waiting())[0].candidacy["id"])


async def _home(desk: Desk, street: str) -> str:
    return next(row.place for row in await desk.places.listed() if row.values["address"].startswith(street))


async def fitting_homes(pilot: Pilot[None]) -> None:
    """Which homes fit a candidate, and why."""
    app, desk = await _filled(pilot)
    await app.go("places_for", client=await _wisher(desk))
    await pilot.pause(0.3)


async def offering(pilot: Pilot[None]) -> None:
    """A home is offered, with its day and a viewing that cannot be."""
    await fitting_homes(pilot)
    await pilot.press("enter")
    await pilot.pause(0.3)
    await pilot.press("minus", "3", "enter")
    await pilot.pause(0.3)


async def offered(pilot: Pilot[None]) -> None:
    """The way of somebody with a refused offer and an open one."""
    app, desk = await _filled(pilot)
    today = desk.file.world.today()
    already = [card.client for card in await desk.housing.board() if await desk.offers.of_client(card.client)]
    client = already[0] if already else await _wisher(desk)
    for street in () if already else ("Slotlaan", "Oudegracht"):
        seen = await desk.housing.one(client)
        await desk.offers.make(seen, await _home(desk, street), today, today + timedelta(days=3))
        if street == "Slotlaan":
            [offer] = await desk.offers.of_client(client)
            await desk.offers.answer(await desk.housing.one(client), offer.id, "refused", today, "rent")
    await app.go("candidate", client=client)
    await pilot.pause(0.3)


async def what_became(pilot: Pilot[None]) -> None:
    """What became of an offer."""
    await offered(pilot)
    await pilot.press("o")
    await pilot.pause(0.3)


async def fitting_candidates(pilot: Pilot[None]) -> None:
    """Whom a home fits, in the order of the waiting list."""
    app, desk = await _filled(pilot)
    await app.go("candidates_for", place=await _home(desk, "Singel"))
    await pilot.pause(0.3)


async def past_of_a_home(pilot: Pilot[None]) -> None:
    """In which state a home was for how long, and who changed what."""
    app, desk = await _filled(pilot)
    place = await _home(desk, "Singel")
    seen = await desk.places.standing(place)
    if seen.values["state"] != "occupied":
        await desk.places.change(seen, {"state": "occupied", "rent": "612.00"})
    await app.go("place_past", place=place)
    await pilot.pause(0.3)


STOPS = {
    "housing-1-board": the_board,
    "housing-2-board-moving": moving,
    "housing-3-candidate": one_candidate,
    "housing-4-candidate-wishes": the_wishes,
    "housing-5-waiting-list": the_waiting_list,
    "housing-6-homes": the_homes,
    "housing-7-home-form": one_home,
    "housing-8-homes-list": a_list,
    "housing-9-fitting-homes": fitting_homes,
    "housing-10-offering": offering,
    "housing-11-fitting-candidates": fitting_candidates,
    "housing-12-offers": offered,
    "housing-13-outcome": what_became,
    "housing-14-past-of-a-home": past_of_a_home,
}
