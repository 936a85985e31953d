"""Help and palette come from the registry; style sources stay few."""

from textual.pilot import Pilot

from screens.app import ThuisApp
from screens.help import found, sections
from screens.palette import Palette, likeness, offered
from tests.screens.conftest import PASSPHRASE, quick_file
from tests.screens.waiting import shows, text, until
from thuis_tui.commands import BY_ID, COMMANDS
from thuis_tui.settings import Places, Settings

MOST_SOURCES = 64


def test_every_command_is_in_help_once() -> None:
    listed = [command.id for _place, commands in sections("caseload", {}) for command in commands]
    assert sorted(listed) == sorted(command.id for command in COMMANDS)


def test_help_begins_with_the_screen_one_is_on() -> None:
    assert sections("dossier", {})[0][0] == "Dossier"


def test_help_is_found_by_key_title_or_words_of_its_sentence() -> None:
    assert found(BY_ID["app.lock"], "ctrl+l")
    assert found(BY_ID["app.lock"], "PASSPHRASE asks")
    assert not found(BY_ID["app.lock"], "intake")


def test_the_palette_answers_by_likeness() -> None:
    assert likeness("Change passphrase", "pass") == 1
    assert likeness("Sync now", "sync") == 0
    assert likeness("Theme", "hem") == 2
    assert likeness("Sync now", "snw") == 3
    assert likeness("Theme", "x") is None


def test_the_palette_names_each_command_once() -> None:
    titles = [command.title for command in offered("caseload", {})]
    assert len(titles) == len(set(titles))
    assert "Theme" in titles


async def test_the_palette_carries_out_what_is_chosen(places: Places) -> None:
    quick_file(places, PASSPHRASE)
    app = ThuisApp(places, Settings(theme="dark"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"theme", "enter")
        await until(pilot, lambda: app.theme != "thuis-dark")
        await pilot.press("ctrl+p")
        await shows(pilot, "What do you want to do?")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_the_palette_tells_in_full_what_the_command_at_the_cursor_does(places: Places) -> None:
    quick_file(places, PASSPHRASE)
    app = ThuisApp(places, Settings(language="en"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        assert isinstance(app.screen, Palette)
        for command in app.screen._commands:
            await until(pilot, lambda told=command.help: told in _flowing(pilot), command.help)
            await pilot.press("down")


def _flowing(pilot: Pilot[None]) -> str:
    """The text on the screen, without its lines and frames."""
    return " ".join(text(pilot).replace("│", " ").split())


async def test_the_language_changes_at_once(places: Places) -> None:
    quick_file(places, PASSPHRASE)
    app = ThuisApp(places, Settings(language="en"))
    async with app.run_test(size=(80, 24)) as pilot:
        await app.action_language()
        await shows(pilot, "Wachtzin")


async def test_help_can_be_searched(places: Places) -> None:
    quick_file(places, PASSPHRASE)
    app = ThuisApp(places, Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1", *"recovery key")
        await shows(pilot, "Opens the file with the recovery key")
        assert "Moves one line down" not in text(pilot)
        await pilot.press(*"xyz")
        await shows(pilot, "No command has these words")
        assert len(app.stylesheet.source) <= MOST_SOURCES
