"""The line under a form: both texts where there is room, else of the right one its time."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from screens.widgets.form.foot import Foot
from tests.screens.waiting import text


class Bare(App[None]):
    """Nothing but the line."""

    CSS = "Foot { height: 1; width: 100%; }"

    def compose(self) -> ComposeResult:
        foot = Foot()
        foot.left, foot.right = "? 8 answered  ! 2 refused", "Kept today 15:30:00"
        yield foot


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (50, " ? 8 answered  ! 2 refused    Kept today 15:30:00"),
        (46, " ? 8 answered  ! 2 refused         ✓ 15:30:00"),
        (36, " ? 8 answered  ! 2 refu… ✓ 15:30:00"),
    ],
)
async def test_the_time_stays_and_stands_apart(width: int, shown: str) -> None:
    async with Bare().run_test(size=(width, 1)) as pilot:
        assert text(pilot) == shown
