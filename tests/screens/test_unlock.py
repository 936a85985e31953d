"""The door: the passphrase, a wrong one, the growing delay, and the recovery key."""

import sys
from collections.abc import Callable
from subprocess import run

from textual.widgets import Input

from screens.app import ThuisApp
from tests.screens.conftest import PASSPHRASE
from tests.screens.waiting import shows, text
from thuis_tui.desk import opening
from thuis_tui.settings import Places

MakeApp = Callable[..., ThuisApp]


async def test_a_newcomer_sees_what_to_do(make_app: MakeApp, recovery_key: str) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Your passphrase opens the dossiers on this laptop")
        assert isinstance(pilot.app.focused, Input)
        assert "Enter Unlock" in text(pilot)
        assert "Recovery key" in text(pilot)


async def test_nothing_of_the_passphrase_is_readable(make_app: MakeApp, recovery_key: str) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await pilot.press(*"geheim")
        await shows(pilot, "••••••")
        assert "geheim" not in text(pilot)


async def test_a_wrong_passphrase_is_said_and_the_wait_grows_and_is_counted_down(
    make_app: MakeApp, recovery_key: str
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        for _try in range(2):
            await pilot.press("x", "enter")
            await shows(pilot, "That is not the passphrase. Nothing is lost: try again.")
        await pilot.press("x", "enter")
        await shows(pilot, "try again in 2 s")
        await pilot.press("x", "enter")
        await shows(pilot, "try again in 1 s")
        await shows(pilot, "You can try again")


async def test_an_empty_passphrase_is_not_a_try(make_app: MakeApp, recovery_key: str, places: Places) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        for _try in range(4):
            await pilot.press("enter")
        await shows(pilot, "Type your passphrase")
    assert opening.wait_seconds(places) == 0


async def test_most_commands_wait_behind_the_door(make_app: MakeApp, recovery_key: str) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+f", "f5", "ctrl+l")
        assert len(app.screen_stack) == 1
        assert not app.check_action("search", ())


async def test_a_recovery_key_that_is_not_whole_or_of_another_file_is_told_apart(
    make_app: MakeApp, recovery_key: str
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await shows(pilot, "Type the recovery key from your paper")
        await pilot.press(*"AAAA", "enter")
        await shows(pilot, "not a whole recovery key")
        await pilot.press("escape")
        await shows(pilot, "Your passphrase opens")


async def test_the_recovery_key_opens_and_a_new_passphrase_is_set(
    make_app: MakeApp, recovery_key: str, places: Places
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await shows(pilot, "Type the recovery key")
        await pilot.press(*recovery_key.lower().replace("-", " "), "enter")
        await shows(pilot, "Choose a new passphrase")
        await pilot.press(*"te ko", "enter")
        await shows(pilot, "Too short: at least 8 characters.")
        await pilot.press(*" maar nu niet", "enter", *"iets anders", "enter")
        await shows(pilot, "The two are not the same")
        await pilot.press(*"te ko maar nu niet", "enter")
        await shows(pilot, "Nobody here yet")
    opening.unlock(places, "te ko maar nu niet")


async def test_the_passphrase_opens_the_page_of_today(make_app: MakeApp, recovery_key: str) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*PASSPHRASE, "enter")
        await shows(pilot, "Today")
        await shows(pilot, "This laptop is not connected to your organisation")
        await pilot.press("escape", "escape")
        assert app.screen_stack[-1].query("#today"), "Esc never leads out of the application"
        assert PASSPHRASE not in repr(app.screen_stack[0].query_one(Input).value)


async def test_a_file_that_does_not_open_is_said_at_the_door(
    make_app: MakeApp, recovery_key: str, places: Places
) -> None:
    places.database.write_bytes(b"not a database, for sure" * 400)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*PASSPHRASE, "enter")
        await shows(pilot, "▲")
        assert len(app.screen_stack) == 1


async def test_a_damaged_key_file_is_said_and_left_as_it_is(make_app: MakeApp, places: Places) -> None:
    places.data_dir.mkdir(parents=True)
    places.keys.write_text("not a key file")
    async with make_app().run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "enter")
        await shows(pilot, "The key file can't be read")
    assert places.keys.read_text() == "not a key file"


def test_the_door_is_painted_before_the_store_is_loaded() -> None:
    code = (
        "import sys, screens.app, screens.unlock\n"
        "loaded = [name for name in ('sqlmodel', 'sqlalchemy', 'pydantic', 'httpx', 'argon2', 'cryptography',"
        " 'thuis_tui.store', 'thuis_tui.desk.shapes') if name in sys.modules]\n"
        "assert not loaded, loaded"
    )
    run([sys.executable, "-c", code], check=True)


def test_the_passphrase_of_these_tests_is_a_good_one() -> None:
    from screens.widgets.passphrase_fields import advice

    assert advice(PASSPHRASE)[1] == "Strong."
    assert "Too few different" in advice("aaaaaaaaaaaaaaaa")[1]
    assert "Too short" in advice("kort")[1]
