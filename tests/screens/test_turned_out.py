"""The dossiers have to close while somebody is at work: to the door, with words that say what happened."""

import pytest

from screens.unlock import UnlockScreen
from tests.screens.test_lock import opened, thuis
from tests.screens.waiting import shows, until
from thuis_tui.settings import Places
from thuis_tui.sync import surrender


@pytest.mark.parametrize(
    ("mark", "said", "stays"),
    [
        (surrender.HANDED_OVER, "dossiers were removed", False),
        (surrender.KEPT, "stays closed and is kept", True),
    ],
)
async def test_a_laptop_that_is_out_of_use_says_so_at_the_door(
    mark: str, said: str, stays: bool, places: Places
) -> None:
    async with opened(places) as pilot:
        app = thuis(pilot)
        desk = app.desk
        assert desk is not None
        assert desk.file.gate is not None
        desk.file.write_now(lambda writing: surrender.put_mark(writing, mark))
        desk.file.gate.look()
        await app.look_at_idle()
        await until(pilot, lambda: isinstance(app.screen, UnlockScreen))
        await shows(pilot, "out of use")
        await shows(pilot, said)
        assert app.desk is None
        assert places.keys.exists() is stays
        assert places.database.exists() is stays
