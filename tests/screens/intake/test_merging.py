"""Two dossiers made one from the dossier, fact by fact, and taken apart again by keyboard."""

import pytest

from screens.dossier import DossierScreen
from screens.merging.page import MergingScreen
from screens.search import SearchScreen
from tests.screens.waiting import shows, text, until
from tests.screens.writing.conftest import Opener

HERE = {"first_name": "Jan", "surname": "Berg", "birth_date": "1985-04-03", "phone": "06-11111111"}
THERE = {
    "first_name": "Jan",
    "surname": "Berg",
    "birth_date": "1985-04-03",
    "phone": "06-22222222",
    "language": "Pools [/x]",
    "agreements": "Bel na tien uur.",
}


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_m_merges_the_likeliest_and_takes_it_back(opened: Opener, size: tuple[int, int]) -> None:
    async with opened(size=size) as at:
        await at.desk.intake.create({"first_name": "Aad", "surname": "Aalbers"})
        here, there = await at.desk.intake.create(HERE), await at.desk.intake.create(THERE)
        await at.go(DossierScreen, "dossier", client=here)
        await at.pilot.press("M")
        await shows(at.pilot, "Which dossier is of Jan Berg too?")
        await at.pilot.press("enter")
        page = await at.at(MergingScreen)
        await shows(at.pilot, "Pools [/x]")
        assert [each.field for each in page._items] == ["language", "phone", "agreements"]
        await at.pilot.press("1")
        assert page._chosen["language"] == "here"
        assert page._current is not None
        assert page._current.field == "phone"
        await at.pilot.press("2", "2", "3")
        assert page._chosen == {"phone": "there", "language": "here", "agreements": "there"}
        await at.pilot.press("ctrl+s")
        await at.at(DossierScreen)
        await shows(at.pilot, "With all about Jan Berg, merged into this dossier. M takes it back.")
        dossier = await at.desk.dossiers.open(here)
        said = {name: dossier.field(name).value for name in ("phone", "language", "agreements")}
        assert said == {"phone": "06-22222222", "language": None, "agreements": "Bel na tien uur."}
        assert len(await at.desk.caseload.ids()) == 2

        await at.pilot.press("M")
        await shows(at.pilot, "Take Jan Berg apart again")
        await at.pilot.press("2")
        await until(at.pilot, lambda: "With all about" not in text(at.pilot), "taken back")
        assert len(await at.desk.caseload.ids()) == 3
        assert (await at.desk.dossiers.open(here)).field("phone").value == "06-11111111"
        assert (await at.desk.dossiers.open(there)).into is None


async def test_a_merged_dossier_leads_to_the_one_that_goes_on(opened: Opener) -> None:
    async with opened() as at:
        here, there = await at.desk.intake.create(HERE), await at.desk.intake.create(THERE)
        await at.desk.merging.merge(await at.desk.merging.compare(here, there))
        await at.go(SearchScreen, "search")
        await at.type("berg")
        await shows(at.pilot, "merged into Jan Berg")
        await at.go(DossierScreen, "dossier", client=there)
        await shows(at.pilot, "→ Merged into the dossier of Jan Berg, which goes on.")
        await at.pilot.press("M", "enter")
        await until(at.pilot, lambda: getattr(at.app.screen, "_client", "") == here, "the one that goes on")


async def test_nothing_is_merged_by_looking_and_going_back(opened: Opener) -> None:
    async with opened() as at:
        here, there = await at.desk.intake.create(HERE), await at.desk.intake.create(THERE)
        await at.go(MergingScreen, "merging", client=here, other=there)
        await until(at.pilot, lambda: at.app.screen.ready, "read")  # type: ignore[attr-defined]
        await at.pilot.press("2", "escape")
        await until(at.pilot, lambda: not isinstance(at.app.screen, MergingScreen))
        assert len(await at.desk.caseload.ids()) == 2
        assert (await at.desk.dossiers.open(here)).field("phone").value == "06-11111111"


async def test_what_a_colleague_writes_meanwhile_is_read_again(opened: Opener) -> None:
    async with opened() as at:
        here, there = await at.desk.intake.create(HERE), await at.desk.intake.create(THERE)
        page = await at.go(MergingScreen, "merging", client=here, other=there)
        await until(at.pilot, lambda: page.ready, "read")
        await at.pilot.press("down", "2")
        await at.desk.facts.set(await at.desk.facts.standing(there, "phone"), "06-33333333")
        await shows(at.pilot, "06-33333333")
        await at.pilot.press("ctrl+s")
        await until(at.pilot, lambda: not isinstance(at.app.screen, MergingScreen))
        dossier = await at.desk.dossiers.open(here)
        assert (dossier.field("phone").value, dossier.conflicts) == ("06-33333333", 0)
