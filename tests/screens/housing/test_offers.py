"""Offering by keyboard: from a candidate and from a home, refused and answered, and the past of a home."""

from __future__ import annotations

from screens.dialogs.choose_one import ChooseOne
from screens.housing.candidate import CandidateScreen
from screens.housing.lines import AskLines
from screens.housing.matching import CandidatesForScreen, PlacesForScreen
from screens.housing.place_past import PlacePastScreen
from screens.housing.places import PlacesScreen
from tests.screens.housing.test_places import coordinator
from tests.screens.visits.conftest import AtDesk, Visiting
from tests.screens.waiting import shows, text, until
from thuis_tui.desk.places import PlaceRow
from thuis_tui.store import write

HOMES = """Adres;Postcode;Gemeente;Corporatie;Huur;Beschikbaar per;Type;Huisdieren
Oudegracht 12 bis;3511 AB;Utrecht;Bo-Ex;623,45;1-4-2026;Appartement;ja
Slotlaan 4;3701 GL;Zeist;Woongoed;701;;Studio;nee
"""


async def waiting(at: AtDesk, stage: str = "waiting") -> None:
    """One candidate with wishes, and two homes."""
    await coordinator(at)
    wishes = {"stage": stage, "wished_municipalities": ["0344"], "rent_up_to": "650.00", "pets": "yes"}
    await at.desk.housing.begin(at.client, {**await at.desk.housing.prefilled(at.client), **wishes})
    await at.desk.places.take_list(await at.desk.places.read_list(HOMES.encode()))


async def one_home(at: AtDesk, address: str) -> PlaceRow:
    return next(row for row in await at.desk.places.listed() if row.values["address"] == address)


async def asked(at: AtDesk, kind: type) -> None:
    await until(at.pilot, lambda: isinstance(at.app.screen, kind), kind.__name__)
    await at.pilot.pause()


async def test_from_a_candidate_an_offer_is_made_and_refused_with_its_reason(visiting: Visiting) -> None:
    async with visiting() as at:
        await waiting(at)
        page = await at.go(CandidateScreen, "candidate", client=at.client)
        await until(at.pilot, lambda: page.ready)
        await at.pilot.press("f")
        found = await at.at(PlacesForScreen)
        await until(at.pilot, lambda: found.ready)
        await shows(at.pilot, "1 fits · 1 with something against · you decide")
        assert text(at.pilot).index("Oudegracht 12 bis") < text(at.pilot).index("Slotlaan 4")
        await shows(
            at.pilot, "in a municipality they wish for · within the rent they can pay · pets are allowed"
        )
        await shows(at.pilot, "in another municipality than they wish for · ")
        await at.pilot.press("enter")
        await asked(at, AskLines)
        await shows(at.pilot, "Waiting list → Offer")
        await at.type("-3")
        await at.pilot.press("enter")
        await shows(at.pilot, "▲ The viewing is before the offer, on 04-03-2026.")
        await at.type("3-13")
        await at.pilot.press("enter")
        await shows(at.pilot, "▲ There is no month 13.")
        await at.type("+3")
        await at.pilot.press("enter")
        page = await at.at(CandidateScreen)
        await shows(at.pilot, "Oudegracht 12 bis · viewing 07-03-2026 · waits for an answer")
        assert (await one_home(at, "Oudegracht 12 bis")).values["state"] == "reserved"

        await at.pilot.press("o")
        await asked(at, ChooseOne)
        await shows(at.pilot, "What became of this offer?")
        await at.pilot.press("2")
        await shows(at.pilot, "Why was it refused?")
        await shows(at.pilot, "keeps their place on the waiting list")
        await at.pilot.press("8")
        await asked(at, AskLines)
        await at.pilot.press("enter")
        await shows(at.pilot, "▲ Say why the home was refused")
        await at.type("Geen lift")
        await at.pilot.press("enter")
        await shows(at.pilot, "Refused · 04-03-2026 · Geen lift")
        await shows(at.pilot, "Waiting list · Offer refused · since today")
        assert (await one_home(at, "Oudegracht 12 bis")).values["state"] == "available"
        await at.pilot.press("o")
        await shows(at.pilot, "No offer waits for an answer.")


