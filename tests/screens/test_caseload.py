"""The caseload: who is there, fewer with each letter, and what to do when nobody is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
from textual.pilot import Pilot

from screens.app import ThuisApp
from tests.screens import laptop
from tests.screens.conftest import quick_file
from tests.screens.waiting import shows, text, until
from thuis_tui.desk.desk import Desk
from thuis_tui.settings import Places, Settings


@asynccontextmanager
async def opened(
    places: Places, clients: int = 12, notes: int = 1, size: tuple[int, int] = (80, 24), enrolled: bool = True
) -> AsyncIterator[Pilot[None]]:
    """The application behind the door, with people on the laptop."""
    key, _recovery = quick_file(places, "vier gewone woorden")
    if enrolled:
        desk = laptop.open_desk(places, key)
        await laptop.fill(desk, clients, notes)
        desk.close()
    app = ThuisApp(
        places,
        Settings(),
        open_desk=lambda key: laptop.open_desk(places, key) if enrolled else _plain(places, key),
        local_now=lambda: datetime(2026, 3, 4, 15, 30),
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        await app.enter(key)
        await app.go("caseload")
        await shows(pilot, "Caseload")
        yield pilot


def _plain(places: Places, key: object) -> Desk:
    from thuis_tui.desk import opening

    return opening.open_desk(places, key, connect=False)  # type: ignore[arg-type]


async def test_everyone_is_there_by_surname_with_a_count(places: Places) -> None:
    async with opened(places) as pilot:
        await shows(pilot, "12 people")
        lines = [line for line in text(pilot).splitlines() if " ↑ " in line]
        names = [line.split("↑")[1].split(",")[0].strip() for line in lines]
        assert len(names) == 12
        assert names == sorted(names, key=str.casefold)
        assert "Municipality" in text(pilot)


async def test_each_letter_shows_fewer_and_esc_everyone_again(places: Places) -> None:
    async with opened(places) as pilot:
        await pilot.press("slash", "b")
        await until(pilot, lambda: " of 12 people" in text(pilot))
        await pilot.press(*"zzz")
        await shows(pilot, "Nobody matches 'bzzz'")
        await pilot.press("escape")
        await shows(pilot, "12 people")
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "people")


async def test_a_letter_that_is_no_command_begins_the_filter(places: Places) -> None:
    async with opened(places) as pilot:
        await pilot.press("B")
        await until(pilot, lambda: " of 12 people" in text(pilot))
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "filter"


async def test_the_arrows_move_in_the_list_while_one_types(places: Places) -> None:
    async with opened(places) as pilot:
        await pilot.press("slash", "down", "down")
        lines = [line for line in text(pilot).splitlines() if "↑" in line]
        assert lines[2].startswith("▌")


async def test_enter_opens_the_dossier_and_back_is_where_one_was(places: Places) -> None:
    async with opened(places) as pilot:
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 4)
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 3)
        await pilot.pause()
        lines = [line for line in text(pilot).splitlines() if "↑" in line]
        assert lines[2].startswith("▌")


async def test_the_preview_shows_the_last_notes_and_the_reading_is_logged(places: Places) -> None:
    async with opened(places, clients=3, notes=2, size=(120, 36)) as pilot:
        await shows(pilot, "By telephone")
        desk = pilot.app.desk  # type: ignore[attr-defined]
        read = await desk.file.read(
            lambda connection: connection.exec_driver_sql(
                "SELECT count(*) FROM access WHERE event='read'"
            ).scalar()
        )
        assert read == 1


async def test_a_new_person_appears_by_itself(places: Places) -> None:
    async with opened(places, clients=2) as pilot:
        await shows(pilot, "2 people")
        desk = pilot.app.desk  # type: ignore[attr-defined]
        await desk.intake.create({"surname": "Aalbers", "first_name": "Noor"})
        await shows(pilot, "3 people")
        await shows(pilot, "Aalbers")


async def test_an_empty_list_says_what_to_do(places: Places) -> None:
    async with opened(places, clients=0) as pilot:
        await shows(pilot, "Press i to record the first person you support")


async def test_a_laptop_without_a_service_says_how_to_connect(places: Places) -> None:
    async with opened(places, enrolled=False) as pilot:
        await shows(pilot, "choose 'Connect to the service'")
        assert "Not connected to a service" in text(pilot)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (100, 30), (200, 60)])
async def test_it_can_be_used_at_every_size(places: Places, size: tuple[int, int]) -> None:
    async with opened(places, clients=3, size=size) as pilot:
        await shows(pilot, "3 people")
        assert "Enter Open" in text(pilot)
