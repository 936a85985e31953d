"""The first run: a passphrase, a recovery key on paper, proof that it is there."""

import re
from collections.abc import Callable

from textual.pilot import Pilot

from screens.app import ThuisApp
from tests.screens.conftest import PASSPHRASE
from tests.screens.waiting import shows, text
from thuis_tui.desk import opening
from thuis_tui.settings import Places

MakeApp = Callable[..., ThuisApp]


async def to_the_paper(pilot: Pilot[None]) -> str:
    """Choose a passphrase; the recovery key that is shown then."""
    await shows(pilot, "Choose a passphrase for this laptop")
    await pilot.press(*PASSPHRASE, "enter", *PASSPHRASE, "enter")
    await shows(pilot, "Write this recovery key on paper")
    groups = re.findall(r"\b[0-9A-HJKMNP-TV-Z]{4}\b", text(pilot))
    assert len(groups) == 8
    return "-".join(groups)


async def test_nothing_is_made_before_the_paper_is_confirmed(make_app: MakeApp, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_the_paper(pilot)
        assert not places.keys.exists()
        await pilot.press("ctrl+q")
    assert not places.keys.exists()
    assert not list(places.data_dir.rglob("thuis.keys"))


async def test_the_paper_has_to_be_read_back_right(make_app: MakeApp, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        recovery = await to_the_paper(pilot)
        await pilot.press("enter")
        await shows(pilot, "from your paper")
        asked = [int(number) - 1 for number in re.findall(r"groups (\d) and (\d)", text(pilot))[0]]
        groups = recovery.split("-")
        await pilot.press(*"0000", "enter", *groups[asked[1]], "enter")
        await shows(pilot, f"That is not group {asked[0] + 1}")
        await pilot.press(*groups[asked[0]].lower(), "enter")
        await shows(pilot, "Connect this laptop to your organisation")
        await pilot.press("escape")
        await shows(pilot, "Nobody here yet")
    opening.unlock(places, PASSPHRASE)
    opening.unlock_with_recovery(places, recovery)
    assert [path.name for path in places.data_dir.iterdir() if path.is_dir()] == []


async def test_the_paper_can_be_looked_at_again(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        recovery = await to_the_paper(pilot)
        await pilot.press("enter")
        await shows(pilot, "from your paper")
        await pilot.press("escape")
        await shows(pilot, recovery[:4])


async def test_both_languages(make_app: MakeApp) -> None:
    async with make_app(language="nl").run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Stap 1 van 3")