async def test_from_a_home_an_offer_is_made_by_who_may_not_reserve_it(visiting: Visiting) -> None:
    async with visiting() as at:
        await waiting(at)
        me = at.desk.file.database.actor
        ent = f"caseworker:{me}"
        await at.desk.file.write(
            lambda writing: write.set_field(writing, "ref", ent, "roles", ["caseworker"])
        )
        page = await at.go(PlacesScreen, "places")
        await until(at.pilot, lambda: page.ready)
        await at.pilot.press("c")
        found = await at.at(CandidatesForScreen)
        await until(at.pilot, lambda: found.ready)
        await shows(at.pilot, "only your own candidates are on this laptop")
        await shows(at.pilot, "1 ✓ José van der Ünal")
        await at.pilot.press("enter")
        await asked(at, AskLines)
        await at.pilot.press("enter")
        await at.at(PlacesScreen)
        said = [one.message for one in at.app._notifications]
        assert any("set to reserved by a housing coordinator: tell them." in one for one in said)
        assert (await one_home(at, "Oudegracht 12 bis")).values["state"] == "available"
        way = await at.go(CandidateScreen, "candidate", client=at.client)
        await until(at.pilot, lambda: way.ready)
        await at.pilot.press("o")
        await asked(at, ChooseOne)
        await at.pilot.press("5")
        await asked(at, AskLines)
        await at.pilot.press("enter")
        await shows(at.pilot, "▲ This is not a date.")
        await at.type("6-3")
        await at.pilot.press("enter")
        await shows(at.pilot, "viewing 06-03-2026 · waits for an answer")


async def test_the_past_of_a_home_names_nobody_it_was_offered_to(visiting: Visiting) -> None:
    async with visiting() as at:
        await waiting(at)
        home = await one_home(at, "Slotlaan 4")
        today = at.clock.local().date()
        await at.desk.offers.make(await at.desk.housing.one(at.client), home.place, today)
        page = await at.go(PlacesScreen, "places")
        await until(at.pilot, lambda: page.ready)
        await at.pilot.press("down", "H")
        past = await at.at(PlacePastScreen)
        await until(at.pilot, lambda: past.ready)
        await shows(at.pilot, "▪ Reserved since 04-03-2026 · 0 days")
        await shows(at.pilot, "Promised → Reserved")
        await shows(at.pilot, "Written down")
        assert "Ünal" not in text(at.pilot)


async def test_an_early_stage_asks_why_and_two_laptops_make_a_double(visiting: Visiting) -> None:
    async with visiting((120, 36)) as at:
        await waiting(at, "referral")
        page = await at.go(CandidateScreen, "candidate", client=at.client)
        await until(at.pilot, lambda: page.ready)
        await at.pilot.press("f")
        found = await at.at(PlacesForScreen)
        await until(at.pilot, lambda: found.ready)
        await at.pilot.press("enter")
        await asked(at, AskLines)
        await at.pilot.press("enter")
        await shows(at.pilot, "▲ Say in a few words why")
        await at.type("Spoed")
        await at.pilot.press("enter")
        page = await at.at(CandidateScreen)
        await shows(at.pilot, "Spoed · Wil Bos")
        # As it comes from another laptop: the same home for somebody else.
        other = await at.desk.intake.create({"surname": "Ander"})
        await at.desk.housing.begin(other, {"stage": "offer"})
        home = await one_home(at, "Oudegracht 12 bis")
        kept = {"client": other, "place": home.place, "offered_on": "2026-03-04"}
        kept |= {"author": at.desk.file.database.actor, "recorded_at": "2026-03-04T09:00:00Z"}
        await at.desk.file.write(lambda writing: write.create(writing, f"h:{other}", "home_offer", kept))
        await page.look_again()
        await shows(
            at.pilot, "≠ 04-03-2026 Oudegracht 12 bis · no viewing yet · offered to somebody else too"
        )
        await shows(at.pilot, "This home is offered to somebody else too: decide together who it is for")
