"""The pictures of people and consents, of their forms, of search with filters and of working notes."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from screens.app import ThuisApp
from tests.shots.tour import Stop, keys, typed

CONTACTS: tuple[dict[str, Any], ...] = (
    {
        "role": "parent",
        "name": "Ria Zonneveld",
        "phone": "06-12345678",
        "emergency": "yes",
        "safe_to_call": "arranged",
        "remark": "Alleen na zes uur bellen.\nWeet niet van de schulden.",
    },
    {"role": "gp", "name": "Dokter Vos", "phone": "030-1234567", "organisation": "Huisartsen Overvecht"},
    {
        "role": "budget_administrator",
        "name": "Nadia El Amrani",
        "organisation": "Bewind Midden",
        "email": "n.elamrani@voorbeeld.nl",
    },
    {"role": "friend", "name": "Sjaak", "household": "yes", "phone": "06-87654321"},
)
CONSENTS: tuple[dict[str, Any], ...] = (
    {
        "party": "Woningcorporatie",
        "purpose": "de voordracht voor een woning",
        "data": ["identity", "housing"],
        "given_on": "2026-01-10",
        "given_how": "signed",
    },
    {
        "party": "Bewind Midden",
        "purpose": "overleg over de huur",
        "data": ["finances", "housing"],
        "given_on": "2025-09-10",
        "given_how": "spoken",
        "ends_on": "2026-03-20",
    },
)


async def client(pilot: Pilot[None]) -> str:
    """Somebody with people around them."""
    assert isinstance(pilot.app, ThuisApp)
    desk = pilot.app.desk
    assert desk is not None
    [row] = await desk.caseload.rows((await desk.caseload.ids())[5:6])
    if not await desk.people.contacts(row.client):
        for values in CONTACTS:
            await desk.records.create("contact", row.client, values)
        for values in CONSENTS:
            await desk.records.create("consent", row.client, values)
        await desk.working_notes.add("Vragen of de fiets al gemaakt is", row.client)
        await desk.working_notes.add("Nieuwe sleutelkast: code navragen bij de balie")
        await desk.search.save("Huur in Zeist", "huur g:zeist <30d")
    return row.client


async def people(pilot: Pilot[None]) -> None:
    """The list."""
    assert isinstance(pilot.app, ThuisApp)
    await pilot.app.go("people", client=await client(pilot))
    await pilot.pause(0.4)


async def contact(pilot: Pilot[None]) -> None:
    """Changing somebody."""
    await people(pilot)
    await pilot.press("enter")
    await pilot.pause(0.4)


async def consent(pilot: Pilot[None]) -> None:
    """A new consent, at the list of what may be shared."""
    await people(pilot)
    await pilot.press("t")
    await pilot.pause(0.4)
    await pilot.press(*typed("Buurtteam"), "enter", *typed("de aanvraag"), "enter", "1", "space", "3")
    await pilot.pause(0.3)


async def filters(pilot: Pilot[None]) -> None:
    """A search with a filter that is not known."""
    await client(pilot)
    await pilot.press("ctrl+f", *typed("huur x"), "colon", "1")
    await pilot.pause(0.6)


async def kept(pilot: Pilot[None]) -> None:
    """An empty line with kept searches."""
    await client(pilot)
    await pilot.press("ctrl+f", "backspace")
    await pilot.pause(0.6)


async def working(pilot: Pilot[None]) -> None:
    """Notes to oneself."""
    await client(pilot)
    await pilot.press("W")
    await pilot.pause(0.4)


STOPS: dict[str, Stop] = {
    "people": people,
    "people-contact": contact,
    "people-consent": consent,
    "search-filters": filters,
    "search-kept": kept,
    "working-notes": working,
    "note-prompts": keys("n", "f2", wait=0.5),
    "quick-note": keys("q", "b", "e", wait=0.5),
}
