"""The pictures of safety: risks, warning plan, crisis card, reporting code, notices."""

from __future__ import annotations

from datetime import timedelta

from textual.pilot import Pilot

from screens.app import ThuisApp
from thuis_tui.desk.desk import Desk
from thuis_tui.store import write

PLAN = {
    "green_signs": "Slaapt goed, doet boodschappen, maakt grapjes aan de deur.",
    "green_client": "Wandelen met de hond. Elke ochtend medicijnen met koffie.",
    "yellow_signs": "Neemt de telefoon niet op. Gordijnen blijven dicht.",
    "yellow_client": "Ik stuur een duim naar mijn begeleider, ook als praten niet lukt.",
    "yellow_others": "Mijn zus komt langs en kookt.",
    "yellow_caseworker": "Elke dag een berichtje. Niet aandringen.",
    "orange_signs": "Praat hard en snel, loopt de trap op en neer, slaapt niet.",
    "orange_caseworker": "Samen de huisarts bellen. Kom met z'n tweeën.",
    "red_signs": "Herkent mij niet, dreigt met spullen te gooien.",
    "red_client": "Ik ga naar mijn kamer en doe de deur dicht.",
    "red_others": "Mijn zus belt 112 en wacht buiten.",
    "red_caseworker": "Blijf in de gang bij de deur. Praat langzaam. Bel 112 bij gevaar.",
}


def desk_of(pilot: Pilot[None]) -> Desk:
    """The open desk."""
    assert isinstance(pilot.app, ThuisApp)
    assert pilot.app.desk is not None
    return pilot.app.desk


async def person(pilot: Pilot[None]) -> str:
    """Somebody of whom everything is known."""
    desk = desk_of(pilot)
    [row] = await desk.caseload.rows((await desk.caseload.ids())[2:3])
    client = row.client
    if await desk.reporting.meldcodes(client):
        return client
    today = desk.file.world.today()
    for kind, level, fact, days in (
        (
            "aggression",
            "red",
            "Sloeg op 3 maart een medewerker van de woningcorporatie in het trappenhuis.",
            60,
        ),
        ("animal", "orange", "Grote hond, niet aangelijnd; springt tegen bezoek op.", 12),
        ("home", "orange", "Gasfornuis lekt, gemeld bij de corporatie.", 40),
    ):
        values = {"kind": kind, "level": level, "fact": fact, "source": "eigen waarneming"}
        review = (today + timedelta(days=days)).isoformat()
        made = await desk.safety.add_risk(client, {**values, "review_on": review})
        seen = await desk.records.standing(client, f"risk_flag:{made}")
        if kind == "animal":
            await desk.records.change(seen, {"review_on": (today - timedelta(days=12)).isoformat()})
        if kind == "home":
            await desk.safety.end(client, made, "Fornuis is vervangen.")
    await desk.safety.make_plan(client)
    for field, text in {**PLAN, "discussed_on": today.isoformat()}.items():
        await desk.facts.set(await desk.facts.standing(client, field, f"warning_plan:{client}"), text)
    for contact in (
        {
            "role": "family",
            "name": "Naima Haddad",
            "phone": "06-12345678",
            "safe_to_call": "yes",
            "emergency": "yes",
        },
        {"role": "gp", "name": "Huisartsenpraktijk Vos", "phone": "030-1234567", "safe_to_call": "yes"},
    ):
        await desk.records.create("contact", client, contact)
    for field, text in (("address", "Kanaalstraat 12"), ("postcode", "3531 CD"), ("go_with_two", "yes")):
        await desk.facts.set(await desk.facts.standing(client, field), text)
    code = await desk.reporting.begin(client, "Zorg om de kinderen van de buurvrouw")
    for step, account in ((1, "Drie keer geschreeuw en gehuil gehoord."), (4, "Gewogen met Veilig Thuis.")):
        await desk.reporting.take_step(
            client, code, {"step": step, "taken_on": today.isoformat(), "account": account}
        )
    await desk.reporting.report_calamity(
        client,
        {
            "kind": "fire",
            "occurred_at": "2026-02-20T21:10:00Z",
            "what": "Brand in de keuken, uitgebreid geblust. Niemand gewond.",
            "told": "112, teamleider",
        },
    )
    return client


