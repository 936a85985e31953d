"""The search page: filters that are not understood are named, names by ear, and kept searches."""

from screens.search import SearchScreen
from tests.desk.laptops import note
from tests.screens.waiting import shows, text, until
from tests.screens.writing.conftest import Opener


async def test_what_is_not_understood_is_named_and_the_rest_is_found(opened: Opener) -> None:
    async with opened() as at:
        who = await at.desk.intake.create({"surname": "Janssen", "municipality": "0355"})
        await at.desk.notes.file(note(who, "De huur is betaald."))
        page = await at.go(SearchScreen, "search")
        await shows(at.pilot, "Filters: g:zeist")
        page.line.value = "huur maan:vol"
        await shows(at.pilot, "There is no filter 'maan:'.")
        await shows(at.pilot, "1 note")
        page.line.value = "jansen"
        await shows(at.pilot, "Nobody is called so; these names are alike")
        assert "maan" not in text(at.pilot)


async def test_a_search_is_kept_and_found_again_with_an_empty_line(opened: Opener) -> None:
    async with opened() as at:
        await at.desk.intake.create({"surname": "Janssen", "municipality": "0355"})
        page = await at.go(SearchScreen, "search")
        page.line.value = "g:zeist"
        await shows(at.pilot, "1 person")
        await at.pilot.press("ctrl+s")
        await shows(at.pilot, "Keep this search")
        await at.pilot.press("enter")
        await shows(at.pilot, "Give it a name")
        await at.type("Zeist")
        await at.pilot.press("enter")
        await shows(at.pilot, "Kept.")
        await at.at(SearchScreen)
        page.line.value = ""
        await shows(at.pilot, "Kept searches")
        await at.pilot.press("enter")
        await until(at.pilot, lambda: page.line.value == "g:zeist", "searched again")
        await shows(at.pilot, "1 person")
        page.line.value = ""
        await shows(at.pilot, "Kept searches")
        await at.pilot.press("f7")
        await until(at.pilot, lambda: "Kept searches" not in text(at.pilot), "forgotten")