async def nobody(pilot: Pilot[None]) -> str:
    """Somebody of whom nothing is known."""
    desk = desk_of(pilot)
    [row] = await desk.caseload.rows((await desk.caseload.ids())[6:7])
    return row.client


async def go(pilot: Pilot[None], name: str, **arguments: str) -> None:
    """Show a page."""
    assert isinstance(pilot.app, ThuisApp)
    await pilot.app.go(name, **arguments)
    await pilot.pause(0.4)


async def risks(pilot: Pilot[None]) -> None:
    """Risks, warning plan, reporting code, calamity."""
    await go(pilot, "safety", client=await person(pilot))


async def ended(pilot: Pilot[None]) -> None:
    """The ended ones unfolded."""
    await risks(pilot)
    await pilot.press("end", "enter", "end")
    await pilot.pause(0.3)


async def empty(pilot: Pilot[None]) -> None:
    """Nothing known yet."""
    await go(pilot, "safety", client=await nobody(pilot))


async def new_risk(pilot: Pilot[None]) -> None:
    """Writing a risk down."""
    await go(pilot, "risk_editor", client=await nobody(pilot))
    await pilot.press("a", "g", "enter")
    await pilot.pause(0.3)


async def plan(pilot: Pilot[None]) -> None:
    """The red phase."""
    await go(pilot, "warning_plan", client=await person(pilot))


async def plan_orange(pilot: Pilot[None]) -> None:
    """A phase with empty cells."""
    await go(pilot, "warning_plan", client=await person(pilot))
    await pilot.press("3", "down")
    await pilot.pause(0.2)


async def crisis(pilot: Pilot[None]) -> None:
    """The card."""
    await go(pilot, "dossier", client=await person(pilot))
    await pilot.press("f8")
    await pilot.pause(0.5)


async def crisis_unknown(pilot: Pilot[None]) -> None:
    """The card of somebody of whom nothing is known."""
    await pilot.press("escape")
    await go(pilot, "dossier", client=await nobody(pilot))
    await pilot.press("f8")
    await pilot.pause(0.5)


async def crisis_of_whom(pilot: Pilot[None]) -> None:
    """Choosing whose card."""
    await pilot.press("f8")
    await pilot.pause(0.5)


async def meldcode(pilot: Pilot[None]) -> None:
    """A concern with two steps taken."""
    client = await person(pilot)
    [code] = await desk_of(pilot).reporting.meldcodes(client)
    await go(pilot, "meldcode", client=client, meldcode=code.id)


async def step(pilot: Pilot[None]) -> None:
    """Deciding."""
    client = await person(pilot)
    [code] = await desk_of(pilot).reporting.meldcodes(client)
    await go(pilot, "meldcode_step", client=client, meldcode=code.id, step=5)  # type: ignore[arg-type]


async def calamity(pilot: Pilot[None]) -> None:
    """Reporting a calamity."""
    await go(pilot, "calamity_editor", client=await person(pilot))


async def notices(pilot: Pilot[None]) -> None:
    """What a lead is told."""
    desk = desk_of(pilot)
    client, me = await person(pilot), desk.file.author()
    if not await desk.notices.listed():
        for kind, account in (
            ("visit_alone", "Collega is ziek, de sleutel moest vandaag."),
            ("meldcode", ""),
        ):
            values = {"kind": kind, "client": client, "author": me, "recorded_at": "2026-03-04T10:00:00Z"}
            told = {**values, **({"account": account} if account else {})}
            await desk.file.write(
                lambda writing, told=told: write.create(writing, f"u:{me}", "notice", told)  # type: ignore[misc]
            )
    await go(pilot, "notices")


async def head(pilot: Pilot[None]) -> None:
    """A dossier whose head warns."""
    await go(pilot, "dossier", client=await person(pilot))


STOPS = {
    "safety-1-risks": risks,
    "safety-2-ended": ended,
    "safety-3-empty": empty,
    "safety-4-new": new_risk,
    "safety-5-plan": plan,
    "safety-6-plan-orange": plan_orange,
    "safety-7-crisis-of-whom": crisis_of_whom,
    "safety-8-crisis": crisis,
    "safety-9-crisis-unknown": crisis_unknown,
    "safety-a-meldcode": meldcode,
    "safety-b-step": step,
    "safety-c-calamity": calamity,
    "safety-d-notices": notices,
    "safety-e-head": head,
}
